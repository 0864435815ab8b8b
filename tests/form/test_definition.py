"""A form's TOML is loaded strictly: what is wrong is named with its file, its key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.form.definition import DefinitionError, form_file, parse_form
from tests.issue.sample import FORM, OTHER_FORM

TEXT = form_file(FORM).read_text(encoding="utf-8")


def refused(text: str) -> str:
    with pytest.raises(DefinitionError) as caught:
        parse_form(text, "form.toml")
    return str(caught.value)


@pytest.mark.parametrize("path", [form_file(FORM), Path(OTHER_FORM)], ids=lambda path: path.stem)
def test_a_form_is_named_as_its_file(path: Path) -> None:
    assert parse_form(path.read_text(encoding="utf-8"), path.name).id == path.stem


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('kind = "percent"', 'kind = "percentage"', "form.toml: column[8].kind: expected one of"),
        ("width = 34", 'width = "34"', "form.toml: column[1].width: int was expected, not '34'"),
        ("font_size = 9", "font_sise = 9", "form.toml: paper.font_sise: unknown key; expected one of"),
        ('source = "', 'sauce = "', "form.toml: form.sauce: unknown key"),
        ("long_text = 1600 ", "# long_text = 1600", "form.toml: paper.long_text: missing; expected int"),
        ('field = "achieved"\ncaption', 'field = "done"\ncaption', "form.toml: column.field: 'achieved' is needed"),
        ('field = "own"\ntitle', 'field = "mine"\ntitle', "form.toml: prompt.field: 'own' is needed and missing"),
        ("deadline = \"07-03\"", "deadline = 703", "form.toml: period[3].deadline: str was expected, not 703"),
        ("[form]", "[form", "form.toml: "),
        ("{ordinal})", "{number})", "form.toml: panel.next: {number} is not known; expected ordinal"),
        ('complete = "✓ бүрэн"', 'complete = "✓ {бүрэн}"', "form.toml: sign.complete: {бүрэн} is not known; expected no"),
        ('sheet = "Тайлан"', 'sheet = "Тайлан/1"', "form.toml: form.sheet: up to 31 characters without"),
        ('size = "A4"', 'size = "A5"', "form.toml: paper.size: expected one of A4, A3"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(before: str, after: str, said: str) -> None:
    assert TEXT.count(before) >= 1
    assert refused(TEXT.replace(before, after, 1)).startswith(said)


def test_a_prompt_that_a_program_would_cut_off_is_refused() -> None:
    long = TEXT.replace('title = "Үргэлжлэл"', f'title = "{"а" * 33}"')
    assert refused(long) == "form.toml: prompt[2].title: at most 32 characters expected"


@pytest.mark.parametrize(
    "code", ["2024-M00", "2024-M13", "2024-M1", "2024-Q5", "2024-H2", "2024-Y1", "24-Y", "2024-X1"]
)
def test_a_period_that_the_form_does_not_know_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        parse_form(TEXT, "form.toml").period_of(code)


@pytest.mark.parametrize(
    ("code", "days", "words"),
    [
        ("2024-M02", "2024-02-01 2024-02-29", "2 ДУГААР САРЫН"),
        ("2024-M11", "2024-11-01 2024-11-30", "11 ДҮГЭЭР САРЫН"),
        ("2024-Q4", "2024-10-01 2024-12-31", "4 ДҮГЭЭР УЛИРЛЫН"),
        ("2024-H1", "2024-01-01 2024-06-30", "ЭХНИЙ ХАГАС ЖИЛИЙН"),
        ("2024-Y", "2024-01-01 2024-12-31", ""),
    ],
)
def test_a_period_has_its_days_and_words(code: str, days: str, words: str) -> None:
    period = parse_form(TEXT, "form.toml").period_of(code)
    assert f"{period.start} {period.end}" == days
    assert period.words == words
