"""Where new workbooks come from: the roster's plans, the keys and answers of an earlier issue, the workers that stamp them."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfxl.collect.reseat import Reseated
from perfxl.finding import Verdict
from perfxl.form.layout import Layout, lay_out
from perfxl.form.plan import Employee, Plan, Roster
from perfxl.form.seal import Seal, seal
from perfxl.form.token import Token
from perfxl.issue.keys import keep_keys
from perfxl.issue.stamping import Order, Series
from perfxl.issue.workbook import build_workbook
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.pack import sealed_of
from perfxl.ledger.records import Sent
from perfxl.letters.correction import carried_over
from perfxl.period.issue_batch import Pressed, begin
from perfxl.period.previous import Before, beside
from perfxl.roster.load import plan_fingerprint, plan_of
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes
from perfxl.workspace.workers import Workers

WINDOW = 64  # workbooks made, written and recorded together
_READABLE = (Verdict.ACCEPTED, Verdict.RETURNED, Verdict.SUPERSEDED)
Window = list[tuple[Employee, Pressed]]


class Source:
    """Where the workbooks of a run come from: plans, the workers that stamp them, answers to an earlier issue."""

    def __init__(
        self,
        run: Run,
        roster: Roster,
        had: Mapping[str, Sent],
        before: Mapping[str, Iterable[Before]],
    ) -> None:
        self._run, self._workspace, self._ledger, self._roster = run, run.workspace, run.ledger, roster
        self._had, self._before = had, before
        form, period = self._workspace.form, self._workspace.period
        self._series = Series(form, period, self._ledger.password, roster.settings, run.at)
        self._came: Mapping[str, str] | None = None
        self.homeless: dict[str, int] = {}
        self.unkept: list[str] = []

    def differs(self, employee: Employee) -> bool:
        """Whether the plan of somebody who was issued a workbook has changed since."""
        sent, plan = self._had[employee.code], self._own(employee)
        if plan_fingerprint(plan) == sent.plan:  # the rows' keys are part of it
            return False
        return plan_fingerprint(keep_keys(plan, self._earlier(employee), self._workspace.form)) != sent.plan

    def pressed(self, workers: Workers, wanted: Sequence[Employee]) -> Iterator[Window]:
        """Some workbooks at a time; while some are handed out, the workers are at work on the next."""
        series, begun = pickle.dumps(self._series), None
        for start in range(0, len(wanted), WINDOW):
            following = self._begin(workers, series, wanted[start : start + WINDOW])
            if begun:
                yield begun()
            begun = following
        if begun:
            yield begun()

    def _begin(self, workers: Workers, series: bytes, people: Iterable[Employee]) -> Callable[[], Window]:
        orders: list[tuple[Employee, Order]] = []
        carried: Window = []
        for employee in people:
            plan, earlier = self._plan(employee)
            token = _token(self._workspace, employee, earlier)
            order = Order(plan, token, plan_fingerprint(plan))
            seated = self._seated(order) if earlier else None
            if seated is None:
                orders.append((employee, order))
            elif seated.unkept:
                self.unkept.append(seated.unkept)
            elif seated.pressed:
                carried.append((employee, seated.pressed))
        answer = begin(workers, series, [order for _, order in orders])
        return lambda: [*carried, *zip([e for e, _ in orders], answer(), strict=True)]

    def _own(self, employee: Employee) -> Plan:
        return plan_of(self._roster, employee, self._workspace.form, self._workspace.period)

    def _earlier(self, employee: Employee) -> Seal:
        return self._ledger.issued.seals(self._workspace.period.code, employee.code)[-1]

    def _plan(self, employee: Employee) -> tuple[Plan, Seal | None]:
        """The employee's plan, its rows under the keys they had at the earlier issue, and that issue's seal; beside the
        rows what they were in the last period."""
        plan, earlier = self._own(employee), None
        if employee.code in self._had:
            earlier = self._earlier(employee)
            plan = keep_keys(plan, earlier, self._workspace.form)
        before = self._before.get(employee.code, ())
        return with_previous(plan, beside(plan, before)) if before else plan, earlier

    def _seated(self, order: Order) -> _Seated | None:
        """A new issue with the answers to the earlier one; None where nobody has answered."""
        if self._came is None:
            self._came = last_readable(self._ledger)
        if order.token.code not in self._came:
            return None
        own = self._series
        layout = lay_out(own.form, order.plan, own.period, order.token)
        try:
            seated = with_answers(self._run, layout, self._came)
        except NotKept as error:  # a new workbook without the answers would lose them for whoever fills it in
            return _Seated(unkept=error.file)
        if seated.left:
            self.homeless[order.token.code] = len(seated.left)
        data = build_workbook(seated.layout, order.plan, own.password, own.settings, own.created)
        sealed = seal(seated.blank, order.fingerprint).to_json()
        return _Seated(Pressed(data, sealed_of(order.token, order.fingerprint, sealed)))


@dataclass(frozen=True, slots=True)
class _Seated:
    """A workbook with answers, or the name of what the answers stood in and the store has lost."""

    pressed: Pressed | None = None
    unkept: str = ""


def _token(workspace: Workspace, employee: Employee, earlier: Seal | None) -> Token:
    number = earlier.token.issue + 1 if earlier else 1
    return Token(workspace.form.id, workspace.period.code, employee.code, number)


def last_readable(ledger: Ledger) -> dict[str, str]:
    """The id of the last workbook of each employee that could be read, by code."""
    standing = ledger.versions.standing()
    own = [came for came in ledger.versions.came() if standing[came.id].verdict in _READABLE]
    return {came.employee: came.id for came in sorted(own, key=lambda came: (came.received, came.sha256))}


def with_answers(run: Run, layout: Layout, last: Mapping[str, str] | None = None) -> Reseated:
    """The layout with the answers of the employee's last workbook, and the rows that found no place in it; `last` as
    `last_readable` gives it.

    NotKept where that workbook's bytes are not in the store as they came.
    """
    ledger = run.ledger
    known = last_readable(ledger) if last is None else last
    if layout.token.code not in known:
        return Reseated(layout, layout, {}, ())
    (version,) = ledger.versions.of([known[layout.token.code]])
    data = kept_bytes(run.workspace, version.arrival)
    seals = ledger.issued.seals(run.workspace.period.code, layout.token.code)
    issued = next((s for s in seals if version.judged.token and s.token == version.judged.token), None)
    return carried_over(data, layout, issued)


def with_previous(plan: Plan, previous: Mapping[str, tuple[str, float | None]]) -> Plan:
    """The plan with the last period's texts and percents beside its rows, matched by key."""
    return replace(plan, previous={key: previous[key] for key in plan.keys if key in previous})
