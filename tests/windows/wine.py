"""A bundle under Wine: its Python started with pipes, in a Wine of its own that is ended with the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def wine_needed() -> str:
    """The program wine; skips, naming it, where it is missing, and fails where it is required."""
    program = shutil.which("wine")
    if program is None:
        missing("wine is not installed")
    return str(program)


def missing(what: str) -> None:
    """Skips, or fails where PERFXL_REQUIRE_OFFICE=1 asks for everything."""
    if os.environ.get("PERFXL_REQUIRE_OFFICE") == "1":
        pytest.fail(what)
    pytest.skip(what)


@dataclass(frozen=True)
class Windows:
    """`program` is the unpacked bundle; everything runs with the folder `home` as the current one, and with `settings`
    in the environment."""

    wine: str
    prefix: Path
    program: Path
    home: Path
    settings: tuple[tuple[str, str], ...] = ()

    def perfxl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the bundle's perfxl."""
        return self.python("-m", "perfxl", *arguments)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The bundle's Python."""
        return self._run(str(self.program / "python" / "python.exe"), *arguments)

    def script(self, path: Path) -> subprocess.CompletedProcess[str]:
        """A script as a double click starts it: in its folder."""
        return self._run("cmd", "/c", path.name, folder=path.parent)

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """The bundle's Python, not waited for; ended afterwards."""
        command = [self.wine, str(self.program / "python" / "python.exe"), *arguments]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=self.home, env=self._environment(), stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    @contextmanager
    def open_in_excel(self, *paths: Path) -> Iterator[None]:
        """Files held open as Excel holds them."""
        names = [str(path.relative_to(self.home)).replace("/", "\\") for path in paths]
        with self.started(str(HERE / "excel_holds.py"), *names) as excel:
            assert excel.stdin and excel.stdout
            assert excel.stdout.readline().strip() == "held"
            yield
            excel.stdin.write("\n")
            excel.stdin.flush()
            excel.wait()

    def end(self) -> None:
        """Ends this Wine, and no other."""
        subprocess.run(["wineserver", "-k"], env=self._environment(), check=False)

    def _run(self, *command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.wine, *command], cwd=folder or self.home, env=self._environment(), stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        quiet = {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
        return {**os.environ, **quiet, "LC_ALL": "C.UTF-8", "PERFXL_LANG": "mn", **dict(self.settings)}
