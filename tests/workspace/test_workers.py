"""The pool of processes: what it answers, what it raises, and what a process that dies takes with it."""

from __future__ import annotations

import os
import time

import pytest

from perfxl.workspace.workers import Died, Pool, workers_here


def own_number(_: int) -> int:
    return os.getpid()


def doubled(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is below nothing")
    return 2 * number


def gone(_: int) -> int:
    os._exit(9)


def late(number: int) -> int:
    time.sleep(0.3)
    return number


def without_a_name(_: int) -> object:
    return lambda: None


def test_each_piece_has_its_answer_and_the_processes_are_used_again() -> None:
    with workers_here(2) as pool:
        answers = [pool.start(doubled, number) for number in range(40)]
        assert [answer() for answer in answers] == [2 * number for number in range(40)]
        numbers = {answer() for answer in [pool.start(own_number, number) for number in range(40)]}
    assert len(numbers) <= 2 and os.getpid() not in numbers


def test_what_the_work_raises_comes_to_whoever_asks_and_the_process_lives_on() -> None:
    with workers_here(2) as pool:
        failed = [pool.start(doubled, -1), pool.start(without_a_name, 0)]
        with pytest.raises(ValueError, match="below nothing"):
            failed[0]()
        with pytest.raises((AttributeError, TypeError)):
            failed[1]()
        assert pool.start(doubled, 4)() == 8


def test_a_process_that_dies_takes_only_its_own_piece_with_it() -> None:
    with workers_here(2) as pool:
        beside = pool.start(late, 5)
        dying = [pool.start(gone, number) for number in range(3)]
        for answer in dying:
            with pytest.raises(Died):
                answer()
        assert beside() == 5 and pool.start(doubled, 6)() == 12
        with pytest.raises(Died):
            pool.alone(gone, 0)
        assert pool.alone(doubled, 7) == 14


def test_what_has_not_begun_when_the_pool_closes_is_told_as_gone() -> None:
    pool = Pool(1)
    first, second = pool.start(late, 1), pool.start(late, 2)
    time.sleep(0.1)
    pool.close()
    assert first() == 1
    with pytest.raises(Died):
        second()
