"""The day's page, `master/today.html`: what came, what awaits a person, who is missing; one file that asks no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from importlib.resources import files
from typing import Any

from perfxl.collect.awaiting import awaiting
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
from perfxl.texts import Texts, texts
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
    """All that the page shows. `letters` are mails that a person must look at: (received, sender, subject)."""

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
    waiting = {row.id or row.name: row for row in awaiting(run)}
    late = {one.id for one in ledger.versions.came() if one.received >= since}
    versions = ledger.versions.of(waiting.keys() | late)
    mails = {m.id: m for m in ledger.messages.all() if m.id in waiting}
    letters = [(m.received, m.sender, m.subject or m.name) for m in mails.values()]
    letters += [(row.since, row.name, row.text("mn")) for row in waiting.values() if not row.id]
    lines = {v.arrival.id: _line(v, known) for v in versions}
    return Today(
        run.workspace.period,
        made,
        tuple(boards),
        tuple(lines[v.arrival.id] for v in reversed(versions) if v.arrival.id in late),
        tuple(lines[v.arrival.id] for v in versions if v.arrival.id in waiting),
        tuple(letters),
    )


def _line(version: Version, known: dict[str, Employee]) -> PageLine:
    said = texts("mn")
    grave = sorted(version.judged.findings, key=lambda f: ("error", "warning", "note").index(f.severity))
    why = tuple(said.of(finding) for finding in grave[:_REASONS])
    told = why if version.verdict in (Verdict.HELD, Verdict.REFUSED) else ()
    return PageLine(
        version.arrival.received,
        version.arrival.name,
        version.verdict,
        known.get(version.judged.employee),
        told,
    )


def today_page(shown: Today) -> str:
    """The page as HTML: no script, nothing fetched; everything foreign escaped."""
    said = texts("mn")
    style = (files("perfxl.master") / "day_page.css").read_text(encoding="utf-8")
    head = said.word("today.title", period=shown.period.code)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="mn"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(head)}</title><style>{style}</style></head><body><main>",
        f"<h1>{escape(head)}</h1>",
        f'<p class="soft">{escape(said.word("today.made", made=_moment(shown.made, shown.made)))}</p>',
        *_awaiting(shown, said),
        *_came(shown, said),
        *(line for one in shown.boards for line in _board(one, said)),
        f'<p class="soft">{escape(said.word("master.mean_note"))}</p>',
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _moment(moment: datetime, made: datetime) -> str:
    return f"{local(moment, made):%Y.%m.%d %H:%M}"


def _awaiting(shown: Today, said: Texts) -> Iterator[str]:
    yield f"<section><h2>{escape(said.word('today.awaiting', count=len(shown.awaiting) + len(shown.letters)))}</h2>"
    if not shown.awaiting and not shown.letters:
        yield f"<p>{escape(said.word('today.none_awaiting'))}</p>"
    else:
        letters = (_letter(*letter, shown.made, said) for letter in shown.letters)
        yield from _list([*(_item(one, shown.made, said) for one in shown.awaiting), *letters], said)
    yield "</section>"


def _letter(received: datetime, sender: str, subject: str, made: datetime, said: Texts) -> str:
    text = said.word("today.letter", sender=sender or said.word("today.unknown"), subject=subject)
    return f'<span class="soft">{_moment(received, made)}</span> {escape(text)}'


def _came(shown: Today, said: Texts) -> Iterator[str]:
    yield f"<section><h2>{escape(said.word('today.came', count=len(shown.came)))}</h2>"
    if not shown.came:
        yield f"<p>{escape(said.word('today.none_came'))}</p>"
    yield from _list([_item(one, shown.made, said) for one in shown.came], said)
    yield "</section>"


def _item(one: PageLine, made: datetime, said: Texts) -> str:
    verdict = said.word(f"verdict.{one.verdict}")
    if one.who:
        name = f"{one.who.code} {full_name(one.who.parent, one.who.name)}"
        where = f'<br><span class="soft">{escape(one.who.unit or one.who.organisation)}</span>'
    else:
        name, where = one.name, ""
    why = "".join(f"<p>{escape(text)}</p>" for text in one.why)
    return (
        f'<span class="soft">{_moment(one.received, made)}</span> {escape(name)} '
        f'<span class="mark {one.verdict}">{escape(verdict)}</span>{where}{why}'
    )


def _list(items: Sequence[str], said: Texts) -> Iterator[str]:
    if not items:
        return
    yield "<ul>"
    yield from (f"<li>{item}</li>" for item in items[:_AT_MOST])
    yield "</ul>"
    if len(items) > _AT_MOST:
        yield f"<p>{escape(said.word('today.more', count=len(items) - _AT_MOST))}</p>"


def _board(one: Board, said: Texts) -> Iterator[str]:
    yield f"<section><h2>{escape(one.organisation)}</h2>"
    yield from (f'<p class="notice">{escape(notice)}</p>' for notice in one.notices)
    yield from _tiles(one.figures.whole, said)
    yield f"<h3>{escape(said.word('master.chart_states'))}</h3>"
    yield from _legend(said)
    for group in one.figures.units:
        yield from _unit(group, said)
    yield f"<h3>{escape(said.word('master.chart_days'))}</h3>"
    yield from _days(days_shown(one.figures), said)
    yield f"<h3>{escape(said.word('today.missing', count=one.figures.whole.state(State.MISSING)))}</h3>"
    if not one.missing:
        yield f"<p>{escape(said.word('today.none_missing'))}</p>"
    for unit, people in one.missing:
        yield from _missing(unit, people, said)
    yield "</section>"


def _tiles(whole: StaffGroup, said: Texts) -> Iterator[str]:
    mean = "\u2013" if whole.mean is None else f"{whole.mean * 100:.1f}%"
    tiles = [
        ("staff", "", str(whole.staff)),
        *((s, s, str(whole.state(s))) for s in STATES),
        ("mean", "", mean),
    ]
    yield '<div class="tiles">'
    for name, css, value in tiles:
        yield f'<div class="tile"><b class="{css}">{value}</b>{escape(said.word(f"master.{name}"))}</div>'
    yield "</div>"


def _legend(said: Texts) -> Iterator[str]:
    marks = (
        f'<span><i class="{state}"></i>{escape(said.word(f"master.{state}"))}</span>' for state in STATES
    )
    yield f'<p class="soft legend">{"".join(marks)}</p>'


def _unit(group: StaffGroup, said: Texts) -> Iterator[str]:
    """A unit's bar: each state as wide as its share, the counts in words for who cannot see colours."""
    name = group.name or said.word("master.no_unit")
    counts = ", ".join(f"{said.word(f'master.{s}')}: {group.state(s)}" for s in STATES if group.state(s))
    parts = (
        f'<i class="{s}" style="width:{100 * group.state(s) / group.staff:.2f}%"></i>'
        for s in STATES
        if group.state(s)
    )
    yield f'<div class="unit"><div>{escape(name)} <span class="soft">({escape(counts)})</span></div>'
    yield f'<div class="bar" role="img" aria-label="{escape(counts)}">{"".join(parts)}</div></div>'


def _days(days: Sequence[tuple[date, int]], said: Texts) -> Iterator[str]:
    if not days:
        yield f"<p>{escape(said.word('today.none_yet'))}</p>"
        return
    most = max(count for _, count in days) or 1
    columns = (
        f'<div>{count or ""}<i style="height:{100 * count / most:.0f}px"></i></div>' for _, count in days
    )
    yield f'<div class="days">{"".join(columns)}</div>'
    step = -(-len(days) // 6)
    labels = (
        f"<div>{day:%m.%d}</div>" if n % step == 0 else "<div></div>" for n, (day, _) in enumerate(days)
    )
    yield f'<div class="labels">{"".join(labels)}</div>'


def _missing(unit: str, people: Sequence[Employee], said: Texts) -> Iterator[str]:
    name = unit or said.word("master.no_unit")
    yield f"<details open><summary>{escape(name)} ({len(people)})</summary>"
    yield from _list(
        [
            f'{escape(p.code)} {escape(full_name(p.parent, p.name))} <span class="soft">{escape(p.position)}</span>'
            for p in people
        ],
        said,
    )
    yield "</details>"
