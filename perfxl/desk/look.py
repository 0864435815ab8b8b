"""One look into the working folder: what a page shows is read here, and nothing is changed by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property, partial
from pathlib import Path

from perfxl.collect.awaiting import Awaiting, awaiting
from perfxl.collect.awaiting_correction import awaiting_correction
from perfxl.desk.steps import MonthFacts
from perfxl.finding import Finding, Severity
from perfxl.form.mail_address import is_mail_address
from perfxl.form.plan import Employee, Roster
from perfxl.intake.source_folder import find
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Message
from perfxl.ledger.sent_letters import Posted
from perfxl.ledger.standing import Came, Stood
from perfxl.ledger.status import Person, State, people
from perfxl.letters.outbox import reminded_on, unsent_forms, waiting_letters
from perfxl.letters.round import REPLIES
from perfxl.master.notes.lying_masters import master_path
from perfxl.storage.files import PENDING, pending_of
from perfxl.table.cell_values import local
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run, roster_mark, roster_now

_GONE = ("sent", "drafted")  # letters that somebody has got, or will get without HR's hand


Reading = tuple[Roster, tuple[Finding, ...]]


class RosterSeen:
    """The last reading of the roster, so that a page that is looked at often reads it once."""

    def __init__(self) -> None:
        self._known: tuple[object, Reading] | None = None

    def reading(self, workspace: Workspace, ledger: Ledger, at: datetime) -> Reading:
        """The roster of a look: as it was read last, while neither the files, nor what was issued, nor what the ledger has
        taken over of them have changed."""
        issued = tuple(sorted(ledger.issued.counts(workspace.period.code).items()))
        files = roster_mark(workspace)
        mark = (workspace.root, files, issued, ledger.roster.warnings(files))
        if self._known is None or self._known[0] != mark:
            self._known = (mark, roster_now(workspace, ledger, at))
        return self._known[1]


@contextmanager
def look(workspace: Workspace, at: datetime, seen: RosterSeen) -> Iterator[Glance]:
    """A look at what is known now, whatever is at work meanwhile."""
    with Ledger.open_to_read(workspace.ledger_path) as ledger, ledger.one_moment():
        yield Glance(Run(workspace, ledger, at, cache(partial(seen.reading, workspace, ledger, at))))


@dataclass
class Glance:
    """What the pages ask of the working folder, each thing worked out once."""

    run: Run

    @property
    def workspace(self) -> Workspace:
        """The working folder."""
        return self.run.workspace

    @property
    def ledger(self) -> Ledger:
        """Its ledger, to be read."""
        return self.run.ledger

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended in the roster before anything can be issued."""
        return tuple(f for f in self.run.roster_findings if f.severity is Severity.ERROR)

    @cached_property
    def people(self) -> list[Person]:
        """Everybody, as they stand."""
        return people(self.ledger, self.run.roster)

    @cached_property
    def by_code(self) -> Mapping[str, Employee]:
        """Everybody by code, those who have left the roster too."""
        return {person.employee.code: person.employee for person in self.people}

    @cached_property
    def came(self) -> list[Came]:
        """Every workbook that came, the last received first."""
        return sorted(
            self.ledger.versions.came(), key=lambda row: (row.received, row.sha256, row.id), reverse=True
        )

    @cached_property
    def standing(self) -> Mapping[str, Stood]:
        """How each workbook stands, by id."""
        return self.ledger.versions.standing()

    @cached_property
    def last_came(self) -> Mapping[str, datetime]:
        """When somebody's last workbook came, by code."""
        return {row.employee: row.received for row in reversed(self.came) if row.employee}

    @cached_property
    def letters(self) -> Mapping[str, Posted]:
        """The letters as the ledger remembers them, by key."""
        return self.ledger.letters.all()

    @cached_property
    def messages(self) -> list[Message]:
        """The mails that came, the last first."""
        return sorted(self.ledger.messages.all(), key=lambda row: (row.received, row.name), reverse=True)

    @cached_property
    def awaiting(self) -> tuple[Awaiting, ...]:
        """What awaits a person."""
        return awaiting(self.run)

    @cached_property
    def masters(self) -> tuple[tuple[str, Path], ...]:
        """The masters that are there, by organisation; one that waits beside an open one in its place."""
        names = dict.fromkeys(person.employee.organisation for person in self.people)
        paths = ((name, master_path(self.workspace, name, names)) for name in names)
        return tuple((n, pending_of(p) if pending_of(p).is_file() else p) for n, p in paths if p.is_file())

    @property
    def pending(self) -> bool:
        """Whether a new master waits beside one that could not be replaced."""
        return any(path.stem.endswith(PENDING) for _, path in self.masters)

    @cached_property
    def deadline(self) -> date | None:
        """The day by which reports are due."""
        return self.workspace.period.deadline

    @property
    def closed(self) -> bool:
        """Whether the period is closed."""
        return self.ledger.closings.is_closed

    def is_late(self, received: datetime) -> bool:
        """Whether something came after the day it was due on."""
        return self.deadline is not None and local(received, self.run.at.astimezone()).date() > self.deadline

    @cached_property
    def facts(self) -> MonthFacts:
        """What the steps of the month go by."""
        states = [person.state for person in self.people]
        today = self.run.at.astimezone().date()
        made = max((path.stat().st_mtime for _, path in self.masters), default=0.0)
        return MonthFacts(
            people=len(self.run.roster.employees),
            faults=len(self.errors),
            unissued=sum(p.listed and not p.issue and not p.employee.excuse for p in self.people),
            issued=sum(p.issue > 0 for p in self.people),
            unsent=len(unsent_forms(self.run)),
            lying=self._lying,
            came=len(self.came),
            awaiting=len(self.awaiting),
            unanswered=self._unanswered,
            missing=states.count(State.MISSING),
            overdue=self.deadline is not None and today > self.deadline,
            reminded=reminded_on(self.run, self.run.at.date()),
            master=bool(self.masters),
            behind=bool(made) and self.ledger.events.moved_at().timestamp() > made,
            closed=self.closed,
        )

    @property
    def _lying(self) -> int:
        """Files in the inbox that no run has taken in yet: a run was stopped, or somebody laid them there by hand."""
        known = self.ledger.arrivals.known_path
        files = (
            (file, known(file.name)) for file in find(self.workspace.inbox, self.workspace.root, self.run.at)
        )
        return sum(not (seen and file.is_as(*seen[:2])) for file, seen in files if not file.why)

    @property
    def _unanswered(self) -> int:
        """Replies that wait in the outbox, and those to returned workbooks that nobody has had prepared yet."""
        waiting = sum(letter.kind in REPLIES for letter in waiting_letters(self.run))
        prepared = {key.split(":")[1] for key in self.letters if key.startswith("returned:")}
        due = awaiting_correction(self.came, self.standing)
        reachable = (code for code, id in due.items() if id not in prepared and code in self.by_code)
        return waiting + sum(is_mail_address(self.by_code[code].email) for code in reachable)

    @cached_property
    def dates(self) -> Mapping[str, datetime]:
        """When the steps that are done were done last, by step."""
        moments: dict[str, list[datetime]] = {
            "roster": [_changed(self.workspace.roster)],
            "issue": [sent.at for sent in self.ledger.issued.last().values()],
            "send": [posted.at for posted in self.letters.values() if posted.state in _GONE],
            "collect": [row.received for row in self.came[:1]],
            "answer": self._sent("returned:", "refused:", "own_form:"),
            "remind": self._sent("reminder:"),
            "decide": [decision.at for decision in self.ledger.decisions.all()[-1:]],
            "consolidate": [_changed(path) for _, path in self.masters],
            "close": [closing.at for closing in self.ledger.closings.all()[-1:]],
        }
        return {name: max(times) for name, times in moments.items() if times}

    def _sent(self, *kinds: str) -> list[datetime]:
        """When letters of some kinds left."""
        return [
            posted.at
            for key, posted in self.letters.items()
            if posted.state in _GONE and key.startswith(kinds)
        ]

    @property
    def letter_round(self) -> str:
        """The round of letters that is looked at first."""
        facts = self.facts
        if facts.unsent and not facts.came:
            return "issue"
        return "replies" if facts.unanswered or not facts.missing else "remind"


def _changed(path: Path) -> datetime:
    """When a file was written last."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)
