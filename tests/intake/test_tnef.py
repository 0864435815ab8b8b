"""winmail.dat: cut anywhere and changed anywhere, it gives what it can and never raises."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.intake.tnef import attachments
from tests.intake.odd_messages import BOOK, NAME, tnef

WHOLE = tnef("A~1.XLS", NAME)


def test_the_long_name_and_the_bytes() -> None:
    opened = attachments(WHOLE)
    assert [(p.name, p.data) for p in opened.pieces] == [(NAME, BOOK)]
    assert opened.signs == ()


@pytest.mark.parametrize("at", [0, 3, 4, 6, 7, 14, 20, 24, 28, 56, 70, 77, 98, 150, 1000])
def test_cut_off_it_is_said(at: int) -> None:
    opened = attachments(WHOLE[:at])
    assert opened.pieces == ()
    assert [code for code, _ in opened.signs] == ["M112"]


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_changed_byte_never_passes_unsaid(at: int, value: int) -> None:
    opened = attachments(WHOLE[:at] + bytes([value]) + WHOLE[at + 1 :])
    whole = [p.data for p in opened.pieces] == [BOOK]
    assert whole or opened.signs


def test_a_mail_inside_is_opened() -> None:
    iid = bytes.fromhex("0703020000000000c000000000000046")
    content = iid + tnef("a.xlsx")
    props = struct.pack("<IHHII", 1, 0x000D, 0x3701, 1, len(content)) + content + bytes(-len(content) % 4)
    value = props
    part = (
        b"\x02" + struct.pack("<II", 0x00069005, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    )
    render = b"\x02" + struct.pack("<II", 0x00069002, 14) + bytes(14) + b"\0\0"
    opened = attachments(b"\x78\x9f\x3e\x22\x01\x00" + render + part)
    assert [(p.name, p.data) for p in opened.pieces] == [("1.msg!a.xlsx", BOOK)]
