"""The tokeniser: every notation of numbers, dates, codes and endings that reports use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.checks.language.text_token import Day, TextToken, TokenKind
from perfxl.checks.language.tokenizer import apart, pieces, tokens


def _one(text: str) -> TextToken:
    """The first token of a text."""
    return tokens(text)[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("315 иргэн", 315),
        ("1,250 хүн", 1250),
        ("18 000 толгой", 18000),
        ("13,301,381,100 төгрөг", 13301381100),
        ("7.250.000 төгрөг", 7250000),
        ("86'400'000 төгрөг", 86400000),
        ("7,5 тэрбум", 7.5e9),
        ("12,4 сая", 12.4e6),
        ("245,300.5 мянган", 245300.5e3),
        ("92,5 км", 92.5),
        ("05-ны", 5),
        ("9018 хувийн хэрэг", 9018),
        ("3 хувийн хэвшлийн байгууллага", 3),
    ],
)
def test_a_number_has_its_value(text: str, value: float) -> None:
    token = _one(text)
    assert (token.kind, token.value) == (TokenKind.NUMBER, pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [("65%", 65), ("60% -тай", 60), ("20 хувь", 20), ("10 хувиар", 10), ("92,5 хувьтай", 92.5), ("85 хувийн хэрэгжилт", 85)],
)  # fmt: skip
def test_a_percent_has_its_value(text: str, value: float) -> None:
    assert (_one(text).kind, _one(text).value) == (TokenKind.PERCENT, value)


@pytest.mark.parametrize(
    ("text", "day", "ending"),
    [
        ("2024.01.10-нд", Day(2024, 1, 10), "нд"),
        ("2024-01-10", Day(2024, 1, 10), ""),
        ("2024-06.30", Day(2024, 6, 30), ""),
        ("2024 оны 12 дугаар сарын 05-ны өдөр", Day(2024, 12, 5), "ны"),
        ("2024 оны 5 дугаар сард", Day(2024, 5, None), "д"),
        ("2024 оны 1-р сарын 8-нд", Day(2024, 1, 8), "нд"),
        ("12 дугаар сарын 20-ны өдөр", Day(None, 12, 20), "ны"),
        ("4 дүгээр сард", Day(None, 4, None), "д"),
        ("2024.09.14-16-ны", Day(2024, 9, 14), "ны"),
        ("2024.01.01-2024.12.31", Day(2024, 1, 1), ""),
        ("2024 онд", Day(2024, None, None), ""),
        ("2021-2024 онд", Day(2021, None, None), ""),
        ("2024.10 сард", Day(2024, 10, None), "д"),
    ],
)
def test_a_date_has_its_parts_and_its_ending(text: str, day: Day, ending: str) -> None:
    token = _one(text)
    assert (token.kind, token.day, token.ending) == (TokenKind.DATE, day, ending)


@pytest.mark.parametrize(
    "text",
    [
        "А/09", "С/14", "9001:2015", "5140-1:2021", "7:4:10", "09:00-18:00", "7050-1414", "99112233", "12.13.45", "18/25", "2024/13/40",
        "COVID-19", "www.sanal.gov.mn", "info@muzei.mn", "2024133145",
    ],
)  # fmt: skip
def test_codes_count_nothing(text: str) -> None:
    assert [token.kind for token in tokens(text)] == [TokenKind.CODE]


@pytest.mark.parametrize(
    "text", ["12 дугаар", "3 дахь", "105 дугаар", "109 тоот", "4-р", "13.1, 13.2 дахь", "8.2-т"]
)
def test_ordinals_count_nothing(text: str) -> None:
    assert [token.kind for token in tokens(text)] == [TokenKind.ORDINAL]


@pytest.mark.parametrize("text", ["10-20", "11-11", "09.30-13.45", "18–35"])
def test_spans_count_nothing(text: str) -> None:
    assert [token.kind for token in tokens(text)] == [TokenKind.SPAN]


def test_labels_with_a_dash_and_a_number_are_a_word_and_a_number() -> None:
    assert [(t.kind, t.text) for t in tokens("ӨН-803")] == [
        (TokenKind.ABBREVIATION, "ӨН"),
        (TokenKind.MARK, "-"),
        (TokenKind.NUMBER, "803"),
    ]


def test_an_abbreviation_carries_its_ending_apart() -> None:
    token = _one("ХАСХОМ-ийг")
    assert (token.kind, token.text, token.ending) == (TokenKind.ABBREVIATION, "ХАСХОМ-ийг", "ийг")


def test_an_initial_and_a_name_are_one_token() -> None:
    assert [t.kind for t in tokens("Ц.Түмэн, Нандин-Эрдэнэ")] == [
        TokenKind.NAME,
        TokenKind.MARK,
        TokenKind.WORD,
    ]


def test_the_number_that_opens_an_item_is_no_count() -> None:
    kinds = [t.kind for t in tokens("1. Тайлан\n2) 14 бичиг\n- 3 хурал")]
    assert kinds.count(TokenKind.ITEM) == 3
    assert kinds.count(TokenKind.NUMBER) == 2


@pytest.mark.parametrize(
    ("day", "possible"),
    [
        (Day(2024, 2, 29), True),
        (Day(2023, 2, 29), False),
        (Day(None, 2, 29), True),
        (Day(2024, 13, None), False),
        (Day(2024, 0, 5), False),
        (Day(2024, 4, 31), False),
        (Day(2024, None, None), True),
    ],
)
def test_a_calendar_has_the_day_or_has_it_not(day: Day, possible: bool) -> None:
    assert day.possible is possible


@given(st.text(alphabet="аөүбС9028.,-:/% \n“\"()'сарын онны хувь", max_size=80))
def test_tokens_lie_in_order_and_nothing_but_spaces_is_between(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert text[at : token.start].strip(" \n") == ""
        assert text[token.start : token.end] == token.text
        assert token.end > token.start
        at = token.end
    assert text[at:].strip() == ""


@given(st.integers(0, 10**13), st.sampled_from([",", " ", ".", "'"]))
def test_a_grouped_number_is_read_back(number: int, gap: str) -> None:
    written = f"{number:,}".replace(",", gap)
    token = _one(f"{written} төгрөг")
    if token.kind is TokenKind.NUMBER and token.text == written:
        assert token.value == number
    else:  # eight digits may be a phone, ten an account; grouped ones never are
        assert gap not in written


def test_a_line_that_begins_with_a_dash_is_no_ending_of_the_number_before() -> None:
    numbers = [
        t.text for t in tokens("- Айраг 56\n- Рашаант 13\n-Сүмбэр 7\nнийт 76") if t.kind is TokenKind.NUMBER
    ]
    assert numbers == ["56", "13", "7", "76"]


@given(
    st.lists(
        st.sampled_from(
            [
                "иргэн",
                "Хан",
                "ЗДТГ",
                "а",
                "и",
                "г.м",
                "А.Бат",
                "5",
                ",",
                ".",
                ". ",
                " ",
                "  ",
                "-",
                "ийн",
                "\n",
                "/",
                "(",
                "”",
                "e",
                "\u0484",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_words_in_a_row_are_one_piece_and_come_apart_as_they_would_by_themselves(text: str) -> None:
    cut = pieces(text)
    assert apart(cut) == tokens(text)
    for piece in cut:
        if piece.kind is TokenKind.PLAIN:
            alone = [one for word in piece.text.split() for one in tokens(word + " ")]
            assert [(t.kind, t.text) for t in apart((piece,))] == [(t.kind, t.text) for t in alone]
            assert all(t.kind in (TokenKind.WORD, TokenKind.ABBREVIATION) for t in alone)


def test_most_of_a_text_is_few_pieces() -> None:
    text = "Тайлант хугацаанд иргэдэд үйлчилгээг шуурхай үзүүлж, хугацааг бууруулсан."
    assert [(t.kind, t.text[:7]) for t in pieces(text)] == [
        (TokenKind.PLAIN, "Тайлант"),
        (TokenKind.MARK, ","),
        (TokenKind.PLAIN, "хугацаа"),
        (TokenKind.MARK, "."),
    ]
