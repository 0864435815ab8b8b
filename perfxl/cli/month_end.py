"""The commands of a month end: `consolidate`, `close`, `rollover`."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
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
    common,
    for_period,
    now,
    one_value,
)
from perfxl.trouble import Trouble
from perfxl.workspace.folder import open_workspace

if TYPE_CHECKING:
    from perfxl.period.close import OpenMatters


@click.command(cls=Command)
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
            results.rolled_up(console, roll_up(work, sources))
    else:
        with running(workspace, now()) as work, console.progress("consolidating") as progress:
            made = (take_new if replace else make)(work.telling(progress), organisation)
        results.masters(console, made)
        if console.strict and made.to_tell:
            return AWAITS
    results.obstacles(console, work.obstacles)
    return AWAITS if console.strict and work.obstacles else DONE


@dataclass(frozen=True, slots=True)
class CloseOrder:
    """What `close` is asked for besides closing: the options of its names, `seal` the hash that a person noted."""

    verify: bool
    seal: str | None
    anyway: bool
    reopen: bool


@click.command(cls=Command)
@one_value(
    "order",
    CloseOrder,
    click.option("--verify", is_flag=True),
    click.option("--seal", default=None, metavar="HASH"),
    click.option("--anyway", is_flag=True),
    click.option("--reopen", is_flag=True),
)
@click.option("--why", default="", metavar="TEXT")
@click.option("--by", default=None, metavar="NAME")
@common
def close(console: Console, order: CloseOrder, why: str, by: str | None) -> int:
    from perfxl.period import close as closing
    from perfxl.workspace.run import running

    workspace = open_workspace(console.folder)
    if order.seal is not None and not closing.is_seal_shaped(order.seal):
        raise click.UsageError(console.word("cli.bad_seal", seal=order.seal))
    if order.verify or order.seal:
        return results.verified(console, closing.verify(workspace, order.seal or ""))
    with running(workspace, now()) as work:
        who = by or getpass.getuser()
        if order.reopen:
            closing.reopen(work, who, why)
            console.say("cli.reopened")
            return DONE
        matters = closing.open_matters(work)
        if matters and not _closed_all_the_same(console, matters, order, why):
            return COULD_NOT
        done = closing.close(work, who, why)
    console.say("cli.closed", path=str(done.register), seal=done.seal)
    if done.held:
        console.warn("cli.closed_held", count=done.held)
    return AWAITS if console.strict and done.held else DONE


def _closed_all_the_same(console: Console, matters: OpenMatters, order: CloseOrder, why: str) -> bool:
    """Whether a period with open matters is closed: with --anyway and a reason, or where a person at a terminal says so."""
    results.open_matters(console, matters)
    if order.anyway:
        if not why.strip():
            raise Trouble("no_reason")
        return True
    if sys.stdin.isatty() and sys.stderr.isatty():
        return click.confirm(console.word("cli.close_anyway"), default=False, err=True)
    raise Trouble("close_open", missing=len(matters.missing), awaiting=len(matters.awaiting))


@click.command(cls=Command)
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
    results.rolled_over(console, done)
