"""The form's macros run in LibreOffice; what they add is read, checked and accepted; what others add is held."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.finding import Verdict
from perfxl.form.place import a1
from perfxl.issue.macros import macro_modules
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.vba.project_reader import module_sources
from perfxl.vba.project_writer import Module, sheet_module, standard_module, vba_project, workbook_module
from tests.office.editions import MODULE, Form, edition, judged, layout_of, replaced
from tests.office.office import Office


@pytest.fixture
def form(office: Office, tmp_path: Path) -> Iterator[Form]:
    layout = layout_of(0)
    path = tmp_path / "маягт.xlsm"
    path.write_bytes(edition(layout, 0))
    office.open_with_macros(path)
    yield Form(office, layout)
    office.close()


def test_a_row_is_added_below_the_last_own_row(form: Form) -> None:
    form.stand("tasks+2")
    last = form.rows["tasks+5"]
    assert form.press("AddRow") == "Мөр нэмэгдлээ."
    assert [form.key_at(row) for row in range(last, last + 5)] == [
        "tasks+5", "tasks+5/2", "tasks+6", "tasks+6/2", "section:skills",
    ]  # fmt: skip
    assert form.office.protected(form.layout.sheet)
    assert not form.office.cell(form.layout.sheet, a1(last + 2, 2))["locked"]
    assert form.office.cell(form.layout.sheet, a1(last + 2, form.layout.key_column))["locked"]


def test_from_a_planned_section_the_row_goes_to_the_own_tasks(form: Form) -> None:
    form.office.go(form.layout.sheet, a1(form.rows["section:goals"] + 6, 6))
    assert form.press("AddRow") == "Мөр нэмэгдлээ."
    assert form.key_at(form.rows["tasks+5"] + 2) == "tasks+6"


def test_an_added_row_is_removed_while_it_is_empty_and_an_issued_one_never(form: Form) -> None:
    form.stand("tasks+1")
    row = form.rows["tasks+5"] + 2
    form.press("AddRow")
    form.type(row, measure="Үүрэг")
    assert form.press("RemoveRow").startswith("Мөрд бичвэр байна")
    form.office.put(form.layout.sheet, a1(row, form.layout.column("measure")), "")
    assert form.press("RemoveRow") == "Мөр хасагдлаа."
    assert form.key_at(row) == "section:skills"
    assert form.press("RemoveRow").startswith("Энэ бол маягтын өөрийн мөр")
    assert form.key_at(row - 2) == "tasks+5"


def test_it_lists_what_is_missing_and_goes_there(form: Form) -> None:
    first = next(line for line in form.layout.lines if line.role == "measure")
    form.type(first.row, achieved="Хийсэн.", percent="100%")
    assert form.press("Check").startswith("Дутуу мөр: 2, 3")
    assert form.press("Check").endswith("; 1, 2, 3")  # the next section's own numbers
    form.office.go(form.layout.sheet, a1(first.row, 6))
    assert form.press("NextFault") == "Дутуу мөр: 2"
    form.answer_all()
    assert form.press("Check") == form.press("NextFault") == "Бүх мөр бүрэн байна."


def test_the_others_end_in_a_status_too(form: Form) -> None:
    assert form.press("Prepare").startswith("Мөрийн өндрийг тааруулсан")
    assert form.office.protected(form.layout.sheet)
    assert form.press("Pdf")
    assert "hr@example.mn" in form.press("Mail")


@pytest.mark.parametrize("place", range(10), ids=lambda n: f"form {n + 1}")
def test_added_rows_are_read_checked_and_accepted(office: Office, place: int, tmp_path: Path) -> None:
    layout = layout_of(place)
    path = tmp_path / "a.xlsm"
    path.write_bytes(edition(layout, place))
    office.open_with_macros(path)
    form = Form(office, layout)
    form.answer_all()
    form.stand("tasks+1")
    for number in range(place % 3 + 1):
        form.press("AddRow")
        row = form.rows["tasks+5"] + 2 * (number + 1)
        form.type(
            row,
            measure=f"Үүрэг {number}",
            achieved="Биелүүлэв.",
            dates="2024.03.01-2024.03.05",
            percent="100%",
        )
    saved = office.save(tmp_path / "b.xlsm")
    found = judged(saved.read_bytes(), layout)
    assert found.verdict is Verdict.ACCEPTED
    assert [f.code for f in found.findings if f.code[0] in "ILG"] == []
    assert [row.key for row in found.rows if row.added] == [f"tasks+{6 + n}" for n in range(place % 3 + 1)]
    office.close()


def test_the_control_number_of_an_added_row_is_the_reader_s(form: Form, tmp_path: Path) -> None:
    form.answer_all()
    form.stand("tasks+1")
    form.press("AddRow")
    row = form.rows["tasks+5"] + 2
    form.type(row, measure="Үүрэг", achieved="Биелүүлэв.", dates="2024.03.01-2024.03.05", percent="100%")
    form.office.recalculate()
    slot = next(slot for slot in form.layout.slots if slot.field == "control_number")
    printed = str(form.office.cell(form.layout.sheet, a1(slot.row + 2, slot.column))["text"])
    found = judged(form.office.save(tmp_path / "b.xlsm").read_bytes(), form.layout)
    assert found.control and found.control in printed


def test_openpyxl_keeps_the_modules(tmp_path: Path) -> None:
    layout = layout_of(1)
    book = load_workbook(io.BytesIO(edition(layout, 1)), keep_vba=True)
    out = tmp_path / "kept.xlsm"
    book.save(out)
    project = read_book(open_package(out.read_bytes())).vba
    assert project is not None
    issued = read_book(open_package(edition(layout, 1))).vba
    assert issued is not None
    assert module_sources(project) == module_sources(issued)
    assert module_sources(project)[MODULE].replace("\r\n", "\n") == macro_modules()[0].source
    assert "I107" not in [f.code for f in judged(out.read_bytes(), layout).findings]


FOREIGN = standard_module('Attribute VB_Name = "Extra"\nSub Auto_Open()\n    Shell "cmd"\nEnd Sub\n')


def altered(*changes: tuple[str, str]) -> tuple[Module, ...]:
    (own,) = macro_modules()
    source = own.source
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    return (Module(own.name, source),)


@pytest.mark.parametrize(
    ("modules", "named"),
    [
        ((*macro_modules(), FOREIGN), "Extra"),
        (altered(("Say Word(\"complete\")", "Shell \"cmd\"")), MODULE),
        (altered(("Option Explicit", "Option Explicit: Sub Auto_Open(): Shell \"cmd\": End Sub")), MODULE),
        ((*macro_modules(), Module("ThisWorkbook", 'Attribute VB_Name = "ThisWorkbook"\nSub Workbook_Open()\nEnd Sub\n', True)), "ThisWorkbook"),
    ],
    ids=["a module more", "a line changed", "a line behind an option", "code in the workbook's own module"],
)  # fmt: skip
def test_macros_that_are_not_ours_are_held(modules: tuple[Module, ...], named: str) -> None:
    layout = layout_of(2)
    data = edition(layout, 2)
    names = {module.name for module in modules}
    documents = [
        workbook_module("ThisWorkbook"),
        *map(sheet_module, ("Sheet1", "Sheet2", "Sheet3")),
    ]
    project = vba_project([*(d for d in documents if d.name not in names), *modules])
    found = judged(replaced(data, project), layout)
    assert found.verdict is Verdict.HELD
    assert [f.facts["modules"] for f in found.findings if f.code == "I107"] == [named]


def test_a_project_that_cannot_be_read_is_held() -> None:
    layout = layout_of(2)
    found = judged(replaced(edition(layout, 2), b"no project"), layout)
    assert (found.verdict, [f.code for f in found.findings if f.code == "I107"]) == (Verdict.HELD, ["I107"])


def test_the_same_input_gives_the_same_edition() -> None:
    layout = layout_of(3)
    assert edition(layout, 3) == edition(layout, 3)
