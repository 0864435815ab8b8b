"""A Dask cluster as the workers of a run: the same pure functions as in a pool of processes here, done elsewhere.

The caller reads what came, stores it, and sends the bytes; workers see neither the files nor the workspace. The store
needs every byte at the caller's anyway, and what is judged is then certainly what was stored. A workbook of 42 rows
with what was issued to its employee is 56 KB, its judgement takes 14 ms and is 30 KB: a gigabit line feeds 28 workers,
and 230,000 workbooks are 13 GB, two minutes of it. What bounds a run is the caller, who stores, sends and records: 3 ms
a workbook, twelve minutes for the 230,000, so more than five workers a workspace bring nothing.

A worker that dies is replaced by its nanny and its work done again; the caller records each batch once, when all of it
is there. A workbook that kills one worker after the other (KilledWorker, after the scheduler's allowed-failures) is
found out and held, the others of its chunk are done again.
"""

from __future__ import annotations

import logging
import pickle
import re
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakSet

from perfxl import __version__
from perfxl.checks.judge import RULES
from perfxl.trouble import Trouble
from perfxl.workspace.workers import Died

A = TypeVar("A")
B = TypeVar("B")

_CONNECT = 15.0  # seconds for the scheduler to answer
_WORKERS = 30.0  # seconds for the first worker to be there
_LOOK = 5.0  # seconds between looks at who is still there
_GIVEN_UP = 12  # looks without any worker after which the run stops: a minute
_ADDRESS = re.compile(r"[a-z]+://\S+\Z|\S+:\d+\Z")


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The workers of the scheduler at an address (`tcp://host:8786`). Trouble where the extra is not installed, the
    scheduler does not answer, has no workers, or they run another perfxl. What is under way is given up at the end."""
    client = _connected(address)
    workers = Cluster(client, address)
    try:
        workers.examine()
        yield workers
    finally:
        workers.close()


class Cluster:
    """The workers behind one scheduler; `count` are their threads (start them with one each: judging is pure Python)."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._under_way: WeakSet[Any] = WeakSet()
        self.count = 1

    def examine(self) -> None:
        """Trouble where there is no worker, or one runs another perfxl than the caller."""
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS)
        except TimeoutError as error:
            raise Trouble("cluster_empty", address=self._address) from error
        try:
            editions = set(self._client.run(_told).values())
        except (
            Exception
        ) as error:  # whatever a worker says that has no perfxl, or one that cannot be imported
            raise Trouble("cluster_foreign", address=self._address, found=type(error).__name__) from error
        if editions != {_told()}:
            foreign = ", ".join(sorted(editions - {_told()}))
            raise Trouble("cluster_foreign", address=self._address, found=foreign)
        self.count = max(1, sum(self._client.nthreads().values()))

    def start(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Begins on some worker."""
        future = self._client.submit(_done, pickle.dumps((work, given)), pure=False)
        self._under_way.add(future)

        def answer() -> B:
            out: B = pickle.loads(self._answered(future))
            return out

        return answer

    def alone(self, work: Callable[[A], B], given: A) -> B:
        """On some worker while nobody waits for anything else."""
        return self.start(work, given)()

    def close(self) -> None:
        """Gives up what is under way and takes leave of the scheduler."""
        try:
            self._client.cancel(list(self._under_way), force=True)
        finally:
            self._client.close(timeout=_LOOK)

    def _answered(self, future: Any) -> Any:
        from distributed import KilledWorker

        looks = 0
        while looks < _GIVEN_UP:
            try:
                return future.result(timeout=_LOOK)
            except KilledWorker as error:
                raise Died from error
            except CancelledError as error:  # the scheduler went, and all it knew with it
                raise Trouble("cluster_lost", address=self._address) from error
            except TimeoutError:
                looks = 0 if self._somebody() else looks + 1
        raise Trouble("cluster_lost", address=self._address)

    def _somebody(self) -> bool:
        if self._client.status != "running":
            return False
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):
            return False


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise Trouble("cluster_missing") from error
    if not _ADDRESS.match(address):  # a client that cannot even ask would say so in a traceback of its own
        raise Trouble("cluster_silent", address=address)
    client: Any = distributed.Client
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)  # what a person should know of it is said in our own words
    try:
        return client(address, timeout=_CONNECT, set_as_default=False, name="perfxl")
    except (OSError, ValueError, ImportError) as error:
        raise Trouble("cluster_silent", address=address) from error


def _told() -> str:
    return f"perfxl {__version__}, {RULES}"


def _done(data: bytes) -> bytes:
    """Work and what is given, pickled -> the answer, pickled."""
    work, given = pickle.loads(data)
    return pickle.dumps(work(given))
