"""Both lanes on whole forms in three dialects, changed at random: the same cells, or the same refusal at the same place."""

from __future__ import annotations

import random
from collections.abc import Callable
from unittest.mock import patch

import pytest

from perfxl.reading.cells import _strings, _styles
from perfxl.reading.grid import InCommon
from perfxl.reading.limits import LIMITS, Spent
from perfxl.reading.package import Package, Refusal, open_package
from perfxl.reading.plain import plain_strings, split_rows
from perfxl.reading.sheet import Sheet, read_sheet
from perfxl.reading.strings import read_strings
from tests.bench.form_reading import DIALECTS, filled, in_dialect
from tests.office.office import missing

SEEDS = 250
PART, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
SNIPPETS = [
    *(bytes([byte]) for byte in b'<>&"/=;]0189AZaz \t\r\n\x00\x0b\x1f\x7f\xd0\xef'),
    *b"<!-- x -->|<![CDATA[1]]>|<?x y?>|]]>|&#0;|&#1072;|&#x430;|&amp;|&nbsp;|_x0041_|_xD800_".split(b"|"),
    *b"&#55296;|&#57343;|&#x0;|&#65534;|&#65535;|&#1114111;|&#1114112;|&#0001047;|&#x0417;|&#X417;|&#13;".split(
        b"|"
    ),
    *b"&#9;|&#31;|&#127;|&#999999999;|&#9999999999;|&#;|&#1047|&#1047;&amp;#1047;|&apos;&quot;&lt;&gt;|& #65;".split(
        b"|"
    ),
    *b' x14ac:dyDescent="0.2"| x14ac:| xmlns="urn:x"| r="3"| r="A1"| s="1"| s="99"| t="s"| t="str"'.split(
        b"|"
    ),
    *b' t="inlineStr"| t="e"| t="b"| t="d"| t="q"| hidden="1"| ht="0"| spans="1:1"| t="shared" si="0"'.split(
        b"|"
    ),
    *b"<v/>|<v></v>|<v>1</v>|<v>1e999</v>|<v> 1 </v>|<v>007</v>|<f>A1</f>|<f/>|<is/>|<is><t>a</t></is>".split(
        b"|"
    ),
    *b'<row/>|<row r="2"/>|</row>|</c>|<c/>|<c r="B2"/>|<c r="B2"><v>1</v></c>|</v>|</f>'.split(b"|"),
    *b"<sheetData>|</sheetData>|<sheetData/>|<si/>|</si>|<si><t>a</t></si>|</t>|<t/>|\xef\xbf\xbe|\xed\xa0\x80".split(
        b"|"
    ),
]


@pytest.fixture(scope="module", params=DIALECTS)
def package(request: pytest.FixtureRequest) -> Package:
    """A short filled form in one dialect."""
    lack = missing() if request.param == "LibreOffice" else ""
    if lack:
        pytest.skip(lack)
    return open_package(in_dialect(request.param, [filled(1, 9)])[0].data)


def changed(data: bytes, seed: int) -> bytes:
    """A part changed in one to three places: something put in, taken out, doubled or exchanged."""
    chance = random.Random(seed)
    first = max(data.find(b"<sheetData>"), 0) if chance.random() < 0.9 else 0
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(first, len(data))
        if chance.random() < 0.5:  # where something begins or ends
            at = max(data.find(chance.choice((b"<", b">", b'"', b"&", b" ", b"/")), at), 0)
        end = at + chance.choice((0, 0, 1, 2, 8, 60, 400))
        match chance.randrange(3):
            case 0:
                data = data[:at] + chance.choice(SNIPPETS) + data[end:]
            case 1:
                data = data[:end] + data[at:]
            case _:
                other = chance.randrange(first, len(data))
                data = data[:at] + data[other : other + end - at + 1] + data[end:]
    return data


def read(package: Package, data: bytes) -> Sheet | tuple[str, dict[str, object]]:
    """The sheet, or its refusal."""
    strings, styles = _strings(package, LIMITS), _styles(package, LIMITS)
    try:
        return read_sheet(data, PART, "a", "visible", InCommon(strings, styles, LIMITS, Spent()))
    except Refusal as refusal:
        return refusal.code, dict(refusal.facts)


def told(read: Callable[[], object]) -> object:
    """What a reader gives, or the code of its refusal."""
    try:
        return read()
    except Refusal as refusal:
        return refusal.code


def differing(package: Package, seeds: range) -> list[int]:
    """The seeds whose change the two lanes read differently."""
    whole = package.part(PART) or b""
    found = []
    for seed in seeds:
        data = changed(whole, seed)
        with patch("perfxl.reading.sheet.split_rows", return_value=None):
            slow = read(package, data)
        if repr(read(package, data)) != repr(slow):
            found.append(seed)
    return found


def test_changed_forms_end_the_same(package: Package) -> None:
    assert differing(package, range(SEEDS)) == []


def test_changed_strings_end_the_same(package: Package) -> None:
    whole = package.part(STRINGS) or b'<sst xmlns="urn:x"/>'
    for seed in range(SEEDS):
        data = changed(whole, seed)
        quick = plain_strings(data, LIMITS)
        assert quick is None or quick == told(lambda data=data: read_strings(data, STRINGS, LIMITS)), seed  # type: ignore[misc]


def test_the_lane_is_taken_for_every_dialect(package: Package) -> None:
    with patch("perfxl.reading.sheet.Events.start", side_effect=AssertionError):
        read(package, package.part(PART) or b"")
    assert split_rows(package.part(PART) or b"", PART)
    strings = package.part(STRINGS)
    assert strings is None or plain_strings(strings, LIMITS)
