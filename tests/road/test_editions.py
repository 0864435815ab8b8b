"""Editions with buttons: one lost workbook of the store is named, and everybody else gets theirs."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl.checks.returned_macros import mark_of, own_marks
from perfxl.ledger.ledger import Ledger
from perfxl.vba.project_reader import read_project
from tests.checks.excel_project import ExcelProject, changed, issued
from tests.office.editions import replaced
from tests.road.program import inputs, perfxl, seals
from tests.road.reissuing import PLAN, answer, write


@pytest.fixture
def lost(root: Path) -> Path:
    """A month in which both have answered, and the store has lost what the first one sent."""
    write(root, PLAN)
    for code in ("01", "02"):
        answer(root, code)
    assert perfxl("-C", root, "collect").status == 0
    wanted = next(root.glob("inbox/01.xlsx")).read_bytes()
    next(path for path in (root / "store").rglob("*.xlsx") if path.read_bytes() == wanted).unlink()
    return root


def editions(root: Path) -> set[str]:
    return {path.name[:2] for path in (root / "issued").rglob("*.xlsm")}


def test_a_workbook_that_the_store_has_lost_is_named_and_the_others_get_their_editions(lost: Path) -> None:
    done = perfxl("-C", lost, "--lang", "en", "issue", "--macros")
    assert done.status == 0
    assert editions(lost) == {"02"}
    assert done.err.count("inbox/01.xlsx") == 1 and "Restore the folder `store`" in done.err
    assert ".xlsm" in done.out and "02" in done.out


def test_what_the_issue_has_told_is_not_told_twice(lost: Path) -> None:
    done = perfxl("-C", lost, "--lang", "en", "issue", "--macros", "--reissue", "--employee", "01")
    assert (done.status, editions(lost)) == (0, set())
    assert done.err.count("inbox/01.xlsx") == 1


def test_the_edition_has_the_issue_s_own_token(root: Path) -> None:
    from perfxl.reading.cells import read_book
    from perfxl.reading.package import open_package

    assert perfxl("-C", root, "issue", "--macros").status == 0
    assert editions(root) == {"01", "02"}
    for path in (root / "issued").rglob("*.xlsm"):
        book = read_book(open_package(path.read_bytes()))
        assert book.macros and seals(root)[path.name[:2]].token.text in str(book)


def test_a_returned_edition_is_copied_without_the_code_that_nobody_compared(root: Path) -> None:
    """Excel saves compiled code beside each source, and runs that: only the source was compared."""
    assert perfxl("-C", root, "issue", "--macros").status == 0
    sent = root / "inbox" / "01.xlsm"
    source = next(path for path in (root / "issued").rglob("01*.xlsm"))
    sent.write_bytes(replaced(filled(source, root), ExcelProject(issued()).bytes()))
    done = perfxl("-C", root, "collect", "--json").json
    (parcel,) = done["parcels"]
    assert (parcel["verdict"], [f["code"] for f in parcel["findings"] if f["code"][0] in "GIL"]) == (
        "accepted",
        [],
    )
    copy = next((root / "accepted").rglob("01*.xlsm")).read_bytes()
    kept, came = project(copy), project(sent.read_bytes())
    assert read_project(kept).modules == read_project(came).modules
    assert len(came) > 10_000 > len(kept)
    changed = "in `accepted` was changed"
    assert changed not in perfxl("-C", root, "--lang", "en", "doctor").out
    next((root / "accepted").rglob("01*.xlsm")).write_bytes(sent.read_bytes()[:-1])
    assert changed in perfxl("-C", root, "--lang", "en", "doctor").out


def test_an_edition_of_an_earlier_version_of_the_program_is_taken(root: Path) -> None:
    """The ledger keeps what went out; what never went out is held."""
    assert perfxl("-C", root, "issue", "--macros").status == 0
    older = changed("PerfxlForm", "    Set Form = FormSheet()", "    Set Form = FormSheet(): DoEvents")
    (source,) = [module.source for module in older if module.name == "PerfxlForm"]
    source_file = next(path for path in (root / "issued").rglob("01*.xlsm"))
    (root / "inbox" / "01.xlsm").write_bytes(replaced(filled(source_file, root), ExcelProject(older).bytes()))
    held = perfxl("-C", root, "collect", "--json").json["parcels"]
    assert [(one["verdict"], "I107" in {f["code"] for f in one["findings"]}) for one in held] == [
        ("held", True)
    ]

    with Ledger.open(root / "ledger.db") as ledger:
        assert ledger.issued.macros() >= own_marks()  # beside them the words of the edition
        ledger.issued.record_macros([mark_of("PerfxlForm", source)])
    again = perfxl("-C", root, "collect", "--rejudge", "--json").json["parcels"]
    assert [
        (one["verdict"], [f["code"] for f in one["findings"] if f["code"][0] == "I"]) for one in again
    ] == [("accepted", [])]


def filled(source: Path, root: Path) -> bytes:
    """The edition with every planned row answered, saved by a program that keeps macros."""
    seal = seals(root)["01"]
    keys = [line.key for line in seal.lines if line.role == "measure"]
    book = load_workbook(source, keep_vba=True)
    for field, said in (("achieved", "Ажлыг хийж дуусгав."), ("percent", 0.9)):
        for key in keys:
            book.worksheets[0][inputs(seal, field)[key]] = said
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def project(workbook: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        return archive.read("xl/vbaProject.bin")
