"""The rules together: what they never do, and what they leave to others."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.checks.evidence import evidence
from perfxl.checks.evidence.alike import alike
from perfxl.checks.language.row_text import LONGEST, RowText
from tests.checks.evidence.rows import context, row

PIECES = st.sampled_from(
    [
        "нийт",
        "Үүнд:",
        "үүнээс",
        "12",
        "5%",
        "2024.02.30",
        "2024.05.03-нд",
        "хувь",
        "гүйцэтгэл",
        "болно",
        "байна.",
        "хийгээгүй",
        "төлөвлөж",
        "хийхээр",
        "нь",
        "-",
        "\n",
        "(",
        "“",
        "”",
        '"',
        ".",
        ",",
        ":",
        ";",
        "/",
        "18/25",
        "²",
        "١٢",
        "сая",
        "1,250",
        "99999999999999999999",
        "зурaгт",
        "А.Бат",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=30), st.sampled_from([None, 0.0, 0.65, 1.0, 1.5]))
def test_nothing_that_people_write_stops_the_rules(pieces: list[str], percent: float | None) -> None:
    text = " ".join(pieces)
    rows = [row(1, achieved=text, target=text, percent=percent), row(2, achieved=text[::-1], percent=percent)]
    previous = {"r1": (text, percent)}
    for found in evidence(rows, context(previous=previous, title_name=text, signature_name=text)):
        assert found.code.startswith("E")


def test_rows_without_a_text_are_passed_in_silence() -> None:
    assert evidence([row(1, achieved="", end="none")], context()) == []


def test_no_rows_have_no_findings() -> None:
    assert evidence([], context()) == []


def test_a_promise_for_a_later_time_is_told_once() -> None:
    text = "Судалгааг нэгтгэсэн. Тайланг 2025 оны 1 дүгээр сард танилцуулна."
    codes = [one.code for one in evidence([row(1, achieved=text, end="none")], context())]
    assert codes == ["E203"]


def test_a_text_that_is_all_plan_is_told_once() -> None:
    text = "Судалгааг нэгтгэж, тайланг танилцуулна."
    codes = [one.code for one in evidence([row(1, achieved=text, end="none")], context())]
    assert codes == ["E402", "E602"]


def test_an_honest_report_of_real_length_is_told_nothing() -> None:
    report = tomllib.loads((Path(__file__).parent / "honest.toml").read_text("utf-8"))["row"]
    rows = [row(n, **given, end=date(2024, 12, 5)) for n, given in enumerate(report, 1)]
    rows[0] = replace(rows[0], percent=0.98)
    found = evidence(rows, context())
    assert [(one.code, one.cell, dict(one.facts)) for one in found] == []
    assert len(rows) >= 42


@pytest.mark.parametrize(
    "piece",
    [
        "1-1-",
        "нийт 1, ",
        "5, Үүнд: 7 ",
        '"',
        "1,000,",
        "10 хүний 5 нь, ",
        "а.",
        "2024.01.01 ",
        "(",
        "5% биелэлт ",
    ],
)
def test_a_cell_full_of_one_thing_is_read_only_so_far(piece: str) -> None:
    text = piece * (32_000 // len(piece))
    assert len(RowText(row(1, achieved=text)).text) == LONGEST
    evidence([row(1, achieved=text, target=text[:500])], context())


def test_sentences_full_of_figures_are_told_nothing() -> None:
    texts = tomllib.loads((Path(__file__).parent / "quiet.toml").read_text("utf-8"))["texts"]
    found = [
        (one.code, text)
        for text in texts
        for one in evidence([row(1, achieved=text, end=None)], context())
        if one.code != "E602"  # a sentence without a figure is among them
    ]
    assert found == []


def test_two_peoples_reports_are_only_compared_when_it_is_asked() -> None:
    text = "Хөрөнгийн тооллогыг удирдамжийн дагуу хийж, " * 6
    own = evidence([row(1, achieved=text, end=None)], context())
    asked = list(alike({"0001": [row(1, achieved=text)], "0002": [row(1, achieved=text)]}))
    assert "E405" not in {one.code for one in own}
    assert [(code, one.code, one.facts["employee"]) for code, one in asked] == [
        ("0002", "E405", "0001"),
        ("0001", "E405", "0002"),
    ]
