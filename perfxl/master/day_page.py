"""The day's page, `master/today.html`: what came, what awaits a person, who is missing; one file that asks no network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from perfxl.collect.awaiting import Awaiting, awaiting
from perfxl.finding import Verdict
from perfxl.form.alphabet import sort_key
from perfxl.form.definition import Period
from perfxl.form.plan import Employee
from perfxl.ledger.records import Version
from perfxl.ledger.status import State
from perfxl.master.charts import days_shown
from perfxl.table.cell_values import local
from perfxl.table.month_figures import STATES, Figures, StaffGroup, figures
from perfxl.table.state_words import full_name
from perfxl.table.table import Tables
from perfxl.texts import texts
from perfxl.workspace.run import Run

_AT_MOST = 200  # lines of a list; how many more there are is said
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Board:
    """One organisation on the page: its figures, who is missing, by unit in the roster's order, and `notices`: sentences
    about its master."""

    organisation: str
    figures: Figures
    missing: tuple[tuple[str, tuple[Employee, ...]], ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLine:
    """One workbook that came since yesterday, or awaits a person. `who` is None where nobody could be told;
    `why` are sentences."""

    received: datetime
    name: str
    verdict: Verdict
    who: Employee | None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Today:
    """All that the page shows. What awaits a person are workbooks (`awaiting`), and mails, files and masters (`letters`):
    (received, sender, subject)."""

    period: Period
    made: datetime
    boards: tuple[Board, ...]
    came: tuple[PageLine, ...]
    awaiting: tuple[PageLine, ...]
    letters: tuple[tuple[datetime, str, str], ...]


def board(tables: Tables, known: Figures | None = None, notices: tuple[str, ...] = ()) -> Board:
    """An organisation's part of the page; names by the alphabet. `known`: its figures, if they were worked out already."""
    missing = [p.employee for p in tables.people if p.state == State.MISSING]
    units = ((unit, [e for e in missing if e.unit == unit]) for unit in tables.units)
    return Board(
        tables.organisation,
        known or figures(tables),
        tuple((unit, tuple(sorted(who, key=_by_name))) for unit, who in units if who),
        notices,
    )


def _by_name(employee: Employee) -> tuple[Any, ...]:
    return sort_key(employee.name), sort_key(employee.parent), employee.code


def today(run: Run, boards: Sequence[Board]) -> Today:
    """What the page shows, from the ledger as it is; yesterday is that of the zone of the run's moment."""
    ledger, made = run.ledger, run.at
    known = {employee.code: employee for employee in run.roster.employees}
    since = datetime.combine(made.date() - timedelta(days=1), datetime.min.time(), made.tzinfo)
    waiting = awaiting(run)
    ids = {row.id for row in waiting if row.id}
    late = {version.id for version in ledger.versions.came() if version.received >= since}
    late |= ledger.arrivals.collected_since(since)  # a mail dated long ago may have come today
    versions = ledger.versions.of(ids | late)
    subjects = {m.id: m.subject for m in ledger.messages.all() if m.id in ids}
    lines = {v.arrival.id: _line(v, known) for v in versions}
    return Today(
        run.workspace.period,
        made,
        tuple(boards),
        tuple(lines[v.arrival.id] for v in reversed(versions) if v.arrival.id in late),
        tuple(lines[row.id] for row in waiting if row.id in lines),
        tuple(_letter(row, subjects.get(row.id, "")) for row in waiting if row.id not in lines),
    )


def _letter(row: Awaiting, subject: str) -> tuple[datetime, str, str]:
    """A mail by its sender and subject, a file or master by its name and what it is about."""
    if row.sender:
        return row.since, row.sender, subject or row.name
    return row.since, row.name, row.text("mn")


def _line(version: Version, known: dict[str, Employee]) -> PageLine:
    words = texts("mn")
    grave = sorted(version.judged.findings, key=lambda f: ("error", "warning", "note").index(f.severity))
    why = tuple(words.of(finding) for finding in grave[:_REASONS])
    reasons = why if version.verdict in (Verdict.HELD, Verdict.REFUSED) else ()
    return PageLine(
        version.arrival.received,
        version.arrival.name,
        version.verdict,
        known.get(version.judged.employee),
        reasons,
    )


def today_page(shown: Today) -> str:
    """The page as HTML: no script, nothing fetched; everything foreign escaped."""
    env = Environment(
        loader=PackageLoader("perfxl.master"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "moment": lambda moment: f"{local(moment, shown.made):%Y.%m.%d %H:%M}",
        "full_name": lambda who: full_name(who.parent, who.name),
        "counts": _counts,
        "days": days_shown,
    }
    env.filters.update(filters)
    style = (files("perfxl.master") / "day_page.css").read_text(encoding="utf-8")
    facts = {"shown": shown, "word": texts("mn").word, "states": STATES, "at_most": _AT_MOST}
    return env.get_template("day_page.html").render(style=Markup(style), **facts).lstrip()


def _counts(group: StaffGroup) -> str:
    """The counts of a unit in words, for who cannot see colours."""
    word = texts("mn").word
    return ", ".join(f"{word(f'master.{s}')}: {group.state(s)}" for s in STATES if group.state(s))
