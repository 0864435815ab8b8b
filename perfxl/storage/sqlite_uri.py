"""How SQLite is told of a database that is only to be read, also one on a network share."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote


def read_only_uri(path: Path) -> str:
    """The URI of a database file that SQLite opens for reading alone. Its host part must be empty: a share's name goes
    into the path, `file:////server/share/…` (sqlite.org/uri.html)."""
    place = path.resolve().as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(place)}?mode=ro"
