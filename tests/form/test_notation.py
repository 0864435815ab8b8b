"""Percents, dates and numbers as people write them: every notation silent, speaking and at its boundary."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.form.notation import (
    DateSpan,
    figures,
    from_serial,
    is_date_format,
    is_percent_format,
    read_date,
    read_dates,
    read_percent,
    shown,
)

PERCENT = "0%"


@pytest.mark.parametrize(
    ("text", "start", "end", "codes"),
    [
        ("2024 оны 1 дүгээр сарын 2-ноос 12 дугаар сарын 31", "2024-01-02", "2024-12-31", []),
        ("2024 оны 1 сарын 2-12 сарын 31", "2024-01-02", "2024-12-31", []),
        ("2024 оны 03 дугаар сарын 01-ээс 05 дугаар сарын 20-ны өдөр хүртэл", "2024-03-01", "2024-05-20", []),
        ("2024 оны нэгдүгээр сарын 2-ноос арванхоёрдугаар сарын 31", "2024-01-02", "2024-12-31", []),
        ("2024 оны 1 дүгээр сарын 2-ноос 12-ны өдөр хүртэл", "2024-01-02", "2024-01-12", []),
        ("2024 оны 1-р сарын 2-ноос 12-р сарын 31", "2024-01-02", "2024-12-31", []),
        ("2024.01.02-ны өдрөөс 2024.05.06-ны өдөр", "2024-01-02", "2024-05-06", []),
        ("2024.05.06 хүртэл, 2024.01.02-ноос", "2024-01-02", "2024-05-06", []),
        ("2024.01.02-5 дугаар сарын 3", "2024-01-02", "2024-05-03", []),
        ("2024.01.02-ноос", "2024-01-02", "", ["F207"]),
        ("2024.06.30 хүртэл", "", "2024-06-30", ["F207"]),
        ("1/2/2023 - 6/30/2024", "2023-01-02", "2024-06-30", []),
        ("15/01/2023 - 30/06/2024", "2023-01-15", "2024-06-30", []),
        ("01-02-2023 - 06-30-2024", "2023-01-02", "2024-06-30", []),
        ("1/2/2024 - 3/4/2024", "", "", ["F202"]),
        ("30/1/2024 - 3/14/2024", "", "", ["F202"]),
        ("2024.01.02-05", "", "", ["F202"]),
        ("2024 оны 2-5 сар", "", "", ["F202"]),
        ("2024 оны 1 сараас 5 сар", "", "", ["F202"]),
        ("2024 оны 3 дугаар сарын 5-10-ны өдрүүдэд", "", "", ["F202"]),
        ("2024.01.02-2024.1231", "", "", ["F202"]),
        ("2024.12.01-01.15", "", "", ["F202"]),
        ("2024.02.05 сар", "", "", ["F202"]),
        ("2024 оны I-IV улирал", "", "", ["F202"]),
    ],
)
def test_a_day_only_where_it_is_certain(text: str, start: str, end: str, codes: list[str]) -> None:
    span, remarks = read_dates(text)
    assert (str(span.start or ""), str(span.end or "")) == (start, end)
    assert [remark.code for remark in remarks] == codes


@pytest.mark.parametrize(
    ("raw", "number_format", "seen"),
    [
        (45293.0, "d-mmm", "2-Jan"),
        (45293.0, "yyyy.mm.dd", "2024.01.02"),
        (45293.0, "[$-409]d\\-mmm\\-yy;@", "2-Jan-24"),
        (0.0555555555, "h:mm", "1:20"),
        (0.0555555555, "[h]:mm:ss", "1:20:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
    ],
)
def test_a_percent_that_became_a_day_or_a_time_is_told_as_it_was_seen(
    raw: float, number_format: str, seen: str
) -> None:
    value, (remark,) = read_percent(raw, number_format)
    assert (value, remark.code, dict(remark.facts)["shown"]) == (None, "F103", seen)


@pytest.mark.parametrize("text", ["98 хувь", "98 хувь.", "98 процент", "98  ХУВЬ"])
def test_the_word_for_percent_is_the_sign(text: str) -> None:
    assert read_percent(text, "General") == (0.98, ())


@pytest.mark.parametrize(
    ("raw", "number_format", "value", "codes"),
    [
        pytest.param(0.65, PERCENT, 0.65, [], id="a share in a percent cell"),
        pytest.param(1.0, PERCENT, 1.0, [], id="one in a percent cell is all"),
        pytest.param(0.0, PERCENT, 0.0, [], id="nothing done"),
        pytest.param(0.01, PERCENT, 0.01, [], id="one percent in a percent cell"),
        pytest.param(1.0000000000000002, PERCENT, 1.0, [], id="dust behind the twelfth digit is no excess"),
        pytest.param(1.2, PERCENT, 1.2, ["F105"], id="over all"),
        pytest.param(1.5, PERCENT, 1.5, ["F105"], id="one and a half is the most"),
        pytest.param(1.51, PERCENT, 0.0151, ["F106"], id="just past one and a half shows 151%"),
        pytest.param(65.0, PERCENT, 0.65, ["F106"], id="pasted 65 shows 6500%"),
        pytest.param(150.0, PERCENT, 1.5, ["F106"], id="150 shows 15000%"),
        pytest.param(150.5, PERCENT, None, ["F104"], id="more than can be meant, percent cell"),
        pytest.param(-0.1, PERCENT, None, ["F104"], id="negative, percent cell"),
        pytest.param(65.0, "General", 0.65, [], id="65 in an ordinary cell"),
        pytest.param(100, "0.00", 1.0, [], id="a whole number is read as any other"),
        pytest.param(120.0, "General", 1.2, ["F105"], id="120 in an ordinary cell"),
        pytest.param(1.0, "General", 0.01, ["F107"], id="1 in an ordinary cell: one or all?"),
        pytest.param("1", PERCENT, 0.01, ["F107"], id="the text 1"),
        pytest.param(0.65, "General", 0.65, ["F108"], id="a share in an ordinary cell"),
        pytest.param("0,65", PERCENT, 0.65, ["F108"], id="a share as text"),
        pytest.param("65%", "General", 0.65, [], id="65% as text"),
        pytest.param("100;", "General", 1.0, [], id="a semicolon behind"),
        pytest.param("65,5", PERCENT, 0.655, [], id="a decimal comma"),
        pytest.param("65.0", PERCENT, 0.65, [], id="a decimal point"),
        pytest.param(" 65 % ", "@", 0.65, [], id="blanks around"),
        pytest.param("65\u00a0%\u200b", "@", 0.65, [], id="hard blank and zero width"),
        pytest.param("0%", "General", 0.0, [], id="0% as text"),
        pytest.param("0.5%", PERCENT, 0.005, [], id="half a percent with its sign"),
        pytest.param("0,5 %;", "General", 0.005, [], id="half a percent with a comma and a semicolon"),
        pytest.param("0.99\uff05", "@", 0.0099, [], id="under one percent with a wide sign"),
        pytest.param("1%", PERCENT, 0.01, ["F107"], id="1% as text is one percent, and asked about"),
        pytest.param("1.5%", PERCENT, 0.015, [], id="just over one percent with its sign"),
        pytest.param("0%", PERCENT, 0.0, [], id="0% as text in a percent cell"),
        pytest.param("0", "General", 0.0, [], id="0 as text"),
        pytest.param(0.0, "General", 0.0, [], id="0 in an ordinary cell"),
        pytest.param("150", "General", 1.5, ["F105"], id="150 as text"),
        pytest.param("151", "General", None, ["F104"], id="151 as text"),
        pytest.param("-5", "General", None, ["F104"], id="negative text"),
        pytest.param(None, PERCENT, None, ["F102"], id="empty"),
        pytest.param("  \u200b", PERCENT, None, ["F102"], id="only blanks"),
        pytest.param("биелсэн", PERCENT, None, ["F103"], id="a word"),
        pytest.param("65 хувь", PERCENT, 0.65, [], id="a number with the word for percent"),
        pytest.param("100 100", PERCENT, None, ["F103"], id="two numbers"),
        pytest.param("#DIV/0!", PERCENT, None, ["F103"], id="an error's text"),
        pytest.param(True, PERCENT, None, ["F103"], id="true is no percent"),
        pytest.param(float("nan"), PERCENT, None, ["F103"], id="not a number"),
        pytest.param(float("inf"), "General", None, ["F103"], id="infinite"),
    ],
)
def test_percent_by_the_contracts_table(raw, number_format, value, codes):
    got, remarks = read_percent(raw, number_format)
    assert got == value
    assert [remark.code for remark in remarks] == codes


def test_the_remark_says_what_stands_there_and_what_was_taken():
    _, (remark,) = read_percent(65.0, PERCENT)
    assert dict(remark.facts) == {"shown": "6500%", "taken": "65%"}


@pytest.mark.parametrize(
    ("number_format", "percent"),
    [("0%", True), ("0.00%;[Red]-0.00%", True), ('0"%"', False), ("0\\%", False), ("General", False)],
)
def test_a_quoted_sign_is_no_percent_format(number_format, percent):
    assert is_percent_format(number_format) is percent


@pytest.mark.parametrize(
    ("number_format", "day"),
    [
        ("yyyy.mm.dd", True),
        ("yyyy\\.mm\\.dd", True),
        ("[$-450]yyyy.mm.dd", True),
        ("d-mmm", True),
        ("General", False),
        ("0%", False),
        ("hh:mm", False),
        ('0" day"', False),
        ("[Red]0", False),
    ],
)
def test_date_formats(number_format, day):
    assert is_date_format(number_format) is day


YEAR = DateSpan(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("raw", "span", "codes"),
    [
        pytest.param("2024.01.01-2024.12.31", YEAR, [], id="as the form asks"),
        pytest.param("2024.01.01- 2024.12.31", YEAR, [], id="a blank behind the dash"),
        pytest.param("2024.01.01 – 2024.12.31", YEAR, [], id="a long dash"),
        pytest.param("2024.01.01\n2024.12.31", YEAR, [], id="two lines"),
        pytest.param("2024.01.01-\n2024.12.31", YEAR, [], id="two lines and a dash"),
        pytest.param("2024/1/1-2024/12/31", YEAR, [], id="strokes, no leading zeros"),
        pytest.param("2024. 01. 01 - 2024. 12. 31.", YEAR, [], id="blanks inside"),
        pytest.param("2024.01.01-12.31", YEAR, [], id="the year only once"),
        pytest.param("01.01.2024-31.12.2024", YEAR, [], id="day first"),
        pytest.param("2024 оны 01 дүгээр сарын 01 - 2024 оны 12 сарын 31", YEAR, [], id="in words"),
        pytest.param(
            "2024.01.02 2024-06-30", DateSpan(date(2024, 1, 2), date(2024, 6, 30)), [], id="mixed, no dash"
        ),
        pytest.param(
            "2024.01.02-2024-06.30", DateSpan(date(2024, 1, 2), date(2024, 6, 30)), [], id="mixed signs"
        ),
        pytest.param("2024-06.30", DateSpan(None, date(2024, 6, 30)), ["F207"], id="one day is the finish"),
        pytest.param(
            "2024.01.02-", DateSpan(date(2024, 1, 2), None), ["F207"], id="a dash behind: the start"
        ),
        pytest.param(
            "2024-06-30T00:00:00", DateSpan(None, date(2024, 6, 30)), ["F207"], id="an ISO cell (t=d)"
        ),
        pytest.param(
            "2024.12.31-2024.01.01",
            DateSpan(date(2024, 12, 31), date(2024, 1, 1)),
            ["F204"],
            id="finished before it started",
        ),
        pytest.param(
            "2024.05.05-2024.05.05", DateSpan(date(2024, 5, 5), date(2024, 5, 5)), [], id="within one day"
        ),
        pytest.param(None, DateSpan(None, None), ["F201"], id="empty"),
        pytest.param(" \n", DateSpan(None, None), ["F201"], id="only blanks"),
        pytest.param("жилийн турш", DateSpan(None, None), ["F202"], id="words"),
        pytest.param("2024.02.30", DateSpan(None, None), ["F203"], id="no such day"),
        pytest.param("2023.02.29-2023.12.31", DateSpan(None, None), ["F203"], id="no leap year"),
        pytest.param(
            "2024.01.01 2024.02.01 2024.03.01", DateSpan(None, None), ["F209"], id="three days are too many"
        ),
        pytest.param("7:4:10", DateSpan(None, None), ["F202"], id="a ratio"),
        pytest.param("11-11 төв", DateSpan(None, None), ["F202"], id="a centre's name"),
        pytest.param("9001:2015", DateSpan(None, None), ["F202"], id="a standard"),
        pytest.param("5140-1:2021", DateSpan(None, None), ["F202"], id="another standard"),
        pytest.param("13.1, 13.2 дахь", DateSpan(None, None), ["F202"], id="clauses"),
        pytest.param("10-20 жил", DateSpan(None, None), ["F202"], id="years of age"),
        pytest.param("А/09", DateSpan(None, None), ["F202"], id="an order's number"),
        pytest.param("2024", DateSpan(None, None), ["F202"], id="a year alone"),
        pytest.param(True, DateSpan(None, None), ["F202"], id="true is no day"),
    ],
)
def test_dates_as_people_write_them(raw, span, codes):
    got, remarks = read_dates(raw)
    assert got == span
    assert [remark.code for remark in remarks] == codes


@pytest.mark.parametrize(
    ("raw", "number_format", "day", "codes"),
    [
        pytest.param(45473.0, "yyyy.mm.dd", date(2024, 6, 30), ["F207"], id="a real date cell"),
        pytest.param(45473.75, "yyyy.mm.dd", date(2024, 6, 30), ["F207"], id="with an hour"),
        pytest.param(45473.0, "General", date(2024, 6, 30), ["F208", "F207"], id="a bare day number"),
        pytest.param(2024.0, "General", None, ["F202"], id="a year typed as a number"),
        pytest.param(2024.01, "General", None, ["F202"], id="a month typed as a number"),
        pytest.param(20240630.0, "General", None, ["F202"], id="eight digits"),
        pytest.param(-1.0, "yyyy.mm.dd", None, ["F202"], id="before the first day"),
    ],
)
def test_day_numbers(raw, number_format, day, codes):
    span, remarks = read_dates(raw, number_format)
    assert span == DateSpan(None, day)
    assert [remark.code for remark in remarks] == codes


def test_the_day_that_never_was():
    assert from_serial(60) is None
    assert from_serial(59) == date(1900, 2, 28)
    assert from_serial(61) == date(1900, 3, 1)
    assert from_serial(1) == date(1900, 1, 1)
    assert from_serial(0) is None


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from([".", "-", "/"]), st.booleans())
def test_every_day_comes_back(day, mark, zeros):
    parts = (f"{day.month:02d}", f"{day.day:02d}") if zeros else (str(day.month), str(day.day))
    assert read_date(mark.join((str(day.year), *parts))) == (day, ())
    assert from_serial((day - date(1899, 12, 30)).days) == day


@given(st.text(max_size=40))
def test_no_text_stops_the_reader(text):
    read_percent(text)
    read_dates(text)
    read_date(text)
    figures(text)


@given(st.floats())
def test_no_number_stops_the_reader(number):
    for number_format in ("General", "0%", "yyyy.mm.dd"):
        read_percent(number, number_format)
        read_dates(number, number_format)
        read_date(number, number_format)
        shown(number, number_format)


def test_a_signatures_date():
    assert read_date("2024.12.05") == (date(2024, 12, 5), ())
    assert read_date("") == (None, ())
    assert read_date("2024 оны 12 сарын 05") == (date(2024, 12, 5), ())
    assert [r.code for r in read_date("өнөөдөр")[1]] == ["F202"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("нийт 13,301,381,100 төгрөг", [13301381100]),
        ("7,5 тэрбум", [7.5]),
        ("18 000 иргэн", [18000]),
        ("60% -тай", [60]),
        ("20 хувь, 10 хувиар", [20, 10]),
        ("7:4:10", []),
        ("MNS 9001:2015 ба 5140-1:2021", []),
        ("13.1.2 дахь заалт", []),
        ("2024.01.01-2024.12.31-нд 12 сургалт", [12]),
        ("А/09 тушаал", []),
    ],
)
def test_numbers_in_text(text, values):
    assert [figure.value for figure in figures(text)] == values


def test_a_percent_in_text_knows_its_sign():
    sixty, five = figures("60% -тай, 5 удаа")
    assert sixty.percent
    assert not five.percent


@pytest.mark.parametrize(
    ("raw", "number_format", "text"),
    [
        (None, "General", ""),
        (0.65, "0%", "65%"),
        (65.0, "General", "65"),
        (0.1 + 0.2, "General", "0.3"),
        (45473.0, "yyyy.mm.dd", "2024.06.30"),
        (True, "General", "TRUE"),
        ("  as typed ", "0%", "  as typed "),
    ],
)
def test_what_a_person_sees(raw, number_format, text):
    assert shown(raw, number_format) == text
