"""Found people and rows against those that the roster has: the same, perhaps the same, or new."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfxl.drafting.source_document import Doubt, FoundRow, SourceDocument, Who
from perfxl.drafting.vocabulary import norm
from perfxl.form.alphabet import blurred
from perfxl.form.plan import Employee, Measure

_ALIKE = 0.72  # share of equal letters from which two measures of one number are taken for one, reworded


@dataclass(frozen=True, slots=True)
class Match:
    """An employee that a found person is, or None; doubts say what a person should confirm."""

    employee: Employee | None
    doubts: tuple[Doubt, ...] = ()


def match_person(who: Who, employees: Sequence[Employee]) -> Match:
    """By code, by address, by name; letters that people confuse and case aside, and then shown for confirmation. Two candidates match none."""
    by_code = [e for e in employees if who.code and e.code == who.code]
    if by_code:
        return Match(by_code[0])
    mail = who.email.casefold()
    by_mail = [e for e in employees if mail and e.email.casefold() == mail]
    if len(by_mail) == 1:
        return Match(by_mail[0])
    named = [e for e in employees if _same_person(who, e)]
    closer = [e for e in named if _same_seat(who, e)] if len(named) > 1 else named
    if len(closer) == 1:
        return Match(closer[0], _confirm(who, closer[0]))
    if named:
        codes = ", ".join(e.code for e in named)
        return Match(None, (Doubt("name", "R332", (("codes", codes),)),))
    return Match(None)


def _same_person(who: Who, employee: Employee) -> bool:
    if not who.name:
        return (
            bool(who.name_genitive)
            and _equal(who.name_genitive, employee.name_genitive)
            and _parents(who, employee)
        )
    return _equal(who.name, employee.name) and _parents(who, employee)


def _equal(left: str, right: str) -> bool:
    return bool(right) and blurred(left) == blurred(right)


def _parents(who: Who, employee: Employee) -> bool:
    """Parents' names are one where both are known, initials where only they are."""
    if who.parent and employee.parent:
        return blurred(who.parent) == blurred(employee.parent)
    initial = who.initial or who.parent[:1]
    return not initial or not employee.parent or blurred(initial) == blurred(employee.parent[:1])


def _same_seat(who: Who, employee: Employee) -> bool:
    unit = not who.unit or norm(who.unit) == norm(employee.unit)
    return unit and (not who.position or norm(employee.position) == norm(who.position))


def _confirm(who: Who, employee: Employee) -> tuple[Doubt, ...]:
    """A match that is not letter by letter, or by the initial alone."""
    pairs = ((who.name, employee.name), (who.parent, employee.parent))
    odd = [(a, b) for a, b in pairs if a and b and a.casefold() != b.casefold()]
    if odd:
        return (Doubt("name", "R322", (("found", odd[0][0]), ("kept", odd[0][1]))),)
    if not who.parent or not employee.parent:
        signature = f"{who.initial}.{who.name}" if who.initial else who.name or who.name_genitive
        return (Doubt("name", "R322", (("found", signature), ("kept", employee.signature))),)
    return ()


def person_key(source: SourceDocument) -> tuple[str, ...]:
    """What two documents of one new person have in common; the file where nothing is known of the person."""
    who = source.who
    name = blurred(who.name or who.name_genitive)
    if who.code:
        return ("code", who.code)
    parent = blurred(who.parent)[:1] or blurred(who.initial)
    return ("name", name, parent, norm(who.organisation)) if name else ("file", source.file)


def twin_of(row: FoundRow, measures: Iterable[Measure]) -> Measure | None:
    """The planned row that a found one is: the same text, or the same number and much of the text, in its section."""
    mine = [m for m in measures if m.section == row.section]
    words = norm(row.measure)
    same = next(
        (m for m in mine if norm(m.measure) == words and (m.number == row.number or not row.number)), None
    )
    same = same or next((m for m in mine if norm(m.measure) == words), None)
    if same or not row.number:
        return same
    return next((m for m in mine if m.number == row.number and _alike(norm(m.measure), words)), None)


def _alike(left: str, right: str) -> bool:
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
