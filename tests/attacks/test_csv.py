"""A .csv that is opened with another separator than its own: no field becomes a formula."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pytest

from perfxl.table.export import write_csv
from tests.support.months import month


def with_text(text):
    """A table of one row whose answer is the text."""
    drawn = month(9, 1, 1)
    row = drawn.rows[0]
    return replace(drawn, rows=(replace(row, answered=replace(row.answered, achieved=text)),))


STARTS = ("=", "+", "-", "@")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/C calc'!A0",
        "ok;=1+1",
        'ok";=1+1;"',
        "ok\t=1+1",
        "ok\n=1+1",
        "ok\r\n@SUM(1)",
        "ok; -2+3",
        "\t=1+1",
        "ok;+1",
        "ok|=1+1",
    ],
)
def test_no_field_becomes_a_formula(tmp_path, text, separator):
    write_csv(tmp_path / "rows.csv", [with_text(text)])
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as stream:
        for fields in csv.reader(stream, delimiter=separator):
            assert not [field for field in fields if field.lstrip(" ").startswith(STARTS)]


def test_a_program_that_cuts_at_every_line_and_separator_finds_none_either(tmp_path):
    write_csv(tmp_path / "rows.csv", [with_text("a;=1\n=2\t=3|=4")])
    raw = (tmp_path / "rows.csv").read_text("utf-8-sig")
    assert not [piece for piece in re.split(r"[;\t\r\n|]", raw) if piece.lstrip().startswith(STARTS)]


def test_a_figure_within_a_text_stays_as_it_is(tmp_path):
    write_csv(tmp_path / "rows.csv", [with_text("12-15, -3 a=b")])
    assert "12-15, -3 a=b" in (tmp_path / "rows.csv").read_text("utf-8-sig")
