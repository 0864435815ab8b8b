"""`live check` through xlwings and a real spreadsheet program: found, marked, cleared, and sent without a false alarm."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfxl.live.check import check_open, clear_open
from perfxl.trouble import Trouble
from tests.live.desk import Desk
from tests.live.opened_forms import check, codes, marks, opened
from tests.office.uno_engine import ComError

pytestmark = pytest.mark.office


def test_faulty_cells_are_marked_and_the_lock_stays(desk: Desk, form: Path) -> None:
    sheet = desk.seals[desk.code(0)].sheet
    opened(desk, form)
    before = desk.ask("values", sheet, desk.ask("sheet_used", sheet))
    done = check(desk)
    faults = {one.cell: one.code for one in done.checked.judged.findings if one.severity == "error"}
    assert set(faults.values()) == {"F102", "F103"}
    assert done.checked.name == str(form)
    assert (done.marking.count, done.marking.locked) == (len(marks(desk, form)), False)
    noted = {openpyxl.utils.get_column_letter(c) + str(r): text for (r, c), text in marks(desk, form).items()}
    assert set(faults) <= set(noted)
    assert all(text.startswith("perfxl live\n") for text in noted.values())
    assert noted[done.marking.first].endswith("]")
    assert desk.ask("sheet_protected", sheet)
    assert desk.ask("values", sheet, desk.ask("sheet_used", sheet)) == before
    assert desk.ask("selected")[0] == sheet


def test_a_marked_form_that_is_saved_and_sent_brings_no_false_alarm(
    desk: Desk, form: Path, tmp_path: Path
) -> None:
    opened(desk, form)
    plain, marked = tmp_path / "plain.xlsx", tmp_path / "marked.xlsx"
    desk.ask("book_save_copy", str(plain))
    check(desk)
    desk.ask("book_save_copy", str(marked))
    assert openpyxl.load_workbook(marked).worksheets[0].protection.sheet
    assert codes(desk, marked) == codes(desk, plain)


def test_the_password_is_still_the_same(desk: Desk, form: Path) -> None:
    opened(desk, form)
    check(desk)
    sheet = desk.seals[desk.code(0)].sheet
    with pytest.raises(ComError):
        desk.sheet_api(sheet).Unprotect("өөр")
    desk.sheet_api(sheet).Unprotect(desk.password())
    assert not desk.ask("sheet_protected", sheet)


def test_marks_follow_what_is_mended_and_are_taken_away(desk: Desk, form: Path) -> None:
    sheet = desk.seals[desk.code(0)].sheet
    opened(desk, form)
    first = check(desk)
    row, column = openpyxl.utils.cell.coordinate_to_tuple(first.marking.first)
    assert (row, column) in marks(desk, form)
    desk.ask("enter", sheet, [row, column, row, column], [[1.0]])
    again = check(desk)
    assert again.marking.count < first.marking.count
    assert (row, column) not in marks(desk, form)
    assert clear_open(desk.workspace.root, "") == str(form)
    assert marks(desk, form) == {}
    assert desk.ask("sheet_protected", sheet)


def test_a_note_of_a_person_stays(desk: Desk, form: Path) -> None:
    sheet = desk.seals[desk.code(0)].sheet
    opened(desk, form)
    cell = check(desk).marking.first
    clear_open(desk.workspace.root, "")
    row, column = openpyxl.utils.cell.coordinate_to_tuple(cell)
    desk.ask("sheet_unprotect", sheet, desk.password())
    desk.ask("note_add", sheet, [row, column, row, column], "Даргаас асуух")
    desk.ask("sheet_protect", sheet, desk.password())
    done = check(desk)
    assert done.marking.taken == (cell,)
    assert marks(desk, form)[row, column] == "Даргаас асуух"


def test_a_form_of_another_workspace_is_checked_but_not_marked(
    desk: Desk, form: Path, tmp_path: Path
) -> None:
    opened(desk, form)
    done = check_open(tmp_path, "", desk.now, "mn")
    assert {one.code for one in done.checked.judged.findings} >= {"F102", "F103"}
    assert done.marking.locked
    assert done.marking.first
    assert marks(desk, form) == {}
    assert desk.ask("sheet_protected", desk.seals[desk.code(0)].sheet)


def test_what_is_no_form_of_ours_is_said(desk: Desk) -> None:
    desk.open()
    with pytest.raises(Trouble) as error:
        check(desk)
    assert error.value.name == "live_not_ours"


def test_a_workbook_is_found_by_its_name_and_others_are_named(desk: Desk, form: Path) -> None:
    opened(desk, form)
    desk.open()
    assert check(desk, form.name).checked.name == str(form)
    assert check(desk, form.stem.upper()).checked.name == str(form)
    with pytest.raises(Trouble) as error:
        check(desk, "байхгүй.xlsx")
    assert error.value.name == "live_no_such_book"
    assert form.name in str(error.value.facts["known"])


def test_nothing_open_is_said(desk: Desk) -> None:
    with pytest.raises(Trouble) as error:
        check(desk)
    assert error.value.name == "live_no_book"
