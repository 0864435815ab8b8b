"""`perfxl desk` as a process of its own, for tests that start, ask and kill it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from perfxl.desk.guard import KEY


class DeskProcess:
    """`perfxl desk` as a process of its own, let in as its page is."""

    def __init__(self, process: subprocess.Popen[str], place: str) -> None:
        self.process = process
        self.port = int(place.split(":")[2].split("/")[0])
        self.ticket = place.partition("#")[2]
        self.key = ""

    def ask(
        self, method: str, path: str, document: object = None, data: bytes | None = None, **more: str
    ) -> tuple[int, str]:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = data if data is not None else json.dumps(document).encode() if document is not None else None
        said = {"Origin": f"http://127.0.0.1:{self.port}", KEY: self.key, "Content-Type": "application/json"}
        line.request(method, path, body, {**said, **{n.replace("_", "-"): v for n, v in more.items()}})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text

    def enter(self) -> None:
        """Takes its ticket to the door."""
        status, text = self.ask("POST", "/enter", {"ticket": self.ticket})
        assert status == 200
        self.key = str(json.loads(text)["key"])

    def until(self, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The pulse at which something is so."""
        while True:
            state: dict[str, Any] = json.loads(self.ask("GET", "/pulse")[1])
            if done(state):
                return state
            threading.Event().wait(0.05)


@contextmanager
def started(root: Path, *options: str) -> Iterator[DeskProcess]:
    command = [sys.executable, "-m", "perfxl", "desk", str(root), "--no-browser", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=dict(os.environ)
    )
    assert process.stdout
    try:
        yield DeskProcess(process, process.stdout.readline().strip())
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
