"""Who does the work of a run: this process, a pool of processes here, or (`workspace.cluster`) a cluster elsewhere."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import connection, get_context, parent_process, resource_tracker
from multiprocessing.reduction import ForkingPickler
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")

WORTH_IT = 8  # pieces of work; fewer are done sooner here than processes start
CHUNK = 8  # pieces that travel together: half a megabyte, a tenth of a second of work


class Died(Exception):
    """The process that was at work is gone, and its work with it."""


class Workers(Protocol):
    """Those who do pure work, values in and values out, as functions that can be named to another process."""

    @property
    def count(self) -> int:
        """How many pieces of work are done at once; 0: by the caller itself, when it asks for the answer."""

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Begins; the function gives the answer when it is there. Died from it where the process died."""

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """The answer, got with no other work under way. Died where that kills its process (again and again)."""


class Here:
    """The caller itself."""

    count = 0

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Does the work when the answer is asked for."""
        return lambda: work(given)

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """Does the work."""
        return work(given)


class Pool:
    """Processes of this machine, each with a thread here that hands it one piece of work after another. One that dies
    takes its own piece with it; the next work gets a new one.

    `concurrent.futures.ProcessPoolExecutor` waits for all its processes at once, which stands still under Wine 8, and
    one death there ends the work of all.
    """

    def __init__(self, jobs: int) -> None:
        self.count = jobs
        self._threads = ThreadPoolExecutor(jobs)
        self._idle: SimpleQueue[_Process] = SimpleQueue()

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Begins as soon as a process is free."""
        future = self._threads.submit(self._done, work, given)

        def answer() -> B:
            try:
                return future.result()
            except CancelledError as error:
                raise Died from error

        return answer

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """In a process of its own, so that what kills it is found out and kills nothing else."""
        with closing(_Process()) as process:
            return process.do(work, given)

    def close(self) -> None:
        """Ends the processes; what has not begun is not begun any more."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().close()

    def _done(self, work: Callable[[A], B], given: A) -> B:
        try:
            process = self._idle.get_nowait()
        except Empty:
            process = _Process()
        try:
            return process.do(work, given)
        finally:
            if process.is_alive:
                self._idle.put(process)


class _Process:
    """One process that is handed work through a pipe."""

    def __init__(self) -> None:
        context = get_context("spawn")  # nothing of the ledger's connection may be inherited
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.is_alive = True
        with deaf():  # a process is born as deaf as the thread that starts it
            self._process.start()
        theirs.close()

    def do(self, work: Callable[[A], B], given: A) -> B:
        """The answer, or what the work raised. Died where the process is gone."""
        task = ForkingPickler.dumps((work, given))
        try:
            self._pipe.send_bytes(task)
            is_answer, answer = pickle.loads(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            self.close()
            raise Died from error
        if not is_answer:
            raise answer
        result: B = answer
        return result

    def close(self) -> None:
        """Ends the process, which sees that its pipe is closed."""
        self.is_alive = False
        self._pipe.close()
        self._process.join()


def _serve(pipe: connection.Connection) -> None:
    """Answers one piece of work after another until the pipe is closed."""
    settle_in()
    while True:
        try:
            work, given = pickle.loads(pipe.recv_bytes())
        except EOFError:
            return
        pipe.send_bytes(_answer(work, given))


def _answer(work: Callable[[A], object], given: A) -> bytes:
    try:
        return bytes(ForkingPickler.dumps((True, work(given))))
    except Exception as error:  # whatever the work raises belongs to whoever asked for it
        return bytes(ForkingPickler.dumps((False, error)))


def settle_in() -> None:
    """A process that works for another leaves Ctrl-C to that one, and ends when that one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


class _Deafness:
    """On Windows it holds for the whole program, so it ends with the last of those who asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = 0

    def begin(self) -> None:
        """One more asks for it."""
        self._count(1)

    def end(self) -> None:
        """One does not need it any more."""
        self._count(-1)

    def _count(self, step: int) -> None:
        with self._lock:
            self._asked += step
            if sys.platform == "win32":
                ctypes.windll.kernel32.SetConsoleCtrlHandler(None, self._asked > 0)


_DEAF = _Deafness()


@contextmanager
def deaf() -> Iterator[None]:
    """Ctrl-C waits until this is over, where the system can let it wait; on Windows it is not heard meanwhile, and the
    processes that start meanwhile never hear it."""
    if sys.platform == "win32":
        _DEAF.begin()
        try:
            yield
        finally:
            _DEAF.end()
        return
    resource_tracker.ensure_running()  # it would end the deafness when it starts
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def workers_here(jobs: int) -> Iterator[Workers]:
    """`jobs` processes of this machine; 1 works in this one."""
    if jobs < 2:
        yield Here()
        return
    pool = Pool(jobs)
    try:
        yield pool
    finally:
        pool.close()


def spread(
    workers: Workers, work: Callable[[tuple[A, ...]], list[B]], pieces: Sequence[A], lost: Callable[[A], B]
) -> Callable[[], list[B]]:
    """Begins work on all the pieces, some at a time; the function gives one answer a piece, in their order.

    A piece that kills its process gets the answer `lost`; those that travelled with it are done all the same.
    """
    doing: Workers = workers if len(pieces) >= WORTH_IT else Here()
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


def _single(
    workers: Workers, work: Callable[[tuple[A, ...]], list[B]], piece: A, lost: Callable[[A], B]
) -> B:
    try:
        (answer,) = workers.alone(work, (piece,))
    except Died:
        return lost(piece)
    return answer
