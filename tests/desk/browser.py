"""A desk served for a test, and Chromium to look at it; what it asks of other machines is written down."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from perfxl.desk.app import make_app
from perfxl.desk.desk import Desk
from perfxl.desk.drop import LARGEST
from perfxl.desk.instance import address
from perfxl.desk.server import Server, listen

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-default-apps", "--disable-domain-reliability",
)  # fmt: skip


@dataclass
class Served:
    """A desk at work in this process. `opened`: what it was asked to open in its own program."""

    desk: Desk
    opened: list[Path] = field(default_factory=list)

    def address(self) -> str:
        """The page's address with a new ticket."""
        return address(self.desk.port, self.desk.keys.ticket())

    def key(self) -> str:
        """A key, as a page that was let in has it."""
        key = self.desk.keys.enter(self.desk.keys.ticket(), lambda ticket: False)
        assert key
        return key


@contextmanager
def served(place: Path, now: Callable[[], datetime] | None = None, language: str = "mn") -> Iterator[Served]:
    """A desk over a folder, until the end of the block; `now` gives its moment."""
    line = listen()
    opened: list[Path] = []
    desk = Desk(line.getsockname()[1], place, language, opened.append)
    if now:
        desk.now = now
    if (place / "perfxl.toml").is_file():
        assert desk.settle(place) == ""
    server = Server(make_app(desk), line, LARGEST)
    desk.ended = server.ended
    server.start()
    try:
        yield Served(desk, opened)
    finally:
        desk.close()
        server.close()


def needed() -> None:
    """Skips, naming what is missing, unless PERFXL_REQUIRE_OFFICE asks for it."""
    missing = [] if shutil.which(CHROMIUM) else ["chromium"]
    try:
        import playwright  # noqa: F401
    except ImportError:
        missing.append("playwright")
    if missing:
        if os.environ.get("PERFXL_REQUIRE_OFFICE"):
            pytest.fail(f"missing: {', '.join(missing)}")
        pytest.skip(f"missing: {', '.join(missing)}")


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def watch(page: Any) -> list[str]:
    """What the page asks for that is not this machine's, and what goes wrong in it."""
    seen: list[str] = []
    page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else seen.append(r.url))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("console", lambda m: seen.append(m.text) if "Content Security" in m.text else None)
    return seen
