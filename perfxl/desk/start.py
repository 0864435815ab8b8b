"""Starting the desk: the one at work is opened, else a new one is served until nobody looks any more."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from perfxl.desk.app import make_app
from perfxl.desk.desk import Desk
from perfxl.desk.drop import LARGEST
from perfxl.desk.instance import address
from perfxl.desk.open_file import open_with_system
from perfxl.desk.server import IDLE_MINUTES, Server, listen
from perfxl.workspace.folder import SETTINGS


def open_desk(
    folder: Path,
    language: str,
    tell: Callable[[str], None],
    port: int = 0,
    browse: Callable[[str], object] | None = webbrowser.open,
    workers: int = 1,
    minutes: float = IDLE_MINUTES,
) -> None:
    """Serves the desk of a folder and opens it with `browse`; `tell` is told the address. Where a desk has the folder
    already, that one is opened. Returns when it is left: by Quit, Ctrl-C, or after `minutes` without a look."""
    line = listen(port)
    desk = Desk(line.getsockname()[1], folder, language, open_with_system, workers=workers)
    elsewhere = desk.settle(folder) if (folder / SETTINGS).is_file() else ""
    if elsewhere:
        line.close()
        _show(elsewhere, tell, browse)
        return
    server = Server(make_app(desk), line, LARGEST)
    desk.ended = server.ended
    server.start()
    _show(address(desk.port, desk.keys.ticket()), tell, browse)
    try:
        with suppress(KeyboardInterrupt):
            server.wait(lambda: desk.calls, lambda: desk.jobs.at_work, minutes)
    finally:
        desk.close()
        server.close()


def _show(place: str, tell: Callable[[str], None], browse: Callable[[str], object] | None) -> None:
    if sys.stdout is not None:  # started without a console there is nobody to tell
        tell(place)
    if browse:
        browse(place)
