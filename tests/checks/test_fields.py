"""Field checks: each code silent, speaking, and with its cell; the same fault over many cells is one finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.finding import Severity, Verdict
from tests.checks.forms import (
    RULES,
    answers,
    cells,
    codes,
    edited,
    filled,
    form_layout,
    issued,
    judged,
    plainly,
    slot_at,
)


@pytest.fixture(scope="module")
def out():
    return issued()


def changed(out, changes):
    """The judgement of a good report with changes by (field, row number)."""
    data, seal = out
    at = {slot_at(seal, field, row).a1: value for (field, row), value in changes.items()}
    return judged(filled(data, seal, at), seal), list(at)


def test_a_good_report_is_accepted_without_a_word(out):
    data, seal = out
    found = judged(filled(data, seal), seal)
    assert plainly(found) == ()
    assert found.verdict == Verdict.ACCEPTED


def test_an_empty_form_is_one_message(out):
    found = judged(out[0], out[1])
    assert [f.code for f in plainly(found) if f.severity == Severity.ERROR] == ["F100"]
    assert found.verdict == Verdict.RETURNED


@pytest.mark.parametrize(
    ("field", "value", "code", "severity"),
    [
        ("achieved", None, "F101", "error"),
        ("achieved", "  \n", "F101", "error"),
        ("achieved", "\u200b", "F101", "error"),
        ("achieved", "-", "F113", "warning"),
        ("achieved", "=A1&B1", "F110", "error"),
        ("achieved", "#NAME?", "F111", "error"),
        ("achieved", "үг\u202eэргэв", "F402", "note"),
        ("achieved", "үг\u200bзалгав", "F403", "note"),
        ("achieved", "у" * 32767, "F404", "warning"),
        ("percent", None, "F102", "error"),
        ("percent", "бүгд", "F103", "error"),
        ("percent", True, "F103", "error"),
        ("percent", -0.2, "F104", "error"),
        ("percent", 151, "F104", "error"),
        ("percent", "#DIV/0!", "F111", "error"),
        ("percent", "=H99", "F110", "error"),
        ("percent", 1.2, "F105", "warning"),
        ("percent", 65, "F106", "warning"),
        ("percent", "1", "F107", "warning"),
        ("percent", "0.65", "F108", "note"),
        ("percent", "=65/100", "F109", "warning"),
        ("dates", None, "F201", "warning"),
        ("dates", "жилийн турш", "F202", "warning"),
        ("dates", "#REF!", "F202", "warning"),
        ("dates", "2024.02.30-2024.12.31", "F203", "warning"),
        ("dates", "2024.12.31-2024.01.01", "F204", "error"),
        ("dates", "2042.01.01-2042.12.31", "F205", "warning"),
        ("dates", "2023.11.01-2024.12.31", "F206", "note"),
        ("dates", "2024.06.30", "F207", "note"),
        ("dates", "2024.01.01 2024.02.01 2024.03.01", "F209", "warning"),
        ("achieved_number", "олон", "F112", "note"),
    ],
)
def test_one_fault_one_finding_at_its_cell(out, field, value, code, severity):
    data, seal = out
    cell = slot_at(seal, field, 2, "beside" if field == "achieved_number" else "input").a1
    found = judged(filled(data, seal, {cell: value}), seal)
    assert [(f.code, f.cell, str(f.severity)) for f in plainly(found)] == [(code, cell, severity)]
    assert found.verdict == (Verdict.RETURNED if severity == "error" else Verdict.ACCEPTED)


def test_the_same_fault_over_many_cells_is_one_line(out):
    found, at = changed(out, {("achieved", 0): None, ("achieved", 3): None, ("percent", 0): None})
    assert [(f.code, f.cell) for f in plainly(found)] == [("F101", ",".join(at[:2])), ("F102", at[2])]
    assert plainly(found)[0].key.count(",") == 1


def test_faults_with_other_facts_stay_apart(out):
    found, at = changed(out, {("percent", 0): 65, ("percent", 1): 70, ("percent", 2): 65})
    assert cells(found, "F106") == [f"{at[0]},{at[2]}", at[1]]


def test_dates_that_end_with_the_period_are_inside_it(out):
    found, _ = changed(out, {("dates", 0): "2024.01.01-2024.12.31"})
    assert codes(found) == []


def test_an_untouched_spare_row_is_no_fault_and_a_touched_one_is_checked(out):
    data, seal = out
    spare = {s.field: s.a1 for s in seal.slots if s.key == "tasks+2" and not s.locked}
    found = judged(filled(data, seal, {spare["achieved"]: "Жижүүрлэв."}), seal)
    assert {f.code: f.cell for f in plainly(found)} == {
        "F301": spare["measure"],
        "F102": spare["percent"],
        "F201": spare["dates"],
    }
    assert [row.key for row in found.rows if row.added] == ["tasks+2"]


def test_a_real_date_and_a_serial_number_are_understood(out):
    from datetime import datetime

    data, seal = out
    one, two = slot_at(seal, "dates", 0), slot_at(seal, "dates", 1)

    def write(book):
        book[seal.sheet][one.a1].value = datetime(2024, 6, 30)
        book[seal.sheet][one.a1].number_format = "yyyy.mm.dd"
        book[seal.sheet][two.a1].value = 45473
        book[seal.sheet][two.a1].number_format = "General"

    found = judged(edited(filled(data, seal), write), seal)
    assert {str(row.end) for row in found.rows[:2]} == {"2024-06-30"}
    assert cells(found, "F208") == [two.a1]


def test_a_report_dated_before_its_period_ends_is_a_note(out):
    data, seal = out
    signed = next(s for s in seal.slots if s.key == "sign:employee" and s.field == "date")
    found = judged(filled(data, seal, {signed.a1: "2024.12.05"}), seal)
    assert [(f.code, f.cell) for f in plainly(found)] == [("F503", signed.a1)]
    assert str(found.reported) == "2024-12-05"
    found = judged(filled(data, seal, {signed.a1: "удахгүй"}), seal)
    assert [(f.code, f.cell) for f in plainly(found)] == [("F502", signed.a1)]


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [("position", "=A1&B1", "F504"), ("name", "=2+3", "F504"), ("date", "=A1", "F502")],
)
def test_a_formula_in_the_signature_block_is_told_as_what_it_is(out, part, text, code):
    data, seal = out
    signed = next(s for s in seal.slots if s.key == "sign:verifier" and s.field == part)
    found = judged(filled(data, seal, {signed.a1: text}), seal)
    assert cells(found, code) == [signed.a1]
    assert not ({"F502", "F504"} - {code}) & set(codes(found))


def test_a_formula_in_a_continuation_is_cited_where_it_stands(out):
    data, seal = out
    first = slot_at(seal, "achieved", 0).a1
    row = next(line.row for line in seal.lines if line.role == "measure")
    further = f"{first[0]}{row + 1}"
    formula = {further: "=A1&B1"}
    assert cells(judged(filled(data, seal, formula), seal), "F110") == [further]
    both = judged(filled(data, seal, {first: "=A1&B1", **formula}), seal)
    assert cells(both, "F110") == [f"{first},{further}"]


def test_two_long_cells_are_not_one_that_was_cut(out):
    data, seal = out
    first = slot_at(seal, "achieved", 0).a1
    row = next(line.row for line in seal.lines if line.role == "measure")
    further = f"{first[0]}{row + 1}"
    found = judged(filled(data, seal, {first: "үг " * 6000, further: "үг " * 6000}), seal)
    assert "F404" not in codes(found)
    found = judged(filled(data, seal, {further: "у" * 32767}), seal)
    assert cells(found, "F404") == [further]


def test_an_unsigned_report_is_told_only_where_the_roster_asks(out):
    data, seal = out
    dates = [s.a1 for s in seal.slots if s.key.startswith("sign:") and s.field == "date"]
    unsigned = filled(data, seal, dict.fromkeys(dates))
    assert plainly(judged(unsigned, seal)) == ()
    asked = replace(RULES, severities={"F501": Severity.NOTE})
    found = judged(unsigned, seal, rules=asked)
    assert [(f.code, f.cell, f.severity) for f in plainly(found)] == [
        ("F501", ",".join(dates), Severity.NOTE)
    ]


def test_without_a_plan_the_employees_own_rows_are_the_report():
    from tests.issue.sample import plan

    chosen = plan(())
    layout = form_layout(chosen)
    data, seal = issued(layout, chosen)
    row = {s.field: s.a1 for s in seal.slots if s.key == "goals+1" and not s.locked}
    said = {
        "measure": "Сургалт зохион байгуулах",
        "indicator": "Сургалтын тоо",
        "target": "4 сургалт",
        "achieved": "4 сургалт зохион байгуулав.",
        "dates": "2024.02.01-2024.11.30",
        "percent": "100%",
    }
    found = judged(filled(data, seal, {row[name]: value for name, value in said.items()}), seal)
    (one,) = found.rows
    assert (one.measure, one.target, one.percent, one.added) == (said["measure"], said["target"], 1.0, True)
    assert plainly(found) == ()
    assert answers(seal)


def test_a_formula_in_an_own_rows_words_is_a_warning(out):
    data, seal = out
    row = {s.field: s.a1 for s in seal.slots if s.key == "tasks+1" and not s.locked}
    said = {"measure": "Жижүүр", "indicator": "=A1&B1", "achieved": "Жижүүрлэв.", "percent": 1}
    said["dates"] = "2024.02.01-2024.03.01"
    found = judged(filled(data, seal, {row[name]: value for name, value in said.items()}), seal)
    assert [(f.code, f.cell) for f in plainly(found)] == [("F114", row["indicator"])]


def test_control_characters_are_noted_and_kept(out):
    data, seal = out
    cell = slot_at(seal, "achieved", 2).a1
    found = judged(filled(data, seal, {cell: "Хийв_x0007_."}), seal)
    assert [(f.code, f.cell) for f in plainly(found)] == [("F401", cell)]
    assert found.rows[2].achieved == "Хийв\x07."
