"""What may stand in the open cells of a form: texts, dates, percents and numbers as people type and paste them."""

from __future__ import annotations

from hypothesis import strategies as st

from perfxl.form.layout import Layout, Slot

LETTERS = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя АӨҮ,.:;-–%№0123456789\n\u00a0\u200b"
words = st.text(LETTERS, max_size=60)
long_words = st.integers(780, 1700).map(lambda count: ("үр дүн " * 300)[:count])
texts = st.one_of(
    st.sampled_from(["", "   ", " \n", "0", "100", "\u00a0", "\n\u200b", "#N/A", "\n#REF!"]),
    words,
    long_words,
)
ODD_DATES = (
    "",
    " ",
    "2024.01.02\n2024.06.30",
    "2024.12.31-01.02",
    "2024-12-31 2024-01-01",
    "05.06.2024-01.02.2024",
    45292.0,
)
spans = st.builds(
    "{:%Y.%m.%d}{}{:%Y.%m.%d}".format, st.dates(), st.sampled_from(["-", " - ", " "]), st.dates()
)
dates = st.one_of(st.just("2024.01.01-2024.12.31"), st.sampled_from(ODD_DATES), spans)
percents = st.one_of(
    st.sampled_from(["", 0.0, 1.0, 1.5, 1.51, 65.0, 6500.0, -0.1, "65%", "65,5", "100;", " ", "үгүй"]),
    st.integers(0, 1500).map(lambda n: n / 1000),
)
numbers = st.one_of(st.just(""), st.integers(-5, 400).map(float), st.integers(1, 4000).map(lambda n: n / 8))


def strategy(slot: Slot) -> st.SearchStrategy[str | float]:
    """What may stand in an open cell."""
    by_kind = {"percent": percents, "dates": dates, "number": numbers}
    return by_kind.get(slot.kind, texts)


def open_cells(laid: Layout) -> list[Slot]:
    """The cells that are answers, not signatures."""
    return [slot for slot in laid.inputs if slot.role != "signature"]


@st.composite
def states(draw: st.DrawFn, laid: Layout) -> dict[tuple[str, str], str | float]:
    """Answers for some rows of a form; the others are empty."""
    cells = open_cells(laid)
    used = draw(st.sets(st.sampled_from(sorted({slot.key for slot in cells}))))
    return {(slot.key, slot.field): draw(strategy(slot)) for slot in cells if slot.key in used}
