"""The commands that answer a person, and the one that takes an answer: `check`, `status`, `decide`, `explain`, `why`, `export`."""

from __future__ import annotations

from pathlib import Path

import click

from perfxl.cli import results
from perfxl.cli.console import (
    AWAITS,
    COULD_NOT,
    DONE,
    GUIDES,
    Command,
    Console,
    as_json,
    common,
    now,
)
from perfxl.finding import Decide, Verdict
from perfxl.trouble import Trouble
from perfxl.workspace.folder import open_workspace


@click.command(cls=Command)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE…"
)
@as_json
@click.option("--correct", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR")
@common
def check(console: Console, files: tuple[Path, ...], correct: Path | None) -> int:
    from perfxl.letters.checking import check_files, check_json

    checked = check_files(console.folder, files, correct, now())
    if console.as_json:
        console.json(check_json(checked, console.lang))
    else:
        for workbook in checked:
            results.checked(console, workbook)
    return (
        AWAITS
        if console.strict and any(workbook.judged.verdict is Verdict.HELD for workbook in checked)
        else DONE
    )


@click.command(cls=Command)
@as_json
@common
def status(console: Console) -> int:
    from perfxl.collect.awaiting import awaiting
    from perfxl.ledger.status import status as status_of
    from perfxl.ledger.status import status_json
    from perfxl.workspace.run import looking

    with looking(open_workspace(console.folder), now()) as work:
        document = status_json(status_of(work.ledger, work.roster, work.workspace.period.code))
        document["awaiting"] = [row.as_json(console.lang) for row in awaiting(work)]
        names = {employee.code: employee.signature for employee in work.roster.employees}
    if console.as_json:
        console.json(document)
    else:
        results.status(console, document, names)
    return AWAITS if console.strict and document["awaiting"] else DONE


@click.command(cls=Command)
@click.argument("start", metavar="ID")
@click.argument("what", type=click.Choice([str(what) for what in Decide]))
@click.option("--why", default="", metavar="TEXT")
@click.option("--by", default=None, metavar="NAME")
@click.option("--rule", default="", metavar="CODE")
@common
def decide(console: Console, start: str, what: str, why: str, by: str | None, rule: str) -> None:
    from perfxl.collect.decisions import decide as record
    from perfxl.workspace.run import running
    from perfxl.workspace.whose_desk import whose_desk

    workspace = open_workspace(console.folder)
    with running(workspace, now()) as work:
        done = record(work, start, what, why, by or whose_desk(work.roster), rule)
        if what == Decide.DONE:
            name = next(m.name for m in work.ledger.messages.all() if m.id.startswith(start))
            console.say("cli.done_with", name=name)
            return
        arrival = work.ledger.arrivals.find(start)
        verdict = work.ledger.versions.standing()[arrival.id].verdict if arrival else ""
    console.say(
        "cli.decided", id=arrival.id if arrival else start, verdict=console.word(f"verdict.{verdict}")
    )
    for name in done.unkept:
        console.warn("trouble.not_kept", file=name)


@click.command(cls=Command)
@click.argument("code", metavar="CODE")
@common
def explain(console: Console, code: str) -> int:
    from perfxl.texts import guide, severities, texts

    if code.lower() in GUIDES:
        console.line(guide(code.lower(), console.lang))
        return DONE
    known = texts(console.lang)
    code = code.upper()
    if code not in severities():
        console.warn("cli.unknown_finding", code=code)
        return COULD_NOT
    card = known.card(code)
    console.line(f"{code} · {known.word(f'severity.{severities()[code]}')} · {known.title(code)}")
    console.line(known.pattern(code))
    for part in ("why", "speaks", "silent"):
        if card.get(part):
            console.line(f"{console.word(f'cli.card_{part}')} {card[part]}")
    return DONE


@click.command(cls=Command)
@click.argument("master", type=click.Path(path_type=Path, dir_okay=False), metavar="MASTER")
@click.argument("cell", metavar="CELL")
@common
def why(console: Console, master: Path, cell: str) -> None:
    from perfxl.master.why import why as find
    from perfxl.master.why import why_lines
    from perfxl.workspace.run import looking

    workspace = open_workspace(console.folder)
    place = next((path for path in (master, workspace.root / master) if path.is_file()), None)
    if place is None:
        raise Trouble("file_missing", file=str(master))
    with looking(workspace, now()) as work:
        origin = find(work, place, cell)
    for line in why_lines(origin, console.lang, now()):
        console.line(line)


@click.command(cls=Command)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@common
def export(console: Console, target: Path) -> None:
    from perfxl.table.export import export as write
    from perfxl.workspace.run import looking

    with looking(open_workspace(console.folder), now()) as work:
        done = write(work, target)
    console.say("cli.exported", path=str(done.path), rows=done.rows)
