"""The bench: a fault, or a process that dies, is of one workbook alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from perfxl.checks.judge import Rules
from perfxl.form.definition import load_form
from perfxl.form.token import Token
from perfxl.ledger.pack import pack
from perfxl.month import judging
from perfxl.month.judging import Bench, Known, Task, bench
from tests.ledger.made import FORM, PERIOD, seal
from tests.month.stand import plain_judge

KNOWN = Known(load_form(FORM), {"А-01": (pack(seal().to_json()), pack(seal(issue=2).to_json()))})
RULES = Rules(FORM, PERIOD)


class Dying:
    """A pool in which the workbook `kill` kills the process, and with it everything else that is under way."""

    def __enter__(self) -> Dying:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def map(self, work: Callable[[Task], Any], tasks: Iterable[Task]) -> Iterator[Any]:
        if any(task.data == b"kill" for task in tasks):
            raise BrokenProcessPool
        return (judging.judge_safely(task, KNOWN) for task in tasks)

    def submit(self, work: Callable[[Task], Any], task: Task) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(next(iter(self.map(work, [task]))))
        except BrokenProcessPool as error:
            future.set_exception(error)
        return future


def tasks(*contents: str) -> list[Task]:
    return [Task(content.encode(), RULES) for content in contents]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "judge", plain_judge)


def test_what_was_issued_travels_as_a_value() -> None:
    issued = KNOWN(Token(FORM, PERIOD, "А-01", 1))
    assert issued and issued.seals == (seal(), seal(issue=2))
    assert KNOWN(Token(FORM, PERIOD, "Б-02", 1)) is None


def test_a_fault_of_ours_is_of_one_workbook() -> None:
    with bench(KNOWN, 1) as table:
        found = table.judge(tasks("А-01 accepted x 2", "bang", "no workbook"))
    assert [str(judged.verdict) for judged in found] == ["accepted", "held", "refused"]
    assert [finding.code for finding in found[1].findings] == ["G999"]


def test_a_process_that_dies_is_of_one_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_pool", lambda *_: Dying())
    table = Bench(KNOWN, Dying())  # type: ignore[arg-type]
    found = table.judge(tasks("kill", *["А-01 accepted x 2"] * 9))
    assert [str(judged.verdict) for judged in found] == ["held"] + ["accepted"] * 9
    assert found[0].findings[0].code == "G999"


def test_a_person_interrupts_and_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "judge", interrupted)
    with bench(KNOWN, 1) as table, pytest.raises(KeyboardInterrupt):
        table.judge(tasks("А-01 accepted x 2"))
