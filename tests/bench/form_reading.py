"""Measures the gate and the reader on a filled form of 42 rows against openpyxl, in one run, by processor time.

    python -m tests.bench.form_reading [workbook ...]

Without arguments the form is made here, as it is issued and filled in. Prints milliseconds and ratios.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl

from perfxl.issue.workbook import build_workbook
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from tests.issue.sample import CREATED, layout, measures, plan

ROUNDS = 15
ACHIEVED = "Тайлант хугацаанд иргэн, аж ахуйн нэгжид үйлчилгээг шуурхай үзүүлж, хугацааг бууруулсан. " * 5


def form() -> bytes:
    """An invented form of 42 rows, every staff field filled in."""
    chosen = plan(measures(36, 6))
    typed = {"achieved": ACHIEVED, "percent": 1.0, "dates": "2024.01.01-2024.12.31"}
    asked = layout(chosen)
    slots = tuple(
        slot if slot.locked else replace(slot, value=typed.get(slot.field, slot.value))
        for slot in asked.slots
    )
    return build_workbook(replace(asked, slots=slots), chosen, "", {}, CREATED)


def best(work: Callable[[], object]) -> float:
    """The shortest of some rounds, in milliseconds of processor time."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        rounds.append(time.process_time() - start)
    return min(rounds) * 1000


def main(paths: list[str]) -> None:
    """Prints the figures of each workbook."""
    books = [(Path(path).name, Path(path).read_bytes()) for path in paths] or [
        ("as issued, filled in", form())
    ]
    for name, data in books:
        package = open_package(data)
        theirs = best(lambda data=data: openpyxl.load_workbook(io.BytesIO(data)))  # type: ignore[misc]
        gate = best(lambda data=data: open_package(data))  # type: ignore[misc]
        read = best(lambda package=package: read_book(package))  # type: ignore[misc]
        cells = sum(len(sheet.cells) for sheet in read_book(package).sheets)
        print(f"{name}: {len(data) >> 10} KiB, {cells} cells")
        print(
            f"  openpyxl {theirs:.1f} ms, gate {gate:.1f} ms, reader {read:.1f} ms: {theirs / (gate + read):.1f} times as fast"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
