"""The next period's workspace: people and plans carried over, what was achieved beside the rows or as new baselines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perfxl.checks.answers import Answered
from perfxl.finding import Severity
from perfxl.form.definition import Form, Period
from perfxl.form.plan import Employee, Measure, Roster
from perfxl.period.previous import Before, write_previous
from perfxl.period.rollover_report import Left, leavings_bytes
from perfxl.period.scripts import write_scripts
from perfxl.roster.load import load_roster
from perfxl.roster.write import write_roster
from perfxl.storage.careful_read import read_plain_text
from perfxl.storage.files import write_file
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS, Workspace, make_workspace, open_workspace
from perfxl.workspace.run import Run

FULL = 1.0
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The new workspace and what went into it.

    `same_plan`: the plan goes on (half-year to year), else a new year begins. `kept` measures stay, `carried` are
    unfinished ones, `finished` are listed only; `titles` are employees whose ready-made title lines must be looked at;
    `listing` is the workbook that says what became of every row.
    """

    workspace: Workspace
    same_plan: bool
    employees: int
    kept: int
    carried: int
    finished: int
    titles: tuple[str, ...]
    listing: Path


def rollover(run: Run, target: Path, period: str) -> RolledOver:
    """Makes the workspace of a later period in the empty folder `target`. The old one is only read.

    Trouble where the folder is taken, the period does not follow, or the roster has faults.
    """
    workspace = run.workspace
    new = _period(workspace, period)
    roster = _roster(workspace)
    if target.exists() and any(target.iterdir()):
        raise Trouble("rollover_taken", folder=str(target))
    counting = {version.judged.employee: version.judged.rows for version in run.ledger.versions.counting()}
    same = new.year == workspace.period.year
    step = _Same(workspace.form, roster, counting) if same else _Next(workspace.form, roster, counting)
    shared = step.shared()
    employees, odd = _employees(workspace, roster, new)
    place = _make(workspace, target, new)
    write_roster(
        place.roster,
        place.form,
        new,
        Roster(employees, roster.units, _placed(shared), roster.settings.of_period(new), roster.letters),
    )
    write_previous(place.root, workspace.period.code, _before(counting))
    listing = place.root / f"{texts('mn').word('rollover.file')}.xlsx"
    write_file(listing, leavings_bytes(step.left, roster, workspace.period.code, new.code, run.at))
    count = [left.fate for left in step.left]
    return RolledOver(
        place,
        same,
        len(employees),
        count.count("kept"),
        count.count("carried"),
        count.count("finished"),
        odd,
        listing,
    )


def _period(workspace: Workspace, code: str) -> Period:
    old = workspace.period
    try:
        new = workspace.form.period_of(code)
    except ValueError:
        raise Trouble("bad_period", period=code) from None
    follows = new.start > old.end
    holds = new.start <= old.start and new.end >= old.end and new.code != old.code
    if not (follows or holds):
        raise Trouble("rollover_period", old=old.code, new=new.code)
    return new


def _roster(workspace: Workspace) -> Roster:
    roster, findings = load_roster(workspace.root, workspace.form)
    if roster is None or any(fault.severity is Severity.ERROR for fault in findings):
        raise Trouble("rollover_roster")
    return roster


def _before(counting: Mapping[str, Sequence[Answered]]) -> Iterator[Before]:
    for code, rows in counting.items():
        for row in rows:
            if row.achieved.strip() or row.percent is not None:
                yield Before(code, row.section, row.number, row.measure, row.achieved, row.percent)


def _employees(
    workspace: Workspace, roster: Roster, new: Period
) -> tuple[tuple[Employee, ...], tuple[str, ...]]:
    """The employees with their ready-made titles for the new period, and whose titles do not end as the form's do."""
    old_tail, new_tail = (_tail(workspace.form, period) for period in (workspace.period, new))
    out, odd = [], []
    for employee in roster.employees:
        first, second = employee.titles
        title = " ".join(second.split())
        if title.upper().endswith(old_tail):
            second = title[: len(title) - len(old_tail)] + new_tail
        elif title:
            odd.append(employee.code)
        out.append(replace(employee, titles=(first, second)))
    return tuple(out), tuple(odd)


def _tail(form: Form, period: Period) -> str:
    """How the second title line ends in a period: what the form's pattern has from the year on, if it has one."""
    pattern = form.head.title_2
    if "{year}" not in pattern:
        return ""
    return " ".join(
        pattern[pattern.index("{year}") :].format(year=period.year, period=period.words).split()
    ).upper()


def _make(workspace: Workspace, target: Path, new: Period) -> Workspace:
    """The folder with the old one's form and settings for IT, period apart."""
    own = workspace.root / f"{workspace.form.id}.toml"
    make_workspace(target, new.code, str(own) if own.is_file() else workspace.form.id)
    old = read_plain_text(workspace.root / SETTINGS)
    settings = old.replace(f'period = "{workspace.period.code}"', f'period = "{new.code}"')
    (target / SETTINGS).write_text(settings, encoding="utf-8")
    write_scripts(target)
    return open_workspace(target)


def _placed(shared: Mapping[str, Sequence[Measure]]) -> dict[str, tuple[Measure, ...]]:
    """The measures with places that keep their order when they are written."""
    out, row = {}, 1
    for code, measures in shared.items():
        placed = []
        for measure in measures:
            row += 1
            placed.append(replace(measure, place=replace(measure.place, row=row)))
        out[code] = tuple(placed)
    return out


def _sources(roster: Roster, code: str) -> list[Employee]:
    """The employees whom the measures under a code, a group or `*` belong to."""
    return [e for e in roster.employees if code in (EVERYBODY, e.code, *e.groups)]


class _Step:
    """From one period to the next, measure by measure; `left` says what became of each employee's row."""

    def __init__(self, form: Form, roster: Roster, counting: Mapping[str, Sequence[Answered]]) -> None:
        self.form = form
        self.roster = roster
        self.counting = counting
        self.left: list[Left] = []
        self.used: set[tuple[str, str]] = set()

    def shared(self) -> dict[str, list[Measure]]:
        """The plans of the new period, by employee's code, group or `*`."""
        raise NotImplementedError

    def answer(self, code: str, measure: Measure) -> Answered | None:
        """The row that answers a measure in the employee's report that counts."""
        rows = self.counting.get(code, ())
        for row in rows:
            same = row.section == measure.section and row.number == measure.number
            if same and not row.added and _bare(row.measure) == _bare(measure.measure):
                self.used.add((code, row.key))
                return row
        return None

    def own_plans(self) -> Iterator[tuple[str, Answered, Measure]]:
        """What employees without a plan wrote themselves, as measures of a plan: (code, their row, the measure)."""
        planned = {section.key for section in self.form.section if section.rows == "plan"}
        for code, rows in self.counting.items():
            for row in rows:
                if row.added and row.section in planned and row.measure.strip():
                    yield code, row, _as_measure(row)

    def tasks(self) -> Iterator[Left]:
        """Additional tasks, which are listed and not planned anew."""
        planned = {section.key for section in self.form.section if section.rows == "plan"}
        for code, rows in self.counting.items():
            for row in rows:
                if row.added and row.section not in planned:
                    yield Left(code, "task", _as_measure(row), row.achieved, row.percent, "")


class _Same(_Step):
    """The plan goes on: plan and baselines stay, what was written stands beside the rows."""

    def shared(self) -> dict[str, list[Measure]]:
        """The old plans, and what employees without one wrote themselves."""
        out = {code: list(measures) for code, measures in self.roster.shared.items()}
        for code, measures in self.roster.shared.items():
            for employee in _sources(self.roster, code):
                self.left += [self._kept(employee.code, measure) for measure in measures]
        for code, row, measure in self.own_plans():
            out.setdefault(code, []).append(measure)
            self.left.append(Left(code, "kept", measure, row.achieved, row.percent, ""))
        self.left += self.tasks()
        return out

    def _kept(self, code: str, measure: Measure) -> Left:
        row = self.answer(code, measure)
        return Left(code, "kept", measure, row.achieved if row else "", row.percent if row else None, "")


class _Next(_Step):
    """A new year: unfinished measures are carried over, numbers achieved become baselines, finished ones are listed."""

    def shared(self) -> dict[str, list[Measure]]:
        """The unfinished measures. A shared one stays shared while it goes on for all of its people alike."""
        out: dict[str, list[Measure]] = {}
        for code, measures in self.roster.shared.items():
            for measure in measures:
                self._carry(out, code, measure)
        for code, row, measure in self.own_plans():
            self._one(out, code, measure, row)
        self.left += self.tasks()
        return out

    def _carry(self, out: dict[str, list[Measure]], code: str, measure: Measure) -> None:
        people = _sources(self.roster, code)
        answers = {e.code: self.answer(e.code, measure) for e in people}
        nexts = {who: _next(measure, row) for who, row in answers.items()}
        alike = {repr(baseline) for baseline in nexts.values()}
        if code not in answers and len(alike) == 1 and None not in nexts.values():
            out.setdefault(code, []).append(next(baseline for baseline in nexts.values() if baseline))
            self.left += [self._left(who, measure, answers[who], baseline) for who, baseline in nexts.items()]
            return
        for who in answers:
            self._one(out, who, measure, answers[who])

    def _one(self, out: dict[str, list[Measure]], code: str, measure: Measure, row: Answered | None) -> None:
        goes_on = _next(measure, row)
        self.left.append(self._left(code, measure, row, goes_on))
        if goes_on:
            out.setdefault(code, []).append(goes_on)

    def _left(self, code: str, measure: Measure, row: Answered | None, goes_on: Measure | None) -> Left:
        new = goes_on.baseline if goes_on and goes_on.baseline != measure.baseline else ""
        if not goes_on and row:
            new = _number(row.achieved_number)
        fate = "carried" if goes_on else "finished"
        return Left(code, fate, measure, row.achieved if row else "", row.percent if row else None, new)


def _next(measure: Measure, row: Answered | None) -> Measure | None:
    """The measure as it goes on: dates are the new period's, a number achieved is the baseline; None where it is finished
    and no standing duty."""
    if not measure.standing and row is not None and row.percent is not None and row.percent >= FULL:
        return None
    number = _number(row.achieved_number) if row else ""
    return replace(measure, start=None, end=None, baseline=number or measure.baseline)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _as_measure(row: Answered) -> Measure:
    return Measure(
        row.section, row.goal, row.number, row.measure, row.indicator, row.baseline, row.target,
        row.target_number, own=dict(row.own),
    )  # fmt: skip


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()
