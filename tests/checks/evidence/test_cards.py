"""Every evidence code has a card in both languages, and none can be an error."""

from __future__ import annotations

import pytest

from perfxl.finding import Severity
from perfxl.texts import severities, texts

CODES = [
    "E101", "E102", "E103", "E104", "E105", "E106", "E107", "E108", "E109", "E110", "E201", "E202", "E203", "E301", "E302", "E303", "E304",
    "E401", "E402", "E403", "E404", "E405", "E406", "E501", "E502", "E503", "E601", "E602", "E603",
]  # fmt: skip


def test_these_are_all_the_evidence_codes() -> None:
    assert sorted(code for code in severities() if code[0] == "E") == CODES


@pytest.mark.parametrize("language", ["mn", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_card_tells_why_and_shows_an_example_that_speaks_and_one_that_is_silent(
    code: str, language: str
) -> None:
    card = texts(language).card(code)
    assert all(str(card[key]).strip() for key in ("title", "say", "do", "why", "speaks", "silent"))


@pytest.mark.parametrize("code", CODES)
def test_evidence_is_never_an_error(code: str) -> None:
    assert severities()[code] in (Severity.WARNING, Severity.NOTE)
