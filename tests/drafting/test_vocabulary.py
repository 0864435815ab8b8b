"""Captions, headings, labels and titles as people write them."""

import pytest

from perfxl.drafting.document import GridCell, TextLine
from perfxl.drafting.person import read_person
from perfxl.drafting.plan_rows import read_tables
from perfxl.drafting.remarks import remarked
from perfxl.drafting.vocabulary import caption_field, section_key, vocabulary
from perfxl.form.definition import load_form

FORM = load_form("order-98-2023-annex-6")
WORDS = vocabulary(FORM)
HEADS = (
    "Д/д",
    "Арга хэмжээ",
    "Шалгуур үзүүлэлт",
    "Суурь түвшин",
    "Хүрэх түвшин",
    "Биелэлт",
    "Хугацаа",
    "Хувь",
)


def cells(*texts: str, table: int = 1, where: str = "1:1") -> TextLine:
    return TextLine("", where, table, tuple(GridCell(t, n, n + 1) for n, t in enumerate(texts)))


def rows_of(*lines: TextLine):
    return read_tables(
        [TextLine("Нэг. Гүйцэтгэлийн зорилт, арга хэмжээний биелэлт", "¶1"), cells(*HEADS), *lines],
        FORM,
        WORDS,
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Зорилтыг хэрэгжүүлэх\nарга хэмжээ", "measure"), ("ШАЛГУУР ҮЗҮҮЛЭЛТ", "indicator"),
        ("Шалгуур үзүүлэт", "indicator"), ("Хүрсэн түвшин /биелэлт/", "achieved"), ("Хүрсэн түв-шин (биелэлт)", "achieved"),
        ("Биелэлтийн хувь", "percent"), ("Эхэлсэн, дууссан хугацаа", "dates"), ("Үүрэг даалгавар", "measure"),
        ("№", "ordinal"), ("Гүйцэтгэлийн түвшин", "group"), ("Бие ти ху", ""), ("Санал", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_caption_names_its_field(text, field):
    assert caption_field(text, WORDS) == field


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Нэг. Гүйцэтгэлийн зорилт, арга хэмжээний биелэлт", "goals"),
        ("ХОЁР. МЭДЛЭГ, УР ЧАДВАРАА ДЭЭШЛҮҮЛЭХ ЗОРИЛТ", "skills"),
        ("II. Мэдлэг, ур чадвар", "skills"),
        ("Нэмэлт үүрэг даалгаврын биелэлт", "tasks"),
        ("Хоёр. 2.2 Нэмэлтээр гадаадын стандартыг нэвтрүүлэх", ""),
        ("Гурав. Төрийн үйлчилгээний чанар", ""),
        ("Зорилт 1. Мэдлэг түгээх", ""),
    ],
)
def test_a_heading_opens_its_section(text, key):
    assert section_key(text, WORDS) == key


@pytest.mark.parametrize(
    ("text", "number", "measure"),
    [
        ("Арга хэмжээ 1.1 Тоолох", "1.1", "Тоолох"), ("Арга хэмжээ №1.1.1 Тоолох", "1.1.1", "Тоолох"),
        ("Арга хэмжээ № 2.6 Тоолох", "2.6", "Тоолох"), ("Арга хэмжээ № 3.1. Тоолох", "3.1", "Тоолох"),
        ("АРГА ХЭМЖЭЭ №3.10: Тоолох", "3.10", "Тоолох"), ("Арга хэмжээ 1.\nТоолох", "1", "Тоолох"),
        ("Арга хэмжээ № 1 . 2 Тоолох", "1.2", "Тоолох"), ("2.1.3. Тоолох", "2.1.3", "Тоолох"), ("4) Тоолох", "4", "Тоолох"),
        ("2 удаа тоолох", "", "2 удаа тоолох"), ("2024.01.01-ээс тоолох", "", "2024.01.01-ээс тоолох"),
        ("10-20 жил тоолох", "", "10-20 жил тоолох"), ("Арга хэмжээ авах", "", "Арга хэмжээ авах"),
        ("9001:2015 стандарт", "", "9001:2015 стандарт"), ("13.1, 13.2 дахь заалт", "", "13.1, 13.2 дахь заалт"),
    ],
)  # fmt: skip
def test_a_measure_s_number_is_taken_from_its_label(text, number, measure):
    (row,) = rows_of(cells("", text, "Тоо", "1", "2", "3", "", "")).rows
    assert (row.number, row.measure) == (number, measure)


def test_a_number_without_stop_or_label_is_doubtful_unless_it_goes_on():
    first = rows_of(cells("", "5.5 тэрбум төгрөг", "Тоо", "1", "2", "3", "", "")).rows[0]
    assert [d.code for d in first.doubts] == ["R313"]
    both = rows_of(
        cells("", "5.1 Эхний", "Тоо", "1", "2", "3", "", ""),
        cells("", "5.2 Дараагийн", "Тоо", "1", "2", "3", "", ""),
    )
    assert [r.number for r in both.rows] == ["5.1", "5.2"]
    assert not both.rows[1].doubts


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        (["1", "2", "3"], []), (["1", "3"], ["R315"]), (["1", "1"], ["R339", "R339"]), (["1.9", "1.10", "2.1"], []),
        (["1.1", "2.2"], ["R315"]), (["2.6", "2.2.1", "3.1"], []),
    ],
)  # fmt: skip
def test_numbers_that_do_not_run_on_are_marked(numbers, codes):
    lines = [cells("", f"Арга хэмжээ {n} Ажил", "Тоо", "1", "2", "3", "", "") for n in numbers]
    found = [d.code for row in remarked(rows_of(*lines).rows) for d in row.doubts if d.field == "number"]
    assert found == codes


def test_a_row_of_one_text_is_a_goal_and_doubtful_unless_it_says_so():
    sure = rows_of(
        cells("", "Зорилт 1. Хурдан байх", "", "", "", "", "", ""),
        cells("1", "Ажил", "Тоо", "", "", "", "", ""),
    )
    unsure = rows_of(
        cells("", "Хурдан байх", "", "", "", "", "", ""), cells("1", "Ажил", "Тоо", "", "", "", "", "")
    )
    assert (sure.rows[0].goal, [d.code for d in sure.rows[0].doubts]) == ("Зорилт 1. Хурдан байх", [])
    assert (unsure.rows[0].goal, [d.code for d in unsure.rows[0].doubts]) == ("Хурдан байх", ["R345"])


def test_a_numbered_row_with_a_measure_alone_is_a_measure():
    (row,) = rows_of(cells("1", "Хурдан байх", "", "", "", "", "", "")).rows
    assert row.measure == "Хурдан байх"


def test_a_goal_that_no_row_stands_under_is_not_lost():
    made = rows_of(
        cells("1", "Ажил", "Тоо", "", "", "", "", ""), cells("", "Зорилт 2. Сул", "", "", "", "", "", "")
    )
    assert [loose.text for loose in made.loose] == ["Зорилт 2. Сул"]


def test_a_column_that_nobody_knows_is_not_lost():
    heads = cells("Д/д", "Арга хэмжээ", "Санал", "Шалгуур үзүүлэлт", "Хүрэх түвшин")
    made = read_tables([heads, cells("1", "Ажил", "миний санал", "Тоо", "5")], FORM, WORDS)
    assert made.rows[0].indicator == "Тоо" and made.rows[0].target == "5"
    assert [loose.text for loose in made.loose] == ["миний санал"]


def test_a_table_that_is_none_of_the_form_s_is_left_aside_and_told():
    other = [cells("Утас", "99", table=2), cells("Хаяг", "Номин", table=2)]
    made = rows_of(cells("1", "Ажил", "Тоо", "", "", "", "", ""), *other)
    assert len(made.rows) == 1
    assert [c.text for line in made.after for c in line.cells] == ["Утас", "99", "Хаяг", "Номин"]


# --- titles ---


def who(*lines: str, file: str = "a.docx", after: tuple[str, ...] = ()):
    return read_person(file, [TextLine(t, "") for t in lines], [TextLine(t, "") for t in after], WORDS).who


def test_a_title_gives_organisation_unit_position_and_person():
    found = who(
        "Засгийн газрын Хэрэг эрхлэх газрын даргын", "2023 оны 98 дугаар тушаалын 6 дугаар хавсралт",
        "НОМИН АЙМГИЙН ТАТВАРЫН ХЭЛТСИЙН АХЛАХ БАЙЦААГЧ", "ДОРЖ ОВОГТОЙ САРНАЙН 2024 ОНЫ ЭХНИЙ ХАГАС ЖИЛИЙН ГҮЙЦЭТГЭЛИЙН ТАЙЛАН",
    )  # fmt: skip
    assert (found.unit, found.unit_genitive, found.position) == (
        "Номин аймгийн татварын хэлтэс",
        "Номин аймгийн татварын хэлтсийн",
        "Ахлах байцаагч",
    )
    assert (found.parent, found.name_genitive, found.name, found.year) == ("Дорж", "Сарнайн", "", 2024)


def test_a_title_in_one_paragraph_and_of_two_ending_words():
    found = who(
        "Номин аймгийн Засаг даргын тамгын газрын хуулийн хэлтсийн мэргэжилтэн Дорж овогтой Сарнайн 2024 оны гүйцэтгэлийн тайлан"
    )
    assert found.organisation == "Номин аймгийн Засаг даргын тамгын газар"
    assert (found.unit, found.position) == ("хуулийн хэлтэс", "мэргэжилтэн")


def test_a_signature_gives_the_name_and_the_verifier():
    found = who(
        "БАТ ОВОГТОЙ ОЮУНЫ 2024 ОНЫ ТАЙЛАН",
        after=(
            "ТАЙЛАН БИЧСЭН:",
            "Хэлтсийн дарга /",
            "Албан тушаал /",
            "/ Б.Оюун /",
            "2024.12.05",
            "ХЯНАН БАТАЛГААЖУУЛСАН:",
            "Дарга.......",
            "/Д.Оюунцэцэг/",
        ),
    )
    assert (found.name, found.initial, found.position) == ("Оюун", "Б", "Хэлтсийн дарга")
    assert (found.verifier_position, found.verifier_name) == ("Дарга", "Д.Оюунцэцэг")
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("signed", "codes"),
    [("Б.Оюун", []), ("Д.Оюун", ["R335"]), ("Б.Сарнай", ["R335"])],
    ids=["they agree", "another initial", "another name"],
)
def test_title_against_signature(signed, codes):
    found = who("БАТ ОВОГТОЙ ОЮУНЫ 2024 ОНЫ ТАЙЛАН", after=("ТАЙЛАН ГАРГАСАН:", f"/{signed}/"))
    assert [d.code for d in found.doubts] == codes


def test_barred_letters_in_one_of_the_two_are_marked():
    found = who("БАТ ОВОГТОЙ ЛХАМСУРЭНГИЙН 2024 ОНЫ ТАЙЛАН", after=("ТАЙЛАН ГАРГАСАН:", "Б.Лхамсүрэн"))
    assert [d.code for d in found.doubts] == ["R335"]


def test_the_file_s_name_helps_where_the_document_says_nothing():
    found = who("Ажлын төлөвлөгөө", file="Д.Түвшинбат 2024.docx")
    assert (found.name, found.initial) == ("Түвшинбат", "Д")
    assert [d.code for d in found.doubts] == ["R341"]


@pytest.mark.parametrize(
    ("line", "position", "name"),
    [
        ("Хэлтсийн дарга .......... Д.Сарнай", "Хэлтсийн дарга", "Сарнай"),
        ("Дарга, ....... хурандаа Д.Сарнай", "Дарга, хурандаа", "Сарнай"),
        ("Дарга ......... /Албан тушаал/", "Дарга", ""),
        ("/Д.Сарнай/", "", "Сарнай"),
    ],
)
def test_a_signature_line_of_any_shape(line, position, name):
    found = who(after=("ТАЙЛАН ГАРГАСАН:", line))
    assert (found.position, found.name) == (position, name)


# --- doubts, each by its code and field ---


def doubts(*lines: TextLine, heads: tuple[str, ...] = HEADS) -> list[tuple[str, str]]:
    start = TextLine("Нэг. Гүйцэтгэлийн зорилт, арга хэмжээний биелэлт", "¶1")
    rows = read_tables([start, cells(*heads), *lines], FORM, WORDS).rows
    return [(d.code, d.field) for row in remarked(rows) for d in row.doubts]


FULL = ("1", "Арга хэмжээ 1.1 Тоолох", "Тоо", "1", "2", "Хийв", "2024.01.01-2024.12.31", "100%")


def test_an_honest_row_has_no_doubt():
    assert doubts(cells(*FULL)) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({1: "Тоолох"}, [("R314", "number")]),
        ({0: "", 1: "Тоолох"}, [("R320", "number")]),
        ({7: "10"}, [("R317", "percent")]),
        ({7: "1"}, [("R317", "percent")]),
        ({7: "бүрэн"}, [("R319", "percent")]),
        ({6: "жилдээ"}, [("R319", "dates")]),
        ({0: "", 1: "тоолох"}, [("R320", "number"), ("R337", "measure")]),
        ({1: "Арга хэмжээ 1.1 Тoолох"}, [("R117", "measure")]),
        ({7: "65,5"}, []),
        ({7: "100;"}, []),
    ],
    ids=str,
)
def test_a_doubt_is_told_by_code_and_field(changes, found):
    assert doubts(cells(*(changes.get(n, text) for n, text in enumerate(FULL)))) == found


def test_a_second_goal_line_is_joined_and_marked():
    goals = [TextLine("", "1:2", 1, (GridCell(t, 0, 8),)) for t in ("Зорилт 1.", "Үйлчилгээг сайжруулах")]
    made = rows_of(*goals, cells(*FULL))
    assert made.rows[0].goal == "Зорилт 1.\nҮйлчилгээг сайжруулах"
    assert [(d.code, d.field) for d in made.rows[0].doubts] == [("R326", "goal")]


def test_a_table_without_a_heading_is_marked_by_its_section():
    made = read_tables([cells(*HEADS), cells(*FULL)], FORM, WORDS)
    assert [(d.code, d.field) for d in made.rows[0].doubts] == [("R325", "section")]


def test_a_row_that_goes_on_below_is_joined_and_marked():
    assert doubts(cells(*FULL), cells("", "", "", "", "", "дүгнэв", "", "")) == [("R312", "achieved")]


def test_a_column_with_a_clipped_caption_is_told_by_its_place():
    assert doubts(cells(*FULL), heads=(*HEADS[:7], "Бие ти ху")) == [("R311", "percent")]


def test_a_cell_merged_downwards_holds_for_both_rows_and_is_marked():
    below = TextLine(
        "",
        "1:3",
        1,
        tuple(
            GridCell("" if n == 2 else t, n, n + 1, n == 2)
            for n, t in enumerate(("2", "Арга хэмжээ 1.2 Бичих", *FULL[2:]))
        ),
    )
    made = rows_of(cells(*FULL), below)
    assert made.rows[1].indicator == "Тоо"
    assert [(d.code, d.field) for d in made.rows[1].doubts] == [("R316", "indicator")]


def test_two_positions_are_marked():
    found = who(
        "НОМИН ГАЗРЫН АХЛАХ БАЙЦААГЧ",
        "БАТ ОВОГТОЙ ОЮУНЫ 2024 ОНЫ ТАЙЛАН",
        after=("ТАЙЛАН ГАРГАСАН:", "Мэргэжилтэн", "Б.Оюун"),
    )
    assert found.position == "Ахлах байцаагч"
    assert [d.code for d in found.doubts] == ["R336"]
