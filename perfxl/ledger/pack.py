"""Judgements, seals and rosters as the ledger keeps them: JSON, compressed where it is long."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from perfxl.checks.judge import Answered, Judged
from perfxl.finding import Finding, Severity, Verdict
from perfxl.form.place import Place
from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.form.seal import Seal, from_json
from perfxl.form.token import Token
from perfxl.ledger.chain import canonical
from perfxl.ledger.records import Sealed

_QUICK = 4  # of zlib: two thirds of the time of 6 for seals that are a fifteenth longer
_ANSWER_FIELDS = tuple(Answered.__dataclass_fields__)
_ANSWERS = attrgetter(*_ANSWER_FIELDS)


def moment(at: datetime) -> str:
    """An aware moment as text that sorts by time (UTC, microseconds). ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {at}")
    try:
        return at.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:  # a mail may claim the first or last day that there is
        return at.replace(tzinfo=UTC).isoformat(timespec="microseconds")


def sound(text: str) -> str:
    """Text that can be kept: halves of characters, which no file can hold, become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def read_moment(text: str) -> datetime:
    """The moment that `moment` wrote."""
    return datetime.fromisoformat(text)


def pack(text: str) -> bytes:
    """Text compressed."""
    return zlib.compress(text.encode("utf-8"), 6)


def unpack(data: bytes) -> str:
    """The text that `pack` compressed."""
    return zlib.decompress(data).decode("utf-8")


def sealed_of(token: Token, plan: str, text: str) -> Sealed:
    """A seal ready to be kept, from its JSON."""
    data = text.encode("utf-8")
    return Sealed(token, plan, zlib.compress(data, _QUICK), hashlib.sha256(data).hexdigest())


def seal_of(data: bytes) -> Seal:
    """A seal from its compressed JSON."""
    return from_json(unpack(data))


def head_json(judged: Judged) -> str:
    """A judgement without its rows."""
    head = {
        "verdict": judged.verdict,
        "token": asdict(judged.token) if judged.token else None,
        "form": judged.form,
        "period": judged.period,
        "employee": judged.employee,
        "findings": findings_json(judged.findings),
        "digest": judged.digest,
        "control": judged.control,
        "reported": _iso(judged.reported),
        "verifier": judged.verifier,
        "program": judged.program,
        "saved_by": judged.saved_by,
        "stale": judged.stale,
        "saved": judged.saved,
    }
    return sound(canonical(head))


def answers_json(judged: Judged) -> str:
    """A judgement's rows, each a list in the order of Answered's fields."""
    rows = [[_plain(value) for value in _ANSWERS(row)] for row in judged.rows]
    return sound(json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def judged_of(head: str, answers: str) -> Judged:
    """A judgement from the two texts; an empty `answers` leaves the rows out."""
    raw = json.loads(head)
    raw["verdict"] = Verdict(raw["verdict"])
    raw["token"] = Token(**raw["token"]) if raw["token"] else None
    raw["findings"] = findings_of(raw["findings"])
    raw["reported"] = _date(raw["reported"])
    return Judged(rows=tuple(_row(row) for row in json.loads(answers or "[]")), **raw)


def findings_json(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Findings as plain values."""
    return [{**_slots(finding), "facts": dict(finding.facts)} for finding in findings]


def findings_of(raw: list[dict[str, Any]]) -> tuple[Finding, ...]:
    """Findings from plain values."""
    return tuple(Finding(**{**slots, "severity": Severity(slots["severity"])}) for slots in raw)


def employee_json(employee: Employee) -> str:
    """An employee as canonical JSON."""
    return canonical(asdict(employee))


def employee_of(text: str) -> Employee:
    """An employee from JSON."""
    return _employee(json.loads(text))


def roster_json(roster: Roster) -> str:
    """A roster without its measures: the plans that matter stand in the seals."""
    return canonical(
        {
            "employees": [asdict(employee) for employee in roster.employees],
            "units": [asdict(unit) for unit in roster.units],
            "settings": dict(roster.settings.entries),
            "letters": dict(roster.letters),
        }
    )


def roster_of(text: str) -> Roster:
    """A roster (without measures) from JSON."""
    raw = json.loads(text)
    units = tuple(Unit(**{**unit, "place": Place(**unit["place"])}) for unit in raw["units"])
    employees = tuple(_employee(employee) for employee in raw["employees"])
    return Roster(employees, units, {}, Settings(tuple(raw["settings"].items())), raw["letters"])


def _employee(raw: Mapping[str, Any]) -> Employee:
    lists = {"groups": tuple(raw["groups"]), "titles": tuple(raw["titles"]), "place": Place(**raw["place"])}
    return Employee(**{**raw, **lists})


def _slots(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in Finding.__dataclass_fields__}


def _row(raw: list[Any]) -> Answered:
    values = dict(zip(_ANSWER_FIELDS, raw, strict=False))
    values["start"], values["end"] = _date(values["start"]), _date(values["end"])
    return Answered(**values)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
