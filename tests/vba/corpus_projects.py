"""The VBA projects of a foreign workbook."""

from __future__ import annotations

import zipfile
from pathlib import Path


def projects(path: Path) -> list[bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [archive.read(name) for name in archive.namelist() if name.endswith("vbaProject.bin")]
    except zipfile.BadZipFile:
        return []
