"""Judging many workbooks as one pure function of values; the one trap that a bad document cannot get past.

What an employee was issued (some 16 KB packed) travels beside the workbook that seems to be hers or his, once, and
nobody keeps more than is under way: all of it together is 3.6 GB for 230,000 people, too much for every process of a
pool or a cluster to hold. Whose a workbook seems to be is a guess at its properties; where the reader then finds
another token it asks, and the workbook is judged again with what was issued to that one. So the guess decides nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from perfxl.checks.judge import IssuedSeals, Judged, Rules, judge
from perfxl.finding import Verdict
from perfxl.form.definition import Form
from perfxl.form.token import Token, parse
from perfxl.ledger.pack import seal_of
from perfxl.texts import finding
from perfxl.workspace.workers import Here, Workers, spread

# Asked for employees' codes, it gives what each was issued: compressed seals, none where nobody of that code was.
Sealed = Callable[[Iterable[str]], Mapping[str, tuple[bytes, ...]]]

_GLANCE = 65_536  # bytes of a workbook's properties that are looked at
_MOST_MEMBERS = 5_000
_NOBODY: Mapping[str, tuple[bytes, ...]] = {}


@dataclass(frozen=True, slots=True)
class Task:
    """One workbook to judge, by which rules, against what was issued to whom it may be of (seals by code)."""

    data: bytes = field(repr=False)
    rules: Rules
    sealed: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Unasked:
    """The answer to a task that did not bring what was issued to the employee of this code."""

    code: str


class _NotHere(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def judge_batch(form: Form, tasks: Sequence[Task]) -> list[Judged | Unasked]:
    """One answer a task, here as in any other process: nothing is read but what is handed in. Never raises."""
    return [judge_safely(task, form) for task in tasks]


def judge_safely(task: Task, form: Form) -> Judged | Unasked:
    """The judgement, or, where our own code fails, one that keeps the workbook for a person."""

    def lookup(token: Token) -> IssuedSeals | None:
        if token.code not in task.sealed:
            raise _NotHere(token.code)
        packed = task.sealed[token.code]
        return IssuedSeals(form, tuple(seal_of(data) for data in packed)) if packed else None

    try:
        return judge(task.data, task.rules, lookup)
    except _NotHere as asked:
        return Unasked(asked.code)
    except Exception as error:
        return fault(f"{type(error).__name__}: {error}")


def fault(reason: str) -> Judged:
    """A workbook that our own code could not examine: held, with the fault in the finding."""
    trouble = finding("G999", field="file", fault=reason[:300])
    return Judged(Verdict.HELD, None, "", "", "", (trouble,), ())


def likely_code(data: bytes) -> str:
    """Whose workbook it seems to be by its properties, to bring what that one was issued; empty where they say nothing."""
    try:
        if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
            return ""
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("docProps/core.xml") as part:
            token = parse(part.read(_GLANCE).decode("utf-8", "replace"))
    except Exception:  # whatever is wrong with it is said by the reader
        return ""
    return token.code if token else ""


class Bench:
    """Where tasks are judged by workers, in the order given. `sealed` is asked in the caller's own process alone."""

    def __init__(self, form: Form, sealed: Sealed, workers: Workers | None = None) -> None:
        self._work = partial(judge_batch, form)
        self._sealed = sealed
        self.workers = workers or Here()

    def judge(self, tasks: Sequence[Task]) -> list[Judged]:
        """One judgement a task. A fault of our own, or a process that dies, is a finding of that workbook alone."""
        return self.start(tasks)()

    def start(self, tasks: Sequence[Task]) -> Callable[[], list[Judged]]:
        """Begins to judge; the function gives the judgements when they are there."""
        given = self._supplied(tasks, [likely_code(task.data) for task in tasks])
        first = spread(self.workers, self._work, given, _lost)

        def judgements() -> list[Judged]:
            answers = first()
            asking = {at: answer.code for at, answer in enumerate(answers) if isinstance(answer, Unasked)}
            again = self._supplied([tasks[at] for at in asking], list(asking.values()))
            second = spread(self.workers, self._work, again, _lost)()
            answered = dict(zip(asking, second, strict=True))
            return [_answered(answered.get(at, answer)) for at, answer in enumerate(answers)]

        return judgements

    def _supplied(self, tasks: Sequence[Task], codes: Sequence[str]) -> list[Task]:
        """The tasks, each with what was issued to the employee of its code."""
        known = self._sealed({code for code in codes if code})
        seals = ({code: known[code]} if code else _NOBODY for code in codes)
        return [replace(task, sealed=sealed) for task, sealed in zip(tasks, seals, strict=True)]


def _lost(task: Task) -> Judged | Unasked:
    return fault("process died")


def _answered(answer: Judged | Unasked) -> Judged:
    return fault(f"issued to {answer.code}?") if isinstance(answer, Unasked) else answer
