"""The VBA project before a second reader and its checker (pyOpenVBA): it finds nothing, and reads the same modules."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from perfxl.issue.macros import macro_modules
from perfxl.vba.project_writer import Module, sheet_module, standard_module, vba_project, workbook_module
from tests.office.editions import edition, layout_of
from tests.vba.olevba import read_back

pyopenvba = pytest.importorskip(
    "pyopenvba", reason="pyopenvba is not installed: no second reader of VBA projects"
)

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def module_of(size: int) -> Module:
    """A module of some size, of words that repeat as a program's do."""
    chance, lines = random.Random(size), ['Attribute VB_Name = "Big"']
    while sum(map(len, lines)) + len(lines) * 2 < size:
        number = chance.randrange(10**6)
        lines += [
            f"Sub S{len(lines)}()",
            f'    Range("A{number}").Value = {number * 7} \' {number:x}',
            "End Sub",
        ]
    return Module("Big", "\n".join(lines) + "\n")


def workbook(sheets: int, *modules: Module) -> bytes:
    """An .xlsm of so many sheets with a project of ours."""
    book = Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    book.code_name = "ThisWorkbook"
    for number, sheet in enumerate(book.worksheets, 1):
        sheet.sheet_properties.codeName = f"Sheet{number}"
    plain = io.BytesIO()
    book.save(plain)
    names = [workbook_module("ThisWorkbook")]
    names += [sheet_module(f"Sheet{number}") for number in range(1, sheets + 1)]
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, _linked(name, old.read(name).decode("utf-8")))
        new.writestr("xl/vbaProject.bin", vba_project([*names, *modules]))
    return out.getvalue()


def _linked(name: str, xml: str) -> str:
    if name == "[Content_Types].xml":
        kind = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        return xml.replace(_MAIN, _MACROS).replace("</Types>", kind)
    if name == "xl/_rels/workbook.xml.rels":
        link = f'<Relationship Type="{_VBA}" Target="vbaProject.bin" Id="rIdVba"/></Relationships>'
        return xml.replace("</Relationships>", link)
    return xml


def sources(path: Path) -> dict[str, str]:
    with pyopenvba.ExcelFile(path) as file:
        modules = file.vba_project().modules
        return {module.name: module.source.replace("\r\n", "\n").rstrip("\n") for module in modules}


def said(module: Module) -> str:
    """What a module says under its attributes: this reader keeps those apart."""
    return re.sub(r"^Attribute .*\n", "", module.source, flags=re.MULTILINE).rstrip("\n")


@pytest.mark.parametrize("size", [100, 4_000, 4_096, 9_000, 65_000, 200_000])
@pytest.mark.parametrize("sheets", [1, 2, 40, 140])
def test_the_checker_finds_nothing_and_the_modules_are_read_back(
    sheets: int, size: int, tmp_path: Path
) -> None:
    modules = [*macro_modules(), module_of(size)]
    path = tmp_path / "a.xlsm"
    path.write_bytes(workbook(sheets, *modules))
    report = pyopenvba.check_file(path)
    assert (report.issues, report.complete, report.ok) == ((), True, True)
    found = sources(path)
    assert len(found) == sheets + 3
    for module in modules:
        assert re.sub(r"^Attribute .*\n", "", found[module.name], flags=re.MULTILINE) == said(module)


def test_the_checker_can_find_something(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsm"
    data = workbook(2, *macro_modules())
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"\x01", b"\x02", 40) if name.endswith(".bin") else part)
    assert not pyopenvba.check_file(path).ok


def test_the_form_s_own_modules_are_read_back_to_the_letter(tmp_path: Path) -> None:
    (own,) = macro_modules()
    project = vba_project([workbook_module("ThisWorkbook"), own])
    source = (Path(__file__).parents[2] / "macros" / f"{own.name}.bas").read_text(encoding="ascii")
    assert read_back(project, tmp_path)[own.name] == source.rstrip("\n")
    assert standard_module(source) == own


@pytest.mark.parametrize("place", range(4))
def test_the_checker_finds_nothing_in_an_edition(place: int, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsm"
    path.write_bytes(edition(layout_of(place), place))
    report = pyopenvba.check_file(path)
    assert (report.issues, report.ok) == ((), True)
    (own,) = macro_modules()
    assert set(sources(path)) == {own.name, "ThisWorkbook", "Sheet1", "Sheet2", "Sheet3"}
