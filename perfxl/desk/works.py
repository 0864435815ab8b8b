"""The long work of the desk: each the one call that the command line makes, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from perfxl.desk.desk import Desk
from perfxl.desk.drop import PLANS
from perfxl.desk.jobs import Outcome, Progress, Sentence, Work
from perfxl.desk.letters_page import Rehearsed, about
from perfxl.finding import Fact, Severity, Verdict
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run, running
from perfxl.workspace.workers import workers_here


def in_run(desk: Desk, work: Callable[[Run], Outcome], pooled: bool = False) -> Work:
    """A piece of work as one run over the working folder: under the run lock, with processes where it is worth it."""

    def go(progress: Progress) -> Outcome:
        with (
            workers_here(desk.workers if pooled else 1) as workers,
            running(desk.opened, desk.now(), workers) as run,
        ):
            outcome = work(run.telling(progress))
            left: list[Sentence] = [
                (f"trouble.{obstacle.name}", obstacle.facts) for obstacle in run.obstacles
            ]
            return replace(outcome, sentences=(*outcome.sentences, *left))

    return go


def issue(desk: Desk, codes: Collection[str] = (), again: bool = False, macros: bool = False) -> Work:
    """Workbooks for everyone who has none (`again`: also where the plan has changed)."""
    from perfxl.period.issuing import issue as issue_workbooks
    from perfxl.period.macro_editions import write_editions

    def work(run: Run) -> Outcome:
        done = issue_workbooks(run, codes, again)
        sentences: list[Sentence] = [("desk.done_issue", {"count": len(done.paths)})]
        if macros:
            sentences.append(("desk.done_editions", {"count": len(write_editions(run, codes).paths)}))
        if done.changed:
            sentences.append(
                ("desk.plan_changed", {"codes": ", ".join(done.changed), "count": len(done.changed)})
            )
        sentences += [("cli.homeless", {"code": code, "count": rows}) for code, rows in done.homeless.items()]
        sentences += [("trouble.not_kept", {"file": name}) for name in done.unkept]
        if done.gone:
            sentences.append(("cli.gone", {"codes": ", ".join(done.gone), "count": len(done.gone)}))
        return Outcome(tuple(sentences), done.findings, "/letters")

    return in_run(desk, work, pooled=True)


def collect(desk: Desk, sources: tuple[str, ...] = (), again: bool = False) -> Work:
    """What lies in the inbox (or the mailbox) gets its verdict; corrections and replies are made ready."""
    from perfxl.collect.collect import Collected
    from perfxl.period.collecting import collect as collect_and_answer

    def work(run: Run) -> Outcome:
        done = collect_and_answer(run, sources, again)
        return Outcome((_counted(done),), done.troubles, "/")

    def _counted(done: Collected) -> Sentence:
        verdicts = [version.verdict for version in done.versions]
        facts: dict[str, Fact] = {str(verdict): verdicts.count(verdict) for verdict in Verdict}
        return ("cli.collected", {"count": done.new, **facts})

    return in_run(desk, work, pooled=True)


def sync(desk: Desk) -> Work:
    """HR's decisions in the masters, what came, the letters and the masters in one run."""
    from perfxl.period.sync import sync as run_all

    def work(run: Run) -> Outcome:
        done = run_all(run)
        sentences: list[Sentence] = [
            ("desk.done_sync", {"count": len(done.masters.masters), "new": done.collected.new})
        ]
        return Outcome(tuple(sentences), (), "/summary")

    return in_run(desk, work, pooled=True)


def take_new(desk: Desk) -> Work:
    """New masters in place of those that contradict themselves, which go to the history."""
    from perfxl.master.consolidate import take_new as take

    def work(run: Run) -> Outcome:
        return Outcome((("desk.done_sync", {"count": len(take(run).masters), "new": 0}),), (), "/summary")

    return in_run(desk, work)


def draft(desk: Desk, language: str) -> Work:
    """Old plans and reports, dropped into the folder `plans`, read into a draft roster."""
    from perfxl.period.roster_draft import draft_run

    def work(progress: Progress) -> Outcome:
        done = draft_run(desk.opened, desk.opened.root / PLANS, False, language, progress)
        findings = tuple(plan.finding for plan in done.draft.files if plan.finding)
        counts = {"people": len(done.draft.roster.employees), "doubts": len(done.draft.findings)}
        return Outcome((("desk.done_roster_draft", {"name": done.path.name, **counts}),), findings)

    return work


def export(desk: Desk) -> Work:
    """The long table as a CSV in the working folder."""
    from perfxl.table.export import export as write

    def work(run: Run) -> Outcome:
        done = write(run, run.workspace.root / f"table {run.workspace.period.code}.csv")
        return Outcome((("cli.exported", {"path": done.path.name, "rows": done.rows}),))

    return in_run(desk, work)


def zips(desk: Desk) -> Work:
    """One zip a unit with the forms issued."""
    from perfxl.period.issuing import zip_units

    def work(run: Run) -> Outcome:
        return Outcome((("desk.done_zips", {"count": len(zip_units(run))}),))

    return in_run(desk, work)


def confirm_roster(desk: Desk, by: str) -> Work:
    """People are gone from the roster on purpose: it is taken over as it is."""
    from perfxl.period.issuing import confirm_roster as take_over

    def work(run: Run) -> Outcome:
        take_over(run, by)
        return Outcome((("desk.done_confirm", {}),))

    return in_run(desk, work)


def decide(desk: Desk, arrival: str, what: str, why: str, by: str, rule: str = "") -> Work:
    """A person's decision on one workbook."""
    from perfxl.collect.decisions import decide as record

    def work(run: Run) -> Outcome:
        record(run, arrival, what, why, by, rule)
        stood = run.ledger.versions.standing().get(arrival)
        if stood is None:
            return Outcome((("desk.done_done", {}),))
        return Outcome((("desk.done_decide", {"verdict": str(stood.verdict)}),))

    return in_run(desk, work)


def letters(desk: Desk, mode: str, round_name: str, only: frozenset[str]) -> Work:
    """Letters written into the outbox, put into the drafts, tried, sent, or recorded as sent by hand."""
    from perfxl.letters import round as post

    chosen = about(round_name, only)

    def work(run: Run) -> Outcome:
        if mode == "by_hand":
            keys = {letter.key for letter in post.preview(run, chosen).letters}
            return Outcome((("desk.done_by_hand", {"count": post.sent_by_hand(run, chosen, keys)}),))
        make = {
            "write": post.letters_run,
            "draft": post.drafts_run,
            "rehearse": post.rehearsal,
            "send": post.send_run,
        }
        done = make[mode](run, chosen)
        count = len(done.paths) if mode == "write" else len(done.letters if mode == "rehearse" else done.gone)
        wrong = any(finding.severity is Severity.ERROR for finding in done.findings)
        desk.rehearsed = (
            Rehearsed(round_name, only, done.letters) if mode == "rehearse" and not wrong else None
        )
        return Outcome(((f"desk.done_{mode}", {"count": count}),), done.findings)

    return in_run(desk, work)


def close(desk: Desk, by: str, why: str) -> Work:
    """The month's end."""
    from perfxl.period.close import close as close_period
    from perfxl.period.close import open_matters

    def work(run: Run) -> Outcome:
        if open_matters(run) and not why.strip():
            raise Trouble("no_reason")
        done = close_period(run, by, why)
        name = done.register.relative_to(run.workspace.root).as_posix()
        return Outcome(
            (("desk.done_close", {"path": name}), ("desk.done_seal", {"seal": done.seal})), (), "/next"
        )

    return in_run(desk, work)


def reopen(desk: Desk, by: str, why: str) -> Work:
    """The closed period opened again."""
    from perfxl.period.close import reopen as open_again

    def work(run: Run) -> Outcome:
        open_again(run, by, why)
        return Outcome((("cli.reopened", {}),))

    return in_run(desk, work)


def verify(desk: Desk) -> Work:
    """Whether everything is as it was closed."""
    from perfxl.period.close import verify as examine

    def work(progress: Progress) -> Outcome:
        changes = examine(desk.opened)
        sentences: list[Sentence] = [(f"closing.{change.what}", {"name": change.name}) for change in changes]
        last: Sentence = ("cli.not_verified", {"count": len(changes)}) if changes else ("cli.verified", {})
        return Outcome((last, *sentences))

    return work


def rollover(desk: Desk, target: Path, period: str) -> Work:
    """The next period's working folder."""
    from perfxl.period.rollover import rollover as roll
    from perfxl.period.scripts import write_scripts

    def work(run: Run) -> Outcome:
        done = roll(run, target, period)
        write_scripts(done.workspace.root)
        counts = {
            "employees": done.employees,
            "kept": done.kept,
            "carried": done.carried,
            "finished": done.finished,
        }
        return Outcome(
            (("desk.done_rollover", {"folder": target.name, "listing": done.listing.name, **counts}),),
            (),
            "/next",
        )

    return in_run(desk, work)


def doctor(desk: Desk) -> Work:
    """Everything examined."""
    from perfxl.period.doctor import examine

    def work(progress: Progress) -> Outcome:
        checks = examine(desk.opened, desk.now())
        return Outcome(tuple((f"doctor.{check.name}", check.facts) for check in checks if check.state != "good")
                       or (("cli.doctor_good", {}),))  # fmt: skip

    return work


def backup(desk: Desk) -> Work:
    """One file to keep, beside the working folder."""
    from perfxl.period.backup import back_up

    def work(run: Run) -> Outcome:
        name = f"{run.workspace.root.resolve().name} {run.at.astimezone():%Y-%m-%d %H%M}.zip"
        target = run.workspace.root.resolve().parent / name
        count = back_up(run, target)
        return Outcome((("cli.backed_up", {"path": str(target), "count": count}),))

    return in_run(desk, work)
