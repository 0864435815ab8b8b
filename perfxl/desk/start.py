"""Starting the desk: the one at work is opened, else a new one is served until nobody looks any more."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from perfxl.desk.app import make_app
from perfxl.desk.desk import Desk
from perfxl.desk.drop import LARGEST
from perfxl.desk.instance import address
from perfxl.desk.open_file import open_with_system
from perfxl.desk.server import IDLE_MINUTES, Server, listen
from perfxl.workspace.folder import SETTINGS


@dataclass(frozen=True, slots=True)
class Serving:
    """How a desk is served: in which language, at which port (0: any that is free), by how many processes, and for how
    many minutes without a look."""

    language: str = "mn"
    port: int = 0
    workers: int = 1
    minutes: float = IDLE_MINUTES


def open_desk(
    folder: Path,
    serving: Serving,
    tell: Callable[[str], None],
    browse: Callable[[str], object] | None = webbrowser.open,
) -> None:
    """Serves the desk of a folder and opens it with `browse`; `tell` is told the address. Where a desk has the folder
    already, that one is opened. Returns when it is left: by Quit, Ctrl-C, or when nobody has looked for long enough."""
    line = listen(serving.port)
    desk = Desk(line.getsockname()[1], folder, serving.language, open_with_system, workers=serving.workers)
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
            server.wait(lambda: desk.calls, lambda: desk.jobs.at_work, serving.minutes)
    finally:
        desk.close()
        server.close()


def _show(place: str, tell: Callable[[str], None], browse: Callable[[str], object] | None) -> None:
    if sys.stdout is not None:  # started without a console there is nobody to tell
        tell(place)
    if browse:
        browse(place)
