"""A person's decision on one workbook: accept, return, or waive one rule, each with a reason and a name."""

from __future__ import annotations

from perfxl.checks.judge import Judged
from perfxl.collect.collect import Collected, collect_deliveries
from perfxl.finding import Decide, Verdict
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Decision, Version
from perfxl.texts import severities
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run


def decide(run: Run, start: str, what: str, why: str, by: str, rule: str = "") -> Collected:
    """Records a decision on the workbook whose id begins with `start` and carries it out; gives what it changed.

    `rule` is the code that `waive` waives. Runs under the run lock. Trouble where there is no such workbook, no reason,
    a closed period, nothing to accept, or no such rule among its findings.
    """
    ledger = run.ledger
    if what == Decide.DONE:
        _done(run, start, why, by)
        return collect_deliveries(run, ())
    arrival = ledger.arrivals.find(start)
    if arrival is None:
        raise Trouble("no_workbook", id=start)
    (version,) = ledger.versions.of([arrival.id])
    trouble = objection(ledger, version, what, why, rule)
    if trouble:
        raise trouble
    ledger.decisions.record(Decision(arrival.id, what, rule.upper(), why.strip(), by, run.at))
    return collect_deliveries(run, ())


def _done(run: Run, start: str, why: str, by: str) -> None:
    """Somebody is done with a mail or file that awaited a person. Trouble where there is no such one, or no reason."""
    if not why.strip():
        raise Trouble("no_reason")
    messages = [m for m in run.ledger.messages.all() if start and m.id.startswith(start)]
    messages = [m for m in messages if m.state == "needs a person"]
    if len(messages) != 1:
        name = "done_is_for_mails" if run.ledger.arrivals.find(start) else "no_message"
        raise Trouble(name, id=start)
    run.ledger.decisions.record_done(Decision(messages[0].id, Decide.DONE, "", why.strip(), by, run.at))


def objection(ledger: Ledger, version: Version, what: str, why: str, rule: str = "") -> Trouble | None:
    """Why a decision cannot be carried out, or None where it can."""
    if what not in (Decide.ACCEPT, Decide.RETURN, Decide.WAIVE):
        return Trouble("no_decision", what=what)
    if not why.strip():
        return Trouble("no_reason")
    if ledger.closings.is_closed:
        return Trouble("period_closed")
    if version.judged.verdict is Verdict.REFUSED or (what == Decide.ACCEPT and not version.judged.employee):
        return Trouble("not_acceptable", file=version.arrival.name)
    if what == Decide.ACCEPT and _silent(version.judged):
        return Trouble("nothing_to_accept", file=version.arrival.name)
    if what == Decide.WAIVE and not _speaks(version, rule):
        return Trouble("no_such_rule", rule=rule, id=version.arrival.id)
    return None


def _silent(judged: Judged) -> bool:
    """Whether nothing in a workbook could count: no rows, or a held one without a word. Of an empty form that was
    returned HR knows that it is empty, and may let it count."""
    answered = any(row.is_answered or row.added for row in judged.rows)
    return not judged.rows or (judged.verdict is Verdict.HELD and not answered)


def _speaks(version: Version, rule: str) -> bool:
    """Whether a rule is known and has something to say of the workbook."""
    return rule.upper() in severities() and any(f.code == rule.upper() for f in version.judged.findings)
