"""The desk's life: one a working folder, opened again by a second start, ended by Quit or when nobody looks, killed and restarted."""

from __future__ import annotations

import signal
import socket
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from perfxl.desk.instance import address
from perfxl.desk.jobs import Halted, Jobs, JobState, Outcome
from perfxl.desk.recent import recent, remember
from perfxl.desk.server import Server, listen
from perfxl.desk.start import Serving, open_desk
from perfxl.storage.run_lock import run_lock
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of
from tests.desk.browser import served
from tests.desk.desk_process import started


def test_started_ended_by_quit_and_nothing_left_behind(own_month: Workspace) -> None:
    with started(own_month.root) as one:
        assert one.ask("GET", "/view/")[0] == 401
        one.enter()
        assert one.ask("GET", "/view/")[0] == 200
        assert one.ask("POST", "/act/quit", {})[0] == 200
        assert one.process.wait(60) == 0
    left = {path.name for path in own_month.root.iterdir() if path.name.startswith(".perfxl-desk")}
    assert left <= {".perfxl-desk.lock"}


def test_a_second_start_opens_the_running_one(own_month: Workspace) -> None:
    with started(own_month.root) as one, started(own_month.root) as two:
        assert two.process.wait(60) == 0
        assert two.port == one.port and two.ticket != one.ticket
        two.enter()
        assert two.ask("GET", "/view/people")[0] == 200
        assert one.process.poll() is None


def test_a_desk_on_another_machine_is_named(own_month: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(own_month.root):
        monkeypatch.setattr(socket, "gethostname", lambda: "ELSEWHERE")
        with pytest.raises(Trouble) as caught:
            open_desk(own_month.root, Serving(), lambda place: None, browse=None)
    assert caught.value.name == "desk_elsewhere"


def test_killed_while_collecting_and_started_again(own_month: Workspace) -> None:
    """Nothing that was dropped is lost; what was not collected is collected by the same button."""
    with ledger_of(own_month) as ledger:
        before = len(ledger.versions.came())
        issued = ledger.issued.last()["005"]
    data = (own_month.root / issued.path).read_bytes()
    with started(own_month.root) as one:
        one.enter()
        for number in range(30):
            assert (
                one.ask("POST", "/drop", data=data + bytes(number + 1), X_Name=f"005-{number}.xlsx")[0] == 200
            )
        assert one.ask("POST", "/act/collect", {})[0] == 200
        one.until(lambda state: state["at_work"])
        one.process.send_signal(signal.SIGKILL)
        one.process.wait()
    assert len(list(own_month.inbox.glob("005-*.xlsx"))) == 30
    with started(own_month.root) as two:
        two.enter()
        status, page = two.ask("GET", "/view/")
        assert status == 200 and "inbox хавтсанд" in page  # it says where it stopped
        two.ask("POST", "/act/collect", {})
        two.until(lambda state: not state["at_work"])
        two.ask("POST", "/act/quit", {})
        assert two.process.wait(60) == 0
    with ledger_of(own_month) as ledger:
        assert len(ledger.versions.came()) == before + 30


def test_it_ends_when_nobody_looks_but_not_while_something_is_at_work(own_month: Workspace) -> None:
    line = listen()
    from flask import Flask

    server = Server(Flask("nothing"), line, 1000)
    server.start()
    busy = [True] * 3 + [False] * 99
    looks: list[int] = []

    def at_work() -> bool:
        looks.append(1)
        return busy[len(looks) - 1]

    server.wait(lambda: 5, at_work, minutes=0.003)
    assert len(looks) > 3
    server.close()


def test_a_port_that_is_taken_is_named() -> None:
    with listen() as taken:
        taken.listen()
        with pytest.raises(Trouble) as caught:
            listen(taken.getsockname()[1])
    assert caught.value.name == "desk_port"


def test_it_listens_on_this_machine_alone() -> None:
    with listen() as line:
        assert line.getsockname()[0] == "127.0.0.1"
    assert address(1, "t") == "http://127.0.0.1:1/#t"


def test_recent_folders_the_last_first_those_that_are_gone_left_out(tmp_path: Path) -> None:
    roots = [
        make_workspace(tmp_path / name, "2024-Y", "order-98-2023-annex-6").root for name in ("нэг", "хоёр")
    ]
    for root in (*roots, roots[0]):
        remember(root)
    assert recent() == (roots[0], roots[1])
    (roots[0] / "perfxl.toml").unlink()
    assert recent() == (roots[1],)


@pytest.mark.parametrize("text", ["", "[", "{}", '[1, null, "nowhere"]'])
def test_a_damaged_list_of_recent_folders_is_an_empty_one(own_settings: Path, text: str) -> None:
    (own_settings / "perfxl").mkdir()
    (own_settings / "perfxl" / "recent.json").write_text(text)
    assert recent() == ()


# --- the work -------------------------------------------------------------------------------------------------------


def test_one_piece_of_work_at_a_time_and_the_next_follows(tmp_path: Path) -> None:
    jobs, go, done = Jobs(lambda text: None), threading.Event(), []

    def slow(progress: Any) -> Outcome:
        go.wait(30)
        done.append("slow")
        return Outcome()

    def quick(progress: Any) -> Outcome:
        done.append("quick")
        return Outcome()

    assert jobs.start("issue", tmp_path / "lock", slow)
    assert not jobs.start("issue", tmp_path / "lock", quick)
    jobs.start_or_follow("collect", tmp_path / "lock", quick)
    jobs.start_or_follow("collect", tmp_path / "lock", quick)
    go.set()
    while jobs.at_work or len(done) < 2:
        jobs.finish(1)
    assert done == ["slow", "quick"]


def test_work_is_stopped_where_nothing_is_half_done(tmp_path: Path) -> None:
    jobs, halfway = Jobs(lambda text: None), threading.Event()
    recorded: list[int] = []

    def work(progress: Any) -> Outcome:
        for number in range(1, 100):
            recorded.append(number)
            halfway.set()
            jobs.stop() if number == 3 else None
            progress(number, 100)
        return Outcome()

    jobs.start("collect", tmp_path / "lock", work)
    jobs.finish(30)
    assert jobs.job and jobs.job.state is JobState.STOPPED
    assert recorded == [1, 2, 3] and jobs.job.done == 3


def test_another_programs_run_is_shown_and_waited_for(tmp_path: Path) -> None:
    jobs = Jobs(lambda text: None)
    with run_lock(tmp_path / "lock"):
        jobs.start("collect", tmp_path / "lock", lambda progress: Outcome())
        while jobs.job is None or jobs.job.state is not JobState.WAITING:
            threading.Event().wait(0.02)
    jobs.finish(30)
    assert jobs.job.state is JobState.DONE


def test_waiting_can_be_given_up(tmp_path: Path) -> None:
    jobs = Jobs(lambda text: None)
    with run_lock(tmp_path / "lock"):
        jobs.start("collect", tmp_path / "lock", lambda progress: Outcome())
        jobs.stop()
        jobs.finish(30)
    assert jobs.job and jobs.job.state is JobState.STOPPED


def test_a_fault_of_ours_is_said_and_logged_and_the_desk_goes_on(tmp_path: Path) -> None:
    logged: list[str] = []
    jobs = Jobs(logged.append)

    def broken(progress: Any) -> Outcome:
        raise KeyError("oops")

    jobs.start("sync", tmp_path / "lock", broken)
    jobs.finish(30)
    assert jobs.job and jobs.job.hindrance and jobs.job.hindrance.name == "ours"
    assert "KeyError" in logged[0]
    assert jobs.start("sync", tmp_path / "lock", lambda progress: Outcome(at_now()))
    jobs.finish(30)
    assert jobs.job.state is JobState.DONE


def at_now() -> tuple[tuple[str, dict[str, str]], ...]:
    return (("cli.verified", {"at": f"{datetime.now():%Y}"}),)


def test_halted_is_no_fault() -> None:
    assert not issubclass(Halted, Trouble)
