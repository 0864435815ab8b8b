"""A run on a Dask cluster: the same as here, whatever becomes of the workers."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfxl.checks.judge import Rules
from perfxl.cli.commands import perfxl
from perfxl.cli.console import COULD_NOT, DONE
from perfxl.cli.console import run as command
from perfxl.collect import judging
from perfxl.collect.collect import collect
from perfxl.collect.judging import Bench, Task
from perfxl.form.definition import load_form
from perfxl.ledger.chain import broken
from perfxl.ledger.proof import contradictions
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import ledger_of, running
from perfxl.workspace.workers import spread
from tests.ledger.made import FORM, PERIOD, when
from tests.support.crowd import crowd
from tests.support.deadly import deadly

distributed = pytest.importorskip("distributed", reason="distributed is not installed (the extra cluster)")

from perfxl.workspace.cluster import Cluster, cluster  # noqa: E402 - after the skip

_TABLES = {
    "arrivals": "id, sha256, name, origin, sender, received, message, size, suffix, at",
    "judgements": "arrival, rules, at, verdict, employee, digest, stale, basis, rows, head, answers",
    "known": "path, size, sha256",
    "copies": "code, path, sha256",
    "events": "seq, at, kind, subject, facts",
}


@pytest.fixture(scope="module")
def farm() -> Iterator[Any]:
    """A scheduler and two worker processes on this machine, without pages to look at."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        scheduler_port=0, silence_logs=50,
    ) as made:  # fmt: skip
        yield made


@pytest.fixture
def workers(farm: Any) -> Iterator[Cluster]:
    with cluster(farm.scheduler_address) as workers:
        yield workers


def worker_pids(farm: Any) -> list[int]:
    with distributed.Client(farm.scheduler_address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def told(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """What the ledger holds but for the moments that systems give."""
    with sqlite3.connect(workspace.ledger_path) as db:
        rows = {
            name: sorted(db.execute(f"SELECT {columns} FROM {name}")) for name, columns in _TABLES.items()
        }
    with ledger_of(workspace) as ledger:
        assert broken(ledger.events.all()) is None and contradictions(ledger) == []
    accepted = [p for p in sorted(workspace.accepted.rglob("*")) if p.is_file()]
    rows["copies on disk"] = [(p.relative_to(workspace.root).as_posix(), p.read_bytes()) for p in accepted]
    return rows


def collected(workspace: Workspace, workers: Cluster | None = None) -> dict[str, list[tuple[Any, ...]]]:
    with running(workspace, when(9000), workers) as run:
        collect(run)
    return told(workspace)


def twin(workspace: Workspace, root: Path) -> Workspace:
    shutil.copytree(workspace.root, root)
    return open_workspace(root)


@pytest.mark.parametrize("count", [150, pytest.param(2000, marks=pytest.mark.long)])
def test_it_is_the_same_as_here(tmp_path: Path, workers: Cluster, count: int) -> None:
    here = crowd(tmp_path / "here", count, rows=12, organisations=3)
    there = twin(here, tmp_path / "there")
    assert workers.count == 2
    expected = collected(here)
    assert len(expected["judgements"]) == count
    assert {row[3] for row in expected["judgements"]} == {"accepted", "returned"}
    assert collected(there, workers) == expected


@pytest.mark.parametrize("count", [150, pytest.param(1000, marks=pytest.mark.long)])
def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    tmp_path: Path, farm: Any, workers: Cluster, count: int
) -> None:
    here = crowd(tmp_path / "here", count, rows=12)
    there = twin(here, tmp_path / "there")
    expected = collected(here)
    seen = threading.Event()
    victim = worker_pids(farm)[0]

    def kill() -> None:
        seen.wait(120)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with running(there, when(9000), workers) as run:
        collect(run.telling(lambda done, _: seen.set()))
    killer.join()
    assert victim not in worker_pids(farm)
    assert told(there) == expected


def test_what_kills_every_worker_is_found_out_and_the_others_go_on(workers: Cluster) -> None:
    numbers = [*range(12), -1, *range(12, 20)]
    expected = [None if number < 0 else number * number for number in numbers]
    assert spread(workers, deadly, numbers, lambda _: None)() == expected


def test_a_poisonous_workbook_is_held(workers: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "judge_batch", poisoned)
    bench = Bench(load_form(FORM), lambda codes: dict.fromkeys(codes, ()), workers)
    rules = Rules(FORM, PERIOD)
    found = bench.judge([Task(b"poison" if n == 3 else b"no workbook", rules) for n in range(10)])
    assert [str(one.verdict) for one in found] == ["refused"] * 3 + ["held"] + ["refused"] * 6
    assert [(f.code, f.facts["fault"]) for f in found[3].findings] == [("G999", "process died")]


def poisoned(form: Any, tasks: tuple[Task, ...]) -> list[Any]:
    """A judging that one workbook kills."""
    if any(task.data == b"poison" for task in tasks):
        os.kill(os.getpid(), signal.SIGKILL)
    return judging.judge_batch(form, tasks)


def test_workers_are_given_up_when_the_run_stops(farm: Any) -> None:
    with pytest.raises(KeyboardInterrupt), cluster(farm.scheduler_address) as workers:
        answers = [workers.start(time.sleep, 0.2) for _ in range(50)]
        answers[0]()
        raise KeyboardInterrupt
    with distributed.Client(farm.scheduler_address, set_as_default=False) as client:
        assert sum(len(keys) for keys in client.processing().values()) <= 2


def test_the_commands_take_a_cluster(
    tmp_path: Path, farm: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PERFXL_LANG", "en")
    workspace = crowd(tmp_path / "w", 20, rows=8)
    words = ["-C", str(workspace.root), "--cluster", farm.scheduler_address]
    assert command(perfxl, ["collect", *words, "--parquet", str(tmp_path / "tables")]) == DONE
    assert "New: 20. Accepted 18, returned 2" in capsys.readouterr().out
    assert len(list((tmp_path / "tables").glob("*.parquet"))) == 1
    assert command(perfxl, ["sync", *words]) == DONE
    assert "new 0, accepted 0" in capsys.readouterr().out
    assert command(perfxl, ["collect", *words[:2], "--cluster", "nowhere"]) == COULD_NOT
    assert "nowhere does not answer" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfxl.workspace.cluster._CONNECT", 1.0)
    with pytest.raises(Trouble) as error, cluster("tcp://127.0.0.1:9"):
        pass
    assert (error.value.name, error.value.facts) == ("cluster_silent", {"address": "tcp://127.0.0.1:9"})


@pytest.mark.parametrize("address", ["nonsense", "", "host:", "tcp://", "два слова"])
def test_what_is_no_address_is_told_before_a_client_is_made(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A client that cannot even ask tells of it in a traceback when it goes."""
    monkeypatch.setattr(distributed, "Client", forbidden)
    with pytest.raises(Trouble) as error, cluster(address):
        pass
    assert (error.value.name, error.value.facts) == ("cluster_silent", {"address": address})


def forbidden(*_: object, **__: object) -> None:
    raise AssertionError("a client was made")


def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfxl.workspace.cluster._WORKERS", 0.5)
    with (
        distributed.LocalCluster(
            n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", scheduler_port=0, silence_logs=50
        ) as empty,
        pytest.raises(Trouble) as error,
        cluster(empty.scheduler_address),
    ):
        pass
    assert error.value.name == "cluster_empty"


def test_workers_that_run_another_edition(farm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfxl.workspace.cluster.__version__", "99")
    with pytest.raises(Trouble) as error, cluster(farm.scheduler_address):
        pass
    assert error.value.name == "cluster_foreign" and "perfxl 0." in str(error.value.facts["found"])


def test_it_is_said_when_the_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(Trouble) as error, cluster("tcp://127.0.0.1:9"):
        pass
    assert error.value.name == "cluster_missing"
