"""A draft merged into a roster: who is who, what is kept, what is new, what many share."""

from dataclasses import replace

import pytest

from perfxl.drafting.draft import draft_roster
from perfxl.drafting.genitives import best_genitive, propose_units
from perfxl.drafting.matching import match_person, twin_of
from perfxl.drafting.merge import build_draft
from perfxl.drafting.source_document import Doubt, FoundRow, SourceDocument, Who
from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Place, Roster, Settings, Unit
from perfxl.roster.load import plan_of
from tests.drafting.invented import invented_plan, official

FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2025-Y")
NOMUUN = Employee("007", "Номин газар", "Замын хэлтэс", "Мэргэжилтэн", "Равдан", "Номуун", "Номууны", "nomuun@nomin.gov.mn")  # fmt: skip
UNITS = (
    Unit("Номин газар", "", "Номин газрын"),
    Unit("Номин газар", "Замын хэлтэс", "", "Дарга", "Б.Тэмүүлэн"),
)
WHO = Who(parent="Равдан", name="Номуун", name_genitive="Номууны", organisation="Номин газар", organisation_genitive="Номин газрын", unit="Замын хэлтэс", unit_genitive="Замын хэлтсийн", position="Мэргэжилтэн", year=2024)  # fmt: skip


def row(number: str, text: str = "Ажил", **more: str) -> FoundRow:
    return FoundRow("goals", "Зорилт 1", number, "", f"{text} {number}", target="4", **more)


def source(*rows: FoundRow, who: Who = WHO, file: str = "a.docx", **more: bool) -> SourceDocument:
    return SourceDocument(file, who, rows, **more)


def draft(*sources: SourceDocument, roster: Roster | None = None):
    return build_draft(sources, (), roster, FORM)


def told(made) -> list[tuple[str, str, str]]:
    return [(f.code, f.sheet, f.cell) for f in made.findings]


# --- who is who ---


@pytest.mark.parametrize(
    ("who", "code", "doubts"),
    [
        pytest.param(replace(WHO, code="007", name="Хэн нэгэн"), "007", [], id="by code"),
        pytest.param(Who(email="Nomuun@nomin.gov.mn"), "007", [], id="by address"),
        pytest.param(WHO, "007", [], id="by name, letter by letter"),
        pytest.param(
            replace(WHO, name="НОМУУН", parent="РАВДАН"), "007", [], id="capitals are no difference"
        ),
        pytest.param(
            replace(WHO, name="Номүүн"), "007", ["R322"], id="barred letters are shown for confirmation"
        ),
        pytest.param(
            replace(WHO, parent="", initial="Р"), "007", ["R322"], id="an initial alone is shown too"
        ),
        pytest.param(replace(WHO, parent="Бат"), "", [], id="another parent is another person"),
        pytest.param(replace(WHO, name="Номин"), "", [], id="another name"),
    ],
)
def test_a_person_is_matched(who, code, doubts):
    match = match_person(who, [NOMUUN])
    assert (match.employee.code if match.employee else "") == code
    assert [d.code for d in match.doubts] == doubts


def test_two_people_of_one_name_match_nobody_and_are_named():
    other = replace(NOMUUN, code="008", email="")
    match = match_person(WHO, [NOMUUN, other])
    assert match.employee is None
    assert match.doubts == (Doubt("name", "R332", (("codes", "007, 008"),)),)


def test_of_two_of_one_name_the_one_in_the_same_seat_is_meant():
    other = replace(NOMUUN, code="008", unit="Бүртгэлийн алба")
    assert match_person(WHO, [other, NOMUUN]).employee.code == "007"


def test_what_the_roster_has_is_kept_and_the_difference_shown():
    made = draft(
        source(row("1"), who=replace(WHO, name_genitive="Номуунийг")),
        roster=Roster((NOMUUN,), UNITS, {}, Settings(), {}),
    )
    (person,) = made.roster.employees
    assert person.name_genitive == "Номууны"
    assert ("R323", "Албан хаагч", "G2") in told(made)


def test_an_empty_cell_of_an_employee_is_filled_and_marked():
    bare = replace(NOMUUN, name_genitive="")
    made = draft(source(row("1")), roster=Roster((bare,), UNITS, {}, Settings(), {}))
    assert made.roster.employees[0].name_genitive == "Номууны"
    assert ("R329", "Албан хаагч", "G2") in told(made)


def test_a_newcomer_gets_the_next_code_and_is_marked():
    made = draft(
        source(row("1"), who=replace(WHO, name="Сарнай", parent="Дорж")),
        roster=Roster((NOMUUN,), UNITS, {}, Settings(), {}),
    )
    assert [e.code for e in made.roster.employees] == ["007", "008"]
    assert ("R321", "Албан хаагч", "A3") in told(made)


def test_a_person_without_a_name_is_listed_with_the_gap_marked():
    made = draft(source(row("1"), who=Who(name_genitive="Сарнайн")))
    assert made.roster.employees[0].name == ""
    assert ("R330", "Албан хаагч", "F2") in told(made)


# --- rows ---


def _planned(number: str, text: str = "Ажил", **more: str) -> Measure:
    return Measure(
        "goals", "Зорилт 1", number, f"{text} {number}", target="4", place=Place("Төлөвлөгөө", 2, 5), **more
    )


def test_a_row_that_the_roster_has_is_not_added_again():
    made = draft(
        source(row("1"), row("2")), roster=Roster((NOMUUN,), UNITS, {"007": (_planned("1"),)}, Settings(), {})
    )
    assert [(m.number, m.place.row) for m in made.roster.shared["007"]] == [("1", 2), ("2", 3)]


def test_a_row_said_otherwise_is_shown_at_its_cell_and_not_changed():
    found = replace(row("1"), target="9")
    made = draft(source(found), roster=Roster((NOMUUN,), UNITS, {"007": (_planned("1"),)}, Settings(), {}))
    assert made.roster.shared["007"][0].target == "4"
    (shown,) = [f for f in made.findings if f.code == "R324"]
    assert (shown.sheet, shown.cell) == ("Төлөвлөгөө", "H2")
    assert (shown.facts["kept"], shown.facts["found"]) == ("4", "9")


def test_a_reworded_row_of_the_same_number_is_the_same_row():
    found = replace(row("1"), measure="Замын хөдөлгөөний тоолол хийж дүгнэх")
    planned = replace(_planned("1"), measure="Замын хөдөлгөөний тоолол хийх")
    assert twin_of(found, [planned]) is planned
    assert twin_of(replace(found, measure="Огт өөр зүйл бичих"), [planned]) is None


def test_a_row_of_a_group_counts_as_the_employee_s():
    member = replace(NOMUUN, groups=("Багц",))
    made = draft(
        source(row("1")), roster=Roster((member,), UNITS, {"Багц": (_planned("1"),)}, Settings(), {})
    )
    assert set(made.roster.shared) == {"Багц"}


def test_two_documents_of_one_person_make_one_plan_the_later_year_first():
    old = source(row("1"), row("2"), who=replace(WHO, year=2023), file="old.docx")
    new = source(replace(row("1"), target="9"), file="new.docx")
    made = draft(old, new)
    (person,) = made.roster.employees
    assert [(m.number, m.target) for m in made.roster.shared[person.code]] == [("1", "9"), ("2", "4")]
    assert ("R324", "Төлөвлөгөө", "H2") in told(made)
    assert ("R331", "Төлөвлөгөө", "E3") in told(made)


def test_last_year_s_dates_are_no_plan_for_this_year():
    found = row("1", dates="2024.01.01-2024.12.31")
    now = draft(source(found), roster=Roster((), (), {}, Settings((("period", "2024-Y"),)), {}))
    later = draft(source(found), roster=Roster((), (), {}, Settings((("period", "2025-Y"),)), {}))
    assert now.roster.shared["001"][0].start is not None
    assert later.roster.shared["001"][0].start is None
    assert later.results[0].dates == "2024.01.01-2024.12.31"


# --- what many share ---


def _people(count: int, *shared: FoundRow) -> list[SourceDocument]:
    names = ("Сарнай", "Номуун", "Хэрлэн", "Энхтүвшин")
    return [
        source(
            *shared,
            row("9", f"Өөрийн {n}"),
            who=replace(WHO, name=names[n], name_genitive=""),
            file=f"{n}.docx",
        )
        for n in range(count)
    ]


def test_rows_that_stand_the_same_in_many_plans_become_one_row_of_a_group():
    made = draft(*_people(4, row("1"), row("2")))
    assert [m.number for m in made.roster.shared["Бүлэг 1"]] == ["1", "2"]
    assert all(e.groups == ("Бүлэг 1",) for e in made.roster.employees)
    assert all(len(made.roster.shared[e.code]) == 1 for e in made.roster.employees)
    assert ("R343", "Төлөвлөгөө", "A2, A3") in told(made)
    for employee in made.roster.employees:
        plan = plan_of(made.roster, employee, FORM, YEAR)
        assert [m.number for m in plan.measures] == ["1", "2", "9"]


def test_two_plans_are_not_many():
    assert set(draft(*_people(2, row("1"))).roster.shared) == {"001", "002"}


def test_a_row_that_differs_in_one_field_is_not_shared():
    people = _people(3, row("1"))
    people[0] = replace(people[0], rows=(replace(row("1"), target="5"), *people[0].rows[1:]))
    assert "Бүлэг 1" not in draft(*people).roster.shared


def test_a_group_s_name_that_is_taken_is_not_used_again():
    roster = Roster(
        (replace(NOMUUN, groups=("Бүлэг 1",)),), UNITS, {"Бүлэг 1": (_planned("7"),)}, Settings(), {}
    )
    made = draft(*_people(4, row("1")), roster=roster)
    assert set(made.roster.shared) >= {"Бүлэг 1", "Бүлэг 2"}
    assert [m.number for m in made.roster.shared["Бүлэг 1"]] == ["7"]


# --- genitives ---


def test_the_commonest_genitive_is_proposed_and_a_known_slip_mended():
    from collections import Counter

    assert best_genitive(Counter({"Замын хэлтсийн": 2, "Замын хэлтэсийн": 1})) == "Замын хэлтсийн"
    assert best_genitive(Counter({"ЗАМЫН ХЭЛТЭСИЙН": 3})) == "ЗАМЫН ХЭЛТСИЙН"
    assert best_genitive(Counter()) == ""


def test_each_organisation_and_unit_is_listed_once_with_its_proposal():
    proposed = propose_units([WHO, WHO, replace(WHO, unit="Замын хэлтэс")], ())
    assert [(p.unit.organisation, p.unit.unit, p.unit.genitive) for p in proposed] == [
        ("Номин газар", "", "Номин газрын"),
        ("Номин газар", "Замын хэлтэс", "Замын хэлтсийн"),
    ]
    assert [d.code for d in proposed[1].doubts] == ["R327", "R328"]


def test_a_genitive_in_the_roster_stays_and_an_empty_one_gets_a_proposal():
    units = (replace(UNITS[0], genitive="Номин газрынх"), UNITS[1])
    first, second = propose_units([WHO], units)
    assert (first.unit.genitive, first.doubts) == ("Номин газрынх", ())
    assert second.unit.genitive == "Замын хэлтсийн"
    assert [d.code for d in second.doubts] == ["R328"]


def test_one_unreadable_document_stops_nothing_and_is_named(tmp_path):
    (tmp_path / "ok.docx").write_bytes(official(invented_plan(1)))
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "~$ok.docx").write_bytes(b"lock")
    seen = []
    made = draft_roster(tmp_path, None, FORM, lambda done, of: seen.append((done, of)))
    state = {f.file: (f.finding.code if f.finding else "", f.rows) for f in made.files}
    assert state == {
        "ok.docx": ("", 13),
        "broken.docx": ("R301", 0),
        "old.doc": ("R302", 0),
        "photo.jpg": ("R306", 0),
    }
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [f.facts["file"] for f in made.findings if f.code == "R301"] == ["broken.docx"]


def test_tasks_that_an_employee_writes_are_last_results_and_no_plan():
    task = FoundRow("tasks", "", "", "1", "Хурлын бэлтгэл", indicator="Тоо", achieved="Хийв", percent="100%")
    made = draft(source(row("1"), task))
    assert [m.measure for m in made.roster.shared["001"]] == ["Ажил 1"]
    (last,) = made.results
    assert (last.section, last.measure, last.indicator, last.row) == ("tasks", "Хурлын бэлтгэл", "Тоо", 0)


def test_the_same_words_under_two_goals_are_two_rows():
    second = replace(row("1"), goal="Зорилт 2", number="2")
    made = draft(source(replace(row("1"), number="1"), second))
    assert [(m.goal, m.number) for m in made.roster.shared["001"]] == [("Зорилт 1", "1"), ("Зорилт 2", "2")]
    again = draft(source(row("1"), second), roster=made.roster)
    assert again.roster.shared["001"] == made.roster.shared["001"]


def test_reports_of_several_people_in_one_file_stay_apart(tmp_path):
    import io

    import docx

    both = docx.Document(io.BytesIO(official(invented_plan(1))))
    more = docx.Document(io.BytesIO(official(invented_plan(2))))
    for element in list(more.element.body)[:-1]:
        both.element.body.insert(len(both.element.body) - 1, element)
    both.save(tmp_path / "both.docx")
    made = draft_roster(tmp_path, None, FORM)
    assert made.files[0].codes == ("001", "002")
    for employee, seed in zip(made.roster.employees, (1, 2), strict=True):
        plan = invented_plan(seed)
        assert employee.name == plan.name
        assert [m.measure for m in made.roster.shared[employee.code]] == [r.measure for r in plan.rows]
    assert made.unplaced == ()


def test_a_second_run_over_the_same_folder_adds_and_changes_nothing(tmp_path):
    for seed in range(5):
        (tmp_path / f"{seed}.docx").write_bytes(official(invented_plan(seed)))
    first = draft_roster(tmp_path, None, FORM)
    second = draft_roster(tmp_path, first.roster, FORM)
    assert second.roster.shared == first.roster.shared
    assert second.roster.employees == first.roster.employees
    assert second.roster.units == first.roster.units
    assert [f.code for f in second.findings if f.sheet] == []


def test_a_fault_of_ours_in_one_document_stops_nothing(tmp_path, monkeypatch):
    from perfxl.drafting import documents as folder

    def broken(*_):
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(folder, "read_source", broken)
    (tmp_path / "a.docx").write_bytes(b"x")
    made = draft_roster(tmp_path, None, FORM)
    assert [(f.code, f.facts["reason"]) for f in made.findings] == [("R301", "ZeroDivisionError: planted")]


def test_a_document_without_a_plan_is_named(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("Чөлөө хүсэх өргөдөл")
    document.save(tmp_path / "a.docx")
    made = draft_roster(tmp_path, None, FORM)
    assert [f.code for f in made.findings] == ["R303"]
    assert made.roster.employees == ()


def test_a_verifier_from_a_signature_and_an_unplaced_text_are_told():
    from perfxl.drafting.source_document import Loose

    who = replace(WHO, verifier_position="Дарга", verifier_name="Б.Тэмүүлэн")
    made = draft(replace(source(row("1"), who=who), loose=(Loose("Тэмдэглэл", "¶9"),)))
    assert ("R342", "Нэгж", "E3") in told(made)
    (shown,) = [f for f in made.findings if f.code == "R344"]
    assert (shown.facts["where"], shown.facts["text"]) == ("¶9", "Тэмдэглэл")


def test_several_processes_read_the_same(tmp_path):
    for seed in range(25):
        (tmp_path / f"{seed:02}.docx").write_bytes(official(invented_plan(seed)))
    (tmp_path / "30.docx").write_bytes(b"broken")
    assert draft_roster(tmp_path, None, FORM, jobs=2) == draft_roster(tmp_path, None, FORM)
