"""A real spreadsheet program for tests: LibreOffice driven as a person would drive it, pdf and pictures of workbooks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
WORKER = Path(__file__).with_name("worker.py")


def missing() -> str:
    """What this machine lacks for office tests, empty when nothing."""
    for program in ("soffice", "pdftotext", "pdftoppm"):
        if not shutil.which(program):
            return f"{program} is not installed"
    found = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False)
    return "" if found.returncode == 0 else "python3-uno is not installed"


def needed() -> None:
    """Skips where office tests cannot run, naming what is missing; PERFXL_REQUIRE_OFFICE=1 makes it a failure."""
    lack = missing()
    if lack and os.environ.get("PERFXL_REQUIRE_OFFICE"):
        pytest.fail(f"office tests are required here: {lack}")
    if lack:
        pytest.skip(lack)


class OfficeError(Exception):
    """What LibreOffice or its worker answered instead of doing what was asked."""


class Office:
    """One LibreOffice with one document: open, type, paste, look, save, close."""

    def __init__(self, worker: Path = WORKER) -> None:
        self._worker = subprocess.Popen(
            [SYSTEM_PYTHON, str(worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._worker.stdin
        self._worker.stdin.close()
        try:
            self._worker.wait(40)
        except subprocess.TimeoutExpired:
            self._worker.kill()

    def _ask(self, do: str, *arguments: Any) -> Any:
        assert self._worker.stdin and self._worker.stdout
        self._worker.stdin.write(json.dumps({"do": do, "with": arguments}) + "\n")
        self._worker.stdin.flush()
        line = self._worker.stdout.readline()
        if not line:
            raise OfficeError("the worker ended")
        answer = json.loads(line)
        if "error" in answer:
            raise OfficeError(answer["error"])
        return answer["result"]

    def open(self, path: Path) -> list[str]:
        """Opens a document; the names of its sheets."""
        sheets: list[str] = self._ask("open", str(path.resolve()))
        return sheets

    def open_with_macros(self, path: Path) -> list[str]:
        """Opens a workbook whose macros may run; the names of its sheets."""
        sheets: list[str] = self._ask("open_with_macros", str(path.resolve()))
        return sheets

    def run(self, module: str, macro: str) -> None:
        """Runs a macro of the open workbook."""
        self._ask("run", module, macro)

    def go(self, sheet: str, cell: str) -> None:
        """Selects a cell."""
        self._ask("go", sheet, cell)

    def type(self, sheet: str, cell: str, text: str) -> None:
        """Goes to a cell and types as a person does (a locked cell silently stays as it was)."""
        self._ask("type", sheet, cell, text)

    def type_many(self, sheet: str, entries: Sequence[tuple[str, str]]) -> None:
        """Types into many cells, in order."""
        self._ask("type_many", sheet, list(entries))

    def put(self, sheet: str, cell: str, value: str | float) -> None:
        """Sets a cell as a program does, whatever its lock."""
        self._ask("put", sheet, cell, value)

    def put_many(self, sheet: str, entries: Sequence[tuple[str, str | float]]) -> None:
        """Sets many cells as a program does."""
        self._ask("put_many", sheet, list(entries))

    def formula(self, sheet: str, cell: str, text: str) -> None:
        """Sets a formula (English function names, `;` between arguments) whatever the lock."""
        self._ask("formula", sheet, cell, text)

    def paste(self, sheet: str, cell: str, text: str, mime: str = "text/html") -> None:
        """Pastes text of a kind from the clipboard."""
        self._ask("paste", sheet, cell, text, mime)

    def tab(self, sheet: str, cell: str, times: int) -> list[tuple[int, int]]:
        """(row, column) of the cells that Tab visits."""
        return [(row, column) for row, column in self._ask("tab", sheet, cell, times)]

    def cell(self, sheet: str, cell: str) -> dict[str, Any]:
        """A cell's text, formula, value, type, error, lock, and its row's height in 1/100 mm."""
        found: dict[str, Any] = self._ask("cell", sheet, cell)
        return found

    def cells(self, sheet: str, addresses: Iterable[str]) -> list[dict[str, Any]]:
        """Many cells at once."""
        found: list[dict[str, Any]] = self._ask("cells", sheet, list(addresses))
        return found

    def block(self, sheet: str, area: str) -> list[list[str | float]]:
        """The results of a whole range at once, row by row."""
        rows: list[list[str | float]] = self._ask("block", sheet, area)
        return rows

    def recalculate(self) -> None:
        """Calculates every formula anew."""
        self._ask("recalculate")

    def protected(self, sheet: str) -> bool:
        """Whether a sheet is protected."""
        return bool(self._ask("protected", sheet))

    def save(self, path: Path) -> Path:
        """Saves by the path's ending: .xlsx, .ods, .xls, .pdf."""
        self._ask("save", str(path.resolve()))
        return path

    def close(self) -> None:
        """Closes the document."""
        self._ask("close")


def pdf_text(pdf: Path) -> str:
    """The words of a PDF in reading order."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def pictures(pdf: Path, folder: Path, dpi: int = 70) -> list[Path]:
    """A PNG a page."""
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(folder / pdf.stem)], check=True)
    return sorted(folder.glob(f"{pdf.stem}-*.png"))
