"""Lines -> plan rows: tables found by their captions, whatever their order, however they are cut and merged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from perfxl.drafting.column_finder import Heads, by_numbers, heads_of, is_number_row, placed
from perfxl.drafting.document import GridCell, TextLine
from perfxl.drafting.source_document import Doubt, FoundRow, Loose
from perfxl.drafting.vocabulary import Vocabulary, is_goal, section_key, signature_role
from perfxl.finding import Fact
from perfxl.form.definition import ANSWERED, CANONICAL, PLANNED, Form

_START = re.compile(
    r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}(?=[.)]\s*[^\W\d]))(?P<stop>[.)]?)\s*(?=[^\W\d]|[\"«“(])"
)
_ORDINAL = re.compile(r"\s*№?\s*(?P<number>\d{1,3}(?:\.\d{1,3}){0,3})\s*[.)]?\s*\Z")
_TEXTS = (*PLANNED, *ANSWERED)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What the tables of a document gave: rows, the lines before and after them, and unplaced texts."""

    rows: tuple[FoundRow, ...]
    before: tuple[TextLine, ...]
    after: tuple[TextLine, ...]
    loose: tuple[Loose, ...]


@dataclass(slots=True)
class _State:
    """Where the reading stands."""

    heads: Heads | None = None
    table: int = 0
    section: str = ""
    goal: str = ""
    goal_open: bool = False
    goal_where: str = ""
    goal_used: bool = True
    ended: bool = False
    goal_doubt: tuple[Doubt, ...] = ()
    header_last: bool = False
    rows: list[FoundRow] = field(default_factory=list)
    before: list[TextLine] = field(default_factory=list)
    after: list[TextLine] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)


def read_tables(lines: Sequence[TextLine], form: Form, words: Vocabulary) -> TableReading:
    """All tables of a document in one pass. Every text of a table ends in a row, a goal or among the loose ones."""
    reader = _Reader(form, words)
    for line in lines:
        reader.take(line)
    reader.drop_goal()
    state = reader.state
    return TableReading(tuple(state.rows), tuple(state.before), tuple(state.after), tuple(state.loose))


class _Reader:
    """One document's reading; `take` is given every line in order."""

    def __init__(self, form: Form, words: Vocabulary) -> None:
        self.form = form
        self.words = words
        self.state = _State()

    def take(self, line: TextLine) -> None:
        """One line: a paragraph, or a row of a table."""
        if not line.table:
            self._paragraph(line)
        elif line.filled:
            self._row(line)

    def _paragraph(self, line: TextLine) -> None:
        state = self.state
        state.header_last = False
        key = section_key(line.text, self.words)
        if key:
            self._open(key)
        elif state.heads is None or line.part == "margin":
            state.before.append(line)
        else:
            state.after.append(line)

    def _open(self, key: str) -> None:
        self.drop_goal()
        self.state.section = key
        self.state.ended = False

    def drop_goal(self) -> None:
        """The goal ends here; one that no row stood under stays to be looked at."""
        state = self.state
        if state.goal and not state.goal_used:
            state.loose.append(Loose(state.goal, state.goal_where))
        state.goal, state.goal_open, state.goal_used, state.goal_doubt = "", False, True, ()

    def _row(self, line: TextLine) -> None:
        state = self.state
        heads = heads_of(line, self.words)
        if self._is_header(heads, line):
            self._header(heads, line)
            return
        if is_number_row(line) and (state.header_last or line.table != state.table):
            state.heads = by_numbers(state.heads, line, self.words)
            state.table, state.header_last = line.table, False
            return
        state.header_last = False
        state.ended = state.ended or any(signature_role(c.text.split("\n")[0])[0] for c in line.filled)
        if state.heads is None or state.ended or self._closed(line):
            self._outside(line)
        elif self._spanning(line):
            self._span(line)
        else:
            self._measure(line)

    def _is_header(self, heads: Heads, line: TextLine) -> bool:
        """Three captions make a header; fewer only as the second row of one."""
        known = [c.field for c in heads.columns if c.field and not c.by_place]
        if len(set(known)) >= 3:
            return True
        if not (self.state.header_last and self.state.table == line.table and line.filled):
            return False
        return len(known) == len(line.filled) and not self._covers(line, line.filled[0])

    def _header(self, heads: Heads, line: TextLine) -> None:
        state = self.state
        second = state.header_last and state.table == line.table and state.heads is not None
        state.heads = state.heads.joined(heads) if second and state.heads else heads
        state.table, state.header_last, state.ended = line.table, True, False
        if state.heads.section and state.section != state.heads.section:
            self._open(state.heads.section)
        self._loosen_after()

    def _loosen_after(self) -> None:
        """Paragraphs between tables that opened nothing are no signature: they stay to be looked at."""
        self.state.loose += [Loose(line.text or _joined(line), line.where) for line in self.state.after]
        self.state.after.clear()

    def _closed(self, line: TextLine) -> bool:
        """Whether a row of another table goes on with none of ours: another number of columns, or signatures."""
        state = self.state
        if line.table == state.table or state.heads is None:
            return False
        if state.after and any(not a.table for a in state.after) and len(line.filled) < 4:
            return True
        return abs(len(line.cells) - len(state.heads.columns)) > 2 and not self._spanning(line)

    def _outside(self, line: TextLine) -> None:
        """A row of a table that is none of the form's: a title's or signatures' table, or a heading."""
        key = section_key(_joined(line), self.words) if len(line.filled) == 1 else ""
        if key:
            self._open(key)
        else:
            place = self.state.before if self.state.heads is None else self.state.after
            place.append(line)

    def _spanning(self, line: TextLine) -> bool:
        """One text over the table: a goal, a heading. A row with a running number is one only if it says so."""
        own = [c for c in line.filled if not _is_ordinal(c)]
        if len(own) != 1 or self.state.heads is None:
            return False
        if self._covers(line, own[0]):
            return True
        if len(line.filled) > 1:
            return is_goal(own[0].text)
        return self.state.heads.field_at(own[0]) in ("ordinal", "goal", "measure", "")

    def _covers(self, line: TextLine, cell: GridCell) -> bool:
        """Whether a cell stands over more than one column, or is all there is of the row."""
        if self.state.heads is None:
            return False
        covered = sum(1 for c in self.state.heads.columns if cell.start < c.end and cell.end > c.start)
        return len(line.filled) == 1 and (len(line.cells) == 1 or covered > 1)

    def _span(self, line: TextLine) -> None:
        text = _joined(line)
        key = section_key(text, self.words)
        if key:
            self._open(key)
        elif self._numbered_measure(text):
            self._measure(line)
        else:
            self._goal(text, line)

    def _numbered_measure(self, text: str) -> bool:
        return self.words.label.match(text) is not None

    def _goal(self, text: str, line: TextLine) -> None:
        state = self.state
        if state.goal_open and state.goal:
            state.goal = f"{state.goal}\n{text}"
            state.goal_doubt = (*state.goal_doubt, Doubt("goal", "R326"))
        else:
            self.drop_goal()
            state.goal, state.goal_where, state.goal_used = text, line.where, False
        if not self._covers(line, line.filled[-1]) and not is_goal(text):
            state.goal_doubt = (*state.goal_doubt, Doubt("goal", "R345"))
        state.goal_open = True

    def _measure(self, line: TextLine) -> None:
        state = self.state
        assert state.heads is not None
        put = placed(line, state.heads)
        if put is None:
            state.loose += [Loose(f"{c.auto} {c.text}".strip(), line.where) for c in line.filled]
            return
        state.loose += [Loose(text, line.where) for text in put.loose]
        values, doubts = dict(put.values), list(put.doubts)
        ordinal = values.get("ordinal", "").strip()
        if ordinal and not _ORDINAL.match(ordinal):
            state.loose.append(Loose(values.pop("ordinal"), line.where))
        self._goal_column(values, line.where)
        if not values.get("measure", "").strip():
            self._more(values, put.continued, line, doubts)
            return
        state.goal_open, state.goal_used = False, True
        state.rows.append(self._found(values, put.autos, doubts, line))
        self._merged(put.continued)

    def _goal_column(self, values: dict[str, str], where: str) -> None:
        """Goals that stand in a column of their own, merged downwards."""
        if values.get("goal", "").strip():
            self.drop_goal()
            self.state.goal, self.state.goal_where, self.state.goal_used = values["goal"], where, False

    def _found(
        self, values: dict[str, str], autos: dict[str, str], doubts: list[Doubt], line: TextLine
    ) -> FoundRow:
        state = self.state
        section = state.section or self.form.section[0].key
        if not state.section:
            doubts.append(Doubt("section", "R325"))
        ordinal = (values.get("ordinal", "") or autos.get("ordinal", "")).strip()
        number, measure, sure = self._number(values["measure"], autos, ordinal)
        doubts += [] if sure else [Doubt("number", "R313", (("value", number),))]
        texts = {name: values.get(name, "") for name in _TEXTS if name != "measure"}
        doubts += state.goal_doubt
        own = tuple(
            (c.field, values[c.field])
            for c in self.form.column
            if c.field not in CANONICAL and values.get(c.field)
        )
        return FoundRow(
            section,
            state.goal,
            number,
            ordinal,
            measure,
            **texts,
            own=own,
            where=line.where,
            doubts=tuple(doubts),
        )

    def _number(self, text: str, autos: dict[str, str], ordinal: str) -> tuple[str, str, bool]:
        """A measure's number, its text without it, and whether the number is sure to be one."""
        label = self.words.label.match(text)
        if label and text[label.end() :].strip():
            return _tidy(label["number"]), text[label.end() :].strip(), True
        auto = _ORDINAL.match(autos.get("measure", ""))
        if auto:
            return auto["number"], text, True
        start = _START.match(text)
        if start and not (start["number"].count(".") == 2 and len(start["number"]) > 8):
            sure = bool(start["stop"]) or self._goes_on(start["number"])
            return start["number"], text[start.end() :].strip(), sure
        printed = _ORDINAL.match(ordinal)
        if printed and "." in printed["number"]:
            return printed["number"], text, True
        return "", text, True

    def _goes_on(self, number: str) -> bool:
        """Whether a number follows the one of the row above."""
        if not self.state.rows:
            return number.split(".")[-1] == "1"
        before = self.state.rows[-1].number.split(".")
        parts = number.split(".")
        if len(before) != len(parts) or not all(p.isdigit() for p in before):
            return parts[-1] == "1"
        return (parts[:-1] == before[:-1] and int(parts[-1]) == int(before[-1]) + 1) or parts[-1] == "1"

    def _merged(self, continued: frozenset[str]) -> None:
        """Cells merged downwards hold for this row too: their text is taken again, and marked."""
        rows = self.state.rows
        if len(rows) < 2:
            return
        above, row = rows[-2], rows[-1]
        taken = {
            f: getattr(above, f)
            for f in continued
            if f in _TEXTS and getattr(above, f) and not getattr(row, f)
        }
        if taken:
            marks = tuple(Doubt(f, "R316") for f in taken)
            rows[-1] = replace(row, **taken, doubts=row.doubts + marks)

    def _more(
        self, values: dict[str, str], continued: frozenset[str], line: TextLine, doubts: list[Doubt]
    ) -> None:
        """A row without a measure: goes on with the one above (a page ended in it), or shares its merged measure."""
        rows = self.state.rows
        texts = {f: values[f] for f in _TEXTS if values.get(f, "").strip()}
        rest = [values[f] for f in ("ordinal",) if values.get(f, "").strip()]
        if not rows or not texts:
            self.state.loose += [Loose(text, line.where) for text in (*texts.values(), *rest)]
            return
        above = rows[-1]
        if "measure" in continued and len(texts) > 1:
            filled = {f: texts.get(f, getattr(above, f) if f in continued else "") for f in _TEXTS}
            marks = tuple(Doubt(f, "R316") for f in continued if f in _TEXTS and getattr(above, f))
            given: dict[str, Any] = {**filled, "measure": above.measure}
            ordinal = values.get("ordinal", "") or (above.ordinal if "ordinal" in continued else "")
            rows.append(replace(above, **given, ordinal=ordinal, where=line.where, doubts=(*marks, *doubts)))
            return
        joined: dict[str, Any] = {f: f"{getattr(above, f)}\n{text}".strip() for f, text in texts.items()}
        marks = tuple(Doubt(f, "R312") for f in texts)
        rows[-1] = replace(above, **joined, doubts=(*above.doubts, *marks, *doubts))
        self.state.loose += [Loose(text, line.where) for text in rest]


def _tidy(number: str) -> str:
    return "".join(number.split())


def _joined(line: TextLine) -> str:
    texts = (f"{c.auto} {c.text}".strip() for c in line.filled)
    return line.text or "\n".join(texts)


def _is_ordinal(cell: GridCell) -> bool:
    return bool(_ORDINAL.match(cell.text or cell.auto))


def facts(**given: Fact) -> tuple[tuple[str, Fact], ...]:
    """Facts of a doubt."""
    return tuple(given.items())
