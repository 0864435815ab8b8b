"""Arrivals, decisions, reissues, changes of the roster and closings in any order, against a small model of the rules."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.ledger.proof import contradictions
from perfxl.ledger.records import Closing, Decision
from tests.ledger.made import when
from tests.support.runs import consolidate
from tests.support.stand import Stand

CODES = ("А-01", "Б-02")


@dataclass
class Workbook:
    """One workbook of the model."""

    name: str
    code: str
    verdict: str
    answers: str
    issue: int
    minutes: int
    late: bool = False
    gone: bool = False
    judged: int = 1  # how many issues there were when it was judged last
    decided: str = ""

    @property
    def content(self) -> str:
        return f"{self.code} {self.verdict} {self.answers} {self.issue}"


@dataclass
class Model:
    """The rules said again, in another way: by looking at all earlier ones for each workbook."""

    issues: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CODES, 1))
    listed: set[str] = field(default_factory=lambda: set(CODES))
    came: list[Workbook] = field(default_factory=list)
    closed: bool = False

    def own(self, one: Workbook) -> str:
        return "held" if one.gone else one.verdict

    def said(self, one: Workbook) -> str:
        if one.decided:
            return {"accept": "accepted", "return": "returned"}[one.decided]
        return "held" if one.late else self.own(one)

    def repeats(self, one: Workbook, before: list[Workbook]) -> bool:
        if one.decided:
            return False
        return any(
            other.content == one.content
            or (
                (other.code, other.answers, self.stale(other)) == (one.code, one.answers, self.stale(one))
                and (self.own(other) in ("accepted", self.own(one)) or other.decided == "accept")
            )
            for other in before
        )

    def stale(self, one: Workbook) -> bool:
        return one.issue < one.judged

    def judge_again(self) -> None:
        """What is open is judged by what is known now; what was closed stays."""
        for one in [] if self.closed else self.came:
            one.judged = self.issues[one.code]
            one.gone = one.gone and one.code not in self.listed

    def verdicts(self) -> dict[str, str]:
        ordered = sorted(self.came, key=lambda one: (one.late, one.minutes))
        out = {}
        for place, one in enumerate(ordered):
            out[one.name] = "duplicate" if self.repeats(one, ordered[:place]) else self.said(one)
        for code in CODES:
            good = [one for one in ordered if one.code == code and out[one.name] == "accepted"]
            good.sort(key=lambda one: (not self.stale(one) or bool(one.decided), one.minutes))
            for one in good[:-1]:
                out[one.name] = "superseded"
            if good:
                last = good[-1]
                moved = self.stale(last) and not last.decided
                out[last.name] = "superseded*" if moved else "accepted*"
        return out


step = st.one_of(
    st.tuples(st.just("send"), st.sampled_from(CODES), st.sampled_from(("accepted", "returned", "held")), st.sampled_from("xyz")),
    st.tuples(st.just("decide"), st.integers(0, 9), st.sampled_from(("accept", "return"))),
    st.tuples(st.just("reissue"), st.sampled_from(CODES)),
    st.tuples(st.just("leave"), st.sampled_from(CODES)),
    st.tuples(st.just("back"), st.sampled_from(CODES)),
    st.tuples(st.just("close")),
    st.tuples(st.just("reopen")),
)  # fmt: skip


class Play:
    """The same steps done to a workspace and to the model."""

    def __init__(self, stand: Stand, times: Iterator[int]) -> None:
        self.stand, self.model, self.times = stand, Model(), times

    def do(self, step: tuple[object, ...]) -> None:
        getattr(self, str(step[0]))(*step[1:])
        self.model.judge_again()
        self.stand.collect(at=when(5000))
        assert self.stand.verdicts() == self.model.verdicts(), step

    def send(self, code: str, verdict: str, answers: str) -> None:
        minutes = next(self.times)
        one = Workbook(f"{minutes}.xlsx", code, verdict, answers, self.model.issues[code], minutes)
        one.late, one.gone, one.judged = self.model.closed, code not in self.model.listed, one.issue
        self.model.came.append(one)
        self.stand.drop(one.name, one.content, minutes)

    def decide(self, place: int, what: str) -> None:
        if self.model.closed or place >= len(self.model.came):
            return
        one = self.model.came[place]
        one.decided = what
        with self.stand.ledger() as ledger:
            id = next(a.id for a in ledger.arrivals.all() if a.name == f"inbox/{one.name}")
            ledger.decisions.record(Decision(id, what, "", "Учир", "ХН", when(1)))

    def reissue(self, code: str) -> None:
        self.model.issues[code] += 1
        self.stand.reissue(code, self.model.issues[code])

    def leave(self, code: str) -> None:
        self.model.listed.discard(code)
        self._roster()

    def back(self, code: str) -> None:
        self.model.listed.add(code)
        self._roster()

    def close(self) -> None:
        if not self.model.closed:
            self.model.closed = True
            self._closing("closed")

    def reopen(self) -> None:
        if self.model.closed:
            self.model.closed = False
            for one in self.model.came:
                one.late = False
            self._closing("reopened")

    def _roster(self) -> None:
        self.stand.set_roster(*(one for one in self.stand.people if one.code in self.model.listed))

    def _closing(self, what: str) -> None:
        with self.stand.ledger() as ledger:
            ledger.closings.record(Closing(what, "", "ХН", when(2)))


STEPS = st.lists(step, min_size=1, max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, seed=st.integers(0, 99))
def test_a_sequence_comes_out_as_the_model_says(steps: list[tuple[object, ...]], seed: int) -> None:
    compare(steps, seed)


@pytest.mark.long
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, seed=st.integers(0, 99))
def test_any_sequence_comes_out_as_the_model_says(steps: list[tuple[object, ...]], seed: int) -> None:
    compare(steps, seed)


def compare(steps: list[tuple[object, ...]], seed: int) -> None:
    """Plays the steps; what is sent later may have been received earlier."""
    times = list(range(10, 10 + len(steps)))
    random.Random(seed).shuffle(times)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        play = Play(Stand(Path(folder), patch, CODES), iter(times))
        for one in steps:
            play.do(one)
        with play.stand.ledger() as ledger:
            assert contradictions(ledger) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sent=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(("accepted", "returned", "held")), st.sampled_from("xy")),
                  min_size=2, max_size=7),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_the_same_parcels_in_any_order_come_out_the_same(sent: list[tuple[str, str, str]], seed: int) -> None:
    seen = []
    for shuffled in (False, True):
        order = list(enumerate(sent))
        if shuffled:
            random.Random(seed).shuffle(order)
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            stand = Stand(Path(folder), patch, CODES)
            for number, (code, verdict, answers) in order:
                stand.drop(f"{number}.xlsx", f"{code} {verdict} {answers} 1", 10 + number // 2)
                stand.collect(at=when(5000))
            consolidate(stand.workspace, None, when(6000))
            (master,) = stand.workspace.master.glob("*.xlsx")
            seen.append((stand.verdicts(), stand.accepted(), master.read_bytes()))
    assert seen[0] == seen[1]
