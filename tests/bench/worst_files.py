"""Measures the gate on the worst files that its budgets let through, each in a process of its own.

    python -m tests.bench.worst_files

Prints seconds of processor time and MB above an empty process. Goals: 5 s and 512 MB.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context

from perfxl.form.place import letters
from perfxl.reading.cells import read_book
from perfxl.reading.package import Refusal, open_package
from tests.reading.making import (
    MAIN,
    RELATIONS,
    SHEET_TYPE,
    STRINGS,
    STYLES,
    TYPES,
    WORKBOOK,
    book,
    related,
    relationships,
    sheet,
    workbook,
)
from tests.support.memory import peak

BESIDE = "xl/worksheets/_rels/sheet1.xml.rels"


def cells() -> bytes:
    """As many cells as allowed, each with a text of its own."""
    rows = []
    for row in range(1, 5000):
        inner = (
            f'<c r="{letters(c)}{row}" t="inlineStr"><is><t>{row}&amp;{c}</t></is></c>' for c in range(1, 41)
        )
        rows.append(f'<row r="{row}">{"".join(inner)}</row>')
    return book(sheet("".join(rows)))


def around() -> bytes:
    """As many other elements as allowed around the cells."""
    return book(sheet("", after="".join(f'<a b="{n}"/>' for n in range(999_000))))


def styles() -> bytes:
    """As many styles as allowed."""
    return book(
        styles=STYLES.replace("</cellXfs>", "".join(f'<xf a="{n}"/>' for n in range(249_000)) + "</cellXfs>")
    )


def names() -> bytes:
    """As many defined names as allowed."""
    one = "".join(f'<definedName name="n{n}">1</definedName>' for n in range(249_000))
    return book(workbook=WORKBOOK.replace("</workbook>", f"<definedNames>{one}</definedNames></workbook>"))


def strings() -> bytes:
    """As many shared strings as allowed, each with an escape."""
    return book(
        strings=STRINGS.replace(
            "</sst>", "".join(f"<si><t>_x000A_{n}</t></si>" for n in range(399_000)) + "</sst>"
        )
    )


def unread() -> bytes:
    """As much XML that nobody reads as allowed."""
    part = "<a>" + "".join(f'<b c="{n}"/>' for n in range(1_700_000)) + "</a>"
    return book(extra={"xl/a.xml": part, "xl/b.xml": part})


def comments() -> bytes:
    """As many comments as allowed."""
    inner = "".join(f'<comment ref="A{n}"><text><t>{n}</t></text></comment>' for n in range(1, 60_000))
    part = f'<comments xmlns="{MAIN}"><commentList>{inner}</commentList></comments>'
    return book(extra={BESIDE: relationships(related("comments", "../c.xml")), "xl/c.xml": part})


def formulas() -> bytes:
    """Shared formulas that grow as far as allowed."""
    source = f"SUM({'A1,' * 2000}A1)"
    rows = "".join(f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>' for row in range(2, 170))
    return book(sheet(f'<row r="1"><c r="A1"><f t="shared" si="0">{source}</f></c></row>{rows}'))


def ranges() -> bytes:
    """As many merges as allowed, each over a whole row."""
    merges = "".join(f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(1, 50_000))
    return book(sheet("", after=f"<mergeCells>{merges}</mergeCells>"))


def sheets() -> bytes:
    """As many sheets as allowed, each with its share of everything."""
    numbers = range(2, 280)
    part = sheet('<row r="1"><c r="A1"><v>1</v></c></row>', after="<a/>" * 3_500)
    typed = "".join(
        f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{SHEET_TYPE}"/>' for n in numbers
    )
    linked = "".join(related("worksheet", f"worksheets/s{n}.xml", id_=f"s{n}") for n in numbers)
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
    return book(
        types=TYPES.replace("</Types>", typed + "</Types>"),
        relations=RELATIONS.replace("</Rel", linked + "</Rel"),
        workbook=workbook('<sheet name="1" sheetId="1" r:id="rId1"/>' + listed),
        extra={f"xl/worksheets/s{n}.xml": part for n in numbers},
    )


def members() -> bytes:
    """As many bytes as allowed in members that are not read."""
    noise = random.Random(1).randbytes(28_000)
    blank = bytes(1_000_000)
    return book(extra={f"xl/media/{n}.bin": (noise + blank) * 28 for n in range(2)})


WORST: tuple[Callable[[], bytes], ...] = (
    cells,
    around,
    styles,
    names,
    strings,
    unread,
    comments,
    formulas,
    ranges,
    sheets,
    members,
)


def measure(data: bytes) -> tuple[str, float, float]:
    """(what became of it, seconds, MB)."""
    before = peak()
    start = time.process_time()
    try:
        read_book(open_package(data))
        outcome = "read"
    except Refusal as refusal:
        outcome = refusal.code
    seconds = time.process_time() - start
    return outcome, seconds, peak() - before


def measured() -> Iterator[str]:
    """One line a file."""
    for make in WORST:
        with get_context("spawn").Pool(1) as pool:
            data = pool.apply(make)
        with get_context("spawn").Pool(1) as pool:
            outcome, seconds, megabytes = pool.apply(measure, (data,))
        yield f"{seconds:6.2f} s  {megabytes:6.0f} MB  {outcome:5} {len(data) >> 10:6} KiB  {make.__name__}"


def main() -> None:
    """Prints the figures."""
    for line in measured():
        print(line, flush=True)


if __name__ == "__main__":
    main()
