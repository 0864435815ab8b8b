"""One next step at a time: what the page says to do, from the facts of the month alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.desk.steps import STEPS, MonthFacts, StepState, next_step, steps

ISSUED = MonthFacts(people=8, issued=8, unsent=8)
OUT = replace(ISSUED, unsent=0, missing=8)
IN = replace(OUT, came=8, missing=0)
MADE = replace(IN, master=True)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (MonthFacts(), "roster"),
        (MonthFacts(people=8, faults=1), "roster"),
        (MonthFacts(people=8, unissued=8), "issue"),
        (replace(OUT, unissued=1), "issue"),
        (ISSUED, "send"),
        (OUT, "collect"),
        (replace(OUT, unsent=8, came=1), "collect"),
        (replace(OUT, lying=2, came=3, awaiting=1), "collect"),
        (replace(OUT, came=3, awaiting=1), "decide"),
        (replace(OUT, came=3, unanswered=1), "answer"),
        (replace(OUT, overdue=True), "remind"),
        (replace(OUT, overdue=True, reminded=True), "consolidate"),
        (IN, "consolidate"),
        (replace(MADE, behind=True), "consolidate"),
        (MADE, "close"),
        (replace(MADE, missing=2, overdue=True, reminded=True), "close"),
        (replace(MADE, closed=True), "next"),
        (replace(MADE, closed=True, faults=2, awaiting=1), "next"),
    ],
    ids=[
        "an empty roster is filled in",
        "a faulty roster is mended before anything else",
        "who has no form gets one",
        "a newcomer gets one later too",
        "forms are handed out",
        "who has got a form is waited for",
        "where something came the forms have been handed out",
        "what lies there is collected before anything is decided",
        "a person decides before anything is answered",
        "who must mend something hears of it",
        "after the deadline people are reminded",
        "once a day",
        "when all is in it is consolidated",
        "and again when something changed",
        "then the month is closed",
        "also with people missing who were reminded",
        "after closing the next period begins",
        "whatever else is open",
    ],
)
def test_the_next_step(facts: MonthFacts, wanted: str) -> None:
    assert next_step(facts) == wanted
    told = dict(steps(facts))
    assert list(told) == list(STEPS)
    assert [name for name, state in told.items() if state is StepState.NOW] == [wanted]


def test_a_step_that_cannot_be_taken_yet_says_later() -> None:
    told = dict(steps(MonthFacts(people=8, unissued=8)))
    assert told["roster"] is StepState.DONE
    assert {told[name] for name in STEPS[2:]} == {StepState.LATER}


def test_after_closing_nothing_of_the_month_is_offered() -> None:
    told = dict(steps(replace(MADE, closed=True, missing=1)))
    assert told["close"] is StepState.DONE
    assert told["remind"] is StepState.LATER
    assert StepState.OPEN not in told.values()
