"""`perfxl form`: a form's definition checked, shown in a few lines, and its blank workbook written, without a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from perfxl.cli.console import DONE, Command, Console, common
from perfxl.form.definition import DefinitionError, Form, load_form
from perfxl.storage.files import write_file
from perfxl.trouble import Trouble


@click.command(cls=Command)
@click.argument("definition", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.toml")
@common
def form(console: Console, definition: Path) -> int:
    from perfxl.issue.blank import blank_file, blank_workbook

    place = console.folder / definition
    if not place.is_file():
        raise Trouble("file_missing", file=str(definition))
    try:
        defined = load_form(str(place))
    except DefinitionError as error:
        raise Trouble("bad_form", message=str(error)) from error
    blank = blank_file(place)
    write_file(blank, blank_workbook(defined))
    _show(console, defined)
    console.say("cli.form_blank", path=str(blank))
    return DONE


def _show(console: Console, defined: Form) -> None:
    """The form as its reader would tell it: its name, its tables, and who writes which column."""
    console.say("cli.form_name", name=defined.form.name, source=defined.form.source)
    for section in defined.section:
        console.say("cli.form_section", title=section.title, rows=console.word(f"cli.form_by_{section.rows}"))
    for column in defined.column:
        writer = console.word(f"cli.form_by_{column.writer}")
        console.say("cli.form_column", number=column.number or "-", caption=column.caption, writer=writer)
