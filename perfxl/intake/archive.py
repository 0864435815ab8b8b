"""Anything that came -> parcels and letters: the one door for a file of the inbox, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from perfxl.intake import mbox, zipped
from perfxl.intake.budget import Budget, OverBudget
from perfxl.intake.clock import Received, believed
from perfxl.intake.kinds import Kind, kind_of
from perfxl.intake.message import read_message, read_outlook
from perfxl.intake.parcel import Letter, Parcel
from perfxl.intake.pieces import Head, Opened, Piece, sign
from perfxl.intake.sorting import Haul, sort_one

_MAILS = (Kind.MAIL, Kind.OUTLOOK, Kind.MAILBOX)


def open_parcels(
    name: str, data: bytes, received: datetime, sender: str = "", now: datetime | None = None
) -> tuple[Parcel | Letter, ...]:
    """What one file holds. `received` is the file's own time (aware); `sender` an address where it is known; `now` the
    moment of collection: a time more than a day after it is not believed (M114).

    A workbook is one Parcel; a mail one Letter; a mailbox one Letter a message; a zip one Letter a mail in it and,
    for everything else in it, one Letter with the zip's name (parcels, scans, signs). Something that cannot be opened
    (password, rar, a Word document) is a Letter with its sign; a file that is nothing of ours gives nothing.
    Never raises for bad bytes.
    """
    kind = kind_of(name, data)
    if kind is Kind.WORKBOOK:
        return (one_workbook(name, data, received, sender, now),)
    if kind in _MAILS:
        return tuple(_mails(kind, name, data, received, now))
    if kind is Kind.ZIP:
        return tuple(_zip(name, data, received, sender, now))
    letter = _loose(name, data, believed((received,), now), sender)
    return (letter,) if letter.parcels or letter.scans or letter.signs else ()


def one_workbook(
    name: str, data: bytes, received: datetime, sender: str = "", now: datetime | None = None
) -> Parcel | Letter:
    """A file that is a workbook, or calls itself one; a Letter with its sign where its own time is not believed."""
    came = believed((received,), now)
    signs = came.signs(name)
    if not signs:
        return Parcel(name, data, sender, came.time, "folder")
    parcel = Parcel(name, data, sender, came.time, "folder", name)
    return Letter(name, sender, "", "", came.time, (parcel,), (), signs)


def _mails(kind: Kind, name: str, data: bytes, received: datetime, now: datetime | None) -> Iterator[Letter]:
    if kind is Kind.MAILBOX:
        for number, one in enumerate(mbox.messages(data), 1):
            yield read_message(f"{name}!{number:04}", one, received, now)
    elif kind is Kind.OUTLOOK:
        yield read_outlook(name, data, received, now)
    else:
        yield read_message(name, data, received, now)


def _zip(name: str, data: bytes, received: datetime, sender: str, now: datetime | None) -> Iterator[Letter]:
    """Mails of a zip as letters of their own; the rest of it together under the zip's name."""
    haul = Haul(name, "folder", sender, believed((received,), now))
    opened = _members(data, haul.budget)
    haul.signs.extend((code, tuple((k, v or name) for k, v in facts)) for code, facts in opened.signs)
    for piece in opened.pieces:
        kind = kind_of(piece.name, piece.data)
        if kind in _MAILS:
            yield from _mails(kind, f"{name}!{piece.name}", piece.data, received, now)
        else:
            sort_one(piece, haul, 1)
    letter = haul.letter(Head())
    if letter.parcels or letter.scans or letter.signs or not opened.pieces:
        yield letter


def _members(data: bytes, budget: Budget) -> Opened:
    try:
        return zipped.members(data, budget)
    except OverBudget as over:
        return Opened((), (sign("M105", name="", limit=over.limit),))


def _loose(name: str, data: bytes, received: Received, sender: str) -> Letter:
    """A file that is neither workbook, mail nor zip, under its own name."""
    haul = Haul(name, "folder", sender, received)
    sort_one(Piece(name, data), haul, 0)
    return haul.letter(Head())
