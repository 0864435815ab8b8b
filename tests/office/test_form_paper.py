"""The form on paper: every typed word is printed whole, no goal stands alone at a foot, no signature is cut."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from perfxl.form.definition import load_form
from perfxl.form.layout import CONTINUED, Layout, filled, lay_out, row_keys
from perfxl.form.plan import Employee, Measure, Plan, Settings, Unit
from perfxl.form.token import Token
from perfxl.issue.heights import row_heights
from perfxl.issue.page import breaks
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, FORM, OTHER_FORM, layout, measures, other_plan, plan
from tests.office.office import Office, pdf_text

pytestmark = pytest.mark.office

Answers = Mapping[tuple[str, str], str | float | None]
_WORDS = re.compile(r"[\s\-/]+")  # lines are broken at blanks, hyphens and strokes
SYLLABLES = ("гааль", "мэдүүлэг", "өргөдөл", "үйлчилгээ", "шалгалт", "бүрдүүлэлт", "тэтгэмж", "зохион")


def narrative(characters: int, seed: int) -> str:
    """Text of so many characters in which no word comes twice, so that a line that is cut off is missed."""
    words: list[str] = []
    while len(" ".join(words)) < characters:
        words.append(f"{SYLLABLES[len(words) % len(SYLLABLES)]}{seed}х{len(words)}")
    return " ".join(words)[:characters].rstrip()


def reported(
    laid: Layout, keys: tuple[str, ...], characters: int
) -> dict[tuple[str, str], str | float | None]:
    """Every planned row with a narrative of so many characters and 90%."""
    long = laid.form.paper.long_text
    said: dict[tuple[str, str], str | float | None] = {}
    for number, key in enumerate(keys, 1):
        text = narrative(characters, number)
        cut = len(text) if len(text) <= long else text.rindex(" ", 0, long)
        said[key, "achieved"], said[key, "percent"] = text[:cut], 0.9
        if text[cut:]:
            said[key + CONTINUED, "achieved"] = text[cut:].strip()
    return said


def lost(pages: str, answers: Answers) -> list[str]:
    """Words of the answers that the paper does not show as often as they were typed."""
    shown = Counter(_WORDS.split(pages))
    typed = Counter(word for text in answers.values() if isinstance(text, str) for word in _WORDS.split(text))
    return [word for word, count in typed.items() if shown[word] < count]


def printed(office: Office, path: Path) -> str:
    office.open(path)
    return pdf_text(office.save(path.with_suffix(".pdf")))


def build(laid: Layout, chosen: Plan, path: Path) -> Path:
    path.write_bytes(build_workbook(laid, chosen, "нууц", Settings(), CREATED))
    return path


def typed(office: Office, laid: Layout, answers: Answers, path: Path) -> str:
    """The pages of an issued form into which answers were typed through the program."""
    office.open(path)
    seats = {(slot.key, slot.field): slot.a1 for slot in laid.inputs}
    shown = [(seats[place], f"{v:.0%}" if isinstance(v, float) else str(v)) for place, v in answers.items()]
    office.type_many(laid.sheet, shown)
    return pdf_text(office.save(path.with_suffix(".pdf")))


def bodies(pages: str) -> list[list[str]]:
    """The lines of each page between the repeated number row and the footer."""
    return [
        [
            line.strip()
            for line in page.splitlines()
            if line.strip() and not re.search(r"\d+ ?/ ?\d+ .*2024-", line)
        ]
        for page in pages.split("\f")
        if page.strip()
    ]


def check_goals(laid: Layout, pages: str) -> None:
    """Where the answers were known, no goal stands alone at a page's foot."""
    goals = {str(slot.value).split()[-1] for slot in laid.slots if slot.role == "goal"}
    for lines in bodies(pages):
        assert lines[-1].split()[-1] not in goals or len(lines[-1]) < 30, lines[-3:]


def check_paper(laid: Layout, pages: str, answers: Answers) -> None:
    assert lost(pages, answers) == []
    for signature in laid.form.signature:
        page = next(page for page in pages.split("\f") if signature.role in page)
        assert page.count(signature.date) == page.count(signature.role) * len(
            [s for s in laid.form.signature if s.role in page]
        )


@pytest.mark.parametrize("characters", [60, 400, 1200, 1600, 3000])
def test_narratives_of_any_length_are_printed_whole(office: Office, tmp_path: Path, characters: int) -> None:
    laid = layout()
    answers = reported(laid, plan().keys, characters)
    told = filled(laid, answers)
    pages = printed(office, build(told, plan(), tmp_path / "built.xlsx"))
    check_paper(laid, pages, answers)
    if breaks(told, row_heights(told)):
        check_goals(laid, pages)


@pytest.mark.parametrize("characters", [60, 400, 1600, 3000])
def test_what_is_typed_is_printed_whole(office: Office, tmp_path: Path, characters: int) -> None:
    laid = layout()
    answers = reported(laid, plan().keys, characters)
    pages = typed(office, laid, answers, build(laid, plan(), tmp_path / "typed.xlsx"))
    check_paper(laid, pages, answers)


def test_forty_five_long_measures(office: Office, tmp_path: Path) -> None:
    chosen = plan(measures(35, 10))
    laid = layout(chosen)
    answers = reported(laid, chosen.keys, 1200)
    path = build(filled(laid, answers), chosen, tmp_path / "long.xlsx")
    check_paper(laid, printed(office, path), answers)


def test_rows_that_an_employee_without_a_plan_writes(office: Office, tmp_path: Path) -> None:
    bare = plan(())
    laid = layout(bare)
    answers = {
        (f"goals+{number}", field): " ".join(f"үг{number}{place}{word}" for word in range(15))
        for number in range(1, 8)
        for place, field in enumerate(("measure", "indicator", "baseline", "target", "achieved"))
    }
    pages = typed(office, laid, answers, build(laid, bare, tmp_path / "bare.xlsx"))
    check_paper(laid, pages, answers)


def test_unused_rows_of_an_employee_without_a_plan_cost_a_page_at_most(
    office: Office, tmp_path: Path
) -> None:
    bare = plan(())
    pages = printed(office, build(layout(bare), bare, tmp_path / "bare.xlsx"))
    form = [page for page in pages.split("\f") if "2024-Y-1-" in page]
    assert len(form) == 2
    assert "Хоёр. Мэдлэг" in pages


def test_a_blank_and_a_half_filled_form(office: Office, tmp_path: Path) -> None:
    laid = layout()
    check_paper(laid, printed(office, build(laid, plan(), tmp_path / "blank.xlsx")), {})
    half = reported(laid, plan().keys[::2], 300)
    pages = printed(office, build(filled(laid, half), plan(), tmp_path / "half.xlsx"))
    check_paper(laid, pages, half)
    assert "НООРОГ, 3 мөр дутуу" in pages


def test_the_footer_and_the_number_row_stand_on_every_page(office: Office, tmp_path: Path) -> None:
    laid = layout()
    path = build(filled(laid, reported(laid, plan().keys, 1200)), plan(), tmp_path / "form.xlsx")
    form = [page for page in printed(office, path).split("\f") if "Гүйцэтгэлийн тайлан ·" in page]
    assert len(form) > 3
    for number, page in enumerate(form, 1):
        assert re.search(rf"\b{number} ?/ ?\d+\b", page)
        assert laid.token.printed in page
        assert re.search(r"^\s*1\s+2\s+3\s+4\s+5\s+6\s+7\s*$", page, re.MULTILINE)


def test_the_invented_form_is_printed_whole(office: Office, tmp_path: Path) -> None:
    laid = layout(other_plan(), load_form(OTHER_FORM), "2024-Q2")
    answers = reported(laid, other_plan().keys, 900)
    path = build(filled(laid, answers), other_plan(), tmp_path / "other.xlsx")
    check_paper(laid, printed(office, path), answers)


# --- a real report ---


def real_plan(raw: dict[str, object]) -> tuple[Plan, dict[str, str]]:
    """A real report's plan, and its narratives by row key."""
    rows: list[tuple[Measure, str]] = []
    for section, key in zip(raw["sections"], ("goals", "skills"), strict=True):  # type: ignore[call-overload]
        for goal in section["goals"]:
            for m in goal["measures"]:
                texts = (m["measure"], m["indicator"], m["baseline"], m["target"])
                dates = date(2024, 1, 1), date(2024, 12, 31)
                rows.append((Measure(key, goal["title"], m["label"], *texts, None, *dates), m["achieved"]))
    chosen = tuple(measure for measure, _ in rows)
    keys = row_keys("007", chosen)
    person = Employee("007", str(raw["organisation"]), str(raw["unit"]), str(raw["position"]), "", "", "")
    unit = Unit(person.organisation, person.unit, "")
    titles = tuple(str(raw["title_as_printed"]).split("\n"))
    told = {key: text for key, (_, text) in zip(keys, rows, strict=True)}
    return Plan(person, unit, (titles[0], titles[1]), chosen, keys), told


@pytest.mark.parametrize("way", ["built", "typed"])
def test_a_real_report_is_printed_whole(office: Office, reports: Path, tmp_path: Path, way: str) -> None:
    chosen, told = real_plan(json.loads((reports / "year-2024.json").read_text(encoding="utf-8")))
    form = load_form(FORM)
    laid = lay_out(form, chosen, form.period_of("2024-Y"), Token(form.id, "2024-Y", "007", 1))
    answers: dict[tuple[str, str], str | float | None] = {
        (key, "achieved"): text for key, text in told.items()
    }
    answers |= {(key, "percent"): 1.0 for key in told}
    assert len(told) == 42
    if way == "built":
        pages = printed(office, build(filled(laid, answers), chosen, tmp_path / "real.xlsx"))
    else:
        pages = typed(office, laid, answers, build(laid, chosen, tmp_path / "real.xlsx"))
    check_paper(laid, pages, answers)
