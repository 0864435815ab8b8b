"""Copies of workbooks with macros hold what was compared and nothing else: no compiled code that says another thing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

from perfxl.checks.returned_macros import foreign_modules
from perfxl.collect.uncompiled import source_alone, uncompiled
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.vba.container_reader import read_streams
from perfxl.vba.project_reader import VbaFault, read_project
from perfxl.vba.project_writer import Module, sheet_module
from tests.checks.excel_project import ExcelProject, issued
from tests.office.editions import edition, layout_of, replaced
from tests.vba.corpus_projects import projects

STOMPED = ExcelProject((*issued(), Module("Лист1", sheet_module("Sheet1").source, document=True))).bytes()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_sources_are_the_same_and_the_compiled_code_is_gone() -> None:
    plain = source_alone(STOMPED)
    assert read_project(plain) == read_project(STOMPED)
    assert foreign_modules(plain) == ()
    streams = read_streams(plain)
    assert streams["VBA", "_VBA_PROJECT"] == bytes.fromhex("cc61ffff000000")
    assert not [path for path in streams if path[-1].startswith("__SRP_")]
    assert all(
        data[0] == 1 for path, data in streams.items() if path[0] == "VBA" and path[1] != "_VBA_PROJECT"
    )
    assert source_alone(plain) == plain


def test_another_reader_finds_the_same_modules(tmp_path: Path) -> None:
    (tmp_path / "p.bin").write_bytes(source_alone(STOMPED))
    parser = VBA_Parser(str(tmp_path / "p.bin"))
    found = {name.rsplit(".", 1)[0]: code.split() for _, _, name, code in parser.extract_macros()}
    parser.close()
    assert found == {module.name: module.source.split() for module in read_project(STOMPED).modules}


def test_the_workbook_around_it_stays_as_it_is() -> None:
    data = replaced(edition(layout_of(1), 1), STOMPED)
    copy = uncompiled(data)
    before, after = parts(data), parts(copy)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/vbaProject.bin"]
    assert read_book(open_package(copy)).sheets == read_book(open_package(data)).sheets
    assert uncompiled(data) == copy


def test_without_macros_or_where_it_cannot_be_read_the_bytes_are_kept() -> None:
    whole = edition(layout_of(1), 1)
    for data in (b"", b"no zip", whole[:900], replaced(whole, b"no project")):
        assert uncompiled(data) == data
    with pytest.raises(VbaFault):
        source_alone(b"no project")


def test_projects_of_many_excels_are_read_alike(corpus: Path) -> None:
    seen = 0
    for path in sorted(corpus.rglob("*.xlsm")):
        for project in projects(path):
            assert read_project(source_alone(project)).modules == read_project(project).modules, path.name
            seen += 1
    assert seen >= 5
