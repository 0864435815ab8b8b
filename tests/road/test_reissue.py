"""A plan that changes: who is named, what is issued anew, and every answer carried over to its row."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from perfxl.form.plan import Measure
from tests.road.program import inputs, issued_file, perfxl, seals
from tests.road.reissuing import PLAN, answer, write


def test_a_newcomer_is_issued_and_nobody_else_is_touched(root: Path) -> None:
    before = issued_file(root, "01").read_bytes()
    write(root, PLAN, ("01", "02", "03"))
    done = perfxl("-C", root, "issue")
    assert (done.status, "03 Д.Тогтох" in done.out, "01 Д.Самдан" in done.out) == (0, True, False)
    assert issued_file(root, "01").read_bytes() == before


def test_a_changed_plan_is_named_and_not_surprised(root: Path) -> None:
    before = issued_file(root, "01").read_bytes()
    write(root, (replace(PLAN[0], target="15"), *PLAN[1:]))
    done = perfxl("-C", root, "issue", "--strict")
    assert (done.status, ": 01." in done.err) == (10, True)
    assert issued_file(root, "01").read_bytes() == before


def test_answers_move_with_their_rows(root: Path) -> None:
    answer(root, "01")
    assert perfxl("-C", root, "collect").status == 0
    mended = replace(PLAN[1], measure="2 дугаар талбайд мод тарьж, усална.")
    new = Measure("goals", "Зорилт 1. Мод тарих", "1.9", "Хашаа барих.", "Хашаа", "0", "1")
    write(root, (new, PLAN[3], mended, replace(PLAN[0], target="15")))
    done = perfxl("-C", root, "issue", "--reissue")
    assert done.status == 0, done.err
    assert "1 мөрийн хариу" in done.err
    seal = seals(root)["01"]
    assert seal.token.issue == 2
    sheet = load_workbook(issued_file(root, "01")).worksheets[0]
    keys = [line.key for line in seal.lines if line.role == "measure"]
    assert [sheet[inputs(seal, "achieved")[key]].value for key in keys] == [
        None,
        "4-р хариу",
        "2-р хариу",
        "1-р хариу",
    ]


def test_a_workbook_of_the_earlier_issue_is_reseated_on_the_new_plan(root: Path) -> None:
    early = answer(root, "01")
    kept = root / "old.xlsx"
    shutil.move(early, kept)
    write(root, (PLAN[1], replace(PLAN[0], target="15"), PLAN[2], PLAN[3]))
    assert perfxl("-C", root, "issue", "--reissue").status == 0
    shutil.copyfile(kept, root / "inbox" / "хуучин.xlsx")
    (parcel,) = perfxl("-C", root, "collect", "--json").json["parcels"]
    assert parcel["verdict"] in ("accepted", "superseded")
    assert any(found["code"].startswith("I") for found in parcel["findings"])


def test_an_unknown_code_is_named(root: Path) -> None:
    done = perfxl("-C", root, "issue", "--employee", "77", "--lang", "en")
    assert (done.status, "77" in done.err) == (3, True)
