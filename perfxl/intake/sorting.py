"""Pieces -> parcels, scans and signs: what is nested is opened, what cannot be opened is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from perfxl.intake import mime, outlook, salvage, tnef, zipped
from perfxl.intake.budget import FILE, Budget, OverBudget, deeper
from perfxl.intake.clock import Received
from perfxl.intake.kinds import Kind, kind_of
from perfxl.intake.mbox import messages
from perfxl.intake.parcel import Letter, Parcel
from perfxl.intake.pieces import Head, Opened, Piece, Sign, sign

_SMALLEST_SCAN = 20_000  # bytes; a smaller picture without a name of its own is a logo


@dataclass
class Haul:
    """What one delivery gives. `name` is the delivery's; `came` its time, which nothing in it can be later than."""

    name: str
    origin: str
    sender: str
    came: Received
    budget: Budget = field(default_factory=Budget)
    parcels: list[Parcel] = field(default_factory=list)
    scans: list[tuple[str, bytes]] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)

    @property
    def received(self) -> datetime:
        """The delivery's time, as it is counted."""
        return self.came.time

    def letter(self, head: Head) -> Letter:
        """The delivery as a letter; a document or scan that came without a workbook is a sign, and so is a wrong clock
        where it would have said which workbook counts."""
        if self.parcels:
            self.signs.extend(self.came.signs(self.name))
        if not self.parcels and (self.papers or self.scans):
            self.signs.append(sign("M113", name=[*self.papers, *(name for name, _ in self.scans)][0]))
        return Letter(
            self.name,
            self.sender,
            head.subject,
            head.message_id,
            self.received,
            tuple(self.parcels),
            tuple(self.scans),
            tuple(dict.fromkeys(self.signs)),
        )


def sort_all(opened: Opened, haul: Haul, depth: int) -> None:
    """Every piece of something opened, each in its own trap of budget."""
    haul.signs.extend(opened.signs)
    for piece in opened.pieces:
        sort_one(piece, haul, depth)


def sort_one(piece: Piece, haul: Haul, depth: int) -> None:
    """One piece: kept as a parcel, a scan or a paper, opened, or said to be closed. Never raises."""
    try:
        haul.budget.piece()
        _sorted(piece, haul, depth)
    except OverBudget as over:
        haul.signs.append(sign("M105", name=piece.name, limit=over.limit))
    except Exception:  # the trap of the whole intake: one file made to break us never stops the others
        haul.signs.append(sign("M111"))


def _sorted(piece: Piece, haul: Haul, depth: int) -> None:
    kind = kind_of(piece.name, piece.data)
    if kind is Kind.WORKBOOK:
        haul.parcels.append(_parcel(piece, haul))
    elif kind is Kind.SCAN:
        _scan(piece, haul)
    elif kind is Kind.DOCUMENT:
        haul.papers.append(piece.name)
    elif kind is Kind.CLOSED:
        haul.signs.append(sign("M104", name=piece.name))
    elif kind is Kind.SEALED:
        haul.signs.append(sign("M107"))
    elif kind is Kind.OTHER:
        sort_all(_inside(salvage.in_text(piece.data), piece), haul, deeper(depth))
    elif len(piece.data) > FILE:
        raise OverBudget(f"{FILE // 1024 // 1024} MB")
    else:
        for opened in _opened(kind, piece, haul):
            sort_all(_inside(opened, piece), haul, deeper(depth))


def _opened(kind: Kind, piece: Piece, haul: Haul) -> Iterable[Opened]:
    """What a container holds; a mailbox holds several mails."""
    if kind is Kind.MAILBOX:
        for number, data in enumerate(messages(piece.data), 1):
            opened = mime.opened(data)
            yield replace(
                opened, pieces=tuple(replace(p, name=f"{number:04}!{p.name}") for p in opened.pieces)
            )
        return
    readers = {Kind.MAIL: mime.opened, Kind.OUTLOOK: outlook.opened, Kind.TNEF: tnef.attachments}
    yield readers[kind](piece.data) if kind in readers else zipped.members(piece.data, haul.budget)


def _inside(opened: Opened, outer: Piece) -> Opened:
    """The pieces under their container's name; sender and time from the nearest mail round them that has any."""
    sender = opened.head.sender or outer.sender
    received = opened.head.received or outer.received
    pieces = (
        replace(p, name=f"{outer.name}!{p.name}", sender=p.sender or sender, received=p.received or received)
        for p in opened.pieces
    )
    signs = ((code, tuple((k, v or outer.name) for k, v in facts)) for code, facts in opened.signs)
    return replace(opened, pieces=tuple(pieces), signs=tuple(signs))


def _parcel(piece: Piece, haul: Haul) -> Parcel:
    received = min(piece.received or haul.received, haul.received)
    sender = piece.sender or haul.sender
    full = piece.name if piece.name.startswith(f"{haul.name}!") else f"{haul.name}!{piece.name}"
    name = _free(full, {parcel.name for parcel in haul.parcels})
    return Parcel(name, piece.data, sender, received, haul.origin, haul.name)


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another piece of the delivery has it already."""
    stem, dot, suffix = name.rpartition(".")
    number = 2
    free = name
    while free in taken:
        free = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
        number += 1
    return free


def _scan(piece: Piece, haul: Haul) -> None:
    """A picture in the text, or a tiny one, is a logo, not a signed copy."""
    is_pdf = piece.data.startswith(b"%PDF-")
    if is_pdf or not (piece.inline or len(piece.data) < _SMALLEST_SCAN):
        haul.scans.append((piece.name, piece.data))
