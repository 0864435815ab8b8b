"""What a person does to the form: types into every cell, pastes, tabs, saves in other programs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perfxl.form.definition import load_form
from perfxl.form.layout import CONTINUED, Layout
from perfxl.form.plan import Settings
from perfxl.issue.finish import packed
from perfxl.issue.workbook import build_workbook
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import Report, read_report
from tests.issue.sample import CREATED, FORM, OTHER_FORM, layout, other_plan, plan
from tests.office.office import Office

pytestmark = pytest.mark.office

HTML = 'application/x-openoffice-html-simple;windows_formatname="HTML Format"'
_CLIP = (
    "Version:1.0\r\nStartHTML:{:010d}\r\nEndHTML:{:010d}\r\nStartFragment:{:010d}\r\nEndFragment:{:010d}\r\n"
)
NARRATIVE = "Мэдүүлгийн 98 хувийг хугацаанд нь бүрдүүлэв."


@pytest.fixture(scope="module", params=[FORM, OTHER_FORM], ids=["official", "invented"])
def laid(request: pytest.FixtureRequest) -> Layout:
    return layout(plan() if request.param == FORM else other_plan(), load_form(request.param))


@pytest.fixture(scope="module")
def issued(laid: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    path.write_bytes(build_workbook(laid, plan(), "нууц", Settings(), CREATED))
    return path


def clip(body: str) -> str:
    """HTML as Windows programs put it on the clipboard: offsets in bytes, then the page."""
    before, after = "<html><head><meta charset='utf-8'></head><body>", "</body></html>"
    start = len(_CLIP.format(0, 0, 0, 0))
    first, last = start + len(before), start + len(before) + len(body.encode())
    return _CLIP.format(start, last + len(after), first, last) + before + body + after


def seat(laid: Layout, key: str, field: str) -> str:
    """The address of an open cell."""
    return next(slot.a1 for slot in laid.inputs if (slot.key, slot.field) == (key, field))


def test_every_locked_cell_stays_unchanged(office: Office, laid: Layout, issued: Path) -> None:
    office.open(issued)
    locked = [slot.a1 for slot in laid.slots if slot.locked]
    beyond = [f"T{row}" for row in (1, 20, 300)] + [f"A{laid.last_row + 3}"]
    before = [cell["formula"] for cell in office.cells(laid.sheet, [*locked, *beyond])]
    office.type_many(laid.sheet, [(cell, "бичсэн") for cell in [*locked, *beyond]])
    assert [cell["formula"] for cell in office.cells(laid.sheet, [*locked, *beyond])] == before


def test_every_open_cell_takes_what_is_typed(office: Office, laid: Layout, issued: Path) -> None:
    office.open(issued)
    sample = {"percent": "65%", "number": "1250"}
    said = {slot.a1: sample.get(slot.kind, f"мөр {slot.row}") for slot in laid.inputs}
    office.type_many(laid.sheet, list(said.items()))
    for slot, cell in zip(laid.inputs, office.cells(laid.sheet, said), strict=True):
        if slot.kind == "percent":
            assert cell["value"] == 0.65
        else:
            assert cell["text"] == said[slot.a1]


@pytest.mark.parametrize("text", ["2024-06-30", "10-20", "=1+1", "-5 зөрчил", "007", "1/2"])
def test_a_text_stays_as_it_is_typed(office: Office, laid: Layout, issued: Path, text: str) -> None:
    office.open(issued)
    cell = seat(laid, plan().keys[0], "achieved")
    office.type(laid.sheet, cell, text)
    assert office.cell(laid.sheet, cell)["text"] == text


def test_rows_grow_with_what_is_typed(office: Office, laid: Layout, issued: Path) -> None:
    office.open(issued)
    key = plan().keys[0]
    base, further = seat(laid, key, "achieved"), seat(laid, key + CONTINUED, "achieved")
    thin = office.cell(laid.sheet, further)["height"]
    office.type(laid.sheet, base, NARRATIVE * 20)
    office.type(laid.sheet, further, NARRATIVE * 20)
    heights = [office.cell(laid.sheet, cell)["height"] for cell in (base, further)]
    assert thin < 100
    assert min(heights) > 3000  # hundredths of a millimetre


def pasted(office: Office, laid: Layout, path: Path) -> list[bool]:
    """Whether each of three kinds of cell is locked after foreign content was pasted over it."""
    office.open(path)
    key = plan().keys[0]
    cells = [seat(laid, key, "achieved"), seat(laid, key, "percent"), seat(laid, "tasks+1", "measure")]
    for cell in cells:
        office.paste(laid.sheet, cell, clip("<p><b>Буулгасан</b> бичвэр</p>"), HTML)
    assert all("Буулгасан" in cell["text"] for cell in office.cells(laid.sheet, cells))
    return [cell["locked"] for cell in office.cells(laid.sheet, cells)]


def test_a_cell_that_was_pasted_over_stays_open(office: Office, laid: Layout, issued: Path) -> None:
    assert pasted(office, laid, issued) == [False, False, False]


def test_a_form_whose_normal_style_is_locked_would_fail(
    office: Office, laid: Layout, issued: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(issued) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles = parts["xl/styles.xml"].decode()
    head, xfs, tail = re.split(
        r"(<cellStyleXfs.*?</cellStyleXfs>\s*<cellXfs[^>]*>\s*<xf .*?</xf>)",
        styles,
        maxsplit=1,
        flags=re.DOTALL,
    )
    parts["xl/styles.xml"] = (head + xfs.replace('locked="0"', 'locked="1"') + tail).encode()
    planted = tmp_path / "planted.xlsx"
    planted.write_bytes(packed(parts, CREATED))
    assert any(pasted(office, laid, planted))


def test_two_paragraphs_that_land_in_two_rows_are_made_visible(
    office: Office, laid: Layout, issued: Path
) -> None:
    office.open(issued)
    key = plan().keys[0]
    first, following = seat(laid, key, "achieved"), seat(laid, plan().keys[1], "achieved")
    office.type(laid.sheet, following, "Энэ бичвэр хэвээр үлдэнэ")
    office.paste(laid.sheet, first, clip("<p>Нэг дэх</p><p>Хоёр дахь</p>"), HTML)
    further = {slot.field: slot.a1 for slot in laid.slots if slot.key == key + CONTINUED}
    assert office.cell(laid.sheet, further["achieved"])["text"] == "Хоёр дахь"
    assert office.cell(laid.sheet, further["status"])["text"] == laid.form.sign.split
    assert office.cell(laid.sheet, following)["text"] == "Энэ бичвэр хэвээр үлдэнэ"


def test_tab_goes_through_the_open_cells_row_by_row(office: Office, laid: Layout, issued: Path) -> None:
    office.open(issued)
    order = [(slot.row, slot.column) for slot in laid.inputs]
    assert order == sorted(order)
    visited = office.tab(laid.sheet, next(laid.inputs).a1, len(order) - 1)
    assert visited == order[1:]


# --- other programs ---


def read_back(path: Path, laid: Layout) -> Report:
    return read_report(read_book(open_package(path.read_bytes())), laid.form)


def typed(laid: Layout) -> list[tuple[str, str]]:
    """Something for every open cell of the table, long, with blanks and signs at its edges."""
    said = {"percent": "65%", "number": "1250", "dates": "2024.01.01- 2024.12.31"}
    return [
        (slot.a1, said.get(slot.kind, f"{NARRATIVE} {slot.a1} – «{slot.field}» ӨөҮү & <б> " * 4))
        for slot in laid.inputs
        if slot.role != "signature"
    ]


def answers(report: Report) -> dict[tuple[str, str], object]:
    return {(row.key, name): answer.raw for row in report.rows for name, answer in row.answers.items()}


@pytest.mark.parametrize(
    "ways", [(".xlsx",), (".ods", ".xlsx"), (".xls", ".xlsx")], ids=lambda ways: "-".join(ways)
)
def test_no_answer_is_lost_through_libreoffice(
    office: Office, laid: Layout, issued: Path, tmp_path: Path, ways: tuple[str, ...]
) -> None:
    office.open(issued)
    office.type_many(laid.sheet, typed(laid))
    office.save(tmp_path / "typed.xlsx")
    expected = answers(read_back(tmp_path / "typed.xlsx", laid))
    path = issued
    for number, suffix in enumerate(ways):
        path = office.save(tmp_path / f"saved{number}{suffix}")
        office.open(path)
    assert len(expected) > 40
    assert answers(read_back(path, laid)) == expected


def test_no_answer_is_lost_through_openpyxl(laid: Layout, issued: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(issued.read_bytes()))
    said = {slot.a1: f"{NARRATIVE} {slot.a1}\nхоёр дахь мөр" for slot in laid.inputs if slot.kind == "text"}
    for cell, text in said.items():
        book[laid.sheet][cell] = text
    book.save(tmp_path / "saved.xlsx")
    found = answers(read_back(tmp_path / "saved.xlsx", laid)).values()
    for slot in laid.inputs:
        if slot.a1 in said and slot.role != "signature":
            assert any(said[slot.a1] in str(raw) for raw in found), slot


def test_a_cell_full_of_text_is_kept_whole(
    office: Office, laid: Layout, issued: Path, tmp_path: Path
) -> None:
    full = "үр дүн " * 4681
    assert len(full) == 32767
    office.open(issued)
    cell = seat(laid, plan().keys[0], "achieved")
    office.put(laid.sheet, cell, full)
    status = next(slot for slot in laid.slots if slot.key == plan().keys[0] and slot.field == "status")
    office.type(laid.sheet, seat(laid, plan().keys[0], "percent"), "65%")
    assert office.cell(laid.sheet, status.a1)["text"] == laid.form.sign.long
    office.save(tmp_path / "full.xlsx")
    assert answers(read_back(tmp_path / "full.xlsx", laid))[plan().keys[0], "achieved"] == full
