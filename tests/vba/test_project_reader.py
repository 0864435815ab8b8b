"""The modules of a VBA project are read as another reader reads them; damage is told, never raised as something else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from oletools.olevba import VBA_Parser

from perfxl.vba.project_reader import VbaFault, decompress, module_sources
from perfxl.vba.project_writer import compress, sheet_module, standard_module, vba_project, workbook_module
from tests.vba.corpus_projects import projects

HELLO = 'Attribute VB_Name = "Hello"\nOption Explicit\nSub Hello()\n    Range("A1").Value = 1\nEnd Sub\n'
MODULES = [workbook_module("ThisWorkbook"), sheet_module("Sheet1"), standard_module(HELLO)]


def test_what_was_written_is_read_back() -> None:
    sources = module_sources(vba_project(MODULES))
    assert {name: text.replace("\r\n", "\n") for name, text in sources.items()} == {
        m.name: m.source for m in MODULES
    }


def test_foreign_projects_are_read_as_olevba_reads_them(corpus: Path, tmp_path: Path) -> None:
    seen = 0
    for path in sorted(corpus.rglob("*.xlsm")):
        for project in projects(path):
            ours = {name: text.split() for name, text in module_sources(project).items() if text.isascii()}
            (tmp_path / "p.bin").write_bytes(project)
            parser = VBA_Parser(str(tmp_path / "p.bin"))
            theirs = {name.rsplit(".", 1)[0]: code.split() for _, _, name, code in parser.extract_macros()}
            parser.close()
            assert ours == {name: theirs.get(name) for name in ours}, path.name
            seen += 1
    assert seen >= 5


def test_damage_is_told_and_nothing_else_is_raised() -> None:
    whole = vba_project(MODULES)
    chance = random.Random(7)
    faults = 0
    for _ in range(600):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        del broken[chance.choice([len(broken), chance.randrange(len(broken))]) :]
        try:
            module_sources(bytes(broken))
        except VbaFault:
            faults += 1
    assert faults > 100


@pytest.mark.parametrize(
    "container",
    [b"", b"\x02abc", b"\x01\x19\x50abc", compress(b"a" * 50)[:-1], b"\x01\x02\xb0\x01\xff\xff"],
    ids=["empty", "another mark", "another signature", "cut short", "a copy of nothing"],
)
def test_a_damaged_container(container: bytes) -> None:
    with pytest.raises(VbaFault):
        decompress(container)
