"""What the commands tell a person, line by line; the same facts as in their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from perfxl.finding import Fact, Finding, Severity, Verdict
from perfxl.texts import texts

if TYPE_CHECKING:
    from perfxl.cli.console import Console
    from perfxl.collect.collect import Collected
    from perfxl.form.plan import Plan
    from perfxl.letters.checking import Checked
    from perfxl.letters.round import Lettered
    from perfxl.master.consolidate import Consolidated, Made
    from perfxl.master.rollup import RolledUp
    from perfxl.period.close import OpenMatters
    from perfxl.period.closing_manifest import ClosingChange
    from perfxl.period.issuing import Issued
    from perfxl.period.macro_editions import Editions
    from perfxl.period.rollover import RolledOver
    from perfxl.period.roster_draft import Drafted
    from perfxl.period.sync import Synced
    from perfxl.storage.obstacle import Obstacle
    from perfxl.workspace.folder import Workspace

_STATES = {"workbooks": "state_workbooks", "nothing found": "state_nothing", "needs a person": "state_person"}
# Why a file was not read, where it is not the system that says it.
_UNREAD = ("gone", "busy", "large", "link", "special")


def checked(console: Console, workbook: Checked) -> None:
    """One workbook that was checked: a head line, then its findings, then where its correction lies."""
    count = {s: sum(f.severity is s for f in workbook.judged.findings) for s in Severity}
    rows = workbook.judged.answered_rows
    verdict = console.word(f"verdict.{workbook.judged.verdict}")
    facts: dict[str, Fact] = {"name": workbook.name, "verdict": verdict, "rows": rows}
    if not workbook.judged.findings:
        console.line(console.word("cli.checked_none", **facts))
    else:
        errors, warnings, notes = (count[s] for s in Severity)
        console.line(console.word("cli.checked_head", errors=errors, warnings=warnings, notes=notes, **facts))
    for finding in workbook.judged.findings:
        _finding(console, str(finding.severity), finding.code, texts(console.lang).of(finding))
    if workbook.correction:
        console.line(console.word("cli.correction_at", path=str(workbook.correction)))


def _finding(console: Console, severity: str, code: str, text: str) -> None:
    console.line(f"  {console.word(f'severity.{severity}')} {code}: {text}")


def collected(console: Console, document: Mapping[str, Any], awaiting: int) -> None:
    """What a collection took in: a line a mail and a workbook, its errors and warnings, and the sum."""
    for message in document["messages"]:
        state = console.word(f"cli.{_STATES[message['state']]}")
        console.say("cli.collected_message", name=message["name"], state=state)
        for finding in message.get("findings", ()) if not console.quiet else ():
            _finding(console, finding["severity"], finding["code"], finding["text"])
    for parcel in document["parcels"]:
        verdict = console.word(f"verdict.{parcel['verdict']}")
        who = f"{parcel['employee']}: " if parcel["employee"] else ""
        if parcel["verdict"] == str(Verdict.HELD):
            verdict = f"{verdict} [{parcel['id']}]"
        console.say("cli.collected_one", name=parcel["name"], employee=who, verdict=verdict)
        for finding in parcel["findings"] if not console.quiet else ():
            if finding["severity"] != str(Severity.NOTE):
                console.line(
                    f"    {console.word('severity.' + finding['severity'])} {finding['code']}: {finding['text']}"
                )
    if document["parcels"]:
        console.line(console.word("cli.collected", count=len(document["parcels"]), **document["summary"]))
    else:
        console.line(console.word("cli.collected_nothing"))
    if awaiting:
        console.warn("cli.awaits", count=awaiting)


def left_aside(console: Console, result: Collected, roster: Iterable[Finding]) -> None:
    """What could not be done now: files that another program holds, a roster with faults."""
    for name, why in result.unread:
        console.warn(f"cli.unread_{why}" if why in _UNREAD else "cli.unread", name=name, why=why)
    for name in result.unkept:
        console.warn("trouble.not_kept", file=name)
    faults = [fault for fault in roster if fault.severity is Severity.ERROR]
    console.findings(faults)
    if faults:
        console.warn("cli.old_roster", count=len(faults))


def obstacles(console: Console, obstacles: Iterable[Obstacle]) -> None:
    """What could not be written, replaced or removed: which file, why, what to do."""
    for obstacle in obstacles:
        console.warn(f"trouble.{obstacle.name}", **obstacle.facts)


def status(console: Console, document: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Who has sent what, by organisation and unit, and who is missing."""
    for organisation in document["organisations"]:
        console.line(
            console.word("cli.status_head", period=document["period"], organisation=organisation["name"])
        )
        for unit in organisation["units"]:
            name = unit["name"] or console.word("cli.status_own")
            console.line(console.word("cli.status_unit", **{**unit, "unit": name}))
        missing = organisation["missing"]
        if missing:
            console.line(console.word("cli.status_missing", count=len(missing), codes=_named(missing, names)))
        else:
            console.line(console.word("cli.status_none_missing"))
    for matter in document["awaiting"]:
        whose = f" ({matter['employee']})" if matter["employee"] else ""
        facts = {"id": matter["id"] or "-", "name": matter["name"], "who": whose, "text": matter["text"]}
        console.line(console.word(f"cli.status_{matter['kind']}", **facts))


def masters(console: Console, done: Consolidated) -> None:
    """Where the masters and the day's page lie, and which masters could not be replaced."""
    for made in done.masters:
        if made.path:
            console.say("cli.consolidated", path=str(made.path))
        else:
            console.warn("cli.not_consolidated", organisation=made.organisation)
        if made.contradicted and made.path:
            console.warn("cli.contradicted", organisation=made.organisation, pending=made.path.name)
        elif made.pending and made.path:
            console.warn("cli.pending", pending=made.path.name)
        if made.unread:
            console.warn("edits.unread", organisation=made.organisation)
        _edits(console, made)
    if done.today:
        console.say("cli.today", path=str(done.today))
    if not done.masters:
        console.warn("cli.consolidated_none")


def _edits(console: Console, made: Made) -> None:
    """What a person should know of the last master, each thing by its cell."""
    if not made.edit_count:
        return
    file = made.before.name if made.before else console.word("edits.file_none")
    console.warn("edits.head", organisation=made.organisation, count=made.edit_count, file=file)
    for edit in made.edits:
        facts = {"sheet": edit.sheet, "cell": edit.cell, "heading": edit.heading, "who": edit.key}
        console.warn(f"edits.{edit.kind}", text=edit.text, **facts)
    if made.edit_count > len(made.edits):
        console.warn("edits.more", count=made.edit_count - len(made.edits))


def open_matters(console: Console, matters: OpenMatters) -> None:
    """What is still open in a period that is about to be closed."""
    if matters.missing:
        names = {employee.code: employee.signature for employee in matters.missing}
        console.warn("cli.close_missing", count=len(names), names=_named(list(names), names))
    for row in matters.awaiting:
        console.warn("cli.close_awaiting", name=row.name, text=row.text(console.lang))


def _named(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(f"{code} {names.get(code, '')}".strip() for code in codes)


def synced(console: Console, done: Synced, missing: int) -> None:
    """What a whole run did; the last line sums it up."""
    for answer in done.answers:
        console.say("cli.answered", organisation=answer.requested.organisation, text=answer.text)
    for message in done.collected.messages:
        if message.state == "needs a person":
            console.warn("cli.collected_message", name=message.name, state=console.word("cli.state_person"))
    for version in done.collected.versions:
        verdict = console.word(f"verdict.{version.verdict}")
        who = f"{version.judged.employee}: " if version.judged.employee else ""
        if version.verdict is Verdict.HELD:
            verdict = f"{verdict} [{version.arrival.id}]"
        console.say("cli.collected_one", name=version.arrival.name, employee=who, verdict=verdict)
        if version.verdict in (Verdict.REFUSED, Verdict.HELD) and version.judged.findings:
            grave = min(version.judged.findings, key=lambda finding: list(Severity).index(finding.severity))
            console.say("cli.reason", text=texts(console.lang).of(grave))
    if done.closed:
        console.warn("cli.is_closed")
    else:
        masters(console, done.masters)
    accepted = sum(version.verdict is Verdict.ACCEPTED for version in done.collected.versions)
    facts = {"count": done.collected.new, "accepted": accepted, "letters": done.letters}
    console.line(console.word("cli.synced", awaits=len(done.awaiting), missing=missing, **facts))


def verified(console: Console, changes: Sequence[ClosingChange]) -> int:
    """What has changed since the closing; the exit status."""
    for change in changes:
        console.line(console.word(f"closing.{change.what}", name=change.name))
    if changes:
        console.warn("cli.not_verified", count=len(changes))
        return 3
    console.say("cli.verified")
    return 0


def drafted(console: Console, done: Drafted) -> None:
    """What was read into a draft roster, which files could not be, and where to look."""
    for plan in done.draft.files:
        if plan.finding:
            console.findings([plan.finding])
        else:
            console.say("cli.draft_file", name=plan.file, codes=", ".join(plan.codes), rows=plan.rows)
    people, doubts = len(done.draft.roster.employees), len(done.draft.findings)
    console.line(console.word("cli.drafted", path=str(done.path), people=people, doubts=doubts))


def rolled_up(console: Console, done: RolledUp) -> None:
    """Where the overview lies, and which organisations came twice."""
    if done.path:
        console.say("cli.rolled_up", path=str(done.path), count=len(done.branches))
    for name in done.doubled:
        console.warn("cli.rolled_up_twice", name=name)


def rolled_over(console: Console, done: RolledOver) -> None:
    """What the next period's workspace holds, and what HR should look at."""
    facts = {
        "employees": done.employees,
        "kept": done.kept,
        "carried": done.carried,
        "finished": done.finished,
    }
    console.say("cli.rolled", folder=str(done.workspace.root), listing=done.listing.name, **facts)
    if done.titles:
        console.warn("cli.rolled_titles", codes=", ".join(done.titles))


def lettered(console: Console, done: Lettered, kind: str) -> None:
    """What a run of letters did: what was wrong, then a line a letter, then the sum. `kind` is written, sent, drafted or rehearsed."""
    console.findings(done.findings)
    if kind == "written":
        for path in done.paths:
            console.say("cli.letter_at", name=path.name)
        count = len(done.paths)
    else:
        shown = [letter for letter in done.letters if kind == "rehearsed" or letter.key in done.gone]
        for letter in shown:
            console.say("cli.letter_to", address=letter.address, subject=letter.subject)
        count = len(shown)
    console.line(console.word(f"cli.letters_{kind}", count=count))


def editions(console: Console, made: Editions, done: Issued, workspace: Workspace) -> None:
    """The editions with buttons, and what stopped one of them (`done` has told of its own)."""
    for path in made.paths:
        console.say("cli.one_issued", path=path.relative_to(workspace.root).as_posix())
    for name in made.unkept:
        if name not in done.unkept:
            console.warn("trouble.not_kept", file=name)


def titles(console: Console, plans: Sequence[Plan]) -> None:
    """Who would be issued a workbook, with the title lines that nobody else reads before they are out, and who verifies."""
    console.say("cli.titles_head", count=len(plans))
    for plan in plans:
        first, second = plan.titles
        verifier = " ".join(filter(None, (plan.unit.verifier_position, plan.unit.verifier_name))) or "–"
        console.say("cli.one_titled", code=plan.employee.code, first=first, second=second, verifier=verifier)


def issued(console: Console, done: Issued, workspace: Workspace) -> None:
    """What HR should know of an issue: changed plans, answers without a place, who is gone; and the sum."""
    if done.changed:
        console.warn("cli.plan_changed", codes=", ".join(done.changed), count=len(done.changed))
    for code, rows in done.homeless.items():
        console.warn("cli.homeless", code=code, count=rows)
    for name in done.unkept:
        console.warn("trouble.not_kept", file=name)
    if done.gone:
        console.warn("cli.gone", codes=", ".join(done.gone), count=len(done.gone))
    if not done.paths and not done.people:
        console.warn("cli.nobody")
    console.say("cli.issued", count=len(done.paths), folder=str(workspace.issued))
