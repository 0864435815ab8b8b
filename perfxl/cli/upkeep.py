"""The commands about the program and its folder: `demo`, `doctor`, `backup`, `restore`, `desk`, `bundle`."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from perfxl.cli.console import (
    COULD_NOT,
    DONE,
    OURS,
    Command,
    Console,
    common,
    cores,
    now,
)
from perfxl.workspace.folder import SETTINGS, open_workspace


@click.command(cls=Command)
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), default="demo", metavar="[DIR]")
@click.option("--staff", type=click.IntRange(8, 5000), default=48, metavar="N")
@common
def demo(console: Console, target: Path, staff: int) -> int:
    from perfxl.cli.demo import run_demo

    result = run_demo(console.folder / target, staff, now())
    for key, facts in result.lines:
        console.say(f"demo.{key}", **facts)
    return DONE if result.as_staged else OURS


@click.command(cls=Command)
@common
def doctor(console: Console) -> int:
    from perfxl.period.doctor import CheckState, examine, examine_machine

    inside = (console.folder / SETTINGS).is_file()
    checks = examine(open_workspace(console.folder), now()) if inside else examine_machine()
    for check in checks:
        mark = console.word(f"doctor.{check.state}")
        console.line(f"{mark} {console.word(f'doctor.{check.name}', **check.facts)}")
    return COULD_NOT if any(check.state is CheckState.BAD for check in checks) else DONE


@click.command(cls=Command)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@common
def backup(console: Console, target: Path) -> None:
    from perfxl.period.backup import back_up
    from perfxl.workspace.run import running

    workspace = open_workspace(console.folder)
    with running(workspace, now()) as work:
        count = back_up(work, target)
    console.say("cli.backed_up", path=str(target), count=count)


@click.command(cls=Command)
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@common
def restore(console: Console, source: Path, target: Path) -> None:
    from perfxl.period.backup import restore as bring_back

    made = bring_back(source, console.folder / target)
    console.say("cli.restored", folder=str(made.root), period=made.period.code)


@click.command(cls=Command)
@click.argument(
    "target", type=click.Path(path_type=Path, file_okay=False), default=None, required=False, metavar="[DIR]"
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N")
@click.option("--no-browser", is_flag=True)
@common
def desk(console: Console, target: Path | None, port: int, no_browser: bool) -> None:
    from perfxl.desk.start import Serving, open_desk

    folder = console.folder / target if target else console.folder
    browse = None if no_browser else webbrowser.open
    open_desk(folder, Serving(console.lang, port, cores()), console.line, browse)


@click.command(cls=Command)
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
