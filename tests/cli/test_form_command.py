"""`perfxl form`: a definition is checked and shown, its blank workbook written; a wrong key is named with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from perfxl.form.definition import template_folder
from tests.road.program import perfxl

INVENTED = Path(__file__).parents[1] / "data" / "quarter-note-7.toml"
OFFICIAL = template_folder() / "order-98-2023-annex-6.toml"


@pytest.mark.parametrize(
    ("definition", "sheet", "captions"),
    [(INVENTED, "Тэмдэглэл", ("Хийх ажил", "Үр дүн")), (OFFICIAL, "Тайлан", ("Шалгуур үзүүлэлт",))],
    ids=["invented", "official"],
)
def test_a_definition_is_shown_and_its_blank_workbook_written(
    definition: Path, sheet: str, captions: tuple[str, ...], tmp_path: Path
) -> None:
    own = Path(shutil.copy(definition, tmp_path))
    done = perfxl("form", own)
    assert done.status == 0, done.err
    assert all(caption in done.out for caption in captions)
    book = openpyxl.load_workbook(own.with_suffix(".xlsx"))
    assert book.sheetnames[0] == sheet
    words = {cell.value for row in book[sheet].iter_rows() for cell in row}
    assert set(captions) <= words


def test_a_wrong_key_is_named_with_its_place(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        INVENTED.read_text(encoding="utf-8").replace("width = 270", "wide = 270"), encoding="utf-8"
    )
    done = perfxl("form", own, "--lang", "en")
    assert done.status == 3
    assert "own.toml: column[5].wide: unknown key" in done.err
    assert not own.with_suffix(".xlsx").exists()


def test_a_definition_in_another_encoding_is_said(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes("# тэмдэглэл".encode("cp1251"))
    done = perfxl("form", own, "--lang", "en")
    assert done.status == 3
    assert "own.toml: UTF-8 expected; byte 3" in done.err


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = perfxl("form", tmp_path / "none.toml")
    assert done.status == 3 and "none.toml" in done.err
