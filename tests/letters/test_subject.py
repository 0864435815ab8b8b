"""A subject arrives word for word, wherever its lines are folded."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.letters.letter import Outgoing, as_draft

AT = datetime(2026, 1, 5, tzinfo=UTC)
WORDS = st.lists(st.sampled_from(["2024", "оны", "жилийн", "тайлангаа", "илгээнэ", "үү:", "сануулга", "Re:", "(1)"]), min_size=1, max_size=25)  # fmt: skip


def letter(subject: str) -> Outgoing:
    return Outgoing(
        key="k", kind="reminder", code="1", name="Б.Болд", address="bold@example.mn", subject=subject, text="x", file="f",
    )  # fmt: skip


@given(WORDS)
def test_no_blank_is_lost(words: list[str]) -> None:
    subject = " ".join(words)
    read = message_from_bytes(as_draft(letter(subject), "hr@example.mn", AT), policy=policy.default)
    assert read["Subject"] == subject


def test_lines_keep_to_what_mail_allows() -> None:
    data = as_draft(letter("урт гарчиг " * 30), "", AT)
    assert max(map(len, data.split(b"\r\n"))) <= 80


@pytest.mark.parametrize("subject", ["plain", "2024 оны жилийн тайлангаа илгээнэ үү: сануулга"])
def test_single_subjects(subject: str) -> None:
    assert message_from_bytes(as_draft(letter(subject), "", AT), policy=policy.default)["Subject"] == subject
