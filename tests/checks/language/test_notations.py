"""Notations met in reports, each with its endings: what the first token is, what it is worth, and how far it reaches."""

from __future__ import annotations

import pytest

from perfxl.checks.language.text_token import Day, TextToken, TokenKind
from perfxl.checks.language.tokenizer import tokens


def _first(text: str) -> TextToken:
    return tokens(text)[0]


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [
        ("1.250 сая", 1.25e6, 1.25e9),
        ("1,250 сая төгрөг", 1.25e6, 1.25e9),
        ("4.750 тэрбум", 4.75e9, 4.75e12),
        ("245,300 мянган төгрөг", 245300.0 / 1000 * 1000, 245300e3),
        ("12.6 сая", 12.6e6, 0),
        ("7.4 саяар", 7.4e6, 0),
        ("7,4 саяас", 7.4e6, 0),
        ("3 саяын", 3e6, 0),
        ("18 мянгаас", 18e3, 0),
        ("18 мянгаар", 18e3, 0),
        ("18 мянганаас", 18e3, 0),
        ("2.5 тэрбумаар", 2.5e9, 0),
        ("2.5 тэрбумын", 2.5e9, 0),
        ("1 их наядаар", 1e12, 0),
        ("450 мян.төг", 450e3, 0),
        ("450 мян төгрөг", 450e3, 0),
        ("3 сая.төгрөг", 3e6, 0),
        ("2 тэрбум 400 сая төгрөг", 2.4e9, 0),
        ("2 тэрбум 400 сая 500 мянган төгрөг", 2.4005e9, 0),
        ("3 сая 250 мянга 500 төгрөг", 3250500, 0),
        ("12 сая  500  мянга", 12.5e6, 0),
        ("1 204 500 төгрөг", 1204500, 0),
        ("1.204.500,5 төгрөг", 1204500.5, 0),
        ("84,000.0 мянган", 84e6, 0),
    ],
)
def test_an_amount_has_its_value_and_the_other_that_it_may_have(
    text: str, value: float, other: float
) -> None:
    token = _first(text)
    assert token.kind is TokenKind.NUMBER
    assert token.value == pytest.approx(value)
    assert token.other == pytest.approx(other)


@pytest.mark.parametrize("text", ["60.0 гаруй сая төгрөг", "60 орчим мянган хүн", "3 шахам тэрбум"])
def test_an_amount_that_is_about_so_many_is_one_token(text: str) -> None:
    token = _first(text)
    assert (token.kind, token.near) == (TokenKind.NUMBER, True)
    assert token.scale > 1


@pytest.mark.parametrize(("text", "ending"), [("2 тэрбумаас 400 сая", "аас"), ("7 мянгаас 9 мянга", "аас")])
def test_an_amount_with_an_ending_is_not_joined_to_the_next(text: str, ending: str) -> None:
    first, second = tokens(text)[:2]
    assert (first.ending, second.kind) == (ending, TokenKind.NUMBER)


ENDINGS = (  # noqa: SIM905 (a list of endings reads better as one line)
    "ын ийн ны ний гийн ыг ийг г д т нд аас ээс оос өөс иас наас нээс ноос нөөс гаас гээс гоос гөөс аар ээр оор өөр тай "
    "тэй той уулаа үүлээ"
).split()


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_number_is_read_with_every_ending(ending: str) -> None:
    token = _first(f"410-{ending} шийдвэрлэсэн")
    assert (token.kind, token.value, token.ending) == (TokenKind.NUMBER, 410, ending)
    spaced = _first(f"1 410 -{ending} шийдвэрлэсэн")
    assert (spaced.value, spaced.ending) == (1410, ending)


def test_a_word_behind_a_dash_is_no_ending() -> None:
    assert [token.text for token in tokens("12-хонь")] == ["12", "-", "хонь"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25%-ийг", 25), ("25%ийн", 25), ("25% -иас", 25), ("25 %", 25), ("25  хувь", 25), ("92,5 хувиас", 92.5), ("40 хувиар", 40),
        ("40 хувьтай", 40), ("40 хувьд", 40), ("85 хувийн хэрэгжилт", 85),
    ],
)  # fmt: skip
def test_a_percent_is_read_with_its_endings(text: str, value: float) -> None:
    assert (_first(text).kind, _first(text).value) == (TokenKind.PERCENT, value)


@pytest.mark.parametrize(
    "text",
    ["218,4\nХувь хүний орлого", "15 хувь хүн", "120 хувиараа", "5 хувийн сургууль", "3 хувийн эмнэлэг", "64 хувийн хэргийг"],
)  # fmt: skip
def test_a_person_or_what_is_private_is_no_percent(text: str) -> None:
    assert _first(text).kind is TokenKind.NUMBER


@pytest.mark.parametrize(
    ("text", "day", "until", "ending"),
    [
        ("10 дугаар сарын 3-наас 14-ний өдрүүдэд", Day(None, 10, 3), Day(None, 10, 14), "ний"),
        ("4 сарын 28-наас 5 сарын 3-нд", Day(None, 4, 28), Day(None, 5, 3), "нд"),
        ("4 дүгээр сарын 28-наас 5 дугаар сарын 3-ны", Day(None, 4, 28), Day(None, 5, 3), "ны"),
        ("10 сарын 05-12-ны", Day(None, 10, 5), Day(None, 10, 12), "ны"),
        ("10 сарын 5-нд", Day(None, 10, 5), None, "нд"),
        ("2024/12/05", Day(2024, 12, 5), None, ""),
        ("2024/12/05-ны", Day(2024, 12, 5), None, "ны"),
        ("2024.09.14-16-ны", Day(2024, 9, 14), Day(2024, 9, 16), "ны"),
        ("2024 оны 10 дугаар сарын 3-наас 14-ний өдөр", Day(2024, 10, 3), Day(2024, 10, 14), "ний"),
        ("2016 оныхоос", Day(2016, None, None), None, ""),
        ("2016 оноор", Day(2016, None, None), None, ""),
        ("2023 оны 4 дүгээр улиралд", Day(2023, None, None), None, ""),
        ("10 дугаар сарын эхээр", Day(None, 10, None), None, "ын"),
        ("10 дугаар сараас", Day(None, 10, None), None, "аас"),
    ],
)
def test_a_date_has_its_days_and_its_ending(text: str, day: Day, until: Day | None, ending: str) -> None:
    token = _first(text)
    assert (token.kind, token.day, token.until, token.ending) == (TokenKind.DATE, day, until, ending)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("есдүгээр сарын 31-ний өдөр", Day(None, 9, 31)),
        ("арван нэгдүгээр сарын 5-нд", Day(None, 11, 5)),
        ("Арванхоёрдугаар сарын 14-ний", Day(None, 12, 14)),
        ("2023 оны гуравдугаар сарын 8-нд", Day(2023, 3, 8)),
    ],
)
def test_a_day_whose_month_is_spelt_is_a_date(text: str, day: Day) -> None:
    assert [token.day for token in tokens(text) if token.day and token.day.day] == [day]


@pytest.mark.parametrize(
    "text", ["3 сарын хугацаанд", "6 сарын 40 цаг", "12 сар", "3 сарын 45 удаа", "15 сарын 12 хүн"]
)
def test_months_as_a_span_of_time_are_no_date(text: str) -> None:
    assert _first(text).kind is TokenKind.NUMBER


@pytest.mark.parametrize(
    "text",
    ["2018 оны 31 дүгээр тогтоол", "2018 оны А/31 тушаал", "2018 оны №31", "2018 оны 12 тоот", "2-07/215", "№215", "№ 2-07/215", "2024/215"],
)  # fmt: skip
def test_a_documents_number_or_year_is_a_name(text: str) -> None:
    assert _first(text).kind is TokenKind.CODE


@pytest.mark.parametrize(
    "text", ["1,3 дугаар", "1, 2, 3 дугаар", "13.1, 13.2 дахь", "27 дугаар", "4-р", "8.2-т", "2,3 дах"]
)
def test_ordinals_in_a_row_are_one_token(text: str) -> None:
    token = _first(text)
    assert (token.kind, token.text) == (TokenKind.ORDINAL, text)


def test_a_figure_is_not_swallowed_by_the_ordinal_behind_it() -> None:
    text = "1 дүгээр сард 18,300, 2 дугаар сард 6, 3 дугаар сард 9"
    assert [token.value for token in tokens(text) if token.kind is TokenKind.NUMBER] == [18300, 6, 9]


@pytest.mark.parametrize("text", ["5-10", "18 – 35", "250-300"])
def test_a_span_is_one_token(text: str) -> None:
    assert (_first(text).kind, _first(text).text) == (TokenKind.SPAN, text)


def test_a_span_does_not_go_over_a_line() -> None:
    kinds = [token.kind for token in tokens("- Хүнс - 84\n- 61 барилга")]
    assert kinds.count(TokenKind.NUMBER) == 2
