"""The roster's settings and letters: names as people write them -> canonical names and values; faults with their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from perfxl.form.definition import DefinitionError, Form
from perfxl.form.plan import Settings
from perfxl.roster.rows import Faults, day_of
from perfxl.roster.tables import RosterCell, RosterRow, Table
from perfxl.texts import severities
from perfxl.texts.columns import by_spelling, fold

_CODE_LIKE = re.compile(r"[^\W\d_][0-9]{3}\Z")


def read_settings(table: Table | None, form: Form, faults: Faults) -> Settings:
    """Settings by their canonical name; a finding's code has its severity's own word; unknown ones as they are typed."""
    settings: dict[str, str] = {}
    for row in table.rows if table else ():
        if table is None or not row.text("name"):
            continue
        name = by_spelling("roster.setting").get(fold(row.text("name")), row.text("name"))
        cell = table.cell(row, "value")
        if _CODE_LIKE.match(name) and name not in severities():
            faults.note("R155", table.cell(row, "name"), name=name)
        if name in settings:
            faults.note("R154", table.cell(row, "name"), name=row.text("name"))
        elif cell.text:
            settings[name] = _setting(name, cell, form, faults)
    return Settings(tuple(settings.items()))


def _setting(name: str, cell: RosterCell, form: Form, faults: Faults) -> str:
    if name == "period":
        try:
            form.period_of(cell.text)
        except (ValueError, DefinitionError):
            faults.note("R151", cell, value=cell.text)
    elif name == "deadline":
        day = day_of(cell, Faults())
        if day is None:
            faults.note("R153", cell, value=cell.text)
        return f"{day:%Y.%m.%d}" if day else cell.text
    elif name in severities():
        word = by_spelling("roster.severity").get(fold(cell.text), "")
        if not word:
            faults.note("R152", cell, name=name, value=cell.text)
        return word or cell.text
    return cell.text


def read_letters(table: Table | None) -> Mapping[str, str]:
    """The letters' texts by their canonical name; an unknown name as it is typed."""
    rows: Iterator[RosterRow] = iter(table.rows if table else ())
    spelt = by_spelling("roster.letter")
    return {
        spelt.get(fold(r.text("name")), r.text("name")): r.text("text")
        for r in rows
        if r.text("name") and r.text("text")
    }
