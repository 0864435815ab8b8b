"""The socket and the server: this machine alone, one port to itself, and an end when nobody looks any more."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from perfxl.desk.instance import MARK
from perfxl.trouble import Trouble

IDLE_MINUTES = 30
THREADS = 8
_LOOK = 0.5  # seconds between looks at whether the server is to close
_TICK = 10.0  # seconds between looks at whether somebody is still there


def listen(port: int = 0) -> socket.socket:
    """A socket of this machine alone, on a free port unless one is named. Trouble where the port is taken."""
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "nt":  # else another program may bind the same port and listen in
        line.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", -5), 1)
    try:
        line.bind(("127.0.0.1", port))
    except OSError as error:
        line.close()
        raise Trouble("desk_port", port=port, message=error.strerror or str(error)) from error
    return line


logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a call waits a moment is nobody's concern


class Server:
    """Serves an app in a thread of its own until it is closed; `ended` is set by whoever wants that."""

    def __init__(self, app: Flask, line: socket.socket, largest: int) -> None:
        self.ended = threading.Event()
        self._closing = threading.Event()
        self._channels: dict[int, Any] = {}
        self._server: Any = create_server(
            app, self._channels, sockets=[line], threads=THREADS, ident=MARK, max_request_body_size=largest
        )
        self._thread = threading.Thread(target=self._serve, daemon=True, name="desk")

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def close(self) -> None:
        """Answers no more; what is being answered is let finish."""
        self.ended.set()
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        self._closing.set()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self._closing.is_set():
            wasyncore.loop(_LOOK, map=self._channels, count=1)
        with suppress(OSError):
            self._server.close()
        wasyncore.close_all(self._channels, ignore_all=True)

    def wait(
        self, calls: Callable[[], int], at_work: Callable[[], bool], minutes: float = IDLE_MINUTES
    ) -> None:
        """Returns when it is to end. `calls`: how many calls there were so far. What counts is time awake: a machine
        that slept for a night is not taken for an empty room."""
        idle, last = 0.0, -1
        tick = min(_TICK, minutes * 60 / 3)
        while not self.ended.wait(tick):
            now = calls()
            idle = 0.0 if now != last or at_work() else idle + tick
            last = now
            if idle >= minutes * 60:
                return
