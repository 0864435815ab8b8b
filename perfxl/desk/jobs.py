"""Long work, one piece at a time: in a thread, told how far it is, stopped between two workbooks, never half-way."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from perfxl.finding import Fact, Finding
from perfxl.storage.run_lock import Busy, run_lock
from perfxl.workspace.hindrance import Hindrance, hindrance

Progress = Callable[[int, int], None]
Sentence = tuple[str, Mapping[str, Fact]]
_PAUSE = 1.0  # seconds between looks at a run of another program


class Halted(Exception):
    """A person stopped the work; what was finished is kept."""


class JobState(StrEnum):
    """How a piece of work stands."""

    WAITING = "waiting"  # for a run of another program
    WORKING = "working"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a piece of work has to say when it is done: sentences of the catalogues with their facts, findings."""

    sentences: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()
    link: str = ""  # the page where more of it stands


Work = Callable[[Progress], Outcome]


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work as it stands. `name` is the sentence `desk.job_<name>`; `began` seconds of a steady clock."""

    number: int
    name: str
    state: JobState
    began: float
    done: int = 0
    total: int = 0
    outcome: Outcome = field(default_factory=Outcome)
    hindrance: Hindrance | None = None

    @property
    def at_work(self) -> bool:
        """Whether it is not over."""
        return self.state in (JobState.WAITING, JobState.WORKING, JobState.STOPPING)

    @property
    def rate(self) -> float:
        """Pieces a second so far; 0 where nothing is known."""
        spent = time.monotonic() - self.began
        return self.done / spent if self.done and spent > 0 else 0.0

    @property
    def seconds_left(self) -> int:
        """How long it will take yet; 0 where nothing is known."""
        return round((self.total - self.done) / self.rate) if self.rate and self.total else 0


class Jobs:
    """The work of one desk."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._thread: threading.Thread | None = None
        self._halt = threading.Event()
        self._next: tuple[str, Path, Work] | None = None

    @property
    def job(self) -> Job | None:
        """The work under way, else the last that was done."""
        return self._job

    @property
    def at_work(self) -> bool:
        """Whether something is under way."""
        return self._job is not None and self._job.at_work

    def start(self, name: str, lock: Path, work: Work) -> bool:
        """Begins; False where something is under way already. `lock` is the run lock that the work will ask for."""
        with self._lock:
            if self.at_work:
                return False
            self._begin(name, lock, work)
            return True

    def start_or_follow(self, name: str, lock: Path, work: Work) -> None:
        """Begins, or begins when what is under way is done; several that wait are one."""
        with self._lock:
            if self.at_work:
                self._next = (name, lock, work)
            else:
                self._begin(name, lock, work)

    def stop(self) -> None:
        """Asks the work to stop at the next moment when nothing is half done."""
        with self._lock:
            self._next = None
            if self._job and self._job.at_work:
                self._halt.set()
                self._job = replace(self._job, state=JobState.STOPPING)

    def finish(self, patience: float | None = None) -> None:
        """Waits until the work is over."""
        thread = self._thread
        if thread and thread is not threading.current_thread():
            thread.join(patience)

    def _begin(self, name: str, lock: Path, work: Work) -> None:
        number = self._job.number + 1 if self._job else 1
        self._halt.clear()
        self._job = Job(number, name, JobState.WORKING, time.monotonic())
        self._thread = threading.Thread(target=self._run, args=(lock, work), daemon=True, name=f"desk {name}")
        self._thread.start()

    def _run(self, lock: Path, work: Work) -> None:
        try:
            self._end(JobState.DONE, outcome=self._done(lock, work))
        except Halted:
            self._end(JobState.STOPPED)
        except Exception as error:  # whatever it is, the page goes on and says it
            cause = hindrance(error)
            if cause.ours:
                self._log(traceback.format_exc())
            self._end(JobState.FAILED, trouble=cause)
        with self._lock:
            following, self._next = self._next, None
            if following:
                self._begin(*following)

    def _done(self, lock: Path, work: Work) -> Outcome:
        while True:
            self._wait(lock)
            try:
                return work(self._progress)
            except Busy:  # another program was quicker
                continue

    def _wait(self, lock: Path) -> None:
        """While another program is at work in the folder it is shown and waited for."""
        while True:
            try:
                with run_lock(lock, 0.0):
                    break
            except Busy:
                self._set(JobState.WAITING)
            if self._halt.wait(_PAUSE):
                raise Halted
        self._set(JobState.WORKING)

    def _set(self, state: JobState) -> None:
        with self._lock:
            if self._job and self._job.state is not JobState.STOPPING:
                began = time.monotonic() if self._job.state is not state else self._job.began
                self._job = replace(self._job, state=state, began=began)

    def _progress(self, done: int, total: int) -> None:
        with self._lock:
            if self._job:
                self._job = replace(self._job, done=done, total=total)
        if self._halt.is_set():
            raise Halted

    def _end(self, state: JobState, outcome: Outcome | None = None, trouble: Hindrance | None = None) -> None:
        with self._lock:
            if self._job:
                self._job = replace(self._job, state=state, outcome=outcome or Outcome(), hindrance=trouble)
