"""Endings after figures, by rule (days as official documents write them)."""

from __future__ import annotations

import pytest

from perfxl.form.suffixes import day_with_suffix, glued, last_spoken, suffix

DAYS = {
    "2024.12.22": ("ны", "ноос"), "2024.07.03": ("ны", "наас"), "2024.12.31": ("ний", "нээс"), "2024.06.30": ("ны", "наас"),
    "2024.03.31": ("ний", "нээс"), "2024.02.28": ("ны", "наас"), "2024.02.29": ("ний", "нөөс"), "2024.12.05": ("ны", "наас"),
    "2024.11.20": ("ны", "ноос"), "2024.10.04": ("ний", "нөөс"), "2024.10.07": ("ны", "ноос"), "2024.09.10": ("ны", "наас"),
    "2024.01.01": ("ний", "нээс"), "2024.05.15": ("ны", "наас"), "2024.05.24": ("ний", "нөөс"), "2024.08.19": ("ний", "нөөс"),
}  # fmt: skip
NUMBERS = [
    (47, "accusative", "г"), (47, "ablative", "гоос"), (50, "ablative", "иас"), (50, "genitive", "ийн"),
    (107, "ablative", "гоос"), (100, "ablative", "гаас"), (100, "genitive", "гийн"), (1000, "genitive", "ны"),
    (80, "genitive", "ны"), (80, "accusative", "г"), (80, "ablative", "наас"), (5000, "ablative", "аас"),
    (20, "ablative", "иос"), (120, "ablative", "иос"), (40, "ablative", "өөс"), (21, "accusative", "ийг"),
    (2, "ablative", "оос"), (13, "ablative", "аас"), (0, "ablative", "ээс"), (90, "ablative", "ээс"),
    (6, "ablative", "гаас"), (6, "genitive", "гийн"), (10, "genitive", "ын"), (30, "genitive", "ийн"),
    (1, "ordinal", "дүгээр"), (4, "ordinal", "дүгээр"), (9, "ordinal", "дүгээр"), (40, "ordinal", "дүгээр"),
    (90, "ordinal", "дүгээр"), (2, "ordinal", "дугаар"), (11, "ordinal", "дүгээр"), (12, "ordinal", "дугаар"),
    (98, "ordinal", "дугаар"), (100, "ordinal", "дугаар"),
]  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_a_day_has_the_ending_of_its_last_word(day: str) -> None:
    genitive, ablative = DAYS[day]
    assert day_with_suffix(day, "genitive") == f"{day}-{genitive}"
    assert day_with_suffix(day, "ablative") == f"{day}-{ablative}"
    assert day_with_suffix(day, "dative") == f"{day}-нд"


@pytest.mark.parametrize(("number", "case", "ending"), NUMBERS)
def test_a_number_has_the_ending_of_its_last_word(number: int, case: str, ending: str) -> None:
    assert suffix(number, "number", case) == ending  # type: ignore[arg-type]  # a case's name out of the table


@pytest.mark.parametrize("percent", [0, 65, 100, 150])
def test_a_percent_is_read_as_its_word(percent: int) -> None:
    assert suffix(percent, "percent", "ablative") == "иас" and suffix(percent, "percent", "genitive") == "ийн"


@pytest.mark.parametrize(
    ("number", "word"), [(0, 0), (7, 7), (22, 2), (20, 20), (120, 20), (300, 100), (5000, 1000)]
)
def test_the_last_word_that_is_spoken(number: int, word: int) -> None:
    assert last_spoken(number) == word


def test_every_number_of_a_month_and_every_word_has_its_ending() -> None:
    assert all(
        suffix(day, "day", case) for day in range(1, 32) for case in ("genitive", "dative", "ablative")
    )
    assert all(
        suffix(n, "number", case)
        for n in range(3000)
        for case in ("genitive", "accusative", "ablative", "ordinal")
    )


def test_an_ending_that_was_glued_to_a_brace_is_found_and_nothing_else() -> None:
    assert (
        glued("deadline", "genitive").sub("X", "{deadline}-ний дотор, {deadline}-ны дотор")
        == "X дотор, X дотор"
    )
    assert not glued("deadline", "genitive").search("{deadline}, {name}-ний")
    assert day_with_suffix("22 хүртэл", "genitive") == "22 хүртэл"
