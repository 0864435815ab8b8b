"""What people write beside the cells: told with its words, whole, wherever it stands; our own words are not told."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape

import pytest

from perfxl.finding import Finding, Verdict
from perfxl.form.seal import Seal
from perfxl.texts import finding, texts
from tests.checks.attacks import all_of, put, rewritten
from tests.checks.beside_cells import (
    FORM,
    GUIDE,
    MAIN,
    MS,
    NOTICE,
    NOTICE_RU,
    REL,
    commented,
    drawn,
    picture,
    text_box,
    threaded,
    with_parts,
)
from tests.checks.forms import edited, filled, issued, judged, slot_at

SENTENCE = (
    "Үлдсэн 1 шалгалтыг дараа оны эхний улиралд хийхээр хойшлуулсан, учир нь томилолтын зардал батлагдаагүй. "
    * 9
)


@cache
def whole() -> tuple[bytes, Seal]:
    """A form with good answers."""
    data, sealed = issued()
    return filled(data, sealed), sealed


def told(data: bytes, code: str) -> list[Finding]:
    """The findings of a code in an accepted workbook."""
    result = judged(data, whole()[1])
    assert result.verdict is Verdict.ACCEPTED, [f.code for f in result.findings]
    return [f for f in result.findings if f.code == code]


def test_a_thread_is_told_in_its_people_s_words_whole() -> None:
    (comment,) = told(threaded(whole()[0], SENTENCE.strip(), "Тийм үү?"), "L306")
    assert (comment.cell, comment.facts["text"]) == ("F14", f"{SENTENCE.strip()}\nТийм үү?")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NOTICE.format("50 хувь"), "50 хувь"),
        (NOTICE_RU.format("50 хувь", "Тийм"), "50 хувь\nТийм"),
        ("Товч:\n    50 хувь", "Товч:\n    50 хувь"),
    ],
    ids=["English", "Russian, with an answer", "no thread at all"],
)
def test_a_thread_that_only_the_old_comment_is_left_of(text: str, words: str) -> None:
    (comment,) = told(commented(whole()[0], text), "L306")
    assert comment.facts["text"] == words


def test_a_comment_on_another_sheet_is_told_with_the_sheet() -> None:
    (comment,) = told(commented(whole()[0], "Заавар буруу", GUIDE, "A1"), "L306")
    assert (comment.cell, comment.facts["text"]) == ("A1", "Заавар буруу")
    assert comment.sheet in texts("mn").of(comment)
    assert comment.sheet != whole()[1].sheet


def test_a_comment_that_is_a_correction_workbook_s_is_not_told() -> None:
    ours = f"{texts('mn').say('F101', {'cell': 'F14'})}\n[F101]\n\n{texts('en').say('F102', {'cell': 'H14'})}\n[F102]"
    assert told(commented(whole()[0], escape(ours)), "L306") == []


@pytest.mark.parametrize(
    "text",
    [
        "Энэ мөр буруу, 80 биш 50 хувь [F101]",
        "Энэ мөр буруу, 80 биш 50 хувь\n[F101]",
        f"{texts('mn').say('F101', {'cell': 'F14'})}\n[F101]\n\nБи ингэж бичсэн\n[F102]",
        f"Буруу. {texts('mn').say('F101', {'cell': 'F14'})}\n[F101]",
    ],
    ids=["on its line", "below", "one block added", "words before"],
)
def test_a_comment_that_only_ends_like_ours_is_told(text: str) -> None:
    (comment,) = told(commented(whole()[0], escape(text)), "L306")
    assert comment.facts["text"] == text


@pytest.mark.parametrize("sheet", [FORM, GUIDE])
def test_words_in_a_text_box(sheet: str) -> None:
    (box,) = told(drawn(whole()[0], text_box("Шалгалтын жагсаалт"), sheet), "L307")
    assert box.facts["text"] == "Шалгалтын жагсаалт"


def test_words_in_a_diagram() -> None:
    (box,) = told(drawn(whole()[0], "", diagram="Схемийн үг"), "L307")
    assert box.facts["text"] == "Схемийн үг"


def test_the_captions_of_our_buttons_are_no_text_boxes() -> None:
    assert told(drawn(whole()[0], text_box(texts("mn").word("buttons.AddRow"))), "L307") == []


def test_a_text_box_on_a_sheet_that_was_added_without_cells() -> None:
    added = edited(whole()[0], lambda book: book.create_sheet("Хавсралт"))
    (box,) = told(drawn(added, text_box("Жагсаалт"), "xl/worksheets/sheet3.xml"), "L307")
    assert (box.sheet, box.facts["text"]) == ("Хавсралт", "Жагсаалт")


def test_a_picture_over_cells_is_told_with_its_words() -> None:
    (found,) = told(drawn(whole()[0], picture("Шалгалтын гэрчилгээ")), "L309")
    assert (found.cell, found.facts["text"]) == ("F14:G16", "Шалгалтын гэрчилгээ")


def test_words_in_the_page_s_header() -> None:
    def header(text: str) -> str:
        return text.replace(
            "<oddFooter>", "<oddHeader>&amp;CНэмэлт тайлбар&amp;R&amp;P</oddHeader><oddFooter>", 1
        )

    (found,) = told(rewritten(whole()[0], header), "L310")
    assert found.facts["text"] == "Нэмэлт тайлбар"


@pytest.mark.parametrize("banner", ["&amp;C&amp;A", "&amp;CPage &amp;P", "&amp;L&amp;D&amp;R&amp;F"])
def test_what_programs_put_into_a_header_by_themselves_is_not_told(banner: str) -> None:
    header = rewritten(
        whole()[0], lambda t: t.replace("<oddFooter>", f"<oddHeader>{banner}</oddHeader><oddFooter>", 1)
    )
    assert told(header, "L310") == []
    assert told(whole()[0], "L310") == []


def test_an_add_in_s_pane_is_taken_and_noted() -> None:
    part = f'<wetp:taskpanes xmlns:wetp="{MS}/webextensions/taskpanes/2010/11"/>'
    kind = f"{MS}/2011/relationships/webextensiontaskpanes"
    name = "xl/webextensions/taskpanes.xml"
    paned = with_parts(whole()[0], {name: part, "xl/webextensions/w.xml": "<a/>"}, {"": [(kind, name)]})
    assert len(told(paned, "L311")) == 1
    inner = with_parts(paned, {}, {name: [(f"{MS}/2011/relationships/webextension", "w.xml")]})
    assert len(told(inner, "L311")) == 1


def _linked(part: str = f'<externalLink xmlns="{MAIN}"/>') -> bytes:
    name = "xl/externalLinks/externalLink1.xml"
    relations = {
        "xl/workbook.xml": [(f"{REL}/externalLink", f"/{name}")],
        name: [(f"{REL}/externalLinkPath", "file:///C:/plan.xlsx")],
    }
    return with_parts(whole()[0], {name: part}, relations)


def test_a_link_that_no_answer_rests_on_is_taken_and_noted() -> None:
    (found,) = told(_linked(), "L312")
    assert found.facts["file"] == "file:///C:/plan.xlsx"


def test_an_answer_that_rests_on_a_link_goes_back_with_advice_that_works() -> None:
    cell = slot_at(whole()[1], "achieved").a1
    result = judged(rewritten(_linked(), put(cell, "<f>[1]Sheet1!A1</f><v>5</v>")), whole()[1])
    assert result.verdict is Verdict.RETURNED
    assert [f.code for f in result.findings if f.cell == cell] == ["F110"]


def test_a_link_that_asks_a_program_for_something_is_refused() -> None:
    part = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    result = judged(_linked(part), whole()[1])
    assert [f.code for f in result.findings] == ["G062"]


def test_a_picture_in_a_cell_is_called_one() -> None:
    cell = slot_at(whole()[1], "achieved").a1
    data = rewritten(
        whole()[0], all_of(put(cell, "<v>#VALUE!</v>", "e"), lambda t: t.replace('t="e"', 't="e" vm="1"'))
    )
    result = judged(data, whole()[1])
    assert [f.code for f in result.findings if f.cell == cell and f.code[0] != "E"] == ["F115"]


def test_a_table_beside_the_form_is_one_line() -> None:
    def table(book: object) -> None:
        sheet = book[whole()[1].sheet]  # type: ignore[index]
        for number in range(65):
            sheet.cell(120 + number // 5, 2 + number % 5, f"үг {number}")

    (found,) = told(edited(whole()[0], table), "L304")
    assert len(found.cell.split(",")) == 65
    assert all(f"үг {number}" in found.facts["text"] for number in range(65))


def test_a_few_cells_beside_the_form_are_told_one_by_one() -> None:
    data = filled(*_again(), {"B120": "нэг", "B121": "хоёр"})
    assert [(f.cell, f.facts["text"]) for f in told(data, "L304")] == [("B120", "нэг"), ("B121", "хоёр")]


def test_a_block_that_ran_into_the_thin_row_below_is_told() -> None:
    data, sealed = _again()
    row = slot_at(sealed, "achieved", 0, "continuation")
    base = slot_at(sealed, "achieved")
    result = judged(filled(data, sealed, {row.a1: "Өөр арга хэмжээний үр дүн"}), sealed)
    assert [(f.cell, f.key) for f in result.findings if f.code == "L302"] == [
        (f"{base.a1},{row.a1}", base.key)
    ]
    long = filled(data, sealed, {base.a1: "үр дүн " * 200, row.a1: "үргэлжлэл"})
    assert [f for f in judged(long, sealed).findings if f.code == "L302"] == []


def _again() -> tuple[bytes, Seal]:
    return issued()


@pytest.mark.parametrize(
    "code", ["L306", "L307", "L309", "L310", "L311", "L312", "F115", "F116", "G062", "G066"]
)
@pytest.mark.parametrize("language", ["mn", "en"])
def test_each_has_its_sentence(code: str, language: str) -> None:
    said = texts(language).of(finding(code, sheet="s", cell="F14", text="t", file="f", part="p"))
    assert "?" not in said


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("_xlnm.Sheet_Title", "&quot;Тайлан&quot;", []),
        ("Print_Titles", "'Тайлан'!$12:$12", []),
        ("Миний", "&quot;x&quot;", ["L504"]),
        ("Print_Area", "WEBSERVICE(&quot;http://x&quot;)", ["L502"]),
    ],
    ids=["Gnumeric's", "ONLYOFFICE's", "somebody's own", "one that reaches outside"],
)
def test_names_that_programs_leave_are_not_told(name: str, text: str, codes: list[str]) -> None:
    named = f'<definedName name="{name}" localSheetId="1">{text}</definedName></definedNames>'
    book = rewritten(whole()[0], lambda t: t.replace("</definedNames>", named), "xl/workbook.xml")
    assert [f.code for f in judged(book, whole()[1]).findings if f.code.startswith("L50")] == codes


def test_what_gnumeric_adds_to_the_workbook_is_nobody_s_part() -> None:
    added = '<webPublishing allowPng="1" css="0"/></workbook>'
    book = rewritten(whole()[0], lambda t: t.replace("</workbook>", added), "xl/workbook.xml")
    assert told(book, "L505") == []
