"""The commands that take in what came, here or on a cluster: `collect` and `sync`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from perfxl.cli import results
from perfxl.cli.console import AWAITS, COULD_NOT, DONE, Command, Console, as_json, common, cores, now
from perfxl.finding import Severity
from perfxl.workspace.folder import open_workspace

if TYPE_CHECKING:
    from perfxl.workspace.workers import Workers


@click.command(cls=Command)
@click.argument("sources", nargs=-1, metavar="[SOURCE…]")
@as_json
@click.option("--jobs", type=click.IntRange(1), default=None, metavar="N")
@click.option("--cluster", "address", default=None, metavar="ADDRESS")
@click.option("--parquet", "tables", default=None, metavar="DIR")
@click.option("--rejudge", is_flag=True)
@common
def collect(
    console: Console,
    sources: tuple[str, ...],
    jobs: int | None,
    address: str | None,
    tables: str | None,
    rejudge: bool,
) -> int:
    from perfxl.collect.awaiting import awaiting
    from perfxl.collect.parcel_json import collect_json
    from perfxl.period.collecting import collect as collect_and_answer
    from perfxl.table.parquet_files import write_tables
    from perfxl.workspace.run import running

    workspace = open_workspace(console.folder)
    with _workers(jobs, address) as workers, running(workspace, now(), workers) as work:
        with console.progress("collecting") as progress:
            result = collect_and_answer(work.telling(progress), sources, rejudge)
        parts = write_tables(work, tables) if tables else ()
        document = collect_json(work, result, console.lang)
        waiting = awaiting(work)
    if console.as_json:
        console.json(document)
    else:
        results.collected(console, document, len(waiting))
        _told(console, parts)
    results.left_aside(console, result, work.roster_findings)
    results.obstacles(console, work.obstacles)
    console.findings(result.troubles)
    if any(trouble.severity is Severity.ERROR for trouble in result.troubles):
        return COULD_NOT
    return AWAITS if console.strict and (waiting or work.obstacles) else DONE


@click.command(cls=Command)
@click.option("--jobs", type=click.IntRange(1), default=None, metavar="N")
@click.option("--cluster", "address", default=None, metavar="ADDRESS")
@click.option("--parquet", "tables", default=None, metavar="DIR")
@as_json
@common
def sync(console: Console, jobs: int | None, address: str | None, tables: str | None) -> int:
    from perfxl.collect.parcel_json import collect_json
    from perfxl.ledger.status import status as status_of
    from perfxl.period.sync import sync as run_all
    from perfxl.table.parquet_files import write_tables
    from perfxl.workspace.run import running

    workspace = open_workspace(console.folder)
    with _workers(jobs, address) as workers, running(workspace, now(), workers) as work:
        with console.progress("collecting") as progress:
            done = run_all(work.telling(progress))
        standing = status_of(work.ledger, work.roster, workspace.period.code)
        parts = write_tables(work, tables) if tables else ()
        document = collect_json(work, done.collected, console.lang)
    missing = [code for organisation in standing.organisations for code in organisation.missing]
    if console.as_json:
        document["awaiting"] = [row.as_json(console.lang) for row in done.awaiting]
        document |= {"letters": done.letters, "missing": missing, "closed": done.closed}
        document["masters"] = [str(made.path) for made in done.masters.masters if made.path]
        console.json(document)
    else:
        _told(console, parts)
        results.synced(console, done, len(missing))
    results.left_aside(console, done.collected, work.roster_findings)
    results.obstacles(console, work.obstacles)
    return AWAITS if console.strict and (done.awaiting or done.masters.to_tell or work.obstacles) else DONE


def _workers(jobs: int | None, address: str | None) -> AbstractContextManager[Workers]:
    if address is None:
        from perfxl.workspace.workers import workers_here

        return workers_here(jobs or cores())
    from perfxl.workspace.cluster import cluster

    return cluster(address)


def _told(console: Console, parts: tuple[str, ...]) -> None:
    for part in parts:
        console.say("cli.one_table", path=part)
