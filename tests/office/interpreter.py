"""The form's macros in pyOpenVBA's interpreter, a second program beside LibreOffice. What its model of Excel lacks stands
here: merged cells and buttons over rows that move, conditional formats, the print's names, CELL("protect"), rows that
are fitted, page breaks, PDF and Outlook."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from html import escape, unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

pytest.importorskip("pyopenvba", reason="pyopenvba is not installed: the macros have no second runner")

from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import get_column_letter
from pyopenvba._a1 import Area
from pyopenvba.apps.excel import ExcelApplication, _dimensions, _editing, _validation
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Workbook, Worksheet
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.formula._calc.registry import FUNCTIONS
from pyopenvba.interpreter._objects import MemberSpec, VBAObject

_BLOCK = re.compile(r"<conditionalFormatting\b.*?</conditionalFormatting>", re.DOTALL)
_NAMES = re.compile(r'(<definedName name="_xlnm\.[^>]*>)([^<]*)(</definedName>)')
_AREAS = re.compile(r'sqref="([^"]*)"')
_FORMULA = re.compile(r"<formula>(.*?)</formula>", re.DOTALL)
_BREAK = re.compile(rb'(<brk [^>]*?\bid=")(\d+)')
Rewrite = Callable[[str], str]


@dataclass(frozen=True)
class _Format:
    """One conditionalFormatting element: its areas, and its XML around them."""

    areas: tuple[str, ...]
    xml: str

    @property
    def anchor(self) -> str:
        bounds = [range_boundaries(area) for area in self.areas]
        return f"{get_column_letter(min(b[0] for b in bounds))}{min(b[1] for b in bounds)}"

    def spelt(self) -> str:
        return _AREAS.sub(f'sqref="{" ".join(self.areas)}"', self.xml, count=1)

    def moved(self, rewrite: Rewrite) -> _Format | None:
        """After an insert or a delete: areas and formulas move as references do."""
        areas = tuple(area for area in (rewrite(f"={a}")[1:] for a in self.areas) if "#REF!" not in area)
        xml = _FORMULA.sub(
            lambda m: f"<formula>{escape(rewrite('=' + unescape(m[1]))[1:])}</formula>", self.xml
        )
        return _Format(areas, xml) if areas else None

    def copied(self, source: Area, down: int) -> _Format | None:
        """What copying `source` lays `down` rows below: the same rules, their relative references moved along."""
        met = [area for area in self.areas if source.top <= range_boundaries(area)[1] <= source.bottom]
        if not met:
            return None
        areas = tuple(Translator(f"={area}", "A1").translate_formula(f"A{1 + down}")[1:] for area in met)
        made = replace(self, areas=areas)
        xml = _FORMULA.sub(lambda m: _translated(m[1], self.anchor, made.anchor), self.xml)
        return replace(made, xml=xml)

    def without(self, rows: range) -> _Format | None:
        areas = tuple(area for area in self.areas if range_boundaries(area)[1] not in rows)
        return replace(self, areas=areas) if areas else None


def _translated(formula: str, start: str, end: str) -> str:
    return (
        f"<formula>{escape(Translator('=' + unescape(formula), start).translate_formula(end)[1:])}</formula>"
    )


@dataclass
class Outlook(VBAObject):
    """Outlook as far as the macro goes: one letter that is shown, never sent."""

    said: dict[str, str] = field(default_factory=dict)
    shown: int = 0

    vba_type_name = "OutlookDouble"

    def vba_get(self, name: str, args: Any = (), named: Any = None) -> object:
        match name.lower():
            case "createitem" | "attachments":
                return self
            case "add":
                self.said["attachment"] = str(args[0])
            case "display":
                self.shown += 1
            case other:
                raise VBARuntimeError(438, f"no member {other}")
        return None

    def vba_set(
        self, name: str, value: object, args: Any = (), named: Any = None, *, by_ref: bool = False
    ) -> None:
        self.said[name.lower()] = str(value)


class Second:
    """A workbook open in pyOpenVBA's Excel. `outlook`, `printer`: whether this machine has them; `read_only`: how
    the workbook was opened."""

    def __init__(
        self, path: Path, outlook: Outlook | None = None, printer: bool = True, read_only: bool = False
    ) -> None:
        self.outlook, self.printer = outlook, printer
        self.breaks = _breaks(path)
        self.printed: list[str] = []
        self.fitted: set[int] = set()
        self.formats, self.names = _formats(path), _print_names(path)
        self._patches = ExitStack()
        for place, name, double in self._doubles():
            self._patches.enter_context(patch.object(place, name, double))
        pdf = MemberSpec("ExportAsFixedFormat", "method", self._export, parameters=("Type", "Filename"))
        self._patches.enter_context(patch.dict(Worksheet._vba_members, {"exportasfixedformat": pdf}))
        reading = MemberSpec("ReadOnly", "property", lambda _: read_only)
        self._patches.enter_context(patch.dict(Workbook._vba_members, {"readonly": reading}))
        cell = replace(FUNCTIONS["CELL"], implementation=self._cell)
        self._patches.enter_context(patch.dict(FUNCTIONS, {"CELL": cell}))
        self.app = ExcelApplication.open(path)

    def close(self) -> None:
        self._patches.close()

    def press(self, button: str) -> str:
        """Runs a button's macro; what its status cell says."""
        self.app.run(f"Perfxl{button}")
        return str(self.app.sheet("perfxl").value("D1"))

    def go(self, sheet: str, cell: str) -> None:
        """Selects a cell."""
        self.app.evaluate(f'Worksheets("{sheet}").Activate')
        self.app.evaluate(f'Worksheets("{sheet}").Range("{cell}").Select')

    def put(self, sheet: str, cell: str, value: object) -> None:
        """Sets a cell as a program does."""
        self.app.sheet(sheet).set_value(cell, value)

    def lock(self, sheet: str, cell: str) -> None:
        """Locks a cell of a sheet, as a formatted paste does."""
        code = f'Sub PasteLock()\nWorksheets("{sheet}").Unprotect "secret"\n'
        self.app.add_module(
            f'{code}Worksheets("{sheet}").Range("{cell}").Locked = True\nEnd Sub\n', name=f"M{cell}"
        )
        self.app.interpreter.run("PasteLock", [], module=f"M{cell}")

    def value(self, sheet: str, cell: str) -> object:
        return self.app.sheet(sheet).value(cell)

    def save(self, path: Path) -> Path:
        """Saves, with the conditional formats as they have become."""
        self.app.save(path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = self._form().part_name
        xml = parts[name].decode("utf-8")
        first = next(_BLOCK.finditer(xml)).start()
        parts[name] = (
            xml[:first] + "".join(f.spelt() for f in self.formats) + _BLOCK.sub("", xml[first:])
        ).encode("utf-8")
        breaks = iter(self.breaks)
        parts[name] = _BREAK.sub(lambda m: b"%s%d" % (m[1], next(breaks)), parts[name])
        names = iter(self.names)
        book = parts["xl/workbook.xml"].decode("utf-8")
        parts["xl/workbook.xml"] = _NAMES.sub(lambda m: f"{m[1]}{next(names)}{m[3]}", book).encode("utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in parts.items():
                archive.writestr(part, data)
        return path

    # --- what the model lacks ---

    def _form(self) -> Any:
        return self.app.workbook.sheets_[0]

    def _doubles(self) -> Iterator[tuple[Any, str, Any]]:
        yield _editing, "edit", self._edit(_editing.edit)
        yield _validation, "moved", self._moved(_validation.moved)
        yield _validation, "copied", self._copied(_validation.copied)
        yield _dimensions.SheetDimensions, "autofit_row", lambda dims, row: self._fit(dims, row)
        yield ExcelBridge, "create", lambda bridge, name: self._create(name)

    def _edit(self, plain: Any) -> Any:
        """Rows in or out on a sheet with merged cells and buttons: merges move, buttons stay where they float."""

        def edit(target: Any, *, delete: bool) -> None:
            sheet, area = target.sheet, target.first
            assert delete or sheet.book.application.clipboard is None, "Excel would insert the copied cells"
            merges, shapes = sheet.merged_areas, sheet.shapes_
            sheet.merged_areas, sheet.shapes_ = [], []
            plain(target, delete=delete)
            spans = [_editing.interval(m.top, m.bottom, area.top, area.rows, delete, 1 << 20) for m in merges]
            sheet.merged_areas = [
                replace(m, top=s[0], bottom=s[1]) for m, s in zip(merges, spans, strict=True) if s
            ]
            sheet.shapes_, sheet.merges_dirty = shapes, True
            below = [
                _editing.interval(b + 1, b + 1, area.top, area.rows, delete, 1 << 20) for b in self.breaks
            ]
            self.breaks = [span[0] - 1 for span in below if span]

        return edit

    def _moved(self, plain: Any) -> Any:
        def moved(sheet: Any, rewrite: Rewrite) -> None:
            plain(sheet, rewrite)
            if sheet is self._form():
                self.formats = [f for f in (one.moved(rewrite) for one in self.formats) if f]
                self.names = [rewrite(f"={name}")[1:] for name in self.names]

        return moved

    def _copied(self, plain: Any) -> Any:
        def copied(source: Any, area: Area, target: Any, destination: Area) -> None:
            plain(source, area, target, destination)
            made = [f for f in (one.copied(area, destination.top - area.top) for one in self.formats) if f]
            rows = range(destination.top, destination.top + area.rows)
            self.formats = [f for f in (one.without(rows) for one in self.formats) if f] + made

        return copied

    def _fit(self, dims: Any, row: int) -> None:
        """A row fits its text when shown: here it only loses the height it kept, since nothing measures text."""
        record = dims.touch_row(row)
        record.height, record.height_as_read = None, ""
        self.fitted.add(row)

    def _cell(self, context: Any, kind: object, reference: Any = None) -> object:
        assert kind == "protect", kind
        area = reference.areas[0]
        return 1.0 if self._form().style_at(area.top, area.left).protection.locked else 0.0

    def _export(self, sheet: Any, kind: object, target: object) -> None:
        if not self.printer:
            raise VBARuntimeError(1004, "no printer")
        self.printed.append(f"{kind} {target}")

    def _create(self, name: str) -> object:
        if self.outlook is None or name.lower() != "outlook.application":
            raise VBARuntimeError(429, "ActiveX component can't create object")
        return self.outlook


def _formats(path: Path) -> list[_Format]:
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode("utf-8")
    found = _BLOCK.findall(xml)
    return [_Format(tuple(_AREAS.search(block)[1].split()), block) for block in found]  # type: ignore[index]


def _print_names(path: Path) -> list[str]:
    """The print's area and titles, which its model of names leaves out."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/workbook.xml").decode("utf-8")
    return [match[2] for match in _NAMES.finditer(xml)]


def _breaks(path: Path) -> list[int]:
    """The rows above manual page breaks."""
    with zipfile.ZipFile(path) as archive:
        return [int(match[2]) for match in _BREAK.finditer(archive.read("xl/worksheets/sheet1.xml"))]
