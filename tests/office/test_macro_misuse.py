"""The macros used as they are not meant to be: each ends in its words, and the form is locked and whole afterwards."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from perfxl.form.place import a1
from tests.office.editions import MODULE, edition, layout_of
from tests.office.interpreter import Second
from tests.office.office import Office
from tests.office.sheet_dump import dump
from tests.office.two_runners import Pair

LAYOUT = layout_of(0)
SHEET = "xl/worksheets/sheet1.xml"
WORDS = "xl/worksheets/sheet_words.xml"
BOOK = "xl/workbook.xml"
FAILED = "Болсонгүй. Файлаа хадгалаад дахин нээж оролдоно уу."
ALL = ("AddRow", "RemoveRow", "NextFault", "Check", "Prepare", "Pdf", "Mail")


def altered(part: str, before: str, after: str) -> bytes:
    """The edition with one part changed by hand."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(edition(LAYOUT, 0))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                changed = re.sub(before, after, data.decode("utf-8"))
                assert changed != data.decode("utf-8")
                data = changed.encode("utf-8")
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("button", ["AddRow", "Prepare"])
def test_a_sheet_unprotected_by_hand_is_locked_again(office: Office, button: str, tmp_path: Path) -> None:
    pair = Pair(office, LAYOUT, altered(SHEET, "<sheetProtection [^>]*/>", ""), tmp_path)
    try:
        pair.press(button)
        # LibreOffice's Protect takes the password alone; Excel's takes what else is allowed.
        assert pair.differing() == [
            "sheet drawings locked: True | False",
            "sheet rows may be fitted: False | True",
            "sheet scenarios locked: True | False",
        ]
        assert dump(tmp_path / "one_saved.xlsm")["sheet"]["protected"]
    finally:
        pair.close()


@pytest.mark.parametrize("button", ["AddRow", "Prepare"])
def test_a_sheet_locked_with_another_password_stays_as_it_is(
    office: Office, button: str, tmp_path: Path
) -> None:
    data = altered(WORDS, ">secret<", ">other<")
    pair = Pair(office, LAYOUT, data, tmp_path)
    try:
        before = pair.row_keys()
        office.run(MODULE, f"Perfxl{button}")
        assert str(office.cell("perfxl", "D1")["text"]).startswith(FAILED)
        assert pair.second.press(button).startswith(FAILED)
        assert pair.row_keys() == before
        pair.compare()
    finally:
        pair.close()


@pytest.mark.parametrize("button", ALL)
def test_without_its_sheet_of_words_no_macro_breaks_anything(
    office: Office, button: str, tmp_path: Path
) -> None:
    data = altered(BOOK, 'name="perfxl"', 'name="words"')
    pair = Pair(office, LAYOUT, data, tmp_path)
    try:
        office.run(MODULE, f"Perfxl{button}")
        pair.second.app.run(f"Perfxl{button}")
        pair.compare()
        assert dump(tmp_path / "one_saved.xlsm")["sheet"]["protected"]
    finally:
        pair.close()


@pytest.mark.parametrize("button", ["AddRow", "RemoveRow", "NextFault", "Check", "Prepare"])
def test_a_form_s_sheet_that_was_renamed_is_said(office: Office, button: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsm").write_bytes(altered(BOOK, LAYOUT.sheet, "Миний тайлан"))
    office.open_with_macros(tmp_path / "a.xlsm")
    second = Second(tmp_path / "a.xlsm")
    try:
        office.run(MODULE, f"Perfxl{button}")
        assert str(office.cell("perfxl", "D1")["text"]).startswith(FAILED)
        assert second.press(button).startswith(FAILED)
        assert office.protected("Миний тайлан")
    finally:
        office.close()
        second.close()


def test_an_issued_row_is_never_removed_and_nothing_typed_is(office: Office, tmp_path: Path) -> None:
    pair = Pair(office, LAYOUT, edition(LAYOUT, 0), tmp_path)
    try:
        pair.go(pair.place("tasks+3", "measure"))
        pair.press("RemoveRow")
        for field in ("measure", "achieved", "percent", "achieved_number"):
            pair.press("AddRow")
            cell = pair.place("tasks+5", field, below=2)
            pair.put(cell, 0.0 if field == "percent" else "7")
            pair.press("RemoveRow")
            assert pair.said[-1].startswith("Мөрд бичвэр байна")
            pair.put(cell, "")
            pair.press("RemoveRow")
            assert pair.said[-1] == "Мөр хасагдлаа."
        pair.press("AddRow")
        below = pair.place("tasks+5", "achieved", below=3)
        pair.put(below, "Үргэлжлэл")
        pair.press("RemoveRow")
        assert pair.said[-1].startswith("Мөрд бичвэр байна")
        pair.compare()
    finally:
        pair.close()


def test_forty_five_full_rows_are_fitted_each_to_its_text(office: Office, tmp_path: Path) -> None:
    from tests.office.two_runners import ORDER, laid_out

    layout, data = laid_out(ORDER, ())
    (tmp_path / "a.xlsm").write_bytes(data)
    office.open_with_macros(tmp_path / "a.xlsm")
    rows = [line.row for line in layout.lines if line.role == "spare" and line.section == "goals"]
    assert len(rows) == 45
    text = "Иргэдийн өргөдлийг хугацаанд нь шийдвэрлэж, хариу хүргүүлэв. "
    fields = {"measure": "Үүрэг", "dates": "2024.01.02-2024.06.30", "percent": "90%"}
    entries: list[tuple[str, str | float]] = []
    for number, row in enumerate(rows):
        entries += [(a1(row, layout.column(field)), said) for field, said in fields.items()]
        entries.append((a1(row, layout.column("achieved")), text * (1 + number % 20)))
    office.put_many(layout.sheet, entries)
    office.recalculate()
    office.run(MODULE, "PerfxlPrepare")
    assert str(office.cell("perfxl", "D1")["text"]).startswith("Мөрийн өндрийг тааруулсан")
    heights = [cell["height"] for cell in office.cells(layout.sheet, [a1(row, 1) for row in rows])]
    assert heights[0] < heights[5] < heights[10] < heights[19]
    assert heights[:20] == heights[20:40]
    assert office.protected(layout.sheet)
    office.close()
