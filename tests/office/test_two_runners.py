"""Every macro of the form in two programs, LibreOffice and pyOpenVBA's interpreter: the same words, the same sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from perfxl.form.definition import load_form
from perfxl.form.place import a1
from perfxl.form.plan import Measure
from tests.office.editions import edition, layout_of
from tests.office.interpreter import Outlook, Second
from tests.office.office import Office
from tests.office.two_runners import ORDER, ROOT, Pair, laid_out

Step = Callable[["Pair"], None]


def nothing(pair: Pair) -> None:
    """Opened and saved."""


def checked_and_gone_to(pair: Pair) -> None:
    pair.press("Check", "NextFault", "NextFault")


def complete(pair: Pair) -> None:
    pair.answer()
    pair.press("Check", "NextFault")


def a_row_more(pair: Pair) -> None:
    pair.go(pair.place("tasks+1", "measure"))
    pair.press("AddRow")


def a_row_more_below_a_full_one(pair: Pair) -> None:
    pair.put(pair.place("tasks+5", "measure"), "Үүрэг")
    pair.put(pair.place("tasks+5", "achieved"), "Биелэв.")
    pair.put(pair.place("tasks+5", "achieved", below=1), "Үргэлжлэл.")
    pair.put(pair.place("tasks+5", "achieved_number"), 7)
    pair.press("AddRow")


def rows_in_and_out(pair: Pair) -> None:
    pair.press(
        "AddRow",
        "AddRow",
        "RemoveRow",
        "AddRow",
        "AddRow",
        "RemoveRow",
        "RemoveRow",
        "RemoveRow",
        "RemoveRow",
    )


def a_used_row_stays(pair: Pair) -> None:
    pair.press("AddRow")
    pair.put(pair.place("tasks+5", "measure", below=2), "Нэмэлт үүрэг")
    pair.press("RemoveRow", "Check")


def seven_rows_more(pair: Pair) -> None:
    pair.press(*["AddRow"] * 7)


def prepared(pair: Pair) -> None:
    pair.answer()
    pair.press("AddRow", "Prepare")


def from_another_sheet(pair: Pair) -> None:
    pair.go("A40", "Заавар")
    pair.press("AddRow", "NextFault", "Check")


def from_below_the_form(pair: Pair) -> None:
    pair.go("A1048576")
    pair.press("AddRow", "NextFault", "RemoveRow")


SCRIPTS: Sequence[tuple[Step, str]] = (
    (nothing, ""),
    (checked_and_gone_to, "Дутуу мөр: 3"),
    (complete, "Бүх мөр бүрэн байна."),
    (a_row_more, "Мөр нэмэгдлээ."),
    (a_row_more_below_a_full_one, "Мөр нэмэгдлээ."),
    (rows_in_and_out, "Энэ бол маягтын өөрийн мөр"),
    (a_used_row_stays, "Дутуу мөр"),
    (seven_rows_more, "Мөр нэмэгдлээ."),
    (prepared, "Мөрийн өндрийг тааруулсан"),
    (from_another_sheet, "Дутуу мөр"),
    (from_below_the_form, "Мөр хасагдлаа."),
)


@pytest.mark.parametrize(
    ("script", "said"), SCRIPTS, ids=lambda v: getattr(v, "__name__", "").replace("_", " ")
)
def test_both_programs_make_the_same_sheet(office: Office, script: Step, said: str, tmp_path: Path) -> None:
    pair = Pair(office, layout_of(0), edition(layout_of(0), 0), tmp_path)
    try:
        script(pair)
        assert not pair.said or pair.said[-1].startswith(said)
        pair.compare()
    finally:
        pair.close()


@pytest.mark.parametrize("place", range(1, 6), ids=lambda n: f"form {n + 1}")
def test_other_plans_alike(office: Office, place: int, tmp_path: Path) -> None:
    pair = Pair(office, layout_of(place), edition(layout_of(place), place), tmp_path)
    try:
        pair.press("AddRow", "AddRow", "Check", "NextFault", "RemoveRow", "Prepare")
        pair.compare()
    finally:
        pair.close()


# --- other forms: a person without a plan, another TOML, a form without rows of one's own ---


def test_a_person_without_a_plan_adds_rows_where_the_selection_stands(office: Office, tmp_path: Path) -> None:
    layout, data = laid_out(ORDER, ())
    pair = Pair(office, layout, data, tmp_path)
    try:
        for key, added in (("goals+45", "goals+46"), ("skills+1", "skills+8"), ("tasks+5", "tasks+6")):
            row = next(line.row for line in layout.lines if line.key == f"{key.partition('+')[0]}+1")
            pair.go(a1(row + (2 if added != "goals+46" else 0), layout.column("measure")))
            pair.press("AddRow")
            assert added in pair.row_keys()
        pair.press("Check", "NextFault")
        pair.compare()
    finally:
        pair.close()


def test_another_form_alike(office: Office, tmp_path: Path) -> None:
    toml = ROOT / "tests" / "data" / "quarter-note-7.toml"
    section = next(s for s in load_form(str(toml)).section if s.rows == "plan")
    plan = tuple(
        Measure(section.key, "Бүлэг" if section.goals else "", str(n), f"{n} мод", "Тоо", "0", "9")
        for n in range(1, 5)
    )
    layout, data = laid_out(toml, plan)
    pair = Pair(office, layout, data, tmp_path)
    try:
        pair.press("AddRow", "AddRow", "RemoveRow", "Check", "NextFault", "Prepare")
        pair.compare()
    finally:
        pair.close()


def test_a_form_without_rows_of_one_s_own_says_so_and_stays_as_it_is(office: Office, tmp_path: Path) -> None:
    toml = tmp_path / "no-own-rows.toml"
    text = ORDER.read_text(encoding="utf-8").replace("spare = 5", "spare = 0")
    toml.write_text(text.replace("spare_without_plan = 5\n", "spare_without_plan = 0\n"), encoding="utf-8")
    layout, data = laid_out(
        toml,
        (
            Measure("goals", "Зорилт 1", "1.1", "Мод тарих", "Тоо", "0", "9"),
            Measure("skills", "", "2", "Сургалт", "Тоо", "0", "9"),
        ),
    )
    pair = Pair(office, layout, data, tmp_path)
    try:
        pair.press("AddRow", "RemoveRow")
        assert set(pair.said) == {"Энэ маягтад өөрөө мөр нэмэх хэсэг байхгүй."}
        pair.compare()
    finally:
        pair.close()


# --- what LibreOffice cannot do: its PDF and Outlook ---


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "Тайлан 1.xlsm"
    path.write_bytes(edition(layout_of(0), 0))
    return path


def test_the_pdf_lies_beside_the_workbook(path: Path) -> None:
    second = Second(path)
    assert second.press("Pdf") == f"PDF хадгаллаа: {path.with_suffix('.pdf')}"
    assert second.printed == [f"0 {path.with_suffix('.pdf')}"]
    second.close()


def test_a_pdf_that_cannot_be_made_is_said(path: Path) -> None:
    second = Second(path, printer=False)
    assert second.press("Pdf").startswith("PDF хадгалж чадсангүй.")
    second.close()


def test_the_letter_is_shown_and_never_sent(path: Path) -> None:
    outlook = Outlook()
    second = Second(path, outlook)
    assert second.press("Mail") == "Захидал бэлэн. Шалгаад илгээнэ үү."
    assert outlook.said == {
        "to": "hr@example.mn",
        "subject": layout_of(0).token.printed,
        "attachment": str(path),
    }
    assert outlook.shown == 1
    second.close()


def test_without_outlook_the_address_is_said(path: Path) -> None:
    second = Second(path)
    assert second.press("Mail").endswith("hr@example.mn")
    second.close()


def test_a_workbook_that_may_only_be_read_is_not_sent(path: Path) -> None:
    outlook = Outlook()
    second = Second(path, outlook, read_only=True)
    assert second.press("Mail").startswith("Файл зөвхөн унших горимд нээгдсэн байна.")
    assert outlook.shown == 0
    second.close()


def test_what_was_copied_before_is_not_inserted(path: Path) -> None:
    """Excel inserts the cells that are marked for copying in place of empty rows; the second runner holds it."""
    layout = layout_of(0)
    row = next(line.row for line in layout.lines if line.key == "tasks+5") + 2
    second = Second(path)
    second.app.evaluate(f'Worksheets("{layout.sheet}").Rows("14:15").Copy')
    assert second.press("AddRow") == "Мөр нэмэгдлээ."
    assert second.value(layout.sheet, a1(row, layout.key_column)) == "tasks+6"
    assert second.value(layout.sheet, a1(row + 2, layout.key_column)) == "section:skills"
    second.close()


def test_a_row_below_one_that_a_paste_has_locked_is_empty_and_open(path: Path) -> None:
    layout = layout_of(0)
    row = next(line.row for line in layout.lines if line.key == "tasks+5")
    cell, below = (a1(row + n, layout.column("achieved")) for n in (0, 2))
    second = Second(path)
    second.put(layout.sheet, cell, "Буулгасан бичвэр")
    sheet = f'Worksheets("{layout.sheet}")'
    second.lock(layout.sheet, cell)
    assert second.press("AddRow") == "Мөр нэмэгдлээ."
    assert second.value(layout.sheet, below) in (None, "")
    assert second.app.evaluate(f'{sheet}.Range("{below}").Locked') is False
    second.put(layout.sheet, below, "Бичвэр")
    second.lock(layout.sheet, below)
    assert second.press("RemoveRow").startswith("Мөрд бичвэр байна")
    second.close()
