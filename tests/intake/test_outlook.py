"""Outlook's .msg: attachments, forwarded mails, objects in the text; and files made to break the reader."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from perfxl.intake.archive import open_parcels
from perfxl.intake.outlook import measure
from perfxl.intake.parcel import Mail
from perfxl.vba.container_reader import OleFault
from tests.intake.odd_messages import BOOK, NAME, SECOND, attached, multi
from tests.intake.outlook_files import Folder, attachment, compound, mail, recipient

NOW = datetime(2025, 1, 10, tzinfo=UTC)
WHEN = datetime(2024, 12, 5, 2, tzinfo=UTC)
TICKS = int((WHEN - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def _read(root: Folder, name: str = "m.msg") -> Mail:
    (letter,) = open_parcels(name, compound(root), NOW)
    assert isinstance(letter, Mail)
    return letter


def _book(data: bytes) -> bytes:
    """The tests' compound files keep short streams padded to 4,096 bytes."""
    return data.ljust(4096, b"\0")


def test_a_mail_with_a_workbook() -> None:
    letter = _read(mail("Bat@Example.mn", "Тайлан", TICKS, [attachment(NAME, BOOK)]))
    assert (letter.sender, letter.subject, letter.message_id, letter.received) == (
        "bat@example.mn",
        "Тайлан",
        "<7@example.mn>",
        WHEN,
    )
    assert [(p.name, p.data, p.origin) for p in letter.parcels] == [(f"m.msg!{NAME}", _book(BOOK), "mail")]
    assert letter.signs == ()


def test_a_forwarded_mail_keeps_its_own_sender_and_time() -> None:
    early = int(TICKS - 36_000_000_000)
    inner = mail("dorj@example.mn", "x", early, [attachment("a.xlsx", SECOND)], 24)
    folder = Folder(
        {"__properties_version1.0": bytes(8), "__substg1.0_3001001F": "x".encode("utf-16-le")},
        {"__substg1.0_3701000D": inner},
    )
    (parcel,) = _read(mail("bat@example.mn", "FW", TICKS, [folder])).parcels
    assert (parcel.sender, parcel.received) == ("dorj@example.mn", WHEN.replace(hour=1))
    assert parcel.name.startswith("m.msg!x") and parcel.name.endswith("!a.xlsx")


def test_a_workbook_dragged_into_the_text() -> None:
    folder = Folder(
        {"__properties_version1.0": bytes(8)}, {"__substg1.0_3701000D": Folder({"Package": BOOK})}
    )
    letter = _read(mail("bat@example.mn", "x", TICKS, [folder]))
    assert [p.data for p in letter.parcels] == [_book(BOOK)]


def test_an_attachment_that_is_only_a_reference_is_said() -> None:
    letter = _read(mail("bat@example.mn", "x", TICKS, [Folder({"__properties_version1.0": bytes(8)})]))
    assert [code for code, _ in letter.signs] == ["M108"]


def test_a_mail_to_1300_people() -> None:
    folder = mail("bat@example.mn", "x", TICKS, [attachment("a.xlsx", BOOK)])
    folder.folders |= {f"__recip_version1.0_#{number:08X}": recipient() for number in range(1300)}
    letter = _read(folder)
    assert ([p.name for p in letter.parcels], letter.signs) == (["m.msg!a.xlsx"], ())


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("REPORT.IPM.Note.NDR", ["M110"]), ("REPORT.IPM.Note.DR", []), ("REPORT.IPM.Note.IPNRN", [])],
    ids=["not delivered", "delivered", "read"],
)
def test_outlook_s_own_reports_on_delivery(kind: str, codes: list[str]) -> None:
    folder = mail("", "Undeliverable", TICKS, [attachment("a.xlsx", BOOK)])
    folder.streams["__substg1.0_001A001F"] = kind.encode("utf-16-le")
    address = "x@example.mn".encode("utf-16-le")
    folder.folders["__recip_version1.0_#00000000"] = Folder({"__substg1.0_39FE001F": address})
    letter = _read(folder)
    assert (letter.parcels, [code for code, _ in letter.signs]) == ((), codes)
    assert all(dict(facts)["address"] == "x@example.mn" for _, facts in letter.signs)


def test_a_clear_signed_mail_is_one_attachment_with_a_mail_in_it() -> None:
    signed = multi(attached(b'attachment; filename="a.xlsx"')).partition(b"MIME-Version: 1.0\r\n")[2]
    content = b"Content-Type: multipart/signed; " + signed.partition(b"; ")[2]
    letter = _read(mail("bat@example.mn", "x", TICKS, [attachment("smime.p7m", content)]))
    assert ([p.name for p in letter.parcels], letter.signs) == (["m.msg!smime.p7m!a.xlsx"], ())


def test_a_msg_in_a_msg_by_value() -> None:
    inner = compound(mail("dorj@example.mn", "x", TICKS, [attachment("a.xlsx", BOOK)]))
    letter = _read(mail("bat@example.mn", "FW", TICKS, [attachment("x.msg", inner)]))
    assert [(p.name, p.sender) for p in letter.parcels] == [("m.msg!x.msg!a.xlsx", "dorj@example.mn")]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (48, 0xFFFFFF),  # the directory starts beyond the file
        (76, 0x00FFFF),  # the table stands beyond the file
        (30, 31),  # sectors of 2 GB
    ],
    ids=["directory beyond the end", "table beyond the end", "giant sectors"],
)
def test_a_structure_that_lies_is_not_read(place: int, value: int) -> None:
    data = bytearray(compound(mail("bat@example.mn", "x", TICKS, [attachment("a.xlsx", BOOK)])))
    struct.pack_into("<I" if place != 30 else "<H", data, place, value)
    with pytest.raises(OleFault):
        measure(bytes(data))
    (letter,) = open_parcels("m.msg", bytes(data), NOW)
    assert isinstance(letter, Mail)
    assert [code for code, _ in letter.signs] == ["M112"]


def test_entries_that_share_their_bytes_are_a_bomb() -> None:
    data = bytearray(compound(mail("bat@example.mn", "x", TICKS, [attachment("a.xlsx", BOOK)])))
    first = struct.unpack_from("<I", data, 48)[0]
    for at in range((first + 1) * 512, len(data) - 512, 128):
        if data[at + 66] == 2:
            struct.pack_into("<I", data, at + 120, 0x7000000)
    with pytest.raises(OleFault):
        measure(bytes(data))


def test_a_directory_that_goes_in_a_circle() -> None:
    data = bytearray(compound(mail("bat@example.mn", "x", TICKS, [attachment("a.xlsx", BOOK)])))
    first = struct.unpack_from("<I", data, 48)[0]
    table = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, (table + 1) * 512 + first * 4, first)
    with pytest.raises(OleFault):
        measure(bytes(data))
