"""Whatever the tables look like: every word of theirs ends in a row, a goal, among the loose texts or outside the tables."""

import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.drafting.document import GridCell, TextLine
from perfxl.drafting.plan_rows import read_tables
from perfxl.drafting.remarks import remarked
from perfxl.drafting.vocabulary import vocabulary
from perfxl.form.definition import load_form

FORM = load_form("order-98-2023-annex-6")
WORDS = vocabulary(FORM)
CAPTIONS = ["Д/д", "Арга хэмжээ", "Шалгуур үзүүлэлт", "Суурь түвшин", "Хүрэх түвшин", "Биелэлт", "Хугацаа", "Хувь", "Зорилт", "Санал", "Гүйцэтгэлийн түвшин", ""]  # fmt: skip
STARTS = ["", "", "", "Зорилт 1. ", "Арга хэмжээ 1.1 ", "Арга хэмжээ № 2 ", "1.2 ", "3. ", "Хэсэг "]
TOKEN = re.compile(r"үг\d+")


@st.composite
def tables(draw):
    """Lines of one to three tables: headers whole or not, rows of other widths, merged and empty cells, paragraphs."""
    count = itertools.count(1)

    def word() -> str:
        return f"үг{next(count)}"

    lines = []
    for table in range(1, draw(st.integers(1, 3)) + 1):
        if draw(st.booleans()):
            heading = draw(
                st.sampled_from(["Нэг. Гүйцэтгэлийн зорилт, арга хэмжээ", "Мэдлэг, ур чадвар", word()])
            )
            lines.append(TextLine(heading, "¶"))
        width = draw(st.integers(1, 10))
        for _ in range(draw(st.integers(0, 2))):
            heads = draw(st.permutations(CAPTIONS))[:width]
            lines.append(TextLine("", "h", table, _cells(draw, heads)))
        for _ in range(draw(st.integers(0, 6))):
            filled = draw(st.lists(st.booleans(), min_size=1, max_size=width))
            texts = [draw(st.sampled_from(STARTS)) + word() if f else "" for f in filled]
            lines.append(TextLine("", "r", table, _cells(draw, texts)))
    return lines


def _cells(draw, texts) -> tuple[GridCell, ...]:
    at, cells = draw(st.integers(0, 1)), []
    for text in texts:
        span = draw(st.sampled_from([1, 1, 1, 2, 3]))
        continued = draw(st.sampled_from([False, False, False, not text]))
        auto = draw(st.sampled_from(["", "", "", "1.", "2.3"])) if text else ""
        cells.append(GridCell(text, at, at + span, continued, auto))
        at += span
    return tuple(cells)


@settings(max_examples=300, deadline=None)
@given(tables())
def test_no_word_is_lost(lines):
    made = read_tables(lines, FORM, WORDS)
    said = " ".join(f"{line.text} {' '.join(c.text for c in line.cells)}" for line in lines)
    kept = [line.text for line in (*made.before, *made.after)]
    kept += [c.text for line in (*made.before, *made.after) for c in line.cells]
    kept += [loose.text for loose in made.loose]
    for row in remarked(made.rows):
        kept += [row.goal, row.number, row.measure, row.indicator, row.baseline, row.target]
        kept += [row.achieved, row.dates, row.percent]
    assert set(TOKEN.findall(said)) <= set(TOKEN.findall(" ".join(kept)))
