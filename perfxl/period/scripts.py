"""Scripts to double-click: collect and consolidate, letters, who is missing; for Windows (.cmd) and the others (.sh)."""

from __future__ import annotations

import sys
from pathlib import Path

from perfxl.storage.files import write_file
from perfxl.texts import texts

# The script's name in the catalogue, and what it runs.
SCRIPTS = (("sync", "sync"), ("letters", "letters"), ("status", "status"))

_CMD = """@echo off
chcp 65001 >nul
cd /d "%~dp0"
set "PERFXL_PYTHON={python}"
if not exist "%PERFXL_PYTHON%" set "PERFXL_PYTHON=py"
"%PERFXL_PYTHON%" -m perfxl {command}
echo.
pause
"""

_SH = """#!/bin/sh
cd "$(dirname "$0")" || exit 3
python={python}
[ -x "$python" ] || python=python3
exec "$python" -m perfxl {command} "$@"
"""


def write_scripts(root: Path, language: str = "mn") -> list[Path]:
    """Writes the scripts into a workspace; they run the Python that perfxl is installed in, wherever they are started."""
    said = texts(language)
    written = []
    for name, command in SCRIPTS:
        stem = root / said.word(f"scripts.{name}")
        windows = _CMD.format(python=sys.executable.replace("%", "%%"), command=command).replace("\n", "\r\n")
        other = _SH.format(python=_quoted(sys.executable), command=command)
        for path, text in ((stem.with_suffix(".cmd"), windows), (stem.with_suffix(".sh"), other)):
            write_file(path, text.encode("utf-8"))
            written.append(path)
        stem.with_suffix(".sh").chmod(0o755)
    return written


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
