"""What the evidence rules cost on a report of 42 rows, as a share of reading it: `python -m tests.bench.evidence_cost`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from perfxl.checks.evidence import evidence
from perfxl.checks.judge import judge
from perfxl.form.definition import load_form
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.checks.evidence.generator import report
from tests.checks.evidence.rows import context
from tests.checks.forms import RULES, filled, issued, lookup_of, many

ROWS, ROUNDS = 42, 40


def _spent(work: Callable[[], object]) -> float:
    """Processor time of one round, in milliseconds."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> None:
    """Reads and judges one filled form; prints both times, their ratio, and the size of the texts."""
    texts = [
        " ".join((one.achieved, other.achieved))
        for one, other in zip(report(1, ROWS), report(2, ROWS), strict=True)
    ]
    data, seal = issued(chosen=many(ROWS))
    keys = [line.key for line in seal.lines if line.role == "measure"]
    achieved = [s for s in seal.slots if s.field == "achieved" and s.role == "input" and s.key in keys]
    data = filled(data, seal, {slot.a1: text for slot, text in zip(achieved, texts, strict=True)})
    form = load_form(RULES.form)
    rows = judge(data, RULES, lookup_of(seal)).rows
    told = [replace(row) for row in rows]
    about = context()
    both = [
        (
            _spent(lambda: read_report(read_book(open_package(data)), form)),
            _spent(lambda: evidence(told, about)),
        )
        for _ in range(ROUNDS)
    ]
    reading, rules = (min(times) for times in zip(*both, strict=True))
    print(f"{len(rows)} rows, {sum(len(row.achieved) for row in rows):,} characters of achieved text")
    print(f"reading {reading:.1f} ms, rules {rules:.1f} ms, ratio {rules / reading:.2f} (at most 2 is asked)")


if __name__ == "__main__":
    main()
