"""The command line: arguments in, one call, print."""

from __future__ import annotations

import getpass
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from perfxl.cli import results as said
from perfxl.cli.console import (
    AWAITS,
    COULD_NOT,
    DONE,
    GUIDES,
    OURS,
    Console,
    Group,
    common,
    cores,
    for_period,
    now,
    run,
    settle,
)
from perfxl.cli.form_command import form
from perfxl.cli.gathering import collect, sync
from perfxl.cli.live_commands import live
from perfxl.finding import Decide, Severity, Verdict
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS, make_workspace, open_workspace

if TYPE_CHECKING:
    from perfxl.period.close import OpenMatters

# Each command imports what it needs when it runs: `perfxl --help` answers at once, and a missing extra stops only its own.


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="perfxl", message="%(prog)s %(version)s")
@click.option("-C", "folder", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR")
@click.option("--lang", type=click.Choice(["mn", "en"]), default=None)
@click.option("--quiet", is_flag=True, default=None)
@click.option("--strict", is_flag=True, default=None)
@click.pass_context
def perfxl(context: click.Context, /, **given: Any) -> None:
    context.obj = settle(context, given)


@perfxl.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), default="demo", metavar="[DIR]")
@click.option("--staff", type=click.IntRange(8, 5000), default=48, metavar="N")
@common
def demo(console: Console, target: Path, staff: int) -> int:
    from perfxl.cli.demo import run_demo

    result = run_demo(console.folder / target, staff, now())
    for key, facts in result.said:
        console.say(f"demo.{key}", **facts)
    return DONE if result.as_staged else OURS


@perfxl.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--period", required=True, metavar="CODE")
@click.option("--form", "form_name", default="order-98-2023-annex-6", metavar="NAME")
@common
def init(console: Console, target: Path, period: str, form_name: str) -> None:
    from perfxl.period.scripts import write_scripts
    from perfxl.roster.write import write_roster

    workspace = for_period(console, lambda: make_workspace(console.folder / target, period, form_name))
    write_roster(workspace.roster, workspace.form, workspace.period, None)
    write_scripts(workspace.root)
    console.say("cli.made", folder=str(workspace.root), roster=str(workspace.roster))


@perfxl.command()
@click.argument(
    "source", type=click.Path(path_type=Path, file_okay=False), default=None, required=False, metavar="FOLDER"
)
@click.option("--from-accepted", is_flag=True)
@common
def roster(console: Console, source: Path | None, from_accepted: bool) -> int:
    from perfxl.cli.roster_check import check_roster
    from perfxl.period.roster_draft import draft_run

    workspace = open_workspace(console.folder)
    if source is None and not from_accepted:
        return check_roster(console, workspace)
    with console.progress("reading") as progress:
        done = draft_run(workspace, source, from_accepted, console.lang, progress)
    said.drafted(console, done)
    return AWAITS if console.strict and done.draft.findings else DONE


@perfxl.command()
@click.option("--employee", "codes", multiple=True, metavar="CODE")
@click.option("--reissue", is_flag=True)
@click.option("--macros", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.option("--zip", "zipped", is_flag=True)
@click.option("--confirm-roster", is_flag=True)
@click.option("--jobs", type=click.IntRange(1), default=None, metavar="N")
@common
def issue(
    console: Console,
    codes: tuple[str, ...],
    reissue: bool,
    macros: bool,
    dry_run: bool,
    zipped: bool,
    confirm_roster: bool,
    jobs: int | None,
) -> int:
    from perfxl.period.issuing import RosterFaults, preview, zip_units
    from perfxl.period.issuing import confirm_roster as take_over
    from perfxl.period.issuing import issue as issue_workbooks
    from perfxl.period.macro_editions import write_editions
    from perfxl.workspace.run import running
    from perfxl.workspace.whose_desk import whose_desk
    from perfxl.workspace.workers import crew

    workspace = open_workspace(console.folder)
    with crew(jobs or cores()) as workers, running(workspace, now(), workers) as work:
        try:
            if dry_run:
                said.titles(console, preview(work, codes, reissue))
                return DONE
            if confirm_roster:
                take_over(work, whose_desk(work.roster))
            with console.progress("issuing") as progress:
                done = issue_workbooks(work.telling(progress), codes, reissue)
        except RosterFaults as error:
            console.findings(error.findings)
            console.warn("trouble.roster_faults", **error.facts)
            return COULD_NOT
        console.findings(done.findings)
        for path in done.paths.values():
            console.say("cli.one_issued", path=path.relative_to(workspace.root).as_posix())
        if macros:
            said.editions(console, write_editions(work, codes), done, workspace)
        for path in zip_units(work, codes) if zipped else ():
            console.say("cli.one_zip", path=path.relative_to(workspace.root).as_posix())
    said.issued(console, done, workspace)
    said.obstacles(console, work.obstacles)
    return AWAITS if console.strict and (done.changed or done.gone or work.obstacles) else DONE


@perfxl.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE…"
)
@click.option("--json", "as_json", is_flag=True)
@click.option("--correct", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR")
@common
def check(console: Console, files: tuple[Path, ...], as_json: bool, correct: Path | None) -> int:
    from perfxl.letters.checking import check_files, check_json

    checked = check_files(console.folder, files, correct, now())
    if as_json:
        console.json(check_json(checked, console.lang))
    else:
        for one in checked:
            said.checked(console, one)
    return AWAITS if console.strict and any(one.judged.verdict is Verdict.HELD for one in checked) else DONE


perfxl.add_command(collect)


@perfxl.command()
@click.option("--json", "as_json", is_flag=True)
@common
def status(console: Console, as_json: bool) -> int:
    from perfxl.collect.awaiting import awaiting
    from perfxl.ledger.status import status as status_of
    from perfxl.ledger.status import status_json
    from perfxl.workspace.run import looking

    with looking(open_workspace(console.folder), now()) as work:
        found = status_json(status_of(work.ledger, work.roster, work.workspace.period.code))
        found["awaiting"] = [row.as_json(console.lang) for row in awaiting(work)]
        names = {employee.code: employee.signature for employee in work.roster.employees}
    if as_json:
        console.json(found)
    else:
        said.status(console, found, names)
    return AWAITS if console.strict and found["awaiting"] else DONE


@perfxl.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE…]")
@click.option("--organisation", default=None, metavar="NAME")
@click.option("--rollup", is_flag=True)
@click.option("--take-new", "replace", is_flag=True)
@common
def consolidate(
    console: Console, sources: tuple[Path, ...], organisation: str | None, rollup: bool, replace: bool
) -> int:
    from perfxl.master.consolidate import consolidate as make
    from perfxl.master.consolidate import take_new
    from perfxl.master.rollup import rollup as roll_up
    from perfxl.workspace.run import looking, running

    workspace = open_workspace(console.folder)
    if sources and not rollup:
        raise click.UsageError(console.word("cli.sources_need_rollup"))
    if rollup:
        with looking(workspace, now()) as work:
            said.rolled_up(console, roll_up(work, sources))
    else:
        with running(workspace, now()) as work, console.progress("consolidating") as progress:
            made = (take_new if replace else make)(work.telling(progress), organisation)
        said.masters(console, made)
        if console.strict and made.to_tell:
            return AWAITS
    said.obstacles(console, work.obstacles)
    return AWAITS if console.strict and work.obstacles else DONE


perfxl.add_command(sync)


@perfxl.command()
@click.option("--issue", "issued", is_flag=True)
@click.option("--heads", is_flag=True)
@click.option("--remind", is_flag=True)
@click.option("--send", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.option("--drafts", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@common
def letters(
    console: Console,
    issued: bool,
    heads: bool,
    remind: bool,
    send: bool,
    dry_run: bool,
    drafts: bool,
    as_json: bool,
) -> int:
    from perfxl.letters import round as post
    from perfxl.letters.letters_json import letters_json
    from perfxl.workspace.run import running

    workspace, about = open_workspace(console.folder), post.LetterRound(issued, remind, heads)
    with running(workspace, now()) as quiet, console.progress("sending") as progress:
        work = quiet.telling(progress)
        if send and dry_run:
            done, kind = post.rehearsal(work, about), "rehearsed"
        elif send:
            done, kind = post.send_run(work, about), "sent"
        elif drafts:
            done, kind = post.drafts_run(work, about), "drafted"
        else:
            done, kind = post.letters_run(work, about), "written"
    if as_json:
        console.json(letters_json(done, kind, console.lang))
    else:
        said.lettered(console, done, kind)
    said.obstacles(console, work.obstacles)
    if any(found.severity is Severity.ERROR for found in done.findings):
        return COULD_NOT
    return AWAITS if console.strict and work.obstacles else DONE


@perfxl.command()
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


@perfxl.command()
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


@perfxl.command()
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
        found = find(work, place, cell)
    for line in why_lines(found, console.lang, now()):
        console.line(line)


@perfxl.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@common
def export(console: Console, target: Path) -> None:
    from perfxl.table.export import export as write
    from perfxl.workspace.run import looking

    with looking(open_workspace(console.folder), now()) as work:
        done = write(work, target)
    console.say("cli.exported", path=str(done.path), rows=done.rows)


@perfxl.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--period", required=True, metavar="CODE")
@common
def rollover(console: Console, target: Path, period: str) -> None:
    from perfxl.period.rollover import rollover as roll
    from perfxl.period.scripts import write_scripts
    from perfxl.workspace.run import looking

    with looking(open_workspace(console.folder), now()) as work:
        done = for_period(console, lambda: roll(work, target, period))
    write_scripts(done.workspace.root)
    said.rolled_over(console, done)


@perfxl.command()
@click.option("--verify", is_flag=True)
@click.option("--seal", default=None, metavar="HASH")
@click.option("--anyway", is_flag=True)
@click.option("--reopen", is_flag=True)
@click.option("--why", default="", metavar="TEXT")
@click.option("--by", default=None, metavar="NAME")
@common
def close(
    console: Console, verify: bool, seal: str | None, reopen: bool, anyway: bool, why: str, by: str | None
) -> int:
    from perfxl.period import close as closing
    from perfxl.workspace.run import running

    workspace = open_workspace(console.folder)
    if seal is not None and not closing.is_seal_shaped(seal):
        raise click.UsageError(console.word("cli.bad_seal", seal=seal))
    if verify or seal:
        return said.verified(console, closing.verify(workspace, seal or ""))
    with running(workspace, now()) as work:
        who = by or getpass.getuser()
        if reopen:
            closing.reopen(work, who, why)
            console.say("cli.reopened")
            return DONE
        matters = closing.open_matters(work)
        if matters and not _closed_all_the_same(console, matters, anyway, why):
            return COULD_NOT
        done = closing.close(work, who, why)
    console.say("cli.closed", path=str(done.register), seal=done.seal)
    if done.held:
        console.warn("cli.closed_held", count=done.held)
    return AWAITS if console.strict and done.held else DONE


def _closed_all_the_same(console: Console, matters: OpenMatters, anyway: bool, why: str) -> bool:
    """Whether a period with open matters is closed: with --anyway and a reason, or where a person at a terminal says so."""
    said.open_matters(console, matters)
    if anyway:
        if not why.strip():
            raise Trouble("no_reason")
        return True
    if sys.stdin.isatty() and sys.stderr.isatty():
        return click.confirm(console.word("cli.close_anyway"), default=False, err=True)
    raise Trouble("close_open", missing=len(matters.missing), awaiting=len(matters.awaiting))


@perfxl.command()
@common
def doctor(console: Console) -> int:
    from perfxl.period.doctor import CheckState, examine, examine_machine

    inside = (console.folder / SETTINGS).is_file()
    checks = examine(open_workspace(console.folder), now()) if inside else examine_machine()
    for check in checks:
        mark = console.word(f"doctor.{check.state}")
        console.line(f"{mark} {console.word(f'doctor.{check.name}', **check.facts)}")
    return COULD_NOT if any(check.state is CheckState.BAD for check in checks) else DONE


@perfxl.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@common
def backup(console: Console, target: Path) -> None:
    from perfxl.period.backup import back_up
    from perfxl.workspace.run import running

    workspace = open_workspace(console.folder)
    with running(workspace, now()) as work:
        count = back_up(work, target)
    console.say("cli.backed_up", path=str(target), count=count)


@perfxl.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@common
def restore(console: Console, source: Path, target: Path) -> None:
    from perfxl.period.backup import restore as bring_back

    made = bring_back(source, console.folder / target)
    console.say("cli.restored", folder=str(made.root), period=made.period.code)


@perfxl.command()
@click.argument(
    "target", type=click.Path(path_type=Path, file_okay=False), default=None, required=False, metavar="[DIR]"
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N")
@click.option("--no-browser", is_flag=True)
@common
def desk(console: Console, target: Path | None, port: int, no_browser: bool) -> None:
    from perfxl.desk.start import open_desk

    folder = console.folder / target if target else console.folder
    browse = None if no_browser else webbrowser.open
    open_desk(folder, console.lang, console.line, port=port, browse=browse, workers=cores())


@perfxl.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="OUT")
@click.option(
    "--python", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=True, metavar="ZIP"
)
@click.option(
    "--wheels", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR"
)
@click.option("--with", "extras", multiple=True, metavar="EXTRA")
@click.option("--unknown-python", is_flag=True)
@common
def bundle(
    console: Console,
    target: Path,
    python: Path,
    wheels: Path | None,
    extras: tuple[str, ...],
    unknown_python: bool,
) -> None:
    from perfxl.period.bundle.bundle import make_bundle

    made = make_bundle(console.folder / target, python, wheels, extras, unknown_python)
    console.say(
        "cli.bundled",
        folder=str(made.folder),
        zip=str(made.zip),
        megabytes=round(made.size / 1e6, 1),
        python=made.python,
        packages=", ".join(made.packages),
    )


perfxl.add_command(live)
perfxl.add_command(form)


def main() -> None:
    """The `perfxl` program."""
    raise SystemExit(run(perfxl))
