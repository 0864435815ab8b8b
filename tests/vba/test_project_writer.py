"""The VBA project is read back by an independent reader, module by module; compression by MS-OVBA's own vectors."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from perfxl.vba.container_writer import compound_file
from perfxl.vba.project_writer import (
    Module,
    compress,
    sheet_module,
    standard_module,
    vba_project,
    workbook_module,
)
from tests.vba.olevba import read_back

HELLO = 'Attribute VB_Name = "Hello"\nOption Explicit\nSub Hello()\n    Range("A1").Value = 1\nEnd Sub\n'


@pytest.mark.parametrize("sheets", [1, 2, 3, 40, 140])
def test_every_module_is_read_back_as_it_was(sheets: int, tmp_path: Path) -> None:
    modules = [workbook_module("ThisWorkbook")]
    modules += [sheet_module(f"Sheet{number}") for number in range(1, sheets + 1)]
    modules.append(standard_module(HELLO))
    assert read_back(vba_project(modules), tmp_path) == {m.name: m.source.rstrip("\n") for m in modules}


def test_a_module_of_200_kilobytes(tmp_path: Path) -> None:
    body = "".join(
        f'Sub S{n}()\n    Range("A{n * 7}").Value = {n * n} \' remark {n}\nEnd Sub\n' for n in range(3000)
    )
    source = 'Attribute VB_Name = "Big"\n' + body
    assert len(source) > 195_000
    project = vba_project([workbook_module("ThisWorkbook"), standard_module(source)])
    assert read_back(project, tmp_path)["Big"] == source.rstrip("\n")


def test_the_same_modules_give_the_same_bytes() -> None:
    modules = [workbook_module("ThisWorkbook"), standard_module(HELLO)]
    assert vba_project(modules) == vba_project(modules)


@pytest.mark.parametrize(
    ("text", "container"),
    [
        (b"abcdefghijklmnopqrstuv.", "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e"),
        (b"a" * 73, "0103b002614500"),
    ],
    ids=["no compression", "maximum compression"],
)
def test_the_specification_s_vectors(text: bytes, container: str) -> None:
    assert compress(text).hex() == container


def test_the_specification_s_normal_vector_is_read_alike() -> None:
    """Its container picks other copies of the same length; both say the same text."""
    text = b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"
    said = "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f7006710270041072737475761077"
    assert bytes(decompress_stream(bytearray.fromhex(said + "78797a003c"))) == text
    assert bytes(decompress_stream(bytearray(compress(text)))) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["Sub", " ", "a", "End", "\r\n", "Range", "x1", '"', "="]), max_size=4000))
def test_what_is_compressed_is_read_back(words: list[str]) -> None:
    text = "".join(words).encode()
    assert bytes(decompress_stream(bytearray(compress(text)))) == text


def test_a_chunk_that_does_not_shrink_is_kept_raw() -> None:
    import random

    noise = bytes(random.Random(1).choices(range(256), k=4096))
    packed = compress(noise + b"Sub A()" * 20)
    assert struct.unpack("<H", packed[1:3])[0] == 0x3FFF
    assert bytes(decompress_stream(bytearray(packed))) == noise + b"Sub A()" * 20


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ([Module("A" * 32, HELLO)], "1 to 31"),
        ([Module("A", HELLO), Module("a", HELLO)], "twice"),
        ([Module("A", HELLO + "' \u04e9")], "ASCII"),
    ],
    ids=["a name too long", "the same name twice", "a letter beyond ASCII"],
)
def test_what_cannot_be_written_is_refused(modules: list[Module], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        vba_project(modules)


def test_a_module_needs_its_name() -> None:
    with pytest.raises(ValueError, match="VB_Name"):
        standard_module("Option Explicit\n")


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z0-9_]{1,31}", fullmatch=True),
        st.binary(max_size=9000),
        min_size=1,
        max_size=40,
    )
)
def test_streams_of_a_compound_file_are_read_back(streams: dict[str, bytes]) -> None:
    streams = {
        name: data
        for name, data in streams.items()
        if name.upper() not in {n.upper() for n in streams if n != name}
    }
    if not streams:
        return
    with olefile.OleFileIO(io.BytesIO(compound_file({"S": streams}))) as read:
        for name, data in streams.items():
            assert read.openstream(["S", name]).read() == data
        assert read.parsing_issues == []
