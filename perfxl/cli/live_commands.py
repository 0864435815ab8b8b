"""The commands `perfxl live …`: workbooks that are open in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfxl.cli import results
from perfxl.cli.console import AWAITS, DONE, Command, Console, Group, as_json, common, now
from perfxl.finding import Fact, Verdict
from perfxl.workspace.folder import open_workspace

if TYPE_CHECKING:
    from perfxl.live.form_marks import Marking
    from perfxl.live.refresh import Refreshed

_MOST_KEPT = 10  # cells that are named one by one


class _Refresh(Command):
    said_as = "live_refresh"


class _Check(Command):
    said_as = "live_check"


@click.group(cls=Group)
def live() -> None:
    pass


@live.command(cls=_Refresh)
@click.argument("masters", nargs=-1, metavar="[MASTER…]")
@common
def refresh(console: Console, masters: tuple[str, ...]) -> None:
    from perfxl.live.refresh import refresh as bring_up

    for refreshed in bring_up(open_workspace(console.folder), masters, now()):
        _refreshed(console, refreshed)


@live.command(cls=_Check)
@click.argument("name", default="", metavar="[NAME]")
@as_json
@click.option("--clear", is_flag=True)
@common
def check(console: Console, name: str, clear: bool) -> int:
    from perfxl.letters.checking import check_json
    from perfxl.live.check import check_open, clear_open

    if clear:
        console.say("live.cleared", file=clear_open(console.folder, name))
        return DONE
    done = check_open(console.folder, name, now(), console.lang)
    if console.as_json:
        console.json(check_json([done.checked], console.lang))
    else:
        results.checked(console, done.checked)
        _marked(console, done.marking)
    return AWAITS if console.strict and done.checked.judged.verdict is Verdict.HELD else DONE


def _refreshed(console: Console, done: Refreshed) -> None:
    """What became of one open master, what stayed as HR has it, and that saving is HR's."""
    facts: dict[str, Fact] = {
        "file": done.path.name,
        "changed": done.changed,
        "added": done.added,
        "removed": done.removed,
    }
    console.say("live.up_to_date" if done.nothing else "live.refreshed", **facts)
    cells = [place for place in done.kept if place.kind == "cell"]
    rows = [place for place in done.kept if place.kind == "row"]
    for name, kept in (("cells", cells), ("rows", rows)):
        if kept:
            named = ", ".join(f"{place.sheet}!{place.cell}" for place in kept[:_MOST_KEPT])
            console.warn(f"live.kept_{name}", count=len(kept), cells=named)
    if done.no_chart:
        console.warn("live.no_chart")
    if not done.nothing:
        console.say("live.save")


def _marked(console: Console, done: Marking) -> None:
    """What became of the marks."""
    if done.locked:
        console.warn("live.not_marked", cell=done.first)
    elif done.count:
        console.say("live.marked", count=done.count, cell=done.first)
    if done.taken:
        console.warn("live.taken", cells=", ".join(done.taken))
