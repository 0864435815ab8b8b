"""What a draft roster out of 177 Word documents costs: `python -m tests.bench.drafting_folder [JOBS]`."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.drafting.draft import draft_roster
from perfxl.drafting.draft_workbook import draft_workbook
from perfxl.form.definition import load_form
from tests.drafting.invented import LAYOUTS, invented_plan

DOCUMENTS, TIMES = 177, 3  # 13 rows, three times over: 39 a document


def _cpu() -> float:
    """Processor time so far, children's too, in seconds."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system


def main(jobs: int) -> None:
    """Makes the documents, reads them, writes the draft; prints wall and processor time of both."""
    form = load_form("order-98-2023-annex-6")
    with TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(DOCUMENTS):
            plan = invented_plan(seed)
            rows = [replace(r, number=f"{n}.{r.number}") for n in range(TIMES) for r in plan.rows]
            rows.sort(key=lambda r: r.section)
            plan = replace(plan, rows=tuple(rows))
            (folder / f"{seed:03}.docx").write_bytes(LAYOUTS[seed % len(LAYOUTS)](plan))
        wall, cpu = time.perf_counter(), _cpu()
        draft = draft_roster(folder, None, form, jobs=jobs)
        read, read_cpu = time.perf_counter() - wall, _cpu() - cpu
        wall, cpu = time.perf_counter(), _cpu()
        size = len(draft_workbook(draft, form, form.period_of("2025-Y")))
        written, written_cpu = time.perf_counter() - wall, _cpu() - cpu
    rows_read = sum(f.rows for f in draft.files)
    print(f"{DOCUMENTS} documents, {rows_read} rows, {jobs} processes")
    print(f"read and merged: {read:.1f} s ({read_cpu:.1f} s of processor time)")
    print(f"written: {written:.1f} s ({written_cpu:.1f} s of processor time), {size >> 10} KiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
