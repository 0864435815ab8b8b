"""HR works in a master with a real program: what HR typed is found, and nothing else looks like an edit."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfxl.master.master import master_bytes
from perfxl.master.notes.read_back import read_master
from tests.office.office import Office
from tests.support.months import month

pytestmark = pytest.mark.office


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "master.xlsx"
    place.write_bytes(master_bytes(month(20, 3, 6)))
    return place


def test_saving_by_another_program_is_no_edit(office: Office, path: Path, tmp_path: Path) -> None:
    office.open(path)
    office.recalculate()
    office.save(tmp_path / "again.xlsx")
    office.close()
    old = read_master(tmp_path / "again.xlsx")
    assert old.edits == ()
    assert old.keys == read_master(path).keys


def test_what_hr_types_is_found_on_its_row_and_the_sheets_are_open(
    office: Office, path: Path, tmp_path: Path
) -> None:
    drawn = month(20, 3, 6)
    heads = [cell.value for cell in openpyxl.load_workbook(path)["Албан хаагч"][1]]
    decision = openpyxl.utils.get_column_letter(heads.index("ХН шийдвэр") + 1)
    reason = openpyxl.utils.get_column_letter(heads.index("ХН үндэслэл") + 1)
    office.open(path)
    office.type("Албан хаагч", f"{decision}10", "хүлээн авах")
    office.type("Албан хаагч", f"{reason}10", "Утсаар тодруулав")
    office.type("Арга хэмжээ", "S3", "Баримт үзэв")
    office.type("Арга хэмжээ", "P4", "50%")
    office.save(tmp_path / "again.xlsx")
    office.close()
    old = read_master(tmp_path / "again.xlsx")
    person = drawn.people[8]
    (request,) = old.requests
    assert (request.code, request.arrival, request.what, request.why) == (
        person.key, person.arrival, "accept", "Утсаар тодруулав",
    )  # fmt: skip
    assert old.own.cells["measures", drawn.rows[1].key, "ХН тэмдэглэл"].text == "Баримт үзэв"
    (edit,) = old.edits
    assert (edit.cell, edit.heading, edit.text) == ("P4", "Биелэлтийн хувь", "0.5")
