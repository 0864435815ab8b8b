"""The working folders that this user had on the desk last, in the user's own settings folder; nothing else is kept there."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from perfxl.storage.careful_read import read_plain
from perfxl.storage.files import write_file
from perfxl.workspace.folder import SETTINGS

MOST = 12
_FILE = "recent.json"


def settings_folder() -> Path:
    """Where programs keep what belongs to this user on this system."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "perfxl"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "perfxl"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "perfxl"


def recent() -> tuple[Path, ...]:
    """The working folders opened last, the latest first; those that are gone are left out."""
    return tuple(folder for folder in _listed() if (folder / SETTINGS).is_file())


def remember(root: Path) -> None:
    """Puts a working folder first. Where the settings folder cannot be written to, nothing is remembered."""
    root = root.resolve()
    folders = [root, *(folder for folder in _listed() if folder != root)][:MOST]
    with suppress(OSError):
        write_file(settings_folder() / _FILE, json.dumps([str(folder) for folder in folders]).encode())


def _listed() -> list[Path]:
    try:
        names = json.loads(read_plain(settings_folder() / _FILE))
    except (OSError, ValueError):
        return []
    return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
