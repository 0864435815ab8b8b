"""An issued form as Excel saves it, made from its parts after Excel's habits (Excel itself was not at hand): texts shared
and in UTF-8, spans and a descent on every row, its namespaces, a chain of calculation."""

from __future__ import annotations

import io
import re
import zipfile

from tests.reading.making import MAIN, OFFICE

_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml\Z")
_NUMBERED = re.compile(r"&#(\d+);")
_INLINE = re.compile(r' t="inlineStr"><is>(<t(?: [^>]*)?>[^<]*</t>)</is></c>')
_ROW = re.compile(r'<row (r="\d+")([^>]*?)(/?)>')
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f')
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_ROOT = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr xr2 xr3" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    'xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2" '
    'xmlns:xr3="http://schemas.microsoft.com/office/spreadsheetml/2016/revision3" '
    'xr:uid="{00000000-0001-0000-0000-000000000000}">'
)
_ADDED = (("sharedStrings", "sharedStrings+xml"), ("calcChain", "calcChain+xml"))


def as_excel(data: bytes) -> bytes:
    """The workbook in Excel's spelling; its cells, styles and rules are the same."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    strings: dict[str, int] = {}
    chain: list[str] = []
    for number, name in enumerate(sorted(filter(_SHEET.match, parts)), 1):
        parts[name] = _sheet(parts[name], strings)
        chain += [f'<c r="{place}" i="{number}" l="1"/>' for place in _FORMULA.findall(parts[name])]
    items = "".join(f"<si>{text}</si>" for text in strings)
    parts["xl/sharedStrings.xml"] = (
        f'{_DECLARATION}<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>'
    )
    parts["xl/calcChain.xml"] = f'{_DECLARATION}<calcChain xmlns="{MAIN}">{"".join(chain)}</calcChain>'
    _announce(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.encode("utf-8"))
    return out.getvalue()


def _sheet(part: str, strings: dict[str, int]) -> str:
    def shared(match: re.Match[str]) -> str:
        return f' t="s"><v>{strings.setdefault(match[1], len(strings))}</v></c>'

    plain = _NUMBERED.sub(lambda match: chr(int(match[1])), part)
    plain = plain[plain.index("<worksheet") :]
    rest = plain[plain.index(">") + 1 :]
    rows = _ROW.sub(r'<row \1 spans="1:18"\2 x14ac:dyDescent="0.2"\3>', _INLINE.sub(shared, rest))
    return _DECLARATION + _ROOT + rows


def _announce(parts: dict[str, str]) -> None:
    """Names the added parts where the package and the workbook list theirs."""
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}"/>'
        for name, kind in _ADDED
    )
    relations = "".join(
        f'<Relationship Id="rIdX{n}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
        for n, (name, _) in enumerate(_ADDED)
    )
    for part, more in (("[Content_Types].xml", types), ("xl/_rels/workbook.xml.rels", relations)):
        before, closing, _ = parts[part].rpartition("</")
        parts[part] = f"{before}{more}{closing}{parts[part][len(before) + 2 :]}"
