"""Scripts to double-click, one for each step of the work; they look for perfxl wherever they are started."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from perfxl.storage.files import write_file
from perfxl.texts import texts

_HERE = '-C "%~dp0."'  # the script's own folder: `cd` refuses a network folder


@dataclass(frozen=True, slots=True)
class Script:
    """One script: its name in the catalogue (`scripts.<name>`) and what it runs, as cmd.exe and as a shell take it."""

    name: str
    windows: str
    shell: str = ""


def _step(name: str, command: str) -> Script:
    return Script(name, f"{_HERE} {command}", command)


# One for each step, in the order of the work: what a working folder holds.
STEPS = (
    _step("roster", "roster"),
    _step("issue", "issue"),
    _step("send", "letters --issue"),
    _step("sync", "sync"),
    _step("status", "status"),
    _step("letters", "letters"),
    _step("remind", "letters --remind"),
    _step("close", "close"),
    Script("desk", 'desk "%~dp0."', "desk"),
    Script("check", f"{_HERE} check %*", 'check "$@"'),
)
# What stands beside the program in a bundle, where no working folder is.
BESIDE_PROGRAM = (
    Script("init", 'init "%USERPROFILE%\\Documents\\{folder} %PERFXL_PERIOD%" --period %PERFXL_PERIOD%'),
    Script("desk", "desk"),
    Script("demo", 'demo "%USERPROFILE%\\Documents\\{demo}"'),
    Script("check", "check %*"),
)
_ASKED = {"init": 'set "PERFXL_PERIOD=2024-Y"\r\nset /p "PERFXL_PERIOD={period} "\r\n'}
_DROPPED = {"check": 'if "%~1"=="" (\r\n  echo {drop}\r\n  pause\r\n  exit /b 2\r\n)\r\n'}

# Where a bundle, or an environment of Python's own, may lie: beside the script, above it, with the user, on PATH.
# No labels and no `call`: cmd.exe loses its place in a UTF-8 script after a jump, and `call` reads % and ^ twice.
_CMD = """@echo off
chcp 65001 >nul
if "%~d0"=="\\\\" cls
setlocal
set "PERFXL_EXE="
set "PERFXL_ARGS=-m perfxl"
for %%P in ("%~dp0" "%~dp0perfxl\\" "%~dp0..\\" "%~dp0..\\perfxl\\" "%USERPROFILE%\\perfxl\\" "%USERPROFILE%\\Desktop\\perfxl\\" "%LOCALAPPDATA%\\Programs\\perfxl\\") do if not defined PERFXL_EXE if exist "%%~Ppython\\python.exe" if exist "%%~Papp\\perfxl\\__main__.py" set "PERFXL_EXE=%%~Ppython\\python.exe"
for %%P in ("%USERPROFILE%\\perfxl\\Scripts\\python.exe" "%~dp0..\\.venv\\Scripts\\python.exe") do if not defined PERFXL_EXE if exist "%%~dpPperfxl.exe" set "PERFXL_EXE=%%~fP"
for %%P in ("%PATH:;=" "%") do if not defined PERFXL_EXE if exist "%%~P\\python\\python.exe" if exist "%%~P\\app\\perfxl\\__main__.py" set "PERFXL_EXE=%%~P\\python\\python.exe"
for %%P in ("%PATH:;=" "%") do if not defined PERFXL_EXE if exist "%%~P\\perfxl.exe" set "PERFXL_EXE=%%~P\\perfxl.exe"
if "%PERFXL_EXE:~-11%"=="\\perfxl.exe" set "PERFXL_ARGS="
if not defined PERFXL_EXE (
{missing}
  pause
  exit /b 3
)
{before}"%PERFXL_EXE%" %PERFXL_ARGS% {command}
set "PERFXL_STATUS=%ERRORLEVEL%"
echo.
pause
exit /b %PERFXL_STATUS%
"""

_SH = """#!/bin/sh
cd "$(dirname "$0")" || exit 3
for python in "$PWD/.venv/bin/python" "$PWD/../.venv/bin/python" {python} "$HOME/perfxl/bin/python" python3; do
  "$python" -c 'import perfxl' 2>/dev/null && exec "$python" -m perfxl {command} {rest}
done
printf '%s\\n' {missing} >&2
exit 3
"""


def write_scripts(root: Path, language: str = "mn") -> list[Path]:
    """Writes the scripts of a working folder: for Windows, and elsewhere also those for a shell. They find the perfxl
    that is beside them, the user's or on PATH, so that the folder may be moved, shared, and used by the next officer."""
    written = []
    for script in STEPS:
        stem = root / texts(language).word(f"scripts.{script.name}")
        path = stem.with_name(f"{stem.name}.cmd")
        write_file(path, windows_script(script, language))
        written.append(path)
        if os.name != "nt":
            written.append(_shell_script(stem.with_name(f"{stem.name}.sh"), script, language))
    return written


def windows_script(script: Script, language: str = "mn") -> bytes:
    """A script as cmd.exe takes it: UTF-8 without a mark, lines ended as Windows ends them."""
    word = texts(language).word
    folder, demo = word("scripts.folder"), word("scripts.demo_folder")
    before = _ASKED.get(script.name, _DROPPED.get(script.name, "")).format(
        period=word("scripts.period"), drop=_echoed(word("scripts.drop"))
    )
    missing = "\r\n".join(f"  echo {_echoed(line)}" for line in word("scripts.missing").splitlines())
    command = script.windows.replace("{folder}", folder).replace("{demo}", demo)
    lines = _CMD.replace("\n", "\r\n").replace("{missing}", missing).replace("{before}", before)
    return lines.replace("{command}", command).encode("utf-8")


def _shell_script(path: Path, script: Script, language: str) -> Path:
    missing = _quoted(texts(language).word("scripts.missing_shell"))
    rest = "" if script.name == "check" else '"$@"'
    text = _SH.replace("{python}", _quoted(sys.executable)).replace("{missing}", missing)
    write_file(path, text.replace("{command}", script.shell).replace("{rest}", rest).encode("utf-8"))
    path.chmod(0o755)
    return path


def _echoed(line: str) -> str:
    """A line that cmd.exe's `echo` says inside brackets as it is."""
    for sign in "^&|<>()":
        line = line.replace(sign, f"^{sign}")
    return line.replace("%", "%%")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
