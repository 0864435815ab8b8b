"""Hostile and damaged files, second kind: XML that is not what it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.reading.kind import READ, Kind
from tests.reading.making import (
    MAIN,
    RELATIONS,
    ROOT,
    STRINGS,
    STYLES,
    TYPES,
    WORKBOOK,
    book,
    cell,
    sheet,
    zipped,
)
from tests.reading.making import parts as made

ONE = cell("<v>1</v>")
PARTS = {
    "types": TYPES.partition("?>")[2],
    "root": ROOT,
    "relations": RELATIONS,
    "workbook": WORKBOOK,
    "styles": STYLES,
    "strings": STRINGS,
    "sheet": ONE,
}
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
UNREAD = "xl/drawings/drawing1.xml"


def with_part(name: str, text: str | bytes) -> bytes:
    """A small workbook with one part replaced."""
    return book(**{name: text}) if name != "sheet" else book(text)


def declarations() -> Iterator[Kind]:
    """DOCTYPE in every part, in every disguise."""
    for name, text in PARTS.items():
        yield Kind(f"a DOCTYPE in the part {name}", "G041", with_part(name, f"<!DOCTYPE x>{text}"))
    yield Kind("a DOCTYPE in a part that nobody reads", "G041", book(extra={UNREAD: "<!DOCTYPE x><x/>"}))
    yield Kind("a billion laughs in a sheet", "G041", book(LAUGHS + ONE.replace("<v>1</v>", "<v>&d;</v>")))
    yield Kind(
        "a billion laughs in the strings", "G041", book(strings=LAUGHS + STRINGS.replace("нэг", "&d;"))
    )
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    yield Kind("an entity of another file", "G041", book(outside + ONE.replace("<v>1</v>", "<v>&e;</v>")))
    remote = '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'
    yield Kind("a DOCTYPE of another host", "G041", book(remote + ONE))
    parameter = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/p">%p;]>'
    yield Kind("a parameter entity", "G041", book(parameter + ONE))
    yield Kind("a DOCTYPE in UTF-16", "G041", book(("<!DOCTYPE x>" + ONE).encode("utf-16")))
    yield Kind("a DOCTYPE after a comment", "G041", book("<!-- x --><!DOCTYPE x>" + ONE))


def malformed() -> Iterator[Kind]:
    """Parts that are no XML."""
    for name, text in PARTS.items():
        yield Kind(f"an unclosed part {name}", "G042", with_part(name, text[:-3]))
        yield Kind(f"an empty part {name}", "G042", with_part(name, b""))
    yield Kind("an unclosed part that nobody reads", "G042", book(extra={UNREAD: "<x>"}))
    yield Kind("core properties that are no XML", "G042", _with_core("<x>"))
    for name, inner in (
        ("an entity that is not defined", "<v>&nbsp;</v>"),
        ("a reference to no character", "<v>&#0;</v>"),
        ("a reference to a control character", "<v>&#1;</v>"),
        ("a reference to half a character", "<v>&#xD800;</v>"),
        ("a bare ampersand", "<v>1 & 1</v>"),
        ("a prefix of no namespace", "<x:v>1</x:v>"),
        ("a tag closed in the wrong order", "<v>1</f></v>"),
        ("an attribute without quotes", "<v a=1>1</v>"),
        ("an attribute twice", '<v a="1" a="2">1</v>'),
        ("a zero byte", "<v>1\0</v>"),
        ("a control character", "<v>1\x08</v>"),
        ("the end of a section in a text", "<v>]]></v>"),
        ("a comment with two dashes", "<!-- a -- b --><v>1</v>"),
        ("a section that does not end", "<v><![CDATA[1</v>"),
    ):
        yield Kind(name, "G042", book(cell(inner)))
    yield Kind("text after the root", "G042", book(ONE + "text"))
    yield Kind("two roots", "G042", book(ONE + ONE))
    yield Kind("text before the root", "G042", book("text" + ONE))
    yield Kind("a declaration that is not first", "G042", book(" <?xml version='1.0'?>" + ONE))


def encodings() -> Iterator[Kind]:
    """UTF-8 and UTF-16 only, and those sound."""
    said = '<?xml version="1.0" encoding="{}"?>'
    for name, encoding in (
        ("UTF-16 with its mark", "utf-16"),
        ("UTF-16 big-endian with its mark", "utf-16-be"),
    ):
        mark = b"\xfe\xff" if encoding.endswith("be") else b""
        yield Kind(f"a sheet in {name}", READ, book(mark + ONE.encode(encoding)))
    for encoding in ("utf-16-le", "utf-16-be"):
        text = said.format("UTF-16") + ONE
        yield Kind(f"a sheet in {encoding} without a mark", READ, book(text.encode(encoding)))
    yield Kind("strings in UTF-16", READ, book(strings=(said.format("UTF-16") + STRINGS).encode("utf-16")))
    yield Kind("a mark before UTF-8", READ, book(b"\xef\xbb\xbf" + ONE.encode()))
    yield Kind("encoding declared in small letters", READ, book(said.format("utf-8") + ONE))
    for encoding in ("windows-1251", "koi8-r", "iso-8859-1", "utf-7"):
        text = (said.format(encoding) + ONE).encode("ascii")
        yield Kind(f"a sheet in {encoding}", "G043", book(text))
    yield Kind("UTF-16 declared of plain bytes", "G043", book(said.format("UTF-16") + ONE))
    yield Kind(
        "bytes that are no UTF-8",
        "G042",
        book(ONE.replace("<v>1", "<v>\x7f1").encode().replace(b"\x7f", b"\xff")),
    )
    yield Kind("an overlong UTF-8 letter", "G042", book(ONE.encode().replace(b"<v>1", b"<v>\xc0\xb1")))
    yield Kind("half a letter in UTF-16", "G042", book(b"\xff\xfe" + ONE.encode("utf-16-le") + b"\x00"))
    yield Kind(
        "a lone surrogate in UTF-16",
        "G042",
        book(b"\xff\xfe" + ONE.encode("utf-16-le").replace(b"1\0</\0", b"\0\xd8<\0/\0") + b"\x00\xd8"),
    )
    yield Kind("a sheet in UTF-32", "G042", book(ONE.encode("utf-32")))


def depths() -> Iterator[Kind]:
    """Too deep, too many attributes, too many elements."""
    deep = "<a>" * 70 + "</a>" * 70
    wide = "<a " + " ".join(f'b{n}="1"' for n in range(65)) + "/>"
    for name, inner, code in (("deep nesting", deep, "G035"), ("many attributes", wide, "G036")):
        yield Kind(f"{name} after the cells", code, book(sheet("", after=inner)))
        yield Kind(f"{name} before the cells", code, book(sheet("", before=inner)))
        yield Kind(f"{name} inside a cell's extension", code, book(cell(f"<v>1</v><extLst>{inner}</extLst>")))
        yield Kind(
            f"{name} in the workbook part",
            code,
            book(workbook=WORKBOOK.replace("<sheets>", inner + "<sheets>")),
        )
        yield Kind(f"{name} in the styles", code, book(styles=STYLES.replace("<fonts", inner + "<fonts")))
        yield Kind(f"{name} in the strings", code, book(strings=STRINGS.replace("<si>", "<si>" + inner, 1)))
        yield Kind(f"{name} in a part that nobody reads", code, book(extra={UNREAD: inner}))
        yield Kind(
            f"{name} in the content types", code, book(types=TYPES.replace("<Default", inner + "<Default", 1))
        )
    many = " ".join(f'b{n}="1"' for n in range(65))
    yield Kind("a row with many attributes", "G036", book(sheet(f'<row r="1" {many}/>')))
    yield Kind("a cell with many attributes", "G036", book(cell("<v>1</v>", f'r="A1" {many}')))
    yield Kind("a formula with many attributes", "G036", book(cell(f"<f {many}>1</f>")))
    yield Kind(
        "more nodes than any styles need",
        "G040",
        stored(styles=STYLES.replace("<fonts", "<a/>" * 250_001 + "<fonts")),
    )
    yield Kind(
        "more elements than any sheet needs", "G040", stored(sheet=sheet("", after="<a/>" * 1_000_001))
    )
    yield Kind(
        "more elements than any strings need",
        "G040",
        stored(strings=STRINGS.replace("</sst>", "<a/>" * 1_000_001 + "</sst>")),
    )
    yield Kind(
        "more strings than any workbook needs",
        "G040",
        stored(strings=STRINGS.replace("</sst>", "<si/>" * 400_000 + "</sst>")),
    )


def stored(extra: Mapping[str, str | bytes] | None = None, **changed: str) -> bytes:
    """A workbook whose parts are not packed, so that no ratio speaks first."""
    return zipped(made(changed.pop("sheet", None), extra, **changed), 0)


def harmless() -> Iterator[Kind]:
    """Odd XML that says the same."""
    yield Kind("a comment inside a value", READ, book(cell("<v>1<!-- 2 --></v>")))
    yield Kind("a section inside a value", READ, book(cell("<v><![CDATA[1]]></v>")))
    yield Kind("an instruction inside a cell", READ, book(cell("<?x y?><v>1</v>")))
    yield Kind("a value written by its character's number", READ, book(cell("<v>&#49;</v>")))
    yield Kind("blanks around a number", READ, book(cell("<v> 1\n</v>")))
    yield Kind("blanks between elements", READ, book(cell("\n <v>1</v>\n ")))
    prefixed = ONE.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    yield Kind("elements with a prefix", READ, book(prefixed))
    slow = "<a/>текст" * 200_000
    yield Kind(
        "much text between many elements",
        READ,
        stored(workbook=WORKBOOK.replace("<sheets>", slow + "<sheets>")),
    )
    yield Kind("attributes in apostrophes", READ, book(ONE.replace('"', "'")))
    yield Kind(
        "a foreign namespace's elements around the cells",
        READ,
        book(
            sheet('<row r="1"><c r="A1"><v>1</v></c></row>', after='<z:a xmlns:z="urn:z"><z:c r="A1"/></z:a>')
        ),
    )


def structure() -> Iterator[Kind]:
    """Sheets, strings and styles that are built in another way than they must be."""
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    two = sheet(row).replace("</worksheet>", f"<sheetData>{row}</sheetData></worksheet>")
    yield Kind("two grids in a sheet", "G079", book(two))
    nested = sheet(row, before=f"<extLst><sheetData>{row}</sheetData></extLst>")
    yield Kind("a grid inside an extension", "G079", book(nested))
    yield Kind("no grid", "G079", book(f'<worksheet xmlns="{MAIN}"/>'))
    choice = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x14">{}</mc:Choice></mc:AlternateContent>'
    yield Kind("alternatives among the rows", "G079", book(sheet(choice.format(row))))
    yield Kind(
        "alternatives among the cells",
        "G079",
        book(sheet('<row r="1">' + choice.format('<c r="A1"/>') + "</row>")),
    )
    for name, rows in (
        ("a cell outside a row", '<c r="A1"><v>1</v></c>'),
        ("a row inside a row", '<row r="1"><row r="2"/></row>'),
        ("a cell inside a cell", '<row r="1"><c r="A1"><c r="B1"/></c></row>'),
        ("a value outside a cell", '<row r="1"><v>1</v></row>'),
        ("a text outside its place", '<row r="1"><c r="A1" t="inlineStr"><t>1</t></c></row>'),
        ("an element inside a value", '<row r="1"><c r="A1"><v>1<b/></v></c></row>'),
        ("an element inside a formula", '<row r="1"><c r="A1"><f>1<b/></f></c></row>'),
        ("an element inside a text", '<row r="1"><c r="A1" t="inlineStr"><is><t>1<b/></t></is></c></row>'),
        ("two values", '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'),
        ("two formulas", '<row r="1"><c r="A1"><f>1</f><f>2</f></c></row>'),
        ("two inline texts", '<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is><is/></c></row>'),
        ("an inline text in a number", '<row r="1"><c r="A1"><is><t>1</t></is></c></row>'),
        ("an inline text in a shared one", '<row r="1"><c r="A1" t="s"><v>0</v><is><t>1</t></is></c></row>'),
        ("an unknown element among the cells", '<row r="1"><b/></row>'),
        ("an unknown element among the rows", "<b/>"),
        ("an unknown element in a cell", '<row r="1"><c r="A1"><b/></c></row>'),
        (
            "an unknown element in an inline text",
            '<row r="1"><c r="A1" t="inlineStr"><is><b/></is></c></row>',
        ),
        ("a run inside a run", '<row r="1"><c r="A1" t="inlineStr"><is><r><r/></r></is></c></row>'),
        ("a cell of another namespace", '<row r="1"><c xmlns="urn:other" r="A1"><v>1</v></c></row>'),
        ("a row of another namespace", '<row xmlns="urn:other" r="1"/>'),
    ):
        yield Kind(name, "G079", book(sheet(rows)))
    yield Kind("a sheet that is a stylesheet", "G056", book(STYLES))
    yield Kind("a sheet of another namespace", "G056", book(ONE.replace(MAIN, "urn:other")))
    yield Kind("strings that are a sheet", "G056", book(strings=ONE))
    yield Kind("strings of another namespace", "G056", book(strings=STRINGS.replace(MAIN, "urn:other")))
    yield Kind("styles that are a sheet", "G056", book(styles=ONE))
    yield Kind("a workbook part that is a sheet", "G056", book(workbook=ONE))
    yield Kind("an element inside a shared text", "G042", book(strings=STRINGS.replace("нэг", "нэг<b/>")))


def _with_core(text: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    root = ROOT.replace("</Rel", f'<Relationship Id="rId2" Type="{kind}" Target="docProps/core.xml"/></Rel')
    return book(root=root, extra={"docProps/core.xml": text})


def kinds() -> Iterator[Kind]:
    """All of this module."""
    for family in (declarations, malformed, encodings, depths, harmless, structure):
        yield from family()
