"""From a folder of Word documents to a master; and from an accepted workbook to a plan."""

from pathlib import Path
from shutil import copyfile

import openpyxl
import pytest

from perfxl.form.definition import load_form
from perfxl.roster.load import load_roster
from tests.drafting.invented import LAYOUTS, invented_plan
from tests.road.program import fill, inputs, issued_file, perfxl, seals, table

FORM = load_form("order-98-2023-annex-6")
MEASURES = "Арга хэмжээ"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "Ажлын хавтас"
    assert perfxl("init", folder, "--period", "2024-Y").status == 0
    return folder


def confirmed(draft: Path, roster: Path) -> None:
    """HR looks through the draft, mends two cells, and puts it in the roster's place."""
    book = openpyxl.load_workbook(draft)
    people = book["Албан хаагч"]
    for row in range(2, people.max_row + 1):
        people.cell(row, 8).value = f"a{row}@nomin.gov.mn"
    units = book["Нэгж"]
    for row in range(2, units.max_row + 1):
        units.cell(row, 3).value = str(units.cell(row, 3).value)
    book.save(roster)


def masters(workspace: Path) -> list[Path]:
    return sorted((workspace / "master").glob("*.xlsx"))


def test_folder_to_roster_to_workbooks_to_master(workspace, tmp_path):
    documents = tmp_path / "Төлөвлөгөө"
    documents.mkdir()
    plans = [invented_plan(seed) for seed in range(5)]
    for plan, layout in zip(plans, LAYOUTS[:5], strict=True):
        (documents / f"{plan.parent[0]}.{plan.name}.docx").write_bytes(layout(plan))
    (documents / "эвдэрсэн.docx").write_bytes(b"PK\x03\x04")
    done = perfxl("-C", workspace, "roster", documents)
    assert done.status == 0, done.err
    assert "эвдэрсэн.docx" in done.out + done.err

    confirmed(workspace / "roster-draft.xlsx", workspace / "roster.xlsx")
    roster, _ = load_roster(workspace, FORM)
    assert {e.name for e in roster.employees} == {p.name for p in plans}
    done = perfxl("-C", workspace, "issue")
    assert done.status == 0, done.err + done.out
    answers: dict[str, str] = {}
    for code, seal in seals(workspace).items():
        entries: dict[str, object] = {}
        for number, (key, cell) in enumerate(inputs(seal, "achieved").items()):
            if key.startswith("m"):
                entries[cell] = f"Хийж гүйцэтгэв {code} {number}"
        for key, cell in inputs(seal, "percent").items():
            if key.startswith("m"):
                entries[cell] = 0.85
        answers[code] = str(len([v for v in entries.values() if isinstance(v, str)]))
        fill(issued_file(workspace, code), workspace / "inbox" / f"{code}.xlsx", entries)
    assert perfxl("-C", workspace, "collect").status == 0
    assert perfxl("-C", workspace, "consolidate").status == 0
    (master,) = masters(workspace)
    rows = table(master, MEASURES)
    by_person = {e.code: [r for r in rows if r["Код"] == e.code] for e in roster.employees}
    for employee in roster.employees:
        plan = next(p for p in plans if p.name == employee.name)
        said = [(r["Дугаар"], r["Арга хэмжээ"].rpartition(" ")[2]) for r in by_person[employee.code]]
        assert said == [(r.number, r.measure.rpartition(" ")[2]) for r in plan.rows]
        assert all(
            r["Хүрсэн түвшин (биелэлт)"].startswith("Хийж гүйцэтгэв") for r in by_person[employee.code]
        )


def test_an_accepted_workbook_becomes_the_plan_of_who_had_none(workspace):
    book = openpyxl.load_workbook(workspace / "roster.xlsx")
    book["Албан хаагч"].append(["007", "Номин газар", None, "Мэргэжилтэн", "Равдан", "Номуун", "Номууны"])
    book["Нэгж"].append(["Номин газар", None, "Номин газрын"])
    book.save(workspace / "roster.xlsx")
    assert perfxl("-C", workspace, "issue").status == 0
    seal = seals(workspace)["007"]
    wanted = {"measure": "Замын тоолол хийх", "target": "4 удаа", "achieved": "4 удаа хийв", "percent": 1}
    entries = {}
    for name, value in wanted.items():
        (cell,) = [c for k, c in inputs(seal, name).items()][:1]
        entries[cell] = value
    fill(issued_file(workspace, "007"), workspace / "inbox" / "007.xlsx", entries)
    done = perfxl("-C", workspace, "collect")
    assert done.status == 0, done.err
    assert list((workspace / "accepted").rglob("*.xlsx")), done.out
    done = perfxl("-C", workspace, "roster", "--from-accepted")
    assert done.status == 0, done.err
    copyfile(workspace / "roster-draft.xlsx", workspace / "roster.xlsx")
    roster, _ = load_roster(workspace, FORM)
    assert [(m.section, m.measure, m.target) for m in roster.shared["007"]] == [
        ("goals", "Замын тоолол хийх", "4 удаа")
    ]


def test_a_master_and_an_issued_workbook_are_read_as_plans(workspace, tmp_path):
    documents = tmp_path / "docs"
    documents.mkdir()
    plan = invented_plan(2)
    (documents / "a.docx").write_bytes(LAYOUTS[0](plan))
    assert perfxl("-C", workspace, "roster", documents).status == 0
    confirmed(workspace / "roster-draft.xlsx", workspace / "roster.xlsx")
    assert perfxl("-C", workspace, "issue").status == 0
    roster, _ = load_roster(workspace, FORM)
    (code,) = roster.shared
    seal = seals(workspace)[code]
    entries = {c: "Хийв" for k, c in inputs(seal, "achieved").items() if k.startswith("m")}
    entries |= {c: 1 for k, c in inputs(seal, "percent").items() if k.startswith("m")}
    fill(issued_file(workspace, code), workspace / "inbox" / "a.xlsx", entries)
    assert perfxl("-C", workspace, "collect").status == 0
    assert perfxl("-C", workspace, "consolidate").status == 0
    true = [(m.section, m.goal, m.number, m.measure, m.indicator, m.target) for m in roster.shared[code]]
    for source in (issued_file(workspace, code), masters(workspace)[0]):
        other = tmp_path / source.stem
        assert perfxl("init", other, "--period", "2025-Y").status == 0
        folder = tmp_path / f"from {source.stem}"
        folder.mkdir()
        copyfile(source, folder / source.name)
        done = perfxl("-C", other, "roster", folder)
        assert done.status == 0, done.err
        copyfile(other / "roster-draft.xlsx", other / "roster.xlsx")
        read, _ = load_roster(other, FORM)
        assert [
            (m.section, m.goal, m.number, m.measure, m.indicator, m.target) for m in read.shared[code]
        ] == true
