"""What each page shows: (template, values), read anew at every look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.exceptions import NotFound

from perfxl.collect.decisions import objection
from perfxl.desk import letters_page, lobby, questions
from perfxl.desk.boards import boards
from perfxl.desk.desk import Desk
from perfxl.desk.look import Glance, look
from perfxl.desk.steps import steps
from perfxl.desk.words import Speech
from perfxl.finding import ON_STANDING, Severity
from perfxl.ledger.records import Message, Version
from perfxl.ledger.status import Person, State
from perfxl.period.scripts import STEPS
from perfxl.workspace.folder import SETTINGS

Shown = tuple[str, dict[str, Any]]
LATEST_OPEN = 15  # of them that are seen without a click
LATEST = 60  # workbooks and mails that the month's page lists
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def page(desk: Desk, name: str, words: Speech, render: Callable[..., str]) -> str:
    """A page, made by `render` of its template and what stands on it. NotFound for a page that there is not."""
    if name == "help":
        scripts = "», «".join(words.say(f"scripts.{step.name}") for step in STEPS)
        return render("help.html", page=name, scripts=scripts)
    if desk.workspace is None or name == "lobby":
        return render("lobby.html", page="lobby", **lobby.shown(desk))
    kind, _, rest = name.partition("/")
    make = _PAGES.get(kind)
    if make is None:
        raise NotFound
    with look(desk.workspace, desk.now(), desk.roster_seen) as seen:
        template, values = make(seen, rest, words)
        if kind == "letters":
            values = letters_page.shown(seen, rest, desk.rehearsed)
        frame = {
            "facts": seen.facts,
            "closed": seen.closed,
            "at": seen.run.at,
            "who_decides": desk.who(seen.run),
        }
        return render(template, page=name, seen=seen, **frame, **values)


def stamp(desk: Desk) -> str:
    """What changes whenever a page would show something else: the ledger's and the roster's files, the masters."""
    if desk.workspace is None:
        return ""
    workspace = desk.workspace
    paths = (
        workspace.ledger_path,
        Path(f"{workspace.ledger_path}-wal"),
        workspace.roster,
        workspace.master,
        workspace.outbox,
    )
    return f"{workspace.root.name}|" + "|".join(_mark(path) for path in paths)


def _mark(path: Path) -> str:
    try:
        facts = path.stat()
    except OSError:
        return ""
    return f"{facts.st_size}:{facts.st_mtime_ns}"


def _month(seen: Glance, rest: str, words: Speech) -> Shown:
    return "month.html", {
        "steps": steps(seen.facts),
        "latest": _latest(seen),
        "open": LATEST_OPEN,
        "states": Counter(str(p.state) for p in seen.people),
    }


def _latest(seen: Glance) -> list[tuple[datetime, Version | None, Message | None]]:
    """What came last, whatever became of it: workbooks, and mails and files in which none was found."""
    ids = [row.id for row in seen.came[:LATEST]]
    versions = [(v.arrival.received, v, None) for v in seen.ledger.versions.outlines(ids)]
    others = [(m.received, None, m) for m in seen.messages if m.state != "workbooks"][:LATEST]
    return sorted((*versions, *others), key=lambda row: row[0], reverse=True)[:LATEST]


def _people(seen: Glance, rest: str, words: Speech) -> Shown:
    units = dict.fromkeys((p.employee.organisation, p.employee.unit) for p in seen.people)
    return "people.html", {"units": list(units), "states": Counter(str(p.state) for p in seen.people)}


def _person(seen: Glance, code: str, words: Speech) -> Shown:
    person = next((p for p in seen.people if p.employee.code == code), None)
    if person is None:
        raise NotFound
    ids = [row.id for row in seen.came if row.employee == code]
    order = {id: number for number, id in enumerate(ids)}
    versions = sorted(seen.ledger.versions.of(ids), key=lambda v: order[v.arrival.id])
    decisions = [d for d in seen.ledger.decisions.all() if d.arrival in order]
    letters = [posted for posted in seen.letters.values() if posted.code == code]
    mails = [m for m in seen.messages if m.sender.casefold() == person.employee.email.casefold() and m.sender]
    return "person.html", {
        "person": person,
        "versions": [
            (v, _findings(v), _possible(seen, v), version_stamp(seen, v.arrival.id)) for v in versions
        ],
        "decisions": decisions,
        "letters": sorted(letters, key=lambda posted: posted.at, reverse=True),
        "mails": mails,
        "sent": seen.ledger.issued.last().get(code),
        "letter": _letter(seen, person),
    }


def _letter(seen: Glance, person: Person) -> letters_page.ShownLetter | None:
    """The letter that goes to somebody next, if one is due."""
    name = "remind" if person.state is State.MISSING else "replies"
    letters = letters_page.shown(seen, f"{name}/{person.employee.code}", None)["letters"]
    return letters[0] if letters else None


def _findings(version: Version) -> list[Any]:
    return sorted(version.judged.findings, key=lambda f: _ORDER[f.severity])


def _possible(seen: Glance, version: Version) -> tuple[str, ...]:
    """The decisions that can be carried out on a workbook now."""
    return tuple(w for w in ON_STANDING if objection(seen.ledger, version, w, "?") is None)


def version_stamp(seen: Glance, arrival: str) -> str:
    """What changes when anything happens to a workbook: what a decision was made on."""
    stood = seen.standing[arrival]
    count = sum(decision.arrival == arrival for decision in seen.ledger.decisions.all())
    return f"{stood.verdict}:{stood.counts}:{count}"


def _awaiting(seen: Glance, rest: str, words: Speech) -> Shown:
    ids = [row.id for row in seen.awaiting if row.id in seen.standing]
    versions = {version.arrival.id: version for version in seen.ledger.versions.of(ids)}
    letters = letters_page.shown(seen, "replies", None)["letters"]
    return "awaiting.html", {
        "rows": seen.awaiting,
        "held": {
            id: (version, _findings(version), _possible(seen, version), version_stamp(seen, id))
            for id, version in versions.items()
        },
        "letters": {shown.letter.key.rpartition(":")[2]: shown for shown in letters},
    }


def _roster(seen: Glance, rest: str, words: Speech) -> Shown:
    findings = sorted(seen.run.roster_findings, key=lambda f: (_ORDER[f.severity], f.sheet))
    return "roster.html", {"findings": findings}


def _close(seen: Glance, rest: str, words: Speech) -> Shown:
    missing = [p.employee for p in seen.people if p.state is State.MISSING]
    return "close.html", {"missing": missing, "states": Counter(str(p.state) for p in seen.people)}


def _next(seen: Glance, rest: str, words: Speech) -> Shown:
    root, period = seen.workspace.root.resolve(), seen.workspace.period
    later = lobby.following(seen.workspace.form, period)
    beside = [path for path in sorted(root.parent.iterdir()) if path != root and (path / SETTINGS).is_file()]
    return "next.html", {
        "periods": later,
        "name_first": f"{words.say('lobby_name_first')} {later[0].code if later else ''}".strip(),
        "place": root.parent,
        "followers": [lobby.place(path) for path in beside],
    }


def _summary(seen: Glance, rest: str, words: Speech) -> Shown:
    return "summary.html", {"boards": boards(seen)}


def _code(seen: Glance, rest: str, words: Speech) -> Shown:
    return "code.html", questions.code_shown(rest, words)


def _why(seen: Glance, rest: str, words: Speech) -> Shown:
    return "why.html", questions.why_shown(seen, rest, words)


def _simple(template: str) -> Callable[[Glance, str, Speech], Shown]:
    return lambda seen, rest, words: (template, {})


_PAGES: Mapping[str, Callable[[Glance, str, Speech], Shown]] = {
    "": _month,
    "people": _people,
    "person": _person,
    "awaiting": _awaiting,
    "roster": _roster,
    "letters": _simple("letters.html"),
    "summary": _summary,
    "code": _code,
    "why": _why,
    "close": _close,
    "next": _next,
    "tools": _simple("tools.html"),
}
