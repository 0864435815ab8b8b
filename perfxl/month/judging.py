"""Judging many workbooks, here or in a pool of processes; the one trap that a bad document cannot get past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from perfxl.checks.judge import Issued, Judged, Rules, judge
from perfxl.finding import Verdict
from perfxl.form.definition import Form
from perfxl.form.token import Token
from perfxl.ledger.pack import seal_of
from perfxl.texts import finding

WORTH_A_POOL = 8  # workbooks; fewer are judged sooner here than processes start


@dataclass(frozen=True)
class Known:
    """What was issued, as a value that travels to other processes: compressed seals by employee's code."""

    form: Form
    sealed: Mapping[str, tuple[bytes, ...]] = field(repr=False)

    def __call__(self, token: Token) -> Issued | None:
        """What the employee of a token was issued; None for an unknown code."""
        packed = self.sealed.get(token.code)
        return Issued(self.form, tuple(seal_of(data) for data in packed)) if packed else None


@dataclass(frozen=True)
class Task:
    """One workbook to judge, by which rules, against what was issued to the few it may be of."""

    data: bytes = field(repr=False)
    rules: Rules


class Bench:
    """Where tasks are judged, in the order given."""

    def __init__(self, known: Known, pool: Executor | None) -> None:
        self._known = known
        self._pool = pool

    def judge(self, tasks: Sequence[Task]) -> list[Judged]:
        """One judgement a task. A fault of our own, or a process that dies, is a finding of that workbook alone."""
        if self._pool is None or len(tasks) < WORTH_A_POOL:
            return [judge_safely(task, self._known) for task in tasks]
        try:
            return list(self._pool.map(_judge_there, tasks))
        except BrokenProcessPool:
            self._pool = None
            return [_judge_alone(task, self._known) for task in tasks]


@contextmanager
def bench(known: Known, jobs: int) -> Iterator[Bench]:
    """A bench with `jobs` processes; 1 judges here."""
    if jobs < 2:
        yield Bench(known, None)
        return
    with _pool(known, jobs) as pool:
        yield Bench(known, pool)


def judge_safely(task: Task, known: Known) -> Judged:
    """The judgement, or, where our own code fails, one that keeps the workbook for a person."""
    try:
        return judge(task.data, task.rules, known)
    except Exception as error:
        return fault(f"{type(error).__name__}: {error}")


def fault(said: str) -> Judged:
    """A workbook that our own code could not examine: held, with the fault in the finding."""
    trouble = finding("G999", field="file", fault=said[:300])
    return Judged(Verdict.HELD, None, "", "", "", (trouble,), ())


def _judge_alone(task: Task, known: Known) -> Judged:
    """A task in a process of its own, so that what kills the process is found out and kills nothing else."""
    with _pool(known, 1) as pool:
        try:
            return pool.submit(_judge_there, task).result()
        except BrokenProcessPool:
            return fault("process died")


def _pool(known: Known, jobs: int) -> ProcessPoolExecutor:
    context = get_context("spawn")  # nothing of the ledger's connection may be inherited
    return ProcessPoolExecutor(jobs, context, initializer=_settle_in, initargs=(known,))


_HERE: list[Known] = []  # one value a worker process, set once when it starts


def _settle_in(known: Known) -> None:
    _HERE.append(known)


def _judge_there(task: Task) -> Judged:
    return judge_safely(task, _HERE[-1])
