"""The roster: read with every fault at once, each with its cell; and the plans made from it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from perfxl.finding import Severity
from perfxl.form.definition import Column, load_form
from perfxl.form.plan import NOWHERE, Employee, Measure, Roster, Settings, Unit
from perfxl.roster import tables
from perfxl.roster.load import GAP, load_roster, plan_fingerprint, plan_of
from perfxl.roster.rows import parse_number
from perfxl.texts import severities, texts

FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2024-Y")
HALF = FORM.period_of("2024-H1")

EMPLOYEES = ["Код", "Байгууллага", "Нэгж", "Албан тушаал", "Эцэг /эх/-ийн нэр", "Нэр", "Нэр (харьяалах)", "И-мэйл", "Бүлэг", "Гарчиг 1", "Гарчиг 2", "Тайлан гаргахгүй шалтгаан"]  # fmt: skip
UNITS = ["Байгууллага", "Нэгж", "Харьяалах", "Хянан баталгаажуулагчийн албан тушаал", "Хянан баталгаажуулагчийн нэр", "Хянан баталгаажуулагчийн и-мэйл"]  # fmt: skip
PLANS = ["Код", "Хэсэг", "Зорилт", "Дугаар", "Арга хэмжээ", "Шалгуур үзүүлэлт", "Суурь түвшин", "Хүрэх түвшин", "Хүрэх түвшин (тоогоор)", "Эхлэх", "Дуусах"]  # fmt: skip

SARNAI = ["007", "Номин газар", "Хангалтын хэлтэс", "Мэргэжилтэн", "Дорж", "Сарнай", "Сарнайн", "sarnai@nomin.gov.mn", "Багц"]  # fmt: skip
OYUUN = ["008", "Номин газар", "", "Дарга", "Бат", "Оюун", "Оюуны", "oyuun@nomin.gov.mn"]
NOMIN = [["Номин газар", "", "Номин газрын"], ["Номин газар", "Хангалтын хэлтэс", "Хангалтын хэлтсийн", "Хэлтсийн дарга", "Б.Тэмүүлэн"]]  # fmt: skip
ROWS = [
    ["*", "Мэдлэг", "", "1", "Сургалтад суух"],
    ["007", "Зорилт", "Зорилт 1", "1.1", "Тоолох", "Удаа", "2", "4", "4", "2024.01.01", "2024.12.31"],
    ["007", "", "", "1.2", "Бичих"],
    ["Багц", "Зорилт", "Зорилт 2", "2.1", "Нийлэх"],
    ["008", "Зорилт", "Зорилт 1", "3.10", "Удирдах"],
]


def book(folder: Path, **sheets) -> Path:
    """roster.xlsx with the given sheets: rows with their header first."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    names = {
        "employees": "Албан хаагч",
        "units": "Нэгж",
        "plans": "Төлөвлөгөө",
        "settings": "Тохиргоо",
        "letters": "Захидал",
    }
    heads = {
        "employees": EMPLOYEES,
        "units": UNITS,
        "plans": PLANS,
        "settings": ["Нэр", "Утга"],
        "letters": ["Нэр", "Текст"],
    }
    given = {"employees": [SARNAI, OYUUN], "units": NOMIN, "plans": ROWS} | sheets
    for name, rows in given.items():
        if rows is not None:
            sheet = made.create_sheet(names[name])
            for row in [heads[name], *rows]:
                sheet.append(row)
    made.save(folder / "roster.xlsx")
    return folder


def found(folder: Path) -> list[tuple[str, str, str]]:
    return [(f.code, f.sheet, f.cell) for f in load_roster(folder, FORM)[1]]


def test_a_sound_roster_gives_everything_and_no_fault(tmp_path):
    roster, faults = load_roster(book(tmp_path), FORM)
    assert faults == ()
    sarnai = roster.employee("007")
    assert (sarnai.name, sarnai.parent, sarnai.unit, sarnai.groups) == (
        "Сарнай",
        "Дорж",
        "Хангалтын хэлтэс",
        ("Багц",),
    )
    assert sarnai.place.a1 == "A2"
    assert [u.genitive for u in roster.units] == ["Номин газрын", "Хангалтын хэлтсийн"]
    first, second = roster.shared["007"]
    assert first.goal == second.goal == "Зорилт 1" and second.section == "goals"
    assert (first.target_number, first.start, first.end) == (4, date(2024, 1, 1), date(2024, 12, 31))
    assert roster.shared["008"][0].number == "3.10"


def test_columns_stand_in_any_order_and_spelling_and_unknown_ones_are_left_alone(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = " албан ХААГЧ"
    sheet.append(["Жагсаалт 2024"])
    sheet.append(["Тэмдэглэл", "нэр", "АЛБАН  ТУШААЛ", "Эцэг/эхийн нэр", "код", "Байгууллага"])
    sheet.append(["х", "Сарнай", "Мэргэжилтэн", "Дорж", "007", "Номин газар"])
    made.save(tmp_path / "roster.xlsx")
    roster, _ = load_roster(tmp_path, FORM)
    person = roster.employees[0]
    assert (person.code, person.name, person.parent, person.position) == (
        "007",
        "Сарнай",
        "Дорж",
        "Мэргэжилтэн",
    )
    assert person.place.a1 == "E3"


def test_a_form_s_own_column_is_taken_by_its_field(tmp_path):
    own = Column("risk", "Эрсдэл", "", "8", "text", "plan", 60, "left")
    form = replace(FORM, column=(*FORM.column, own))
    book(tmp_path)
    opened = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    opened["Төлөвлөгөө"]["L1"] = "эрсдэл"
    opened["Төлөвлөгөө"]["L3"] = "Бага"
    opened.save(tmp_path / "roster.xlsx")
    roster, _ = load_roster(tmp_path, form)
    assert [dict(m.own) for m in roster.shared["007"]] == [{"risk": "Бага"}, {}]


@pytest.mark.parametrize(
    ("sheets", "code", "sheet", "cell"),
    [
        pytest.param({"employees": [[7, *SARNAI[1:]], OYUUN]}, "R112", "Албан хаагч", "A2", id="a code that is a number"),
        pytest.param({"employees": [[date(2024, 1, 7), *SARNAI[1:]], OYUUN]}, "R112", "Албан хаагч", "A2", id="a code that is a date"),
        pytest.param({"employees": [SARNAI, OYUUN, [*SARNAI[:5], "", "", "", "Багц"]]}, "R111", "Албан хаагч", "F4", id="no name"),
        pytest.param({"employees": [SARNAI, OYUUN, SARNAI]}, "R114", "Албан хаагч", "A4", id="a code twice"),
        pytest.param({"employees": [SARNAI, OYUUN, ["*", *SARNAI[1:]]]}, "R115", "Албан хаагч", "A4", id="the star as a code"),
        pytest.param({"employees": [SARNAI, OYUUN, ["Багц", *SARNAI[1:7]]]}, "R115", "Албан хаагч", "A4", id="a group's name as a code"),
        pytest.param({"employees": [SARNAI, [*OYUUN[:7], "оюун"]]}, "R126", "Албан хаагч", "H3", id="no address"),
        pytest.param(
            {"employees": [SARNAI, [*OYUUN[:7], "оюун@example.mn"]]}, "R126", "Албан хаагч", "H3",
            id="an address that no letter can go to",
        ),
        pytest.param({"employees": [SARNAI, [*OYUUN[:7], "Sarnai@nomin.gov.mn"]]}, "R124", "Албан хаагч", "H3", id="one address for two"),
        pytest.param({"employees": [SARNAI, OYUUN, ["9", "Өөр газар", *SARNAI[2:7]]]}, "R125", "Албан хаагч", "B4", id="one person in two organisations"),
        pytest.param({"employees": [[*SARNAI[:2], "Өөр тасаг", *SARNAI[3:]], OYUUN]}, "R121", "Албан хаагч", "C2", id="a unit that is not listed"),
        pytest.param({"employees": [[*SARNAI[:6], "", *SARNAI[7:]], OYUUN]}, "R122", "Албан хаагч", "G2", id="no genitive of the name"),
        pytest.param({"employees": [[*SARNAI[:4], "", *SARNAI[5:]], OYUUN]}, "R122", "Албан хаагч", "E2", id="no parent's name"),
        pytest.param({"units": [NOMIN[0], [*NOMIN[1][:2], ""]]}, "R122", "Нэгж", "C3", id="no genitive of the unit"),
        pytest.param({"units": [NOMIN[1]]}, "R123", "Албан хаагч", "B2, B3", id="the organisation has no row"),
        pytest.param({"units": [*NOMIN, NOMIN[1]]}, "R127", "Нэгж", "B4", id="a unit twice"),
        pytest.param({"employees": [SARNAI, [*OYUUN, "Багц-9"]]}, "R141", "Албан хаагч", "I3", id="a group without measures"),
        pytest.param({"employees": [SARNAI, OYUUN], "plans": ROWS[1:4]}, "R142", "Албан хаагч", "A3", id="nobody's plan"),
        pytest.param({"employees": [SARNAI, [*OYUUN[:3], "Даргa", *OYUUN[4:]]]}, "R117", "Албан хаагч", "D3", id="a Latin letter in a position"),
        pytest.param({"plans": [*ROWS, ["099", "Зорилт", "З", "1", "Ажил"]]}, "R131", "Төлөвлөгөө", "A7", id="an unknown code"),
        pytest.param({"plans": [*ROWS, ["", "Зорилт", "З", "1", "Ажил"]]}, "R111", "Төлөвлөгөө", "A7", id="no code"),
        pytest.param({"plans": [*ROWS, ["008", "Зорилт", "З", "9"]]}, "R111", "Төлөвлөгөө", "E7", id="no measure"),
        pytest.param({"plans": [*ROWS, ["008", "Хавсралт", "З", "9", "Ажил"]]}, "R132", "Төлөвлөгөө", "B7", id="an unknown section"),
        pytest.param({"plans": [["008", "", "З", "9", "Ажил"], *ROWS]}, "R133", "Төлөвлөгөө", "B2", id="no section above"),
        pytest.param({"plans": [*ROWS, ["008", "", "", 3.1, "Ажил"]]}, "R112", "Төлөвлөгөө", "D7", id="a number that was 3.10"),
        pytest.param({"plans": [*ROWS, ["008", "", "", date(2024, 1, 3), "Ажил"]]}, "R112", "Төлөвлөгөө", "D7", id="a number that became a date"),
        pytest.param({"plans": [*ROWS, ["008", "", "", 3, "Ажил"]]}, "R113", "Төлөвлөгөө", "D7", id="a whole number"),
        pytest.param({"plans": [*ROWS, ["008", "", "", "9", "Ажил", "", "", "", "олон"]]}, "R136", "Төлөвлөгөө", "I7", id="a target that is no number"),
        pytest.param({"plans": [*ROWS, ["008", "", "", "9", "Ажил", "", "", "", "", "2024.13.01"]]}, "R134", "Төлөвлөгөө", "J7", id="a month 13"),
        pytest.param({"plans": [*ROWS, ["008", "", "", "9", "Ажил", "", "", "", "", "2024.05.01", "2024.04.30"]]}, "R135", "Төлөвлөгөө", "K7", id="ends before it starts"),
        pytest.param({"plans": [*ROWS, ["008", "", "", "3.10", "Удирдах"]]}, "R137", "Төлөвлөгөө", "E7", id="the same measure twice"),
        pytest.param({"plans": [*ROWS, ["008", "", "", "9", "=1/0"]]}, "R111", "Төлөвлөгөө", "E7", id="a formula without a stored result is an empty cell"),
        pytest.param({"settings": [["Тайлант үе", "2024-Z"]]}, "R151", "Тохиргоо", "B2", id="no such period"),
        pytest.param({"settings": [["R142", "маш чухал"]]}, "R152", "Тохиргоо", "B2", id="no such severity"),
        pytest.param({"settings": [["Хугацаа", "удахгүй"]]}, "R153", "Тохиргоо", "B2", id="a deadline that is no date"),
        pytest.param({"settings": [["Утас", "1"], ["утас", "2"]]}, "R154", "Тохиргоо", "A3", id="a setting twice"),
        pytest.param({"units": None}, "R110", "Нэгж", "", id="no sheet of units"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_sheet_and_cell(tmp_path, sheets, code, sheet, cell):
    assert (code, sheet, cell) in found(book(tmp_path, **sheets))


def test_all_faults_come_at_once_and_the_sound_rows_stay(tmp_path):
    people = [SARNAI, [9, *OYUUN[1:]], ["010", "", "", "", "", ""]]
    rows = [*ROWS[:4], ["9", "Зорилт", "З", "1", "Ажил"], ["007", "Юу", "", "5", "Ажил"]]
    roster, faults = load_roster(book(tmp_path, employees=people, plans=rows), FORM)
    assert [e.code for e in roster.employees] == ["007"]
    assert [(f.code, f.cell) for f in faults] == [
        ("R112", "A3"),
        ("R111", "B4"),
        ("R111", "D4"),
        ("R111", "F4"),
        ("R132", "B7"),
    ]


def test_a_whole_column_turned_into_numbers_is_one_finding(tmp_path):
    people = [[n, *SARNAI[1:4], "Дорж", f"Нэр{n}", "х", f"a{n}@b.mn"] for n in range(1, 6)]
    _, faults = load_roster(book(tmp_path, employees=people, plans=[["1", "Зорилт", "З", "1", "Ажил"]]), FORM)
    assert [(f.code, f.cell) for f in faults] == [("R112", "A2, A3, A4, A5, A6")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(None, "R101", id="no file"),
        pytest.param(b"", "R103", id="an empty file"),
        pytest.param(b"PK\x03\x04 broken", "R103", id="a broken zip"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "R104", id="an old or encrypted workbook"
        ),
    ],
)
def test_a_roster_that_cannot_be_read_is_one_finding(tmp_path, data, code):
    if data is not None:
        (tmp_path / "roster.xlsx").write_bytes(data)
    roster, faults = load_roster(tmp_path, FORM)
    assert roster is None
    assert [f.code for f in faults] == [code]


def test_a_locked_file_says_so(tmp_path, monkeypatch):
    book(tmp_path)

    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tables, "read_plain", refused)
    roster, faults = load_roster(tmp_path, FORM)
    assert roster is None and [f.code for f in faults] == ["R102"]


def test_without_the_sheet_of_employees_there_is_no_roster(tmp_path):
    roster, faults = load_roster(book(tmp_path, employees=None), FORM)
    assert roster is None and ("R106", "Албан хаагч") in [(f.code, f.sheet) for f in faults]


def test_a_missing_required_column_is_named(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "Албан хаагч"
    made.active.append(["Код", "Нэр", "Нэр", "Албан тушаал"])
    made.save(tmp_path / "roster.xlsx")
    roster, faults = load_roster(tmp_path, FORM)
    assert roster is None
    told = [(f.code, f.cell, f.facts.get("column")) for f in faults if f.sheet == "Албан хаагч"]
    assert told == [("R109", "C1", "Нэр"), ("R108", "A1", "Байгууллага")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_tables_are_read_from_csv_too(tmp_path, encoding, mark):
    folder = tmp_path / "roster"
    folder.mkdir()
    tables = {
        "Албан хаагч": [EMPLOYEES, SARNAI, OYUUN],
        "Нэгж": [UNITS, *NOMIN],
        "Төлөвлөгөө": [PLANS, *ROWS],
    }
    for name, rows in tables.items():
        text = "\r\n".join(mark.join(f'"{v}"' if mark in v or "\n" in v else v for v in row) for row in rows)
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    roster, faults = load_roster(tmp_path, FORM)
    assert faults == ()
    beside = tmp_path / "book"
    beside.mkdir()
    in_book, _ = load_roster(book(beside), FORM)
    assert roster.employees == in_book.employees and roster.shared == in_book.shared


def test_a_cp1251_table_is_read(tmp_path):
    (tmp_path / "roster").mkdir()
    text = "Код;Байгууллага;Албан тушаал;Нэр\r\n007;Газар;Дарга;Бат\r\n"
    (tmp_path / "roster" / "Албан хаагч.csv").write_bytes(text.encode("cp1251"))
    roster, _ = load_roster(tmp_path, FORM)
    assert roster.employees[0].name == "Бат"


def test_a_csv_fault_has_the_cell_that_excel_would_show(tmp_path):
    (tmp_path / "roster").mkdir()
    text = 'Код,Байгууллага,Албан тушаал,Нэр\n007,"Газар\nхоёр мөр",Дарга,Бат\n008,Газар,,Дорж\n'
    (tmp_path / "roster" / "Албан хаагч.csv").write_text(text, encoding="utf-8")
    assert ("R111", "Албан хаагч", "C3") in found(tmp_path)


def test_a_unit_is_taken_in_the_spelling_of_the_sheet_of_units(tmp_path):
    person = [*SARNAI[:2], "хангалтын  ХЭЛТЭС", *SARNAI[3:]]
    roster, faults = load_roster(book(tmp_path, employees=[person, OYUUN]), FORM)
    assert faults == () and roster.employees[0].unit == "Хангалтын хэлтэс"


def test_numbers_in_text_columns_stand_as_excel_shows_them(tmp_path):
    book(tmp_path)
    opened = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    sheet = opened["Төлөвлөгөө"]
    for address, value, shown in (("G3", 0.65, "0%"), ("H3", 13301381100, "#,##0"), ("F3", 7.5, "General")):
        sheet[address] = value
        sheet[address].number_format = shown
    opened.save(tmp_path / "roster.xlsx")
    measure = load_roster(tmp_path, FORM)[0].shared["007"][0]
    assert (measure.baseline, measure.target, measure.indicator) == ("65%", "13,301,381,100", "7.5")


def test_settings_and_letters_are_kept_by_their_canonical_names(tmp_path):
    given = [
        ["Тайлант үе", "2024-H1"],
        ["хугацаа", date(2024, 7, 3)],
        ["R142", "Анхааруулга"],
        ["Өөрийн", "утга"],
    ]
    letters = [["Сануулга: текст", "Сайн уу, {name}."], ["Миний захидал", "Текст"]]
    roster, faults = load_roster(book(tmp_path, settings=given, letters=letters), FORM)
    assert faults == ()
    assert roster.settings.entries == (
        ("period", "2024-H1"),
        ("deadline", "2024.07.03"),
        ("R142", "warning"),
        ("Өөрийн", "утга"),
    )
    assert roster.letters == {"reminder_body": "Сайн уу, {name}.", "Миний захидал": "Текст"}


def test_a_plan_holds_everybody_s_the_groups_and_the_employee_s_own_rows_in_the_form_s_order(tmp_path):
    roster, _ = load_roster(book(tmp_path), FORM)
    plan = plan_of(roster, roster.employee("007"), FORM, YEAR)
    assert [(m.section, m.number) for m in plan.measures] == [
        ("goals", "1.1"),
        ("goals", "1.2"),
        ("goals", "2.1"),
        ("skills", "1"),
    ]
    assert len(set(plan.keys)) == 4
    assert plan.unit.verifier_name == "Б.Тэмүүлэн"
    assert plan.titles == (
        "НОМИН ГАЗРЫН ХАНГАЛТЫН ХЭЛТСИЙН МЭРГЭЖИЛТЭН",
        "ДОРЖ ОВОГТОЙ САРНАЙН 2024 ОНЫ ГҮЙЦЭТГЭЛИЙН ТАЙЛАН",
    )


def test_rows_of_one_goal_stand_together_though_the_roster_splits_them():
    person = Employee("1", "Г", "", "Дарга", "Бат", "Дорж", "Доржийн")
    rows = tuple(Measure("goals", goal, n, "Ажил") for goal, n in (("А", "1"), ("Б", "2"), ("А", "3")))
    plan = plan_of(Roster((person,), (), {"1": rows}, Settings(), {}), person, FORM, YEAR)
    assert [m.number for m in plan.measures] == ["1", "3", "2"]


def test_title_lines_of_the_roster_win_and_are_left_as_they_are():
    person = Employee("1", "Г", "Т", "Дарга", "", "Дорж", "", titles=("Бэлэн мөр", ""))
    plan = plan_of(Roster((person,), (), {}, Settings(), {}), person, FORM, HALF)
    assert plan.titles == (
        "Бэлэн мөр",
        f"{GAP} ОВОГТОЙ {GAP} 2024 ОНЫ ЭХНИЙ ХАГАС ЖИЛИЙН ГҮЙЦЭТГЭЛИЙН ТАЙЛАН",
    )


def test_a_missing_genitive_is_a_gap_and_never_invented():
    person = Employee("1", "Номин газар", "Хэлтэс", "дарга", "Бат", "Дорж", "Доржийн")
    roster = Roster((person,), (Unit("Номин газар", "", "Номин газрын"),), {}, Settings(), {})
    assert plan_of(roster, person, FORM, YEAR).titles[0] == f"НОМИН ГАЗРЫН {GAP} ДАРГА"


def test_the_fingerprint_changes_with_what_the_workbook_shows_and_with_nothing_else():
    person = Employee("1", "Г", "", "Дарга", "Бат", "Дорж", "Доржийн")
    measure = Measure("goals", "А", "1", "Ажил", target="4")

    def print_of(someone, row):
        return plan_fingerprint(
            plan_of(Roster((someone,), (), {"1": (row,)}, Settings(), {}), someone, FORM, YEAR)
        )

    same = print_of(person, measure)
    assert same == print_of(replace(person, email="a@b.mn"), replace(measure, place=replace(NOWHERE, row=9)))
    assert same != print_of(person, replace(measure, target="5"))
    assert same != print_of(replace(person, name_genitive="Доржын"), measure)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7,5", 7.5),
        ("18 000", 18000),
        ("13,301,381,100", 13301381100),
        ("65%", 0.65),
        ("-3", -3),
        ("0.5 %", 0.005),
    ],
)
def test_a_target_number_is_read_in_every_notation(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["олон", "4-5", "", "%", "1,2,3", "7:4:10", "3 удаа"])
def test_what_is_no_number_is_none(text):
    assert parse_number(text) is None


def test_every_roster_code_speaks_both_languages():

    for code in (c for c in severities() if c.startswith("R")):
        for language in ("mn", "en"):
            card = texts(language).card(code)
            assert card["title"] and card["say"] and card["do"]


def test_csv_tables_win_over_the_workbook_and_that_is_told(tmp_path):
    (book(tmp_path) / "roster").mkdir()
    (tmp_path / "roster" / "Албан хаагч.csv").write_text(
        "Код,Байгууллага,Албан тушаал,Нэр\n1,Газар,Дарга,Бат\n", encoding="utf-8"
    )
    roster, faults = load_roster(tmp_path, FORM)
    assert [e.name for e in roster.employees] == ["Бат"]
    assert "R118" in [f.code for f in faults]


def test_who_is_excused_needs_no_title(tmp_path):
    away = [*OYUUN[:6], "", "", "", "", "", "Хүүхэд асрах чөлөөтэй"]
    assert found(book(tmp_path, employees=[SARNAI, away])) == []


def test_a_csv_table_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "roster").mkdir()
    (tmp_path / "roster" / "Нэгж.csv").write_text('Байгууллага,Нэгж\n"Газар"х,1\n', encoding="utf-8")
    assert ("R105", "Нэгж", "") in found(tmp_path)


def test_an_empty_sheet_is_told(tmp_path):
    book(tmp_path)
    opened = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    opened.remove(opened["Нэгж"])
    opened.create_sheet("Нэгж")
    opened.save(tmp_path / "roster.xlsx")
    assert ("R107", "Нэгж", "A1") in found(tmp_path)


def test_an_error_of_excel_in_a_cell_is_told(tmp_path):
    book(tmp_path)
    opened = openpyxl.load_workbook(tmp_path / "roster.xlsx")
    opened["Албан хаагч"]["D2"] = "#N/A"
    opened.save(tmp_path / "roster.xlsx")
    assert ("R116", "Албан хаагч", "D2") in found(tmp_path)


LONG = "а" * 32_701


def test_a_text_longer_than_a_cell_holds_is_told_with_its_cell(tmp_path):
    rows = [*ROWS, ["007", "Зорилт", "Зорилт 1", "1.3", LONG], ["007", "Зорилт", "Зорилт 1", "1.4", LONG[1:]]]
    _, faults = load_roster(book(tmp_path, plans=rows), FORM)
    assert [(f.code, f.severity, f.cell, f.facts["length"]) for f in faults] == [
        ("R119", Severity.ERROR, "E7", 32_701)
    ]


def test_a_text_longer_than_a_cell_holds_is_told_in_csv_too(tmp_path):
    """A sign of two UTF-16 units counts as two, as Excel counts."""
    (tmp_path / "roster").mkdir()
    place = tmp_path / "roster"
    (place / "Албан хаагч.csv").write_text(
        "Код,Байгууллага,Албан тушаал,Нэр\n1,Газар,Дарга,Бат\n", encoding="utf-8"
    )
    (place / "Төлөвлөгөө.csv").write_text(
        f"Код,Хэсэг,Арга хэмжээ,Шалгуур үзүүлэлт\n1,Нэмэлт,Ажил,{chr(0x1F4C8) * 16_351}\n", encoding="utf-8"
    )
    assert ("R119", "Төлөвлөгөө", "D2") in found(tmp_path)


def codes(faults) -> set[tuple[str, str]]:
    return {(f.code, f.cell) for f in faults if f.sheet == "Төлөвлөгөө"}


def test_every_fault_of_a_plan_s_row_comes_at_once(tmp_path):
    bad = ["999", "Буруу", "З", "1", "", "", "", "", "олон", "2024.12.31", "2024.01.01"]
    _, faults = load_roster(book(tmp_path, plans=[*ROWS, bad]), FORM)
    assert codes(faults) == {("R131", "A7"), ("R132", "B7"), ("R111", "E7"), ("R136", "I7"), ("R135", "K7")}


def test_rows_under_a_wrong_section_are_not_blamed_again(tmp_path):
    rows = [*ROWS, ["Багц", "Буруу", "З", "1", "Ажил"], ["Багц", "", "", "2", "Ажил"]]
    roster, faults = load_roster(book(tmp_path, plans=rows), FORM)
    assert codes(faults) == {("R132", "B7")}
    assert [m.number for m in roster.shared["Багц"]] == ["2.1"]


def test_rows_of_an_unknown_code_take_the_section_above(tmp_path):
    rows = [*ROWS, ["999", "Зорилт", "З", "1", "Ажил"], ["999", "", "", "2", "Ажил"]]
    roster, faults = load_roster(book(tmp_path, plans=rows), FORM)
    assert codes(faults) == {("R131", "A7, A8")} and "999" not in roster.shared


@pytest.mark.parametrize(
    ("typed", "near"), [("OO7", "007"), ("О07", "007"), ("0О7", "007"), ("009", ""), ("Бaгц", "Багц")]
)
def test_a_code_that_only_looks_like_another_is_told_with_it(tmp_path, typed, near):
    _, faults = load_roster(book(tmp_path, plans=[*ROWS, [typed, "Зорилт", "З", "1", "Ажил"]]), FORM)
    (unknown,) = (fault for fault in faults if fault.code == "R131")
    assert (unknown.cell, unknown.facts["value"], unknown.facts["near"]) == ("A7", typed, near)
    assert (f"«{near}»" in texts("en").of(unknown)) == bool(near)


def test_every_fault_of_an_employee_s_row_comes_at_once(tmp_path):
    bad = ["007", "Номин газар", "Өөр тасаг", "", "Бат", "Оюун", "Оюуны", "оюун"]
    assert {("R111", "D4"), ("R114", "A4"), ("R121", "C4"), ("R126", "H4")} <= {
        (code, cell) for code, _, cell in found(book(tmp_path, employees=[SARNAI, OYUUN, bad]))
    }


@pytest.mark.parametrize("name", ["Z999", "f105", "М101"])
def test_a_setting_that_looks_like_a_finding_s_code_is_told(tmp_path, name):
    _, faults = load_roster(book(tmp_path, settings=[[name, "алдаа"]]), FORM)
    assert [(f.code, f.severity, f.sheet, f.cell) for f in faults] == [
        ("R155", Severity.WARNING, "Тохиргоо", "A2")
    ]


@pytest.mark.parametrize("name", ["F105", "Утас", "А1234", "2024"])
def test_other_settings_are_left_alone(tmp_path, name):
    assert found(book(tmp_path, settings=[[name, "алдаа"]])) == []


def without(folder: Path, sheet: str, cell: str) -> list[tuple[str, str]]:
    """The faults when one caption is wiped out."""
    opened = openpyxl.load_workbook(folder / "roster.xlsx")
    opened[sheet][cell] = "?"
    opened.save(folder / "roster.xlsx")
    return [(f.code, f.cell) for f in load_roster(folder, FORM)[1]]


@pytest.mark.parametrize(
    ("sheet", "cell", "told"),
    [
        pytest.param("Албан хаагч", "A1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no codes"),
        pytest.param("Албан хаагч", "F1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no names"),
        pytest.param("Албан хаагч", "B1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no organisations"),
        pytest.param("Нэгж", "A1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no units' organisations"),
        pytest.param("Төлөвлөгөө", "A1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no plans' codes"),
        pytest.param("Төлөвлөгөө", "B1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no sections"),
        pytest.param("Төлөвлөгөө", "E1", [("R108", "A1"), ("R126", "H3"), ("R135", "K7")], id="no measures"),
    ],
)  # fmt: skip
def test_with_a_column_missing_the_others_are_checked_and_nothing_is_blamed_on_it(
    tmp_path, sheet, cell, told
):
    rows = [*ROWS, ["008", "Зорилт", "З", "4", "Ажил", "", "", "", "", "2024.12.31", "2024.01.01"]]
    book(tmp_path, employees=[SARNAI, [*OYUUN[:7], "оюун"]], plans=rows)
    assert without(tmp_path, sheet, cell) == told


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2024.01.01", "2024.12.31", []),
        ("2023.12.31", "2024.12.31", ["J7"]),
        ("2025.01.01", "2025.12.31", ["J7", "K7"]),
    ],
)
def test_days_outside_the_year_are_told(tmp_path, start, end, told):
    rows = [*ROWS, ["008", "Зорилт", "З", "4", "Ажил", "", "", "", "", start, end]]
    _, faults = load_roster(book(tmp_path, plans=rows), FORM, HALF)
    assert [f.cell for f in faults if f.code == "R138"] == told
    assert {f.severity for f in faults} <= {Severity.WARNING}
