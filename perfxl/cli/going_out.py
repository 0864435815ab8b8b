"""The commands by which workbooks and letters go out: a new workspace, its roster, `issue`, `letters`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfxl.cli import results
from perfxl.cli.console import (
    AWAITS,
    COULD_NOT,
    DONE,
    Command,
    Console,
    as_json,
    common,
    cores,
    for_period,
    now,
    one_value,
)
from perfxl.finding import Severity
from perfxl.workspace.folder import make_workspace, open_workspace

if TYPE_CHECKING:
    from perfxl.letters.round import LetterRound


@click.command(cls=Command)
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


@click.command(cls=Command)
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
    results.drafted(console, done)
    return AWAITS if console.strict and done.draft.findings else DONE


@dataclass(frozen=True, slots=True)
class IssueOrder:
    """What `issue` is asked for besides the workbooks of those who have none: the options of its names."""

    reissue: bool
    macros: bool
    dry_run: bool
    zipped: bool
    confirm_roster: bool


@click.command(cls=Command)
@click.option("--employee", "codes", multiple=True, metavar="CODE")
@one_value(
    "order",
    IssueOrder,
    click.option("--reissue", is_flag=True),
    click.option("--macros", is_flag=True),
    click.option("--dry-run", is_flag=True),
    click.option("--zip", "zipped", is_flag=True),
    click.option("--confirm-roster", is_flag=True),
)
@click.option("--jobs", type=click.IntRange(1), default=None, metavar="N")
@common
def issue(console: Console, codes: tuple[str, ...], order: IssueOrder, jobs: int | None) -> int:
    from perfxl.period.issuing import RosterFaults, preview, zip_units
    from perfxl.period.issuing import confirm_roster as take_over
    from perfxl.period.issuing import issue as issue_workbooks
    from perfxl.period.macro_editions import write_editions
    from perfxl.workspace.run import running
    from perfxl.workspace.whose_desk import whose_desk
    from perfxl.workspace.workers import workers_here

    workspace = open_workspace(console.folder)
    with workers_here(jobs or cores()) as workers, running(workspace, now(), workers) as work:
        try:
            if order.dry_run:
                results.titles(console, preview(work, codes, order.reissue))
                return DONE
            if order.confirm_roster:
                take_over(work, whose_desk(work.roster))
            with console.progress("issuing") as progress:
                done = issue_workbooks(work.telling(progress), codes, order.reissue)
        except RosterFaults as error:
            console.findings(error.findings)
            console.warn("trouble.roster_faults", **error.facts)
            return COULD_NOT
        console.findings(done.findings)
        for path in done.paths.values():
            console.say("cli.one_issued", path=path.relative_to(workspace.root).as_posix())
        if order.macros:
            results.editions(console, write_editions(work, codes), done, workspace)
        for path in zip_units(work, codes) if order.zipped else ():
            console.say("cli.one_zip", path=path.relative_to(workspace.root).as_posix())
    results.issued(console, done, workspace)
    results.obstacles(console, work.obstacles)
    return AWAITS if console.strict and (done.changed or done.gone or work.obstacles) else DONE


class Way(StrEnum):
    """What becomes of the letters of a run, by the name it has in the JSON."""

    WRITTEN = "written"
    SENT = "sent"
    DRAFTED = "drafted"
    REHEARSED = "rehearsed"


def _way(send: bool, dry_run: bool, drafts: bool) -> Way:
    if send:
        return Way.REHEARSED if dry_run else Way.SENT
    return Way.DRAFTED if drafts else Way.WRITTEN


def _round(issued: bool, heads: bool, remind: bool) -> LetterRound:
    from perfxl.letters.round import LetterRound

    return LetterRound(issued, remind, heads)


@click.command(cls=Command)
@one_value(
    "about",
    _round,
    click.option("--issue", "issued", is_flag=True),
    click.option("--heads", is_flag=True),
    click.option("--remind", is_flag=True),
)
@one_value(
    "way",
    _way,
    click.option("--send", is_flag=True),
    click.option("--dry-run", is_flag=True),
    click.option("--drafts", is_flag=True),
)
@as_json
@common
def letters(console: Console, about: LetterRound, way: Way) -> int:
    from perfxl.letters import round as post
    from perfxl.letters.letters_json import letters_json
    from perfxl.workspace.run import running

    make = {
        Way.REHEARSED: post.rehearsal,
        Way.SENT: post.send_run,
        Way.DRAFTED: post.drafts_run,
        Way.WRITTEN: post.letters_run,
    }[way]
    with running(open_workspace(console.folder), now()) as quiet, console.progress("sending") as progress:
        work = quiet.telling(progress)
        done = make(work, about)
    if console.as_json:
        console.json(letters_json(done, way, console.lang))
    else:
        results.lettered(console, done, way)
    results.obstacles(console, work.obstacles)
    if any(finding.severity is Severity.ERROR for finding in done.findings):
        return COULD_NOT
    return AWAITS if console.strict and work.obstacles else DONE
