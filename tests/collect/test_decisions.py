"""A person's decisions: carried out at once, with a reason, or refused with one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.collect.decisions import decide, objection
from perfxl.finding import Verdict
from perfxl.ledger.records import Version
from perfxl.trouble import Trouble
from perfxl.workspace.run import running
from tests.ledger.made import arrival, judged, when
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(tmp_path, monkeypatch)


def one(stand: Stand, content: str) -> str:
    stand.drop("a.xlsx", content)
    (version,) = stand.collect().versions
    return version.arrival.id


def say(stand: Stand, id: str, what: str, why: str = "Учир", rule: str = "") -> str:
    with running(stand.workspace, when(50)) as run:
        decide(run, id, what, why, "Сараа", rule)
    return stand.verdicts()["a.xlsx"]


def test_a_held_one_is_accepted_and_its_copy_written(stand: Stand) -> None:
    assert say(stand, one(stand, "А-01 held x 1")[:5], "accept") == "accepted*"
    assert len(stand.accepted()) == 1


def test_an_accepted_one_is_returned_and_its_copy_taken_away(stand: Stand) -> None:
    assert say(stand, one(stand, "А-01 accepted x 1"), "return") == "returned"
    assert stand.accepted() == {}


def test_the_last_word_stands(stand: Stand) -> None:
    id = one(stand, "А-01 accepted x 1")
    say(stand, id, "return")
    assert say(stand, id, "accept") == "accepted*"


def test_a_rule_is_waived_for_one_workbook(stand: Stand) -> None:
    assert say(stand, one(stand, "А-01 held x 1"), "waive", rule="i902") == "accepted*"


@pytest.mark.parametrize(
    ("content", "what", "why", "rule", "trouble"),
    [
        ("А-01 held x 1", "accept", "  ", "", "no_reason"),
        ("А-01 held x 1", "praise", "Учир", "", "no_decision"),
        ("no workbook", "accept", "Учир", "", "not_acceptable"),
        ("А-01 held x 1", "waive", "Учир", "F999", "no_such_rule"),
        ("А-01 held x 1", "waive", "Учир", "I901", "no_such_rule"),
    ],
)
def test_what_cannot_be_decided(
    stand: Stand, content: str, what: str, why: str, rule: str, trouble: str
) -> None:
    id = one(stand, content)
    with pytest.raises(Trouble, match=trouble):
        say(stand, id, what, why, rule)
    with stand.ledger() as ledger:
        assert ledger.decisions.all() == []


def test_no_such_workbook(stand: Stand) -> None:
    with pytest.raises(Trouble, match="no_workbook"):
        say(stand, "zzzz", "accept")


@pytest.mark.parametrize(
    ("verdict", "rows", "answers", "what", "trouble"),
    [
        (Verdict.HELD, 0, "", "accept", "nothing_to_accept"),
        (Verdict.RETURNED, 0, "", "accept", "nothing_to_accept"),
        (Verdict.HELD, 2, " ", "accept", "nothing_to_accept"),
        (Verdict.HELD, 2, "Хийсэн", "accept", None),
        (Verdict.RETURNED, 2, " ", "accept", None),
        (Verdict.HELD, 0, "", "return", None),
    ],
)
def test_nothing_is_not_accepted(
    stand: Stand, verdict: Verdict, rows: int, answers: str, what: str, trouble: str | None
) -> None:
    said = judged(verdict, answers=answers, rows=rows)
    if not answers.strip():
        said = replace(said, rows=tuple(replace(row, percent_text="") for row in said.rows))
    with stand.ledger() as ledger:
        found = objection(ledger, Version(arrival(), said, verdict, False), what, "Учир")
    assert (found.name if found else None) == trouble
