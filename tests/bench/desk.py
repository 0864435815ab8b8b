"""HR's desk with 1,500 people: how long each page takes to be made and sent, at rest and while 500 dropped files are collected."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.desk.guard import KEY
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import running
from tests.desk.browser import Served, served
from tests.support.crowd import code_of, crowd, workbook_for

PAGES = (
    "", "people", "person/{code}", "awaiting", "letters/issue", "letters/replies", "letters/remind", "roster", "summary",
    "close", "next", "tools",
)  # fmt: skip


def report(people: int = 1500, dropped: int = 500, rows: int = 42) -> None:
    """Prints a line a page: the median of five looks, and the longest look while the dropped files were collected."""
    with TemporaryDirectory() as folder:
        workspace = crowd(Path(folder), people, rows)
        _collected(workspace)
        with served(workspace.root) as one:
            one.desk.workers = os.cpu_count() or 1  # as the command starts it
            ask = _asker(one)
            rest = {page: statistics.median(_seconds(ask, page) for _ in range(5)) for page in PAGES}
            for number in range(dropped):
                one_more = workbook_for(code_of(number), rows, wrong=number % 2 == 0)
                (workspace.inbox / f"more {number}.xlsx").write_bytes(one_more + bytes(1))
            ask("POST", "/act/collect")
            busy = dict.fromkeys(PAGES, 0.0)
            while json.loads(ask("GET", "/pulse"))["at_work"]:
                for page in PAGES:
                    busy[page] = max(busy[page], _seconds(ask, page))
        for page in PAGES:
            print(f"{page or 'month':<16} {rest[page]:6.2f} s   while collecting at most {busy[page]:6.2f} s")


def _collected(workspace: Workspace) -> None:
    from perfxl.collect.collect import collect

    with running(workspace) as run:
        collect(run)


def _asker(one: Served) -> Callable[[str, str], str]:
    key = one.key()

    def ask(method: str, path: str) -> str:
        line = HTTPConnection("127.0.0.1", one.desk.port, timeout=120)
        said = {KEY: key, "Origin": f"http://127.0.0.1:{one.desk.port}", "Content-Type": "application/json"}
        line.request(method, path, b"{}" if method == "POST" else None, said)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {text[:200]}")
        return text

    return ask


def _seconds(ask: Callable[[str, str], str], page: str) -> float:
    start = time.perf_counter()
    ask("GET", f"/view/{page.format(code=code_of(7))}")
    return time.perf_counter() - start


if __name__ == "__main__":
    report(*map(int, sys.argv[1:]))
