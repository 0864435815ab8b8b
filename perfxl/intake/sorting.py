"""Pieces -> parcels, scans and signs: what is nested is opened, what cannot be opened is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from perfxl.intake import mime, outlook, salvage, tnef, zipped
from perfxl.intake.budget import FILE, Budget, OverBudget, TooMany, deeper
from perfxl.intake.clock import Received
from perfxl.intake.mbox import messages
from perfxl.intake.names import old_bytes
from perfxl.intake.parcel import Mail, Parcel
from perfxl.intake.pictures import may_be_a_page
from perfxl.intake.pieces import MailHead, Opened, Piece, Sign, sign
from perfxl.intake.pointers import is_servers_text, says_removed
from perfxl.intake.signed_mail import signed_content
from perfxl.reading.file_kind import NO_WORKBOOK, REFUSED, WORKBOOKS, FileKind, file_kind
from perfxl.trouble import Failed, guarded

_MOST_NAMED = 5  # files of one kind that are named
_SCANS = (FileKind.PDF, FileKind.PICTURE)
_TEXTS = (FileKind.TEXT, FileKind.WEB_PAGE, FileKind.XML, FileKind.SHEET_XML, FileKind.OTHER)
_CONTAINERS = (FileKind.ZIP, FileKind.MAIL, FileKind.MAILBOX, FileKind.OUTLOOK, FileKind.TNEF)
_NOTHING_TO_SAY = (FileKind.BESIDE, FileKind.MEDIA)


@dataclass
class Haul:
    """What one delivery gives. `name` is the delivery's; `came` its time, which nothing in it can be later than;
    `papers` are the files that are no workbook, with what each of them is."""

    name: str
    origin: str
    sender: str
    came: Received
    budget: Budget = field(default_factory=Budget)
    parcels: list[Parcel] = field(default_factory=list)
    scans: list[tuple[str, bytes]] = field(default_factory=list)
    papers: list[tuple[str, FileKind]] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    refused: str = ""
    _numbers: dict[str, int] = field(default_factory=dict)

    @property
    def received(self) -> datetime:
        """The delivery's time, as it is counted."""
        return self.came.time

    def mail(self, head: MailHead) -> Mail:
        """The delivery as a mail; papers that came without a workbook are signs, and so is a wrong clock where it would
        have said which workbook counts. One that was refused as a whole is one sign."""
        if self.refused:
            self.parcels, self.scans, self.papers = [], [], []
            self.signs = [sign("M105", name=self.name, limit=self.refused)]
        if self.parcels:
            self.signs.extend(self.came.signs(self.name))
            self.signs.extend(_beside(self.papers))
        else:
            self.signs.extend(_of_papers(self.papers))
        return Mail(
            self.name,
            self.sender,
            head.subject,
            head.message_id,
            self.received,
            tuple(self.parcels),
            tuple(self.scans),
            _few(self.signs),
        )

    def free(self, name: str) -> str:
        """The name, numbered where another piece of the delivery has it already."""
        stem, dot, suffix = name.rpartition(".")
        free, number = name, self._numbers.get(name, 1)
        while free in self._numbers:
            number += 1
            free = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
        self._numbers[name] = number
        self._numbers.setdefault(free, 1)
        return free


def _of_papers(papers: Iterable[tuple[str, FileKind]]) -> Iterator[Sign]:
    """For each kind of file that is no workbook one sign with the names, and one that says what its sender can do."""
    by_code: dict[str, list[str]] = {}
    for name, kind in papers:
        by_code.setdefault(REFUSED.get(kind, NO_WORKBOOK), []).append(name)
    for code, names in by_code.items():
        more = f" … ({len(names)})" if len(names) > _MOST_NAMED else ""
        yield sign("M113", name=", ".join(names[:_MOST_NAMED]) + more)
        yield sign(code)


def _beside(papers: Iterable[tuple[str, FileKind]]) -> Iterator[Sign]:
    """The files that came beside a workbook and are kept nowhere else, by their names (scans are kept with it)."""
    names = [name for name, kind in papers if kind not in _SCANS]
    if names:
        more = f" … ({len(names)})" if len(names) > _MOST_NAMED else ""
        yield sign("M117", name=", ".join(names[:_MOST_NAMED]) + more)


def _few(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Each sign once, in their order; of many that differ by a file's name alone one with some of the names."""
    alike: dict[Sign, dict[Sign, None]] = {}
    for one in (once := tuple(dict.fromkeys(signs))):
        alike.setdefault(_nameless(one), {})[one] = None
    return tuple(dict.fromkeys(_together(one, tuple(alike[_nameless(one)])) for one in once))


def _nameless(one: Sign) -> Sign:
    return one[0], tuple(fact for fact in one[1] if fact[0] != "name")


def _together(one: Sign, alike: Sequence[Sign]) -> Sign:
    if len(alike) <= _MOST_NAMED:
        return one
    named = [str(dict(facts).get("name", "")) for _, facts in alike]
    code, facts = alike[0]
    names = f"{', '.join(named[:_MOST_NAMED])} … ({len(named)})"
    return code, tuple((key, names if key == "name" else value) for key, value in facts)


def sort_all(opened: Opened, haul: Haul, depth: int) -> None:
    """Every piece of something opened, each in its own trap of budget."""
    haul.signs.extend(opened.signs)
    for piece in opened.pieces:
        sort_one(piece, haul, depth)


def sort_one(piece: Piece, haul: Haul, depth: int) -> None:
    """One piece: kept as a parcel, a scan or a paper, opened, or said to be closed. Never raises."""
    if haul.refused:
        return
    try:
        with guarded(OverBudget):
            haul.budget.piece()
            _sorted(piece, haul, depth)
    except TooMany as over:
        haul.refused = over.limit
    except OverBudget as over:
        haul.signs.append(sign("M105", name=piece.name, limit=over.limit))
    except Failed:  # one file made to break us never stops the others
        haul.signs.append(sign("M111"))


def _sorted(piece: Piece, haul: Haul, depth: int) -> None:
    kind = file_kind(piece.name, piece.data)
    if kind in WORKBOOKS:
        haul.parcels.append(_parcel(piece, haul))
    elif kind is FileKind.ARCHIVE:
        haul.signs.append(sign("M104", name=piece.name))
    elif kind is FileKind.SEALED:
        _sealed(piece, haul, depth)
    elif kind is FileKind.PICTURE:
        _picture(piece, haul)
    elif kind in _TEXTS:
        _text(piece, kind, haul, depth)
    elif kind in _CONTAINERS:
        _container(kind, piece, haul, depth)
    elif kind not in _NOTHING_TO_SAY and not piece.spoken:
        _paper(piece, kind, haul)


def _sealed(piece: Piece, haul: Haul, depth: int) -> None:
    """A file that is signed or enciphered: what is only signed can be read."""
    inside = signed_content(piece.data)
    if inside:
        sort_one(replace(piece, name=f"{piece.name}!smime.eml", data=inside), haul, deeper(depth))
    else:
        haul.signs.append(sign("M107"))


def _text(piece: Piece, kind: FileKind, haul: Haul, depth: int) -> None:
    """A file that is a text or nothing known: a workbook may be written into it, or it tells of one that is gone."""
    inside = salvage.in_text(piece.data)
    if inside.pieces or inside.signs:
        sort_all(_inside(inside, piece), haul, deeper(depth))
    elif says_removed(old_bytes(piece.data[:20_000])):
        haul.signs.append(sign("M115", name=piece.name))
    elif not piece.spoken and not is_servers_text(piece.name):
        _paper(piece, kind, haul)


def _container(kind: FileKind, piece: Piece, haul: Haul, depth: int) -> None:
    if len(piece.data) > FILE:
        raise OverBudget(f"{FILE // 1024 // 1024} MB")
    before = (len(haul.parcels), len(haul.papers), len(haul.signs))
    for opened in _opened(kind, piece, haul):
        sort_all(_inside(opened, piece), haul, deeper(depth))
    if kind is FileKind.ZIP and before == (len(haul.parcels), len(haul.papers), len(haul.signs)):
        _paper(piece, kind, haul)


def _paper(piece: Piece, kind: FileKind, haul: Haul) -> None:
    haul.papers.append((piece.name, kind))
    if kind in _SCANS:
        haul.scans.append((piece.name, piece.data))


def _opened(kind: FileKind, piece: Piece, haul: Haul) -> Iterable[Opened]:
    """What a container holds; a mailbox holds several mails."""
    if kind is FileKind.MAILBOX:
        for number, data in enumerate(messages(piece.data), 1):
            opened = mime.opened(data)
            yield replace(
                opened, pieces=tuple(replace(p, name=f"{number:04}!{p.name}") for p in opened.pieces)
            )
        return
    readers = {FileKind.MAIL: mime.opened, FileKind.OUTLOOK: outlook.opened, FileKind.TNEF: tnef.attachments}
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
    return Parcel(haul.free(full), piece.data, sender, received, haul.origin, haul.name)


def _picture(piece: Piece, haul: Haul) -> None:
    """A picture in the text counts where it may be a page; a tiny one is a logo."""
    if not may_be_a_page(piece):
        return
    haul.papers.append((piece.name, FileKind.PICTURE))
    if not piece.inline:
        haul.scans.append((piece.name, piece.data))
