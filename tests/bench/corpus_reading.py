"""Measures the gate on foreign files: the slowest and the fattest, each file in a process of its own.

    PERFXL_CORPUS=folder python -m tests.bench.corpus_reading

Prints what became of the files, the five slowest (seconds of processor time) and the five fattest (MB above an empty
process). Goals: 5 s and 512 MB.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from perfxl.reading.cells import read_book
from perfxl.reading.package import Refusal, open_package
from tests.support.memory import peak

SHOWN = 5


@dataclass(frozen=True)
class Measured:
    """One file: what became of it, seconds of processor time, MB at its peak."""

    path: Path
    outcome: str
    seconds: float
    megabytes: float


def measure(path: Path) -> Measured:
    """Reads one file and measures it; the process must be fresh."""
    data = path.read_bytes()
    before = peak()
    start = time.process_time()
    try:
        read_book(open_package(data))
        outcome = "read"
    except Refusal as refusal:
        outcome = refusal.code
    seconds = time.process_time() - start
    return Measured(path, outcome, seconds, peak() - before)


def main() -> None:
    """Measures every file of the corpus and prints the figures."""
    folder = os.environ.get("PERFXL_CORPUS")
    if not folder:
        sys.exit("PERFXL_CORPUS is not set")
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    with get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        measured = pool.map(measure, paths, chunksize=1)
    outcomes = Counter(one.outcome for one in measured)
    print(
        f"{len(measured)} files: " + ", ".join(f"{code} {count}" for code, count in sorted(outcomes.items()))
    )
    for title, key in (("slowest", "seconds"), ("fattest", "megabytes")):
        print(title)
        for one in sorted(measured, key=lambda one: -getattr(one, key))[:SHOWN]:
            print(f"  {one.seconds:6.2f} s  {one.megabytes:6.0f} MB  {one.outcome:5}  {one.path.name}")


if __name__ == "__main__":
    main()
