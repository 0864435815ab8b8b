"""Anything that came -> parcels and letters: the one door for a file of the inbox, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from perfxl.intake import mbox, zipped
from perfxl.intake.budget import OverBudget, TooMany
from perfxl.intake.clock import Received, believed
from perfxl.intake.message import read_message, read_outlook
from perfxl.intake.parcel import Mail, Parcel
from perfxl.intake.pieces import MailHead, Opened, Piece, sign
from perfxl.intake.sorting import Haul, sort_one
from perfxl.reading.file_kind import WORKBOOKS, FileKind, file_kind

_MAILS = (FileKind.MAIL, FileKind.OUTLOOK, FileKind.MAILBOX)


def open_parcels(
    name: str, data: bytes, received: datetime, sender: str = "", at: datetime | None = None
) -> tuple[Parcel | Mail, ...]:
    """What one file holds. `received` is the file's own time (aware); `sender` an address where it is known; `at` the
    moment of collection: a time more than a day after it is not believed (M114).

    A workbook is one Parcel; a mail one Mail; a mailbox one Mail a message; a zip one Mail a mail in it and,
    for everything else in it, one Mail with the zip's name (parcels, scans, signs). Something that cannot be opened
    (password, rar, a Word document) is a Mail with its sign; a file that is nothing of ours gives nothing.
    Never raises for bad bytes.
    """
    kind = file_kind(name, data)
    if kind in WORKBOOKS:
        return (one_workbook(name, data, received, sender, at),)
    if kind in _MAILS:
        return tuple(_mails(kind, name, data, received, at))
    if kind is FileKind.ZIP:
        return tuple(_zip(name, data, received, sender, at))
    mail = _loose(name, data, believed((received,), at), sender)
    return (mail,) if mail.parcels or mail.scans or mail.signs else ()


def one_workbook(
    name: str, data: bytes, received: datetime, sender: str = "", at: datetime | None = None
) -> Parcel | Mail:
    """A file that is a workbook, or calls itself one; a Mail with its sign where its own time is not believed."""
    came = believed((received,), at)
    signs = came.signs(name)
    if not signs:
        return Parcel(name, data, sender, came.time, "folder")
    parcel = Parcel(name, data, sender, came.time, "folder", name)
    return Mail(name, sender, "", "", came.time, (parcel,), (), signs)


def _mails(kind: FileKind, name: str, data: bytes, received: datetime, at: datetime | None) -> Iterator[Mail]:
    if kind is FileKind.MAILBOX:
        for number, message in enumerate(mbox.messages(data), 1):
            yield read_message(f"{name}!{number:04}", message, received, at)
    elif kind is FileKind.OUTLOOK:
        yield read_outlook(name, data, received, at)
    else:
        yield read_message(name, data, received, at)


def _zip(name: str, data: bytes, received: datetime, sender: str, at: datetime | None) -> Iterator[Mail]:
    """Mails of a zip as letters of their own; the rest of it together under the zip's name."""
    haul = Haul(name, "folder", sender, believed((received,), at))
    opened = _members(data, haul)
    haul.signs.extend((code, tuple((k, v or name) for k, v in facts)) for code, facts in opened.signs)
    mails = False
    for piece in opened.pieces:
        kind = file_kind(piece.name, piece.data)
        if kind in _MAILS:
            mails = True
            yield from _mails(kind, f"{name}!{piece.name}", piece.data, received, at)
        else:
            sort_one(piece, haul, 1)
    empty = not (haul.refused or haul.parcels or haul.papers or haul.signs)
    if empty and not mails:
        haul.papers.append((name, FileKind.ZIP))
    if not (empty and mails):
        yield haul.mail(MailHead())


def _members(data: bytes, haul: Haul) -> Opened:
    try:
        return zipped.members(data, haul.budget)
    except TooMany as over:
        haul.refused = over.limit
    except OverBudget as over:
        return Opened((), (sign("M105", name="", limit=over.limit),))
    return Opened(())


def _loose(name: str, data: bytes, received: Received, sender: str) -> Mail:
    """A file that is neither workbook, mail nor zip, under its own name."""
    haul = Haul(name, "folder", sender, received)
    sort_one(Piece(name, data), haul, 0)
    return haul.mail(MailHead())
