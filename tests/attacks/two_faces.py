"""Workbooks that show one thing and hold another, or that two readers read in two ways; written without a look at the reader."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.attacks.planting import BOOK, MARK, SHEET, form, in_place, rewritten
from tests.checks.forms import slot_at

STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_LIE = "PLANTED-7f3a 100 хувь биелсэн"


def two_faces() -> Iterator[tuple[str, bytes]]:
    """(attack, workbook). What is planted is MARK, or an answer that another reader would take for the person's."""
    yield from _packed()
    yield from _spelt()
    yield from _cells()
    yield from _hidden()
    yield from _sheets()


def _answer(row: int = 0, field: str = "achieved") -> str:
    return slot_at(form()[1], field, row).a1


def _packed() -> Iterator[tuple[str, bytes]]:
    """Two readers of one zip see two workbooks."""
    lie = _body(SHEET).replace(b"</sheetData>", b"</sheetData><!--2-->")
    yield "a part twice", _added(SHEET, lie)
    yield "a part twice, in other letters", _added("xl/Worksheets/SHEET1.xml", lie)
    yield "a part with a leading slash", _added(f"/{SHEET}", lie)
    yield "a part with backslashes", _added(SHEET.replace("/", "\\"), lie)
    yield "a part by way of ..", _added(f"xl/x/../{SHEET[3:]}", lie)
    yield "a part by way of %", _added(SHEET.replace("sheet1", "sheet%31"), lie)
    yield "another name in front of the data", _local(lambda name: name.replace(b"sheet1", b"sheet2"))
    yield "a part that says it is encrypted", _flagged(1)
    yield "a part packed in an unknown way", _method(99)
    yield "a part that says it is stored", _method(0)
    yield "a size that lies", _central(24, struct.pack("<I", 10))
    yield "a size beyond everything", _central(24, struct.pack("<I", 0xFFFFFFFE))
    yield "a checksum that lies", _central(16, b"\1\2\3\4")
    yield "a place of the data that lies", _central(42, struct.pack("<I", 7))
    yield "a second end of the zip", form()[0] + form()[0][-22:]
    yield "a zip in front of the zip", _other_zip() + form()[0]
    yield "a zip behind the zip", form()[0] + _other_zip()


def _spelt() -> Iterator[tuple[str, bytes]]:
    """XML that two parsers read in two ways."""
    yield "a part that says it is UTF-16", _replaced(SHEET, _declared("UTF-16", _body(SHEET)).encode())
    yield "a part in UTF-16", _replaced(SHEET, _declared("UTF-16", _body(SHEET)).encode("utf-16"))
    yield "a part in UTF-7", _replaced(SHEET, _declared("UTF-7", _body(SHEET)).encode("utf-7"))
    yield "an entity", _replaced(SHEET, _with_entity(_body(SHEET), f'<!ENTITY a "{MARK}">'))
    yield (
        "an entity from a file",
        _replaced(SHEET, _with_entity(_body(SHEET), '<!ENTITY a SYSTEM "file:///etc/hostname">')),
    )
    yield "entities that grow", _replaced(SHEET, _with_entity(_body(SHEET), _growing()))
    yield (
        "a parameter entity",
        _replaced(SHEET, _with_entity(_body(SHEET), '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;')),
    )
    yield (
        "a stylesheet",
        _replaced(SHEET, b'<?xml-stylesheet href="http://127.0.0.1:9/x"?>' + _bare(_body(SHEET))),
    )
    yield "the rows twice", rewritten({SHEET: lambda t: t.replace("</sheetData>", f"</sheetData>{_rows(t)}")})
    yield "a row twice", rewritten({SHEET: _row_twice})
    yield "rows in another order", rewritten({SHEET: _rows_turned})
    yield (
        "a cell twice",
        rewritten(
            {
                SHEET: lambda t: _after(
                    t, _answer(), f'<c r="{_answer()}" t="inlineStr"><is><t>{_LIE}</t></is></c>'
                )
            }
        ),
    )
    yield (
        "a cell in another row",
        rewritten({SHEET: lambda t: t.replace(f'<c r="{_answer()}"', f'<c r="{_answer(1)}"', 1)}),
    )
    yield "a choice of two answers", rewritten({SHEET: _chosen})
    yield (
        "an answer in a comment of XML",
        rewritten(in_place(_answer(), f"<!--<v>0</v>--><is><t>{_LIE}</t></is>", "inlineStr")),
    )
    yield (
        "an answer in CDATA",
        rewritten(in_place(_answer(), f"<is><t><![CDATA[{_LIE}]]></t></is>", "inlineStr")),
    )
    yield "another prefix", rewritten({SHEET: _prefixed})
    yield (
        "the strict namespace",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    "http://purl.oclc.org/ooxml/spreadsheetml/main",
                    1,
                )
            }
        ),
    )
    yield (
        "an unknown namespace",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "urn:x", 1
                )
            }
        ),
    )


def _cells() -> Iterator[tuple[str, bytes]]:
    """One cell that programs show in different ways."""
    percent = _answer(0, "percent")
    yield "a string that is not there", rewritten(in_place(_answer(), "<v>99999</v>", "s"))
    yield "a string before the first", rewritten(in_place(_answer(), "<v>-1</v>", "s"))
    yield "a string by a fraction", rewritten(in_place(_answer(), "<v>0.5</v>", "s"))
    yield "two values", rewritten(in_place(_answer(), "<v>1</v><v>2</v>"))
    yield "a value and a text", rewritten(in_place(_answer(), f"<v>1</v><is><t>{_LIE}</t></is>", "inlineStr"))
    yield "a kind that nobody knows", rewritten(in_place(_answer(), f"<v>{_LIE}</v>", "z"))
    yield "an error as an answer", rewritten(in_place(_answer(), "<v>#REF!</v>", "e"))
    yield "yes as an answer", rewritten(in_place(_answer(), "<v>1</v>", "b"))
    for value in ("1E+400", "-1E+308", "NaN", "INF", "0x10", "1_0", "١", " 1", "1,0", "--1", "1e", ""):
        yield f"a percent {value!r}", rewritten(in_place(percent, f"<v>{value}</v>"))
    yield "a calculated percent", rewritten(in_place(percent, "<f>1</f><v>0.2</v>"))
    yield "a formula without a result", rewritten(in_place(_answer(), f'<f>"{MARK}"</f>', "str"))
    yield (
        "a table of data",
        rewritten(in_place(percent, f'<f t="dataTable" ref="{percent}" dt2D="1" r1="A1" r2="A2"/><v>1</v>')),
    )
    yield (
        "an array over the answers",
        rewritten(in_place(_answer(), f'<f t="array" ref="{_answer()}:{_answer(3)}">"x"</f><v>x</v>', "str")),
    )
    yield (
        "a run that reads as nothing",
        rewritten(
            in_place(
                _answer(), f"<is><r><t>98</t></r><r><rPr><vanish/></rPr><t>{MARK}</t></r></is>", "inlineStr"
            )
        ),
    )
    yield (
        "letters that turn the line round",
        rewritten(in_place(_answer(), "<is><t>Бүгд \u202e 001 нь биелсэн</t></is>", "inlineStr")),
    )
    yield (
        "letters that cannot be seen",
        rewritten(
            in_place(_answer(), "<is><t>" + "\u200b\u2060\ufeff\u00ad" * 50 + "</t></is>", "inlineStr")
        ),
    )
    yield (
        "letters by their numbers",
        rewritten(in_place(_answer(), "<is><t>_x000D__x0008__x005F_x0041_</t></is>", "inlineStr")),
    )
    yield "half a letter", rewritten(in_place(_answer(), "<is><t>&#xD83D;</t></is>", "inlineStr"))
    yield "no letter at all", rewritten(in_place(_answer(), "<is><t>&#xFFFE;&#xFFFF;</t></is>", "inlineStr"))


def _hidden() -> Iterator[tuple[str, bytes]]:
    """What is printed and signed is not what the cells hold."""
    achieved, percent = _answer(), _answer(0, "percent")
    row, column = re.sub(r"\D", "", achieved), re.sub(r"\d", "", achieved)
    yield (
        "a hidden row",
        rewritten({SHEET: lambda t: re.sub(rf'<row r="{row}"', f'<row r="{row}" hidden="1"', t)}),
    )
    yield (
        "a row of no height",
        rewritten(
            {SHEET: lambda t: re.sub(rf'<row r="{row}"([^>]*?) ht="[^"]*"', rf'<row r="{row}"\1 ht="0"', t)}
        ),
    )
    yield (
        "a hidden column",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "<cols>",
                    f'<cols><col min="{_number(column)}" max="{_number(column)}" width="0" hidden="1"/>',
                )
            }
        ),
    )
    yield (
        "an answer under a merged cell",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "</mergeCells>", f'<mergeCell ref="{achieved}:{percent}"/></mergeCells>'
                )
            }
        ),
    )
    for name, code in (("a percent that is always 100", '"100%"'), ("an answer without a look", ";;;"), ("a sign that turns", '"-"0%'),
                       ("a percent in words", '[&lt;1]"100%";0%'), ("a percent times a hundred", "0%%")):  # fmt: skip
        yield name, _dressed(percent, code)
    yield "white letters", _coloured(achieved)


def _sheets() -> Iterator[tuple[str, bytes]]:
    """The sheet that is seen is another one than the sheet that is read."""
    sheet = re.compile(r'<sheet ([^>]*?)name="([^"]*)"([^>]*)/>')

    def state(index: int, value: str) -> Callable[[str], str]:
        def change(text: str) -> str:
            entry = list(sheet.finditer(text))[index][0]
            return text.replace(
                entry, re.sub(r' state="[^"]*"', "", entry).replace("<sheet ", f'<sheet state="{value}" ')
            )

        return change

    yield "the form hidden", rewritten({BOOK: state(0, "hidden")})
    yield "the form hidden from the menu too", rewritten({BOOK: state(0, "veryHidden")})
    yield (
        "one sheet twice",
        rewritten(
            {
                BOOK: lambda t: re.sub(
                    r"(<sheet [^>]*?)(name=\"[^\"]*\")([^>]*?sheetId=\")(\d+)", r"\1\2\g<3>\4", t, count=1
                ).replace(
                    "</sheets>",
                    re.sub(
                        r'name="[^"]*"',
                        'name="x"',
                        re.sub(r'sheetId="\d+"', 'sheetId="77"', sheet.search(t)[0]),
                    )
                    + "</sheets>",
                )
            }
        ),
    )  # type: ignore[index]
    yield (
        "two sheets of one name",
        rewritten(
            {
                BOOK: lambda t: t.replace(
                    "</sheets>", re.sub(r'sheetId="\d+"', 'sheetId="77"', sheet.search(t)[0]) + "</sheets>"
                )
            }
        ),
    )  # type: ignore[index]
    yield (
        "dates from 1904",
        rewritten({BOOK: lambda t: t.replace("<workbookPr", '<workbookPr date1904="1"', 1)}),
    )
    yield "the lock taken off", rewritten({SHEET: lambda t: re.sub(r"<sheetProtection[^>]*/>", "", t)})
    yield (
        "a size that is not the sheet's",
        rewritten({SHEET: lambda t: re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1"/>', t)}),
    )
    yield (
        "a cell in the last column of the last row",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "</sheetData>",
                    f'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>{MARK}</t></is></c></row></sheetData>',
                )
            }
        ),
    )
    yield (
        "a row beyond the last",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "</sheetData>",
                    f'<row r="1048577"><c r="A1048577" t="inlineStr"><is><t>{MARK}</t></is></c></row></sheetData>',
                )
            }
        ),
    )
    yield (
        "a look that is not there",
        rewritten({SHEET: lambda t: re.sub(rf'(<c r="{_answer()}") s="\d+"', r'\1 s="999999"', t)}),
    )
    yield (
        "very many merged cells",
        rewritten(
            {
                SHEET: lambda t: t.replace(
                    "</mergeCells>",
                    "".join(f'<mergeCell ref="AZ{n}:BA{n}"/>' for n in range(1000, 60000)) + "</mergeCells>",
                )
            }
        ),
    )


def _body(part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(form()[0])) as archive:
        return archive.read(part)


def _added(name: str, body: bytes) -> bytes:
    out = io.BytesIO(form()[0])
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def _replaced(part: str, body: bytes) -> bytes:
    return rewritten(None, {part: body})


def _central(offset: int, value: bytes) -> bytes:
    """The form with a field of the sheet's entry in the zip's list changed; `offset` within the entry."""
    data = bytearray(form()[0])
    at = data.rindex(b"PK\1\2", 0, data.rindex(SHEET.encode()))
    data[at + offset : at + offset + len(value)] = value
    return bytes(data)


def _flagged(flag: int) -> bytes:
    return _central(8, struct.pack("<H", flag))


def _method(method: int) -> bytes:
    return _central(10, struct.pack("<H", method))


def _local(change: Callable[[bytes], bytes]) -> bytes:
    data, name = form()[0], SHEET.encode()
    return data.replace(name, change(name), 1)


def _other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", MARK)
    return out.getvalue()


def _bare(body: bytes) -> bytes:
    return re.sub(rb"^<\?xml[^>]*\?>\s*", b"", body)


def _declared(encoding: str, body: bytes) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>' + _bare(body).decode("utf-8")


def _with_entity(body: bytes, inner: str) -> bytes:
    bare = _bare(body).replace(
        b"</sheetData>", b'<row r="900"><c r="AZ900" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData>'
    )
    return f"<!DOCTYPE worksheet [{inner}]>".encode() + bare


def _growing() -> str:
    names = "abcdefghij"
    grown = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip(names[1:], names, strict=False))
    return f'<!ENTITY {names[-1]} "ha">' + grown


def _rows(text: str) -> str:
    found = re.search(r"<sheetData>.*</sheetData>", text, re.DOTALL)
    assert found
    return found[0]


def _row_of(text: str, address: str) -> re.Match[str]:
    number = re.sub(r"\D", "", address)
    found = re.search(rf'<row r="{number}".*?</row>', text, re.DOTALL)
    assert found
    return found


def _row_twice(text: str) -> str:
    row = _row_of(text, _answer())[0]
    return text.replace(row, row + row)


def _rows_turned(text: str) -> str:
    rows = re.findall(r"<row .*?</row>|<row [^>]*/>", _rows(text), re.DOTALL)
    return text.replace(_rows(text), f"<sheetData>{''.join(reversed(rows))}</sheetData>")


def _after(text: str, address: str, more: str) -> str:
    found = re.search(rf'<c r="{address}"(?:[^>]*/>|.*?</c>)', text, re.DOTALL)
    assert found
    return text.replace(found[0], found[0] + more)


def _chosen(text: str) -> str:
    row = _row_of(text, _answer())[0]
    other = re.sub(r"<v>\d+</v>", "<v>0</v>", row)
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return text.replace(
        row,
        f'<mc:AlternateContent {space}><mc:Choice Requires="x14">{other}</mc:Choice><mc:Fallback>{row}</mc:Fallback></mc:AlternateContent>',
    )


def _prefixed(text: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return re.sub(
        r"<(/?)(?!\?|!|x:)([A-Za-z])", r"<\1x:\2", text.replace(f'xmlns="{space}"', f'xmlns:x="{space}"', 1)
    )


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number


def _dressed(address: str, code: str) -> bytes:
    """A cell of the form with a number format of somebody's own."""
    text = _body(STYLES).decode()
    count = int(re.search(r'<cellXfs count="(\d+)"', text)[1])  # type: ignore[index]

    def styles(said: str) -> str:
        said = re.sub(
            r"<numFmts[^>]*>",
            lambda m: m[0] + f'<numFmt numFmtId="399" formatCode="{code.replace(chr(34), "&quot;")}"/>',
            said,
            count=1,
        )
        return said.replace(
            "</cellXfs>",
            '<xf numFmtId="399" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>',
        )

    return rewritten({STYLES: styles, SHEET: _look(address, count)})


def _coloured(address: str) -> bytes:
    text = _body(STYLES).decode()
    count = int(re.search(r'<cellXfs count="(\d+)"', text)[1])  # type: ignore[index]
    fonts = int(re.search(r'<fonts count="(\d+)"', text)[1])  # type: ignore[index]

    def styles(said: str) -> str:
        said = said.replace(
            "</fonts>", '<font><sz val="11"/><color rgb="FFFFFFFF"/><name val="Arial"/></font></fonts>'
        )
        return said.replace(
            "</cellXfs>",
            f'<xf numFmtId="0" fontId="{fonts}" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>',
        )

    return rewritten({STYLES: styles, SHEET: _look(address, count)})


def _look(address: str, style: int) -> Callable[[str], str]:
    return lambda text: re.sub(
        rf'<c r="{address}"(?: s="\d+")?', f'<c r="{address}" s="{style}"', text, count=1
    )
