"""Files and folders opened in their own program, by what they are; a page never names a path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from perfxl.ledger.ledger import Ledger
from perfxl.storage.careful_read import NoPlainFile, is_link, is_plain
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace

FOLDERS = ("root", "issued", "inbox", "accepted", "outbox", "master", "branches")
_OPENED = (".xlsx", ".xlsm", ".eml", ".html")  # kinds that are ours; nothing else is ever started


def open_with_system(path: Path) -> None:
    """Opens a file or folder as a double click does. Trouble where the system cannot."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            program = "open" if sys.platform == "darwin" else "xdg-open"
            subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise Trouble("desk_cannot_open", file=path.name, message=error.strerror or str(error)) from error


def folder_of(workspace: Workspace, name: str) -> Path:
    """One of the working folder's own folders. Trouble for any other name, NoPlainFile for a link to elsewhere."""
    if name not in FOLDERS:
        raise Trouble("file_missing", file=name)
    folder = workspace.root if name == "root" else workspace.root / name
    if name != "root" and is_link(folder):
        raise NoPlainFile(folder, "link")
    return folder


def workbook_of(workspace: Workspace, ledger: Ledger, arrival: str) -> Path:
    """A workbook that came: its readable copy where it counts, else the file as it lies in the inbox. Trouble where
    neither is there: one that came in a mail or a zip is not taken out of it."""
    known = ledger.arrivals.find(arrival) if arrival else None
    if known is None or known.id != arrival:
        raise Trouble("no_workbook", id=arrival)
    (version,) = ledger.versions.outlines([known.id])
    choices = [workspace.root / version.copy] if version.copy else []
    choices += [] if version.verdict == "refused" else [workspace.root / known.name]
    for path in choices:
        if is_plain(path):
            return _inside(workspace, path)
    raise Trouble("desk_not_a_file", file=known.name)


def _inside(workspace: Workspace, path: Path) -> Path:
    """The path, if it lies in the working folder and is of a kind that is ours."""
    whole = path.resolve()
    if not whole.is_relative_to(workspace.root.resolve()) or whole.suffix.lower() not in _OPENED:
        raise Trouble("desk_not_ours", file=path.name)
    return path
