"""The command line: arguments in, one call, print; here all commands are put together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from perfxl.cli.asking import check, decide, explain, export, status, why
from perfxl.cli.console import Group, run, settle
from perfxl.cli.form_command import form
from perfxl.cli.gathering import collect, sync
from perfxl.cli.going_out import init, issue, letters, roster
from perfxl.cli.live_commands import live
from perfxl.cli.month_end import close, consolidate, rollover
from perfxl.cli.upkeep import backup, bundle, demo, desk, doctor, restore

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


for _command in (  # in the order of the work, as the help shows them
    demo,
    init,
    roster,
    issue,
    check,
    collect,
    status,
    consolidate,
    sync,
    letters,
    decide,
    explain,
    why,
    export,
    rollover,
    close,
    doctor,
    backup,
    restore,
    desk,
    bundle,
    live,
    form,
):
    perfxl.add_command(_command)


def main() -> None:
    """The `perfxl` program."""
    raise SystemExit(run(perfxl))
