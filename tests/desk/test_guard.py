"""What an enemy page, another name of the machine, another user and a hostile file name would try."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from perfxl.desk import instance
from perfxl.desk.admission import Admission
from perfxl.desk.app import make_app
from perfxl.desk.guard import KEY, OPEN
from perfxl.workspace.folder import Workspace
from tests.desk.browser import Served, served


@pytest.fixture
def desk(own_month: Workspace) -> Iterator[Served]:
    with served(own_month.root) as one:
        yield one


def ask(
    one: Served, method: str, path: str, body: bytes | str | None = None, **headers: str
) -> tuple[int, str]:
    """A call as our own page makes it, but for the headers that are named (`x_y` for `X-Y`; empty: left out)."""
    port = one.desk.port
    said = {"Host": f"127.0.0.1:{port}", "Origin": f"http://127.0.0.1:{port}", KEY: one.key()}
    if isinstance(body, str):
        said["Content-Type"] = "application/json"
    said |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    said = {name.title(): value for name, value in said.items()}
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = body.encode() if isinstance(body, str) else body
        for name, value in said.items():
            if value:
                line.putheader(name, value)
        if data is not None:
            line.putheader("Content-Length", str(len(data)))
        line.endheaders(data)
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def routes() -> list[tuple[str, str]]:
    app = make_app(_nowhere())
    return [
        (rule.endpoint, rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN
    ]  # fmt: skip


def _nowhere() -> object:
    from perfxl.desk.desk import Desk

    return Desk(1, Path(), "mn", lambda path: None)


def test_our_own_page_is_let_in(desk: Served) -> None:
    assert ask(desk, "GET", "/view/")[0] == 200
    assert ask(desk, "GET", "/pulse")[0] == 200


def test_every_route_that_tells_or_does_anything_asks_for_the_key(desk: Served) -> None:
    known = routes()
    assert {"view", "pulse", "drop", "act"} <= {name for name, _ in known}
    for name, rule in known:
        path = rule.replace("<path:page>", "people").replace("<name>", "quit").replace("<who>", "004")
        path = path.replace("<int:number>", "0")
        method = "POST" if name in ("drop", "act") else "GET"
        for key in ("", "wrong", "я" if name == "view" else "x"):
            said = "" if not key.isascii() else key
            assert ask(desk, method, path, b"{}", x_perfxl_key=said)[0] == 401, (path, key)
    assert not desk.desk.ended.is_set()


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "[::1]:{port}"]
)
def test_another_name_of_this_machine_is_turned_away(desk: Served, host: str) -> None:
    """DNS rebinding: the enemy's name points here, so the browser takes our answers for the enemy's own."""
    named = host.format(port=desk.desk.port)
    for path in ("/", "/static/desk.js", "/view/", "/pulse"):
        assert ask(desk, "GET", path, host=named, origin="")[0] == 403
    assert ask(desk, "POST", "/enter", "{}", host=named, origin=f"http://{named}")[0] == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}", ""]
)
def test_another_page_cannot_act(desk: Served, origin: str) -> None:
    named = origin.format(port=desk.desk.port)
    assert ask(desk, "POST", "/act/quit", "{}", origin=named)[0] == 403
    assert ask(desk, "POST", "/drop", b"x", origin=named, x_name="a.xlsx")[0] == 403
    assert not desk.desk.ended.is_set()
    assert not (desk.desk.opened.inbox / "a.xlsx").exists()


def test_what_comes_from_another_site_is_turned_away_even_with_the_key(desk: Served) -> None:
    assert ask(desk, "GET", "/view/", origin="", sec_fetch_site="cross-site")[0] == 403
    assert ask(desk, "GET", "/view/", origin="", sec_fetch_site="same-site")[0] == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_no_other_method_is_answered(desk: Served, method: str) -> None:
    assert ask(desk, method, "/act/quit")[0] == 405


def test_nothing_is_done_by_looking(desk: Served) -> None:
    """No act by GET, and no page that is looked at changes a file of the working folder."""
    root = desk.desk.opened.root
    assert ask(desk, "GET", "/act/quit")[0] in (200, 401)  # the shell, which every address shows, or nothing
    assert not desk.desk.ended.is_set()
    before = _files(root)
    for page in (
        "",
        "people",
        "person/001",
        "awaiting",
        "letters",
        "roster",
        "summary",
        "close",
        "next",
        "tools",
        "lobby",
        "help",
    ):
        assert ask(desk, "GET", f"/view/{page}")[0] == 200, page
    ask(desk, "GET", "/pulse")
    assert _files(root) == before


def _files(root: Path) -> dict[str, bytes]:
    skipped = ("-shm", "-wal")
    return {str(p): p.read_bytes() for p in root.rglob("*") if p.is_file() and not p.name.endswith(skipped)}


def test_a_ticket_opens_once_and_for_a_minute() -> None:
    clock = [0.0]
    keys = Admission(lambda: clock[0])
    ticket, late = keys.ticket(), keys.ticket()
    key = keys.enter(ticket, lambda _: False)
    assert key and keys.known(key)
    assert keys.enter(ticket, lambda _: False) is None
    clock[0] = 61.0
    assert keys.enter(late, lambda _: False) is None
    assert not keys.known("")
    assert not keys.known(ticket)


def test_a_second_start_comes_in_by_a_ticket_in_the_folder(desk: Served) -> None:
    root = desk.desk.opened.root
    place = instance.knock(root)
    ticket = place.partition("#")[2]
    laid = root / ".perfxl-desk.knock"
    assert stat.S_IMODE(laid.stat().st_mode) == 0o600
    assert ask(desk, "POST", "/enter", json.dumps({"ticket": "guess"}), x_perfxl_key="")[0] == 403
    status, body = ask(desk, "POST", "/enter", json.dumps({"ticket": ticket}), x_perfxl_key="")
    assert status == 200
    assert desk.desk.keys.known(json.loads(body)["key"])
    assert not laid.exists()
    assert ask(desk, "POST", "/enter", json.dumps({"ticket": ticket}), x_perfxl_key="")[0] == 403


def test_nothing_that_opens_the_page_lies_on_the_disk(desk: Served, own_settings: Path) -> None:
    keys = [desk.key(), desk.desk.keys.ticket()]
    ask(desk, "GET", "/view/")
    for folder in (desk.desk.opened.root, own_settings):
        for path in folder.rglob("*"):
            if path.is_file():
                assert not any(key.encode() in path.read_bytes() for key in keys), path
    kept = [path.name for path in own_settings.rglob("*") if path.is_file()]
    assert kept == ["recent.json"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../evil.xlsx", "evil.xlsx"),
        ("..\\..\\evil.xlsx", "evil.xlsx"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("\\\\server\\share\\a.xlsx", "a.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("a.xlsx:stream", "a.xlsx_stream"),
        ("a\u202excod.exe", "axcod.exe"),
        ("тайлан<>|?*.xlsx", "тайлан_____.xlsx"),
        ("a" * 300 + ".xlsx", ""),
        ("..", "_"),
        ("a.xlsx. . ", "a.xlsx"),
    ],
)
def test_a_hostile_name_lands_in_the_inbox_or_nowhere(desk: Served, given: str, kept: str) -> None:
    from urllib.parse import quote

    root = desk.desk.opened.root
    before = {path for path in root.parent.rglob("*") if path.is_file()}
    status, body = ask(desk, "POST", "/drop", b"PK\x03\x04 no workbook", x_name=quote(given))
    assert status == 200, body
    new = [path for path in root.parent.rglob("*") if path.is_file() and path not in before]
    new = [path for path in new if not path.name.endswith(("-shm", "-wal"))]
    assert len(new) == 1 and new[0].parent == desk.desk.opened.inbox
    assert len(str(new[0])) < 218
    if kept:
        assert new[0].name == kept


@pytest.mark.parametrize("name", ["~$007.xlsx", "Thumbs.db", "007.xlsx.crdownload"])
def test_what_would_be_passed_over_in_silence_is_refused_aloud(desk: Served, name: str) -> None:
    status, body = ask(desk, "POST", "/drop", b"x", x_name=name)
    assert status == 409 and json.loads(body)["trouble"] == "desk_litter"


def test_an_empty_file_is_refused_aloud(desk: Served) -> None:
    status, body = ask(desk, "POST", "/drop", b"", x_name="007.xlsx")
    assert status == 409 and json.loads(body)["trouble"] == "desk_empty_file"


def test_a_name_that_is_taken_gets_a_number_and_the_same_bytes_none(desk: Served) -> None:
    for data in (b"one", b"two", b"one"):
        assert ask(desk, "POST", "/drop", data, x_name="a.xlsx")[0] == 200
    inbox = desk.desk.opened.inbox
    assert (inbox / "a.xlsx").read_bytes() == b"one"
    assert (inbox / "a (2).xlsx").read_bytes() == b"two"
    assert not (inbox / "a (3).xlsx").exists()


def test_a_body_over_the_limit_is_not_taken(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    line = HTTPConnection("127.0.0.1", desk.desk.port, timeout=20)
    line.putrequest("POST", "/drop", skip_host=True)
    for name, value in (
        ("Host", f"127.0.0.1:{desk.desk.port}"),
        ("Content-Length", str(10**10)),
        ("X-Name", "a.xlsx"),
    ):
        line.putheader(name, value)
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


@pytest.mark.parametrize("folder", ["..", "/", "store", "C:\\", "issued/../.."])
def test_only_folders_of_the_working_folder_are_opened(desk: Served, folder: str) -> None:
    status, _ = ask(desk, "POST", "/act/open_folder", json.dumps({"folder": folder}))
    assert status == 409
    assert desk.opened == []


@pytest.mark.parametrize("id", ["", "../../etc/passwd", "%", "a"])
def test_only_workbooks_that_the_ledger_knows_are_opened(desk: Served, id: str) -> None:
    assert ask(desk, "POST", "/act/open_workbook", json.dumps({"id": id}))[0] == 409
    assert desk.opened == []


def test_a_refused_file_is_never_started(desk: Served) -> None:
    with desk.desk.ledger() as ledger:
        refused = [id for id, stood in ledger.versions.standing().items() if stood.verdict == "refused"]
    assert refused
    status, body = ask(desk, "POST", "/act/open_workbook", json.dumps({"id": refused[0]}))
    assert status == 409 and json.loads(body)["trouble"] == "desk_not_a_file"
    assert desk.opened == []


def test_answers_forbid_everything_foreign(desk: Served) -> None:
    line = HTTPConnection("127.0.0.1", desk.desk.port, timeout=20)
    for path in ("/", "/view/", "/nothing", "/static/x"):
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        policy = answer.getheader("Content-Security-Policy") or ""
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
    line.close()


@pytest.mark.skipif(sys.platform == "win32", reason="links of this kind need a right there")
def test_a_folder_that_became_a_link_takes_no_file_and_is_not_opened(desk: Served, tmp_path: Path) -> None:
    root, elsewhere = desk.desk.opened.root, tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("inbox", "plans", "master"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).symlink_to(elsewhere)
    for folder in ("inbox", "plans"):
        status, body = ask(desk, "POST", "/drop", b"PK\x03\x04", x_name="a.xlsx", x_folder=folder)
        assert (status, json.loads(body)["trouble"]) == (409, "file_link")
    status, body = ask(desk, "POST", "/act/open_folder", json.dumps({"folder": "master"}))
    assert (status, json.loads(body)["trouble"]) == (409, "file_link")
    assert list(elsewhere.iterdir()) == [] and desk.opened == []


@pytest.mark.skipif(sys.platform == "win32", reason="links of this kind need a right there")
def test_a_link_is_neither_overwritten_by_a_drop_nor_opened(desk: Served, tmp_path: Path) -> None:
    root, victim = desk.desk.opened.root, tmp_path / "victim.xlsx"
    (root / "inbox" / "a.xlsx").symlink_to(victim)  # leads to nothing as yet
    assert ask(desk, "POST", "/drop", b"PK\x03\x04", x_name="a.xlsx")[0] == 200
    assert not victim.exists() and (root / "inbox" / "a (2).xlsx").is_file()
    with desk.desk.ledger() as ledger:
        arrival, copy = next((v.arrival.id, v.copy) for v in ledger.versions.all() if v.copy)
        name = next(a.name for a in ledger.arrivals.all() if a.id == arrival)
    for path in (root / copy, root / name):
        victim.write_bytes(b"x")
        path.unlink(missing_ok=True)
        path.symlink_to(victim)
    assert ask(desk, "POST", "/act/open_workbook", json.dumps({"id": arrival}))[0] == 409
    assert desk.opened == []


@pytest.mark.skipif(sys.platform == "win32", reason="links of this kind need a right there")
def test_the_desk_s_own_files_write_through_no_link(own_month: Workspace, tmp_path: Path) -> None:
    for name in (".perfxl-desk.json", "perfxl-desk.log", ".perfxl-desk.knock"):
        (tmp_path / name).write_bytes(b"victim")
        (own_month.root / name).symlink_to(tmp_path / name)
    with served(own_month.root) as one:
        one.desk.log("x")
        instance.knock(own_month.root)
    for name in (".perfxl-desk.json", "perfxl-desk.log", ".perfxl-desk.knock"):
        assert (tmp_path / name).read_bytes() == b"victim", name
