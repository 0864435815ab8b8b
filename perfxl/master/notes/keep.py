"""What HR wrote, kept: into the ledger, and out of it for the next master; a person's notes go where the person goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Note
from perfxl.master.headings import HR_TABLES, answer_heading, is_hr, standing_hr
from perfxl.master.notes.hr_part import Edit, HrPart, NoteCell, OldMaster, OwnSheet, Place
from perfxl.texts.columns import header

_COMMENT, _COLOUR = " comment", " colour"  # after a table's name: what the ledger calls the places of these


def record_notes(ledger: Ledger, organisation: str, olds: Sequence[OldMaster], at: datetime) -> list[Edit]:
    """What stood in masters goes into the ledger (the later change wins where two lay side by side); a note that HR
    emptied is emptied there too. Tells which columns with notes are gone from a master: these notes are kept."""
    known = _known(ledger, organisation)
    changed: dict[Place, str] = {}
    edits: dict[Edit, None] = {}
    for old in olds:
        changed |= {} if old.known else _changes(known, old)
        edits |= dict.fromkeys(_missing(known, old))
        edits |= dict.fromkeys(_over_answers(ledger, organisation, old))
    ledger.notes.record(Note(organisation, *place, text=text, at=at) for place, text in changed.items())
    return list(edits)


def next_part(ledger: Ledger, organisation: str, olds: Sequence[OldMaster]) -> HrPart:
    """HR's part of the next master: what the ledger has, with the formats and formulas of the last one."""
    now = _known(ledger, organisation)
    typed = {place: note for old in olds for place, note in old.own.cells.items()}
    cells = {
        place: typed[place] if place in typed and typed[place].text == text else NoteCell(text)
        for place, text in now.items()
        if place[0] in HR_TABLES
    }
    comments, colours = (_of(now, suffix) for suffix in (_COMMENT, _COLOUR))
    names = dict(name for old in olds for name in old.own.names)
    places = (*cells, *comments, *colours)
    return HrPart(_headings(olds, places), cells, _sheets(olds), comments, colours, tuple(names.items()))


def move_notes(ledger: Ledger, organisation_of: Mapping[str, str], at: datetime) -> list[tuple[str, Edit]]:
    """The notes of people who are in another organisation now go there; what a place there says otherwise already is
    told, with the organisation. `organisation_of`: by code."""
    moves = []
    for note in ledger.notes.everywhere():
        code = note.key.partition("/")[0]
        there = organisation_of.get(code)
        if there is None or there == note.organisation:
            continue
        place = (note.table, note.key, note.heading)
        stands = _known(ledger, there).get(place, "")
        if stands and stands != note.text:
            moves.append((there, Edit("moved", "", "", note.heading, note.key, note.text)))
        else:
            ledger.notes.record([Note(there, *place, text=note.text, at=at)])
        ledger.notes.record([Note(note.organisation, *place, text="", at=at)])
    return moves


def adopt_copy(ledger: Ledger, organisation: str, copy: OldMaster, name: str, at: datetime) -> list[Edit]:
    """The words of a copy that lay beside the master: those of places where nothing stands are taken over, those that
    say otherwise are told. A decision is never taken from a copy."""
    known = _known(ledger, organisation)
    ours = {header("master.own", field) for field in ("decision", "reason", "answer")}
    taken: dict[Place, str] = {}
    edits: list[Edit] = []
    for place, text in _places(copy).items():
        if not text or known.get(place) == text or place[2] == answer_heading():
            continue
        if known.get(place) or place[2] in ours:
            edits.append(Edit("copy", name, "", place[2], place[1], text))
        else:
            taken[place] = text
    ledger.notes.record(Note(organisation, *place, text=text, at=at) for place, text in taken.items())
    return [*edits, Edit("copy_read", name, text=str(len(taken)))]


def comment_places(part: HrPart) -> dict[Place, str]:
    """The comments by the ledger's places."""
    return {(table + _COMMENT, key, heading): text for (table, key, heading), text in part.comments.items()}


def _places(old: OldMaster) -> dict[Place, str]:
    """All that HR wrote by the ledger's places. The answers to HR's decisions are ours and stand in the ledger alone."""
    ours = answer_heading()
    cells = {place: note.text for place, note in old.own.cells.items() if place[2] != ours}
    colours = {
        (table + _COLOUR, key, heading): text for (table, key, heading), text in old.own.colours.items()
    }
    return cells | comment_places(old.own) | colours


def _known(ledger: Ledger, organisation: str) -> dict[Place, str]:
    return {(n.table, n.key, n.heading): n.text for n in ledger.notes.of(organisation) if n.text}


def _of(now: Mapping[Place, str], suffix: str) -> dict[Place, str]:
    return {
        (table.removesuffix(suffix), key, heading): text
        for (table, key, heading), text in now.items()
        if table.endswith(suffix)
    }


def _changes(known: Mapping[Place, str], old: OldMaster) -> dict[Place, str]:
    """What an earlier master says otherwise than the ledger; empty texts for notes that are gone from a cell of it."""
    standing, ours = _places(old), answer_heading()
    gone = {place: "" for place in known if place not in standing and place[2] != ours and _held(old, place)}
    return {place: text for place, text in {**standing, **gone}.items() if known.get(place, "") != text}


def _held(old: OldMaster, place: Place) -> bool:
    """Whether a master had the cell of a place: its row, and its column."""
    table = place[0].partition(" ")[0]
    rows = old.keys.get(table, frozenset())
    return (place[1] in rows or (not place[1] and bool(rows))) and place[2] in old.columns.get(
        table, frozenset()
    )


def _missing(known: Mapping[Place, str], old: OldMaster) -> list[Edit]:
    """HR's columns that had notes and are gone from a master."""
    gone: dict[tuple[str, str], int] = {}
    for table, key, heading in known:
        ours = table not in HR_TABLES or not is_hr(heading) or heading == answer_heading()
        if not ours and key in old.keys.get(table, ()) and heading not in old.columns[table]:
            gone[table, heading] = gone.get((table, heading), 0) + 1
    return [
        Edit("missing", header("master.sheets", table), "", heading, "", str(count))
        for (table, heading), count in gone.items()
    ]


def _over_answers(ledger: Ledger, organisation: str, old: OldMaster) -> list[Edit]:
    """What HR wrote over our answers to its decisions."""
    heading = answer_heading()
    cells = {place: note.text for place, note in old.own.cells.items() if place[2] == heading}
    ever = ledger.notes.ever(organisation, heading) if cells else frozenset()
    return [
        Edit("over_answer", header("master.sheets", table), "", heading, key, text)
        for (table, key, _), text in cells.items()
        if (key, text) not in ever
    ]


def _headings(olds: Sequence[OldMaster], places: Collection[Place]) -> dict[str, tuple[str, ...]]:
    """HR's further headings by table: in the order of the masters, then those that only the ledger knows."""
    out = {}
    for table in HR_TABLES:
        carried = [heading for old in olds for heading in old.own.added(table)]
        noted = [heading for of, _, heading in places if of == table and is_hr(heading)]
        further = [heading for heading in (*carried, *noted) if heading not in standing_hr(table)]
        out[table] = tuple(dict.fromkeys(further))
    return out


def _sheets(olds: Sequence[OldMaster]) -> tuple[OwnSheet, ...]:
    """The sheets that HR added; of two with one name the later."""
    return tuple({sheet.name.casefold(): sheet for old in olds for sheet in old.own.sheets}.values())
