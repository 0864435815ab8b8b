"""Honest workbooks changed at random, the same way for the same seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from functools import cache

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from tests.reading.dialects import of_xlsxwriter
from tests.reading.making import book, sheet, zipped

_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+")
_ODD = (
    b"",
    b"0",
    b"-1",
    b"99999999999",
    b"NaN",
    b"A1:",
    b"&lt;",
    b"&#0;",
    b"\xff",
    b"<",
    b">",
    b'"',
    b"]]>",
    b"<!--",
)
_VALUES = (
    b"",
    b"0",
    b"1",
    b"7",
    b"-1",
    b"99999999999",
    b"true",
    b"A1",
    b"C3:B2",
    b"XFD1048576",
    b"s",
    b"b",
    b"e",
    b"d",
    b"rId1",
    b"NaN",
    b"styles.xml",
    b"..",
)


@cache
def honest() -> tuple[bytes, ...]:
    """The workbooks to start from: one of openpyxl's with all that a form has, one of XlsxWriter's, one made by hand."""
    return _form(), _without_times(of_xlsxwriter()), _by_hand()


def _form() -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    page.title = "Тайлан"
    for row in range(1, 20):
        for column in range(1, 9):
            cell = page.cell(row, column, f"мөр {row}, {column}" if column < 6 else row / 100)
            cell.protection = Protection(locked=column < 6)
            cell.font = Font(color="FFFFFFFF" if column == 8 else "FF000000")
            cell.number_format = "0%" if column > 6 else "General"
    page["A1"].comment = Comment("тайлбар", "Х.Н.")
    page["B2"] = "=SUM(G1:G9)"
    page["C2"].fill = PatternFill("solid", fgColor="FFFFEE00")
    page.merge_cells("A20:H20")
    page.column_dimensions["K"].hidden = True
    page.row_dimensions[3].hidden = True
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="1.5")
    rule.add("G1:G19")
    page.add_data_validation(rule)
    page.protection.sheet = True
    made.defined_names["one"] = DefinedName("one", attr_text="Тайлан!$A$1")
    made.create_sheet("хоёр")["A1"] = True
    buffer = io.BytesIO()
    made.save(buffer)
    return _without_times(buffer.getvalue())


def _without_times(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {name: _timeless(archive.read(name)) for name in archive.namelist()}
    return zipped(contents)


def _timeless(part: bytes) -> bytes:
    return re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-12-05T09:00:00Z", part)


def _by_hand() -> bytes:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c></row>'
        '<row r="2"><c r="A2" t="d"><v>2024-06-30</v></c><c r="B2"><f t="shared" si="0" ref="B2:B3">A1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><r><t>а</t></r><r><t>б</t></r></is></c><c r="B3"><f t="shared" si="0"/></c></row>'
    )
    return book(sheet(rows, after='<mergeCells><mergeCell ref="D1:E2"/></mergeCells>'))


def changed_bytes(seed: int) -> tuple[bytes, bytes]:
    """(an honest workbook, the same with some of its bytes changed)."""
    chance = random.Random(seed)
    whole = chance.choice(honest())
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        _strike(data, chance)
    return whole, bytes(data)


def _strike(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    to = min(len(data), at + chance.choice((1, 1, 4, 40)))
    blow = chance.randrange(5)
    if blow == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif blow == 1:
        del data[at:to]
    elif blow == 2:
        data[at:at] = bytes(chance.randrange(256) for _ in range(to - at))
    elif blow == 3:
        data[at:to] = data[to : to + (to - at)]
    else:
        data[at] = chance.choice((0, 255, 80, 75))


def changed_part(seed: int) -> bytes:
    """An honest workbook with the XML of one part changed, packed again without a fault."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(chance.choice(honest()))) as archive:
        contents: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(contents))
    tokens = _TOKEN.findall(contents[name])  # type: ignore[arg-type]
    for _ in range(chance.choice((1, 1, 2, 5))):
        _rewrite(tokens, chance)
    contents[name] = b"".join(tokens)
    if chance.random() < 0.1:
        contents.pop(chance.choice(sorted(contents)))
    return zipped(contents, zipfile.ZIP_STORED)


def _rewrite(tokens: list[bytes], chance: random.Random) -> None:
    if not tokens:
        return
    at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    blow = chance.choice((0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 5))
    if blow == 0:
        del tokens[at]
    elif blow == 1:
        tokens.insert(at, tokens[other])
    elif blow == 2:
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif blow == 3:
        tokens[at] = _with_another_value(tokens[at], chance)
    elif blow == 4:
        tokens[at] = chance.choice(_ODD)
    else:
        place = chance.randrange(len(tokens[at]) + 1)
        tokens[at] = tokens[at][:place] + chance.choice(_ODD) + tokens[at][place:]


def _with_another_value(token: bytes, chance: random.Random) -> bytes:
    values = list(re.finditer(rb'"([^"]*)"', token))
    if not values:
        return token + chance.choice(_ODD)
    value = chance.choice(values)
    return token[: value.start(1)] + chance.choice(_VALUES) + token[value.end(1) :]
