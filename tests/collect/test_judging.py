"""The bench: a fault, or a process that dies, is of one workbook alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from perfxl.checks.judge import Rules
from perfxl.collect import judging
from perfxl.collect.judging import Bench, Task, Unasked, judge_batch, likely_code
from perfxl.form.definition import load_form
from perfxl.ledger.pack import pack
from perfxl.workspace.workers import Died, Here, Pool, spread, workers_here
from tests.ledger.made import FORM, PERIOD, seal
from tests.support.crowd import code_of, seal_for, workbook_for
from tests.support.deadly import deadly
from tests.support.stand import plain_judge

SEALS = {"А-01": (pack(seal().to_json()), pack(seal(issue=2).to_json()))}
RULES = Rules(FORM, PERIOD)
GOOD = "А-01 accepted x 2"


def sealed(codes: Iterable[str]) -> Mapping[str, tuple[bytes, ...]]:
    return {code: SEALS.get(code, ()) for code in codes}


class Dying(Here):
    """Workers among whom the workbook `kill` kills the process that judges it."""

    def start(self, work: Callable[..., object], given: object) -> Callable[[], object]:  # type: ignore[override]
        def answer() -> object:
            if any(task.data == b"kill" for task in given):  # type: ignore[attr-defined]
                raise Died
            return work(given)

        return answer

    def alone(self, work: Callable[..., object], given: object) -> object:  # type: ignore[override]
        return self.start(work, given)()


def tasks(*contents: str) -> list[Task]:
    return [Task(content.encode(), RULES) for content in contents]


def bench(workers: Here | Pool | None = None) -> Bench:
    return Bench(load_form(FORM), sealed, workers)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "judge", plain_judge)


@pytest.mark.usefixtures("plain")
def test_what_was_issued_is_asked_for_and_brought() -> None:
    form = load_form(FORM)
    asked, unknown = judge_batch(form, tasks(GOOD, "В-03 accepted x 1"))
    assert (asked, unknown) == (Unasked("А-01"), Unasked("В-03"))
    told = bench().judge(tasks(GOOD, "А-01 accepted x 1", "В-03 accepted x 1"))
    assert [(str(one.verdict), one.stale) for one in told] == [
        ("accepted", False), ("accepted", True), ("held", False),
    ]  # fmt: skip


@pytest.mark.usefixtures("plain")
def test_a_fault_of_ours_is_of_one_workbook() -> None:
    found = bench().judge(tasks(GOOD, "bang", "no workbook"))
    assert [str(judged.verdict) for judged in found] == ["accepted", "held", "refused"]
    assert [finding.code for finding in found[1].findings] == ["G999"]


@pytest.mark.usefixtures("plain")
def test_a_process_that_dies_is_of_one_workbook() -> None:
    found = bench(Dying()).judge(tasks(*[GOOD] * 9, "kill", GOOD))
    assert [str(judged.verdict) for judged in found] == ["accepted"] * 9 + ["held", "accepted"]
    assert found[9].findings[0].facts["fault"] == "process died"


def test_a_person_interrupts_and_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "judge", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bench().judge(tasks(GOOD))


def test_a_pool_outlives_what_kills_its_processes() -> None:
    with workers_here(2) as workers:
        numbers = [*range(20), -1, *range(20, 40), -2]
        expected = [None if number < 0 else number * number for number in numbers]
        for _ in range(2):
            assert spread(workers, deadly, numbers, lambda _: None)() == expected


def test_the_guess_at_whose_it_is_decides_nothing() -> None:
    """Workbooks whose seals are brought, and the same through a second asking, come out the same."""
    numbers = range(10)
    given = [Task(workbook_for(code_of(n), 8, n == 3), RULES) for n in numbers]
    assert [likely_code(task.data) for task in given] == [code_of(n) for n in numbers]
    known = {code_of(n): (pack(seal_for(code_of(n), 8).to_json()),) for n in numbers}
    form, asked = load_form(FORM), []

    def brought(codes: Iterable[str]) -> Mapping[str, tuple[bytes, ...]]:
        asked.append(sorted(codes))
        return {code: known[code] for code in asked[-1]}

    straight = Bench(form, brought).judge(given)
    assert asked == [[code_of(n) for n in numbers], []]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "likely_code", lambda data: code_of(5))
        assert Bench(form, brought).judge(given) == straight
    assert [str(one.verdict) for one in straight].count("returned") == 1
    with workers_here(2) as workers:
        assert Bench(form, brought, workers).judge(given) == straight


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x01\x02" * 6000, b"no zip at all"])
def test_no_guess_is_made_of_what_is_no_workbook(data: bytes) -> None:
    assert likely_code(data) == ""
