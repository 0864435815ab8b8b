"""The roster workbook: written and read back the same."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.finding import Severity
from perfxl.form.definition import load_form
from perfxl.form.plan import NOWHERE, Employee, Measure, Roster, Settings, Unit
from perfxl.roster.load import load_roster, plan_of
from perfxl.roster.write import example_roster, roster_workbook, write_roster
from perfxl.storage.zip_parts import parts_of
from perfxl.texts import texts

FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2024-Y")
LETTERS = "абөүёйЭХ 0123.,;:-%=+@'\"()/№"

words = st.text(LETTERS, max_size=12).map(lambda t: " ".join(t.split()))
some = st.text("абөүёйЭХ", min_size=1, max_size=8)
long_texts = st.text(LETTERS + "\n", max_size=30).map(str.strip).filter(lambda t: t != "-")
days = st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))


def bare(roster):
    """The roster without the places, which depend on where the rows stood."""
    return Roster(
        tuple(replace(e, place=NOWHERE) for e in roster.employees),
        tuple(replace(u, place=NOWHERE) for u in roster.units),
        {c: tuple(replace(m, place=NOWHERE) for m in ms) for c, ms in roster.shared.items()},
        Settings(tuple(sorted(roster.settings.entries))),
        dict(roster.letters),
    )


@st.composite
def rosters(draw):
    units = draw(
        st.lists(
            st.builds(Unit, some, words, words, words, words, words),
            max_size=4,
            unique_by=lambda u: (u.organisation.casefold(), "".join(u.unit.split()).casefold()),
        )
    )
    codes = draw(
        st.lists(st.text("0123456789А-", min_size=1, max_size=6), min_size=1, max_size=5, unique=True)
    )
    seats = st.sampled_from([(u.organisation, u.unit) for u in units] or [("Газар", "Тасаг")])
    groups = ("Багц нэг", "Багц-2")
    people = []
    for code in codes:
        organisation, unit = draw(seats)
        people.append(Employee(
            code, organisation, unit, draw(some), draw(words), draw(some), draw(words), draw(words),
            tuple(draw(st.lists(st.sampled_from(groups), max_size=2, unique=True))),
            (draw(words), draw(words)), draw(words),
        ))  # fmt: skip
    named = [*codes, "*", *dict.fromkeys(g for e in people for g in e.groups)]
    measures = st.builds(
        Measure, st.sampled_from([s.key for s in FORM.section]), long_texts, words, long_texts.filter(bool),
        long_texts, long_texts, long_texts,
        st.none() | st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: round(v, 6)), days, days,
    )  # fmt: skip
    shared = draw(
        st.dictionaries(
            st.sampled_from(named), st.lists(measures, min_size=1, max_size=4).map(tuple), max_size=4
        )
    )
    kept = Settings((("period", "2024-Y"), ("F101", "note"), ("Өөр", "утга")))
    return Roster(tuple(people), tuple(units), shared, kept, draw(st.dictionaries(some, some, max_size=2)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rosters())
def test_what_is_written_is_read_back(roster):
    with TemporaryDirectory() as folder:
        write_roster(Path(folder) / "roster.xlsx", FORM, YEAR, roster)
        read, _ = load_roster(Path(folder), FORM)
    assert read is not None
    assert bare(read) == bare(roster)


def test_a_blank_book_is_read_without_a_fault_and_carries_period_and_letters(tmp_path):
    write_roster(tmp_path / "roster.xlsx", FORM, YEAR, None)
    roster, found = load_roster(tmp_path, FORM)
    assert found == ()
    assert roster.employees == () and roster.shared == {}
    assert roster.settings.entries == (("period", "2024-Y"), ("deadline", "2024.12.22"))
    assert "{findings}" in roster.letters["returned_body"]


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_example_rows_of_the_guide_are_a_roster_without_errors(tmp_path, language):
    write_roster(tmp_path / "roster.xlsx", FORM, YEAR, example_roster(FORM, YEAR, texts(language)), language)
    roster, found = load_roster(tmp_path, FORM)
    assert found == ()
    plan = plan_of(roster, roster.employees[0], FORM, YEAR)
    assert [m.number for m in plan.measures] == ["1.1", "1.2"]


def test_codes_and_numbers_are_typed_as_text_and_sections_come_from_a_list(tmp_path):
    write_roster(tmp_path / "roster.xlsx", FORM, YEAR, None)
    book = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    assert book.sheetnames[1:] == ["Албан хаагч", "Нэгж", "Төлөвлөгөө", "Тохиргоо", "Захидал"]
    plans = book["Төлөвлөгөө"]
    assert plans.column_dimensions["A"].number_format == "@"
    assert plans.column_dimensions["D"].number_format == "@"
    assert plans.freeze_panes == "A2"
    (section,) = plans.data_validations.dataValidation
    assert section.formula1 == '"Зорилт,Нэмэлт,Мэдлэг"'
    assert str(section.sqref) == "B2:B5000"
    assert all(plans.cell(1, n).comment for n in range(1, 12))


def test_order_of_rows_is_kept_when_everybody_and_one_person_interleave(tmp_path):
    def row(number, place):
        return Measure("goals", "З", number, f"Ажил {number}", place=replace(NOWHERE, row=place))

    person = Employee("1", "Газар", "", "Дарга", "Бат", "Дорж", "Доржийн")
    roster = Roster((person,), (), {"*": (row("1", 2), row("3", 4)), "1": (row("2", 3),)}, Settings(), {})
    write_roster(tmp_path / "roster.xlsx", FORM, YEAR, roster)
    read, found = load_roster(tmp_path, FORM)
    assert not [f for f in found if f.severity is Severity.ERROR]
    assert [m.number for m in plan_of(read, read.employees[0], FORM, YEAR).measures] == ["1", "2", "3"]


def test_headers_and_the_guide_keep_their_heights_and_rows_that_hr_types_into_may_grow():
    roster = example_roster(FORM, YEAR, texts("mn"))
    for name, part in parts_of(roster_workbook(FORM, YEAR, roster)).items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        rows = re.findall(r'<row r="([0-9]+)"([^>]*)>', part.decode())
        tall = {
            int(row): 'customHeight="1"' in attributes for row, attributes in rows if " ht=" in attributes
        }
        if b"<mergeCells" in part:
            assert tall and all(tall.values())
        else:
            assert tall.pop(1) and not any(tall.values())
