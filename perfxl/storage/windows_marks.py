"""What Windows knows of a file besides its bytes: whether it came from the internet, and who may read it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

_LINE = re.compile(r"([^\s:][^:]*?):(?:\([A-Z,]+\))*\(")


def from_internet(path: Path) -> bool:
    """Whether a file bears the mark that Windows puts on what was downloaded or came by mail: programs warn of it, or
    refuse it."""
    return Path(f"{path}:Zone.Identifier").exists()


def readers_of(path: Path) -> tuple[str, ...]:
    """The accounts that Windows lets have a file or folder, as it names them; nothing on other systems."""
    if os.name != "nt":
        return ()
    command = ("icacls", str(path))
    try:
        done = subprocess.run(command, capture_output=True, encoding="oem", errors="replace", check=False)
    except OSError:
        return ()
    return accounts_in(done.stdout, str(path))


def accounts_in(listing: str, path: str) -> tuple[str, ...]:
    """The accounts of a listing by icacls: `path ACCOUNT:(I)(F)`, then one a line, until an empty line."""
    lines = listing.replace(path, "", 1).split("\n\n")[0].replace("\r", "").splitlines()
    matches = (_LINE.match(line.strip()) for line in lines)
    return tuple(dict.fromkeys(match[1] for match in matches if match))
