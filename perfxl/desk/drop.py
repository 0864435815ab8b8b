"""What is dropped onto the page: one file into the inbox, under a name that every system can keep, at the desk's own time."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from perfxl.intake.source_folder import is_litter
from perfxl.storage.careful_read import NoPlainFile, is_link
from perfxl.storage.files import clash_names, fitted, holds, safe_name, write_file
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace

LARGEST = 64 * 1024 * 1024  # bytes of one dropped file; a long mailbox is laid into the inbox by hand
CHECKED = ".check"  # workbooks that are looked at and not recorded
BRANCHES = "branches"  # what branches exported, for the roll-up
PLANS = "plans"  # the folder for old plans and reports that a draft roster is read from
_BESIDE = (PLANS, CHECKED, BRANCHES)
_LONGEST_SUFFIX = 9
_one_at_a_time = threading.Lock()


def keep_dropped(workspace: Workspace, quoted: str, data: bytes, folder: str = "inbox") -> Path:
    """`folder`: inbox, or one of PLANS, CHECKED, BRANCHES. Where the file now lies. `quoted` is its name as the page sends it; what stands there of folders, drives and
    devices is no part of it. The file's time is the moment at which it was dropped. Trouble for an empty file, and for
    what a program leaves beside people's files, NoPlainFile for a folder that leads elsewhere."""
    name = dropped_name(unquote(quoted, errors="replace"))
    if not data:
        raise Trouble("desk_empty_file", file=name)
    if is_litter(name):
        raise Trouble("desk_litter", file=name)
    suffix = PurePosixPath(name).suffix if len(PurePosixPath(name).suffix) <= _LONGEST_SUFFIX else ""
    place = workspace.root / folder if folder in _BESIDE else workspace.inbox
    if is_link(place):
        raise NoPlainFile(place, "link")
    wanted = fitted(place, name.removesuffix(suffix), suffix)
    with _one_at_a_time:
        path = next(path for path in clash_names(wanted) if not _is_there(path) or holds(path, data))
        if not _is_there(path):
            _lay(workspace, path, data)
    return path


def dropped_name(given: str) -> str:
    """The last part of a name, safe on every system."""
    return safe_name(unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2])


def _is_there(path: Path) -> bool:
    """Whether anything has that name: a link to nothing has it too."""
    return path.exists() or is_link(path)


def _lay(workspace: Workspace, path: Path, data: bytes) -> None:
    """Written beside the inbox and moved into it whole, so that a run that collects there sees all of it or nothing."""
    beside = workspace.root / f".{secrets.token_hex(8)}.part"
    try:
        write_file(beside, data)
        path.parent.mkdir(exist_ok=True)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
