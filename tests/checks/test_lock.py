"""Locks: every locked cell of a long form changed in turn is found with its address; honest saves raise no alarm."""

from __future__ import annotations

import io

import openpyxl
import pytest

from perfxl.checks.lock import check_lock
from perfxl.checks.meaning import same_format, same_formula, same_value
from perfxl.form.definition import load_form
from perfxl.form.place import parse_a1
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.checks.attacks import all_of, put, restyled, rewritten, with_style
from tests.checks.forms import FORM, codes, edited, filled, form_layout, issued, judged, many, slot_at

BATCH = 40


@pytest.fixture(scope="module")
def long():
    """A form of 45 rows, filled in."""
    chosen = many(45)
    data, seal = issued(form_layout(chosen), chosen)
    return filled(data, seal), seal


@pytest.fixture(scope="module")
def short():
    data, seal = issued()
    return filled(data, seal), seal


def found_in(data, seal):
    """The lock's findings alone."""
    form, book = load_form(FORM), read_book(open_package(data))
    return check_lock(book, form, read_report(book, form), seal)


def locked(seal):
    """The locked cells of an issued form; keys, field marks and the token have tests of their own."""
    return [s for s in seal.slots if s.locked and s.field != "key" and s.role not in ("field", "token")]


def addresses(findings):
    return {cell for f in findings for cell in f.cell.split(",")}


def batches(items):
    return [items[n : n + BATCH] for n in range(0, len(items), BATCH)]


def test_nothing_is_found_in_a_form_that_was_only_filled_in(long, short):
    assert found_in(*long) == ()
    assert found_in(*short) == ()


def test_every_locked_cell_with_another_value(long):
    data, seal = long
    for batch in batches(locked(seal)):
        changes = [put(slot.a1, "<is><t>өөр</t></is>", "inlineStr") for slot in batch]
        found = found_in(rewritten(data, all_of(*changes)), seal)
        wanted = {slot.a1 for slot in batch}
        assert addresses(f for f in found if f.code in ("L101", "L103", "L107")) >= wanted


def test_every_locked_cell_with_a_formula(long):
    data, seal = long
    for batch in batches(locked(seal)):
        changes = [put(slot.a1, "<f>1+1</f><v>2</v>") for slot in batch]
        found = found_in(rewritten(data, all_of(*changes)), seal)
        wanted = {slot.a1 for slot in batch}
        assert addresses(f for f in found if f.code in ("L101", "L103", "L107")) >= wanted


def test_every_locked_cell_with_another_format(long):
    raw, seal = long
    data, style = with_style(raw, 3)
    for batch in batches(locked(seal)):
        found = found_in(rewritten(data, all_of(*(restyled(slot.a1, style) for slot in batch))), seal)
        assert addresses(f for f in found if f.code == "L104") >= {slot.a1 for slot in batch}


def test_every_locked_cell_emptied(long):
    data, seal = long
    full = [slot for slot in locked(seal) if slot.value not in (None, "")]
    for batch in batches(full):
        found = found_in(rewritten(data, all_of(*(put(slot.a1, "") for slot in batch))), seal)
        told = addresses(f for f in found if f.code in ("L102", "L103"))
        assert told >= {slot.a1 for slot in batch}


def test_every_locked_cell_of_the_print_through_openpyxl(long):
    data, seal = long
    printed = [s for s in locked(seal) if s.column <= 8]
    for batch in batches(printed):

        def change(book, batch=batch):
            for slot in batch:
                book[seal.sheet][slot.a1].value = 424242

        found = found_in(edited(data, change), seal)
        assert addresses(f for f in found if f.code in ("L101", "L103")) >= {slot.a1 for slot in batch}


@pytest.mark.long
@pytest.mark.parametrize("inner", ["<is><t>өөр</t></is>", "<f>1+1</f><v>2</v>"])
def test_each_locked_cell_in_its_turn(long, inner):
    data, seal = long
    for slot in locked(seal):
        kind = "inlineStr" if inner.startswith("<is>") else ""
        found = found_in(rewritten(data, put(slot.a1, inner, kind)), seal)
        assert slot.a1 in addresses(found)


def test_a_changed_field_mark_or_key_is_told(short):
    data, seal = short
    for slot in [s for s in seal.slots if s.role == "field"]:
        found = found_in(rewritten(data, put(slot.a1, "<is><t>#өөр</t></is>", "inlineStr")), seal)
        assert {f.code for f in found} & {"L101", "L401"}, slot.field


def test_every_key_changed_or_emptied_is_told_at_its_row(short):
    data, seal = short
    keys = [s for s in seal.slots if s.field == "key" and s.key != "#key"]
    for slot in keys:
        for change in (put(slot.a1, ""), put(slot.a1, "<is><t>m0123456789</t></is>", "inlineStr")):
            found = judged(rewritten(data, change), seal).findings
            told = {parse_a1(c)[0] for f in found if f.code in ("L201", "L211") for c in f.cell.split(",")}
            assert slot.row in told, slot.key


def test_a_change_is_told_with_before_and_after(short):
    data, seal = short
    target = slot_at(seal, "target", 1, "plan")
    (found,) = found_in(rewritten(data, put(target.a1, "<is><t>Хялбар</t></is>", "inlineStr")), seal)
    assert (found.code, found.cell, found.field, found.key) == ("L101", target.a1, "target", target.key)
    assert found.facts == {"before": target.value, "after": "Хялбар"}


def test_the_ledgers_value_counts(short):
    data, seal = short
    target = slot_at(seal, "target", 0, "plan")
    found = judged(rewritten(data, put(target.a1, "<is><t>Хялбар</t></is>", "inlineStr")), seal)
    assert found.rows[0].target == target.value
    assert codes(found) == ["L101"]


def test_very_many_changes_are_one_finding_that_names_them_all(long):
    data, seal = long
    some = [slot for slot in locked(seal) if slot.role == "plan"][:80]
    changes = [put(slot.a1, "<is><t>өөр</t></is>", "inlineStr") for slot in some]
    (found,) = found_in(rewritten(data, all_of(*changes)), seal)
    assert found.code == "L107"
    assert set(found.cell.split(",")) == {slot.a1 for slot in some}


def test_formulas_that_a_program_spelt_anew_hide_nothing_that_a_person_did(long):
    data, seal = long
    formulas = [slot for slot in locked(seal) if slot.formula and slot.field != "_"][:13]
    target = slot_at(seal, "target", 0, "plan")
    other = put(target.a1, "<is><t>өөр</t></is>", "inlineStr")
    few = found_in(
        rewritten(data, all_of(other, *(put(slot.a1, "<f>1+1</f>") for slot in formulas[:12]))), seal
    )
    assert [f.code for f in few if f.code[0] == "L"].count("L103") == 12
    many = found_in(rewritten(data, all_of(other, *(put(slot.a1, "<f>1+1</f>") for slot in formulas))), seal)
    together = next(f for f in many if f.code == "L107")
    assert set(together.cell.split(",")) == {slot.a1 for slot in formulas}
    assert [(f.code, f.cell) for f in many if f.code in ("L101", "L103")] == [("L101", target.a1)]


@pytest.mark.parametrize(
    ("issued_", "found", "same"),
    [
        (1 / 3, 0.333333333333333, True),
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.000001, False),
        (100.0, 100.0000000001, True),
        (100.0, 100.00000001, False),
        ("1", 1.0, True),
        ("3.1", 3.1, True),
        ("3.10", 3.1, False),
        ("007", 7.0, False),
        ("TRUE", True, False),
        ("", None, True),
        (None, 0.0, False),
        ("Й", "И\u0306", True),
        ("a\nb", "a\r\nb", True),
        ("a b", "a  b", False),
        ("a", "A", False),
        (True, True, True),
        (True, 1.0, False),
    ],
)
def test_values_by_meaning(issued_, found, same):
    assert same_value(issued_, found) is same


@pytest.mark.parametrize(
    ("issued_", "found", "same"),
    [
        ("=IF(TRUE,1,2)", "IF(TRUE(),1,2)", True),
        ("=SUM(A1, B2)", "sum(A1,B2)", True),
        ('="а б"&A1', '"а  б"&A1', False),
        ('="а"&A1', '"А"&A1', False),
        ("=Тайлан!A1+1", "A1+1", True),
        ("='Тайлан'!A1+1", "$Тайлан!A1+1", True),
        ("=A1+1", "A1+2", False),
        ("=ABS(A1-B2)>0.0055", "ABS(A1-B2)>0.00550000000000000000014", True),
        ("=A1*1.5", "A1*1.50", True),
        ("=A1*1.5", "A1*1.51", False),
        ("=A10+1E3", "A10+1000", True),
        ("=A10+1", "A1+1", False),
        ("=SUM(1:5)", "SUM(1:50)", False),
        ('="1.50"', '"1.5"', False),
        ("=Өөр!A1", "A1", False),
        ("=A$1", "A1", False),
    ],
)
def test_formulas_by_meaning(issued_, found, same):
    assert same_formula(issued_, found, "Тайлан") is same


@pytest.mark.parametrize(
    ("issued_", "found", "same"),
    [
        ("yyyy.mm.dd", "yyyy\\.mm\\.dd", True),
        ("General", "GENERAL", True),
        ("General", "Standard", True),
        ("0%", "0.00%", False),
        ("@", "General", False),
        ("0", "[$-450]0", True),
    ],
)
def test_formats_by_meaning(issued_, found, same):
    assert same_format(issued_, found) is same


def test_openpyxls_own_saves_raise_no_alarm():
    for rows in range(1, 60, 6):
        chosen = many(rows + 8)
        data, seal = issued(form_layout(chosen), chosen)
        book = openpyxl.load_workbook(io.BytesIO(data))
        out = io.BytesIO()
        book.save(out)
        assert found_in(out.getvalue(), seal) == ()


def put_in(seal, values):
    """Values put into cells of the form's sheet."""

    def change(book):
        for address, value in values.items():
            book[seal.sheet][address].value = value

    return change


def test_rows_whose_words_were_exchanged_are_one_finding_and_held(short):
    data, seal = short
    keys = [line.key for line in seal.lines if line.role == "measure"][:2]
    rows = [{s.field: s for s in seal.slots if s.key == key} for key in keys]
    fields = ("measure", "indicator", "baseline", "target")
    changes = {
        rows[a][field].a1: rows[1 - a][field].value for a in (0, 1) for field in fields if field in rows[a]
    }
    found = judged(edited(data, put_in(seal, changes)), seal)
    assert found.verdict == "held"
    assert [f.code for f in found.findings if f.code.startswith("L1") or f.code == "L213"] == ["L213"]
    (told,) = (f for f in found.findings if f.code == "L213")
    assert set(told.key.split(",")) == set(keys)


def test_one_rows_words_copied_over_another_are_no_exchange(short):
    data, seal = short
    first, second, *_ = (line.key for line in seal.lines if line.role == "measure")
    measure = {s.key: s for s in seal.slots if s.field == "measure"}
    found = judged(edited(data, put_in(seal, {measure[first].a1: measure[second].value})), seal)
    assert "L213" not in codes(found) and "L101" in codes(found)
