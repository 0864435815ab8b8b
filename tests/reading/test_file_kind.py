"""What a file is: by its bytes, whatever it is called; by its name where the bytes say nothing; the gate says the same."""

from __future__ import annotations

import io
import zipfile

import pytest

from perfxl.reading.file_kind import NO_WORKBOOK, REFUSED, WORKBOOKS, FileKind, file_kind, suffix_of
from perfxl.reading.package import Refusal, open_package
from perfxl.texts import severities

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams: str) -> bytes:
    """Bytes that hold the names of a compound file's streams, as its directory would."""
    return OLE + bytes(500) + b"".join(name.encode("utf-16-le") + bytes(80) for name in streams)


def zipped(**files: bytes) -> bytes:
    """A zip; `__` stands for a slash and `_dot_` for a stop in a name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


BY_BYTES = [
    pytest.param(compound("Workbook"), FileKind.XLS, id="an old workbook"),
    pytest.param(compound("WORKBOOK"), FileKind.XLS, id="one whose stream is in capitals"),
    pytest.param(
        compound("EncryptedPackage", "EncryptionInfo"), FileKind.ENCRYPTED, id="one with a password"
    ),
    pytest.param(
        compound("\x06DataSpaces", "DRMEncryptedDataSpace", "EncryptedPackage"),
        FileKind.LABELLED,
        id="one under a label",
    ),
    pytest.param(
        compound("\tDRMContent", "Workbook"), FileKind.LABELLED, id="an old one under rights management"
    ),
    pytest.param(compound("WordDocument"), FileKind.WORD, id="an old document"),
    pytest.param(
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), FileKind.ODS, id="an .ods"
    ),
    pytest.param(zipped(mimetype=b"application/vnd.oasis.opendocument.text"), FileKind.WORD, id="an .odt"),
    pytest.param(zipped(Index__Document_dot_iwa=b"1"), FileKind.NUMBERS, id="Numbers"),
    pytest.param(zipped(a_dot_xlsx=b"1"), FileKind.ZIP, id="a zip"),
    pytest.param(b"\0\0\0\x18ftypheic" + bytes(9), FileKind.PICTURE, id="HEIC"),
    pytest.param(b"\0\0\0\x18ftypavif" + bytes(9), FileKind.PICTURE, id="AVIF"),
    pytest.param(b"\0\0\0\x18ftypmp42" + bytes(9), FileKind.MEDIA, id="a film"),
    pytest.param(b"GIF89a" + bytes(9), FileKind.PICTURE, id="GIF"),
    pytest.param(b"RIFF\0\0\0\0WEBPVP8 " + bytes(9), FileKind.PICTURE, id="WebP"),
    pytest.param(b"RIFF\0\0\0\0WAVEfmt " + bytes(9), FileKind.MEDIA, id="sound"),
    pytest.param(b"L\0\0\0\x01\x14\x02\0" + bytes(9), FileKind.SHORTCUT, id="a shortcut"),
    pytest.param(b"\xef\xbb\xbf[InternetShortcut]\r\nURL=x", FileKind.SHORTCUT, id="a shortcut of the web"),
    pytest.param(b".pfile" + bytes(9), FileKind.RIGHTS, id="a protected file"),
    pytest.param(b"From: a@b.mn\r\nTo: c@d.mn\r\n\r\nx", FileKind.MAIL, id="a mail"),
    pytest.param(
        b"Content-Type: multipart/signed; boundary=x\r\n\r\n--x\r\n", FileKind.MAIL, id="a clear-signed mail"
    ),
    pytest.param(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
        FileKind.WEB_PAGE,
        id="a page",
    ),
    pytest.param(
        b"From: a@b.mn\r\nTo: c@d.mn\r\nContent-Type: multipart/related; boundary=x\r\n\r\n",
        FileKind.MAIL,
        id="with pictures",
    ),
    pytest.param(
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        FileKind.SHEET_XML,
        id="2003",
    ),
    pytest.param(b'<?xml version="1.0"?><svg/>', FileKind.PICTURE, id="a drawing"),
    pytest.param(b"", FileKind.EMPTY, id="nothing"),
    pytest.param(bytes(range(256)), FileKind.OTHER, id="rubbish"),
]


@pytest.mark.parametrize(("data", "kind"), BY_BYTES)
@pytest.mark.parametrize("name", ["", "a", "a.txt", "a.bin"])
def test_the_bytes_say_it_whatever_the_name(name: str, data: bytes, kind: FileKind) -> None:
    texted = kind is FileKind.OTHER and name == "a.txt"
    assert file_kind(name, data) is (FileKind.TEXT if texted else kind)


@pytest.mark.parametrize(("data", "kind"), BY_BYTES)
def test_the_gate_refuses_it_with_the_sentence_of_its_kind(data: bytes, kind: FileKind) -> None:
    with pytest.raises(Refusal) as refused:
        open_package(data)
    assert refused.value.code == REFUSED.get(kind, NO_WORKBOOK)
    assert refused.value.code in severities()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.xlsx", FileKind.WORKBOOK),
        ("a.XLS", FileKind.XLS),
        ("a.mht", FileKind.WEB_PAGE),
        ("a.gsheet", FileKind.SHORTCUT),
        ("smime.p7m", FileKind.SEALED),
        ("a.ics", FileKind.BESIDE),
        ("a.csv", FileKind.TEXT),
        ("a", FileKind.OTHER),
    ],
)
def test_the_name_says_it_where_the_bytes_do_not(name: str, kind: FileKind) -> None:
    assert file_kind(name, bytes(range(1, 200))) is kind


def test_a_file_that_calls_itself_a_workbook_stays_one_though_it_is_empty() -> None:
    assert file_kind("a.xlsx", b"") in WORKBOOKS
    assert suffix_of("a.XLSX .") == "xlsx"
