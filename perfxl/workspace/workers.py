"""Who does the work of a run: this process, a pool of processes here, or (`workspace.cluster`) a cluster elsewhere."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process, resource_tracker
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")

WORTH_IT = 8  # pieces of work; fewer are done sooner here than processes start
CHUNK = 8  # pieces that travel together: half a megabyte, a tenth of a second of work


class Died(Exception):
    """The process that was at work is gone, and its work with it."""


class Crew(Protocol):
    """Those who do pure work, values in and values out, as functions that can be named to another process."""

    @property
    def hands(self) -> int:
        """How many pieces of work are done at once; 0: by the caller itself, when it asks for the answer."""

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Begins; the function gives the answer when it is there. Died from it where the process died."""

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """The answer, got with no other work under way. Died where that kills its process (again and again)."""


class Here:
    """The caller itself."""

    hands = 0

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Does the work when the answer is asked for."""
        return lambda: work(given)

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """Does the work."""
        return work(given)


class Pool:
    """Processes of this machine, started with the first work. One that dies takes the others' work under way with it;
    the next work gets new ones."""

    def __init__(self, jobs: int) -> None:
        self.hands = jobs
        self._pools: dict[
            int, ProcessPoolExecutor
        ] = {}  # by how many processes: the crew, and one for doubtful work

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Begins in the pool."""
        return self._begun(self.hands, work, given)

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """In a process of its own, so that what kills it is found out and kills nothing else."""
        return self._begun(1, work, given)()

    def close(self) -> None:
        """Ends the processes; what has not begun is not begun any more."""
        pools, self._pools = list(self._pools.values()), {}
        for pool in pools:
            pool.shutdown(wait=True, cancel_futures=True)

    def _begun(self, size: int, work: Callable[[A], B], given: A) -> Callable[[], B]:
        try:
            pool, future = self._submitted(size, work, given)
        except BrokenProcessPool:
            self._forget(size, self._pools[size])
            pool, future = self._submitted(size, work, given)

        def answer() -> B:
            try:
                return future.result()
            except (BrokenProcessPool, CancelledError) as error:
                self._forget(size, pool)
                raise Died from error

        return answer

    def _submitted(
        self, size: int, work: Callable[[A], B], given: A
    ) -> tuple[ProcessPoolExecutor, Future[B]]:
        if size not in self._pools:
            context = get_context("spawn")  # nothing of the ledger's connection may be inherited
            self._pools[size] = ProcessPoolExecutor(size, context, initializer=settle_in)
        if os.name != "nt":
            resource_tracker.ensure_running()  # it would end the deafness when it starts
        with deaf():  # a process is started when work is handed in, and is born as deaf as we are
            return self._pools[size], self._pools[size].submit(work, given)

    def _forget(self, size: int, pool: ProcessPoolExecutor) -> None:
        if self._pools.get(size) is pool:
            del self._pools[size]
            pool.shutdown(wait=True, cancel_futures=True)


def settle_in() -> None:
    """A process that works for another leaves Ctrl-C to that one, and ends when that one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def deaf() -> Iterator[None]:
    """Ctrl-C waits until this is over, where the system can let it wait; on Windows it is not heard meanwhile, and the
    processes that start meanwhile never hear it."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetConsoleCtrlHandler(None, True)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetConsoleCtrlHandler(None, False)
        return
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def crew(jobs: int) -> Iterator[Crew]:
    """A crew of `jobs` processes; 1 works here."""
    if jobs < 2:
        yield Here()
        return
    pool = Pool(jobs)
    try:
        yield pool
    finally:
        pool.close()


def spread(
    crew: Crew, work: Callable[[tuple[A, ...]], list[B]], pieces: Sequence[A], lost: Callable[[A], B]
) -> Callable[[], list[B]]:
    """Begins work on all the pieces, some at a time; the function gives one answer a piece, in their order.

    A piece that kills its process gets the answer `lost`; those that travelled with it are done all the same.
    """
    doing: Crew = crew if len(pieces) >= WORTH_IT else Here()
    chunks = [tuple(pieces[at : at + CHUNK]) for at in range(0, len(pieces), CHUNK)]
    begun = [(chunk, doing.start(work, chunk)) for chunk in chunks]

    def answers() -> list[B]:
        out: list[B] = []
        for chunk, answer in begun:
            try:
                out += answer()
            except Died:
                out += [_single(doing, work, piece, lost) for piece in chunk]
        return out

    return answers


def _single(crew: Crew, work: Callable[[tuple[A, ...]], list[B]], piece: A, lost: Callable[[A], B]) -> B:
    try:
        (answer,) = crew.alone(work, (piece,))
    except Died:
        return lost(piece)
    return answer
