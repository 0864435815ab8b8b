"""Every measurement by one command: `python -m tests.bench [WHAT ...] [--quick]`.

WHAT is reading, issuing, evidence, jobs, master, month or all (the default). `--quick` takes small counts, to see that
it runs. Times are of processor time unless a line says otherwise; every peer takes its turn in each round.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from tests.bench.row import Row, Table
from tests.bench.tables import MEASUREMENTS

_USAGE = f"usage: python -m tests.bench [{'|'.join(MEASUREMENTS)}|all ...] [--quick]"


def lines(table: Table) -> Iterator[str]:
    """A table as text: its title, its rows, its note."""
    width = max((len(row.label) for row in table.rows), default=0)
    yield f"== {table.title}"
    yield f"{'':{width}}  {'seconds':>10}  {'ratio':>7}  {'peak MB':>7}"
    yield from (_line(row, width) for row in table.rows)
    if table.note:
        yield table.note


def _line(row: Row, width: int) -> str:
    ratio = f"{row.ratio:7.2f}" if row.ratio is not None else f"{'':7}"
    peak = f"{row.peak:7.0f}" if row.peak is not None else f"{'':7}"
    return f"{row.label:{width}}  {row.seconds:10.4f}  {ratio}  {peak}".rstrip()


def main(arguments: Sequence[str]) -> int:
    """Prints the tables that are asked for, each as soon as it is there; the exit status."""
    asked = [word for word in arguments if word != "--quick"] or ["all"]
    if not set(asked) <= {*MEASUREMENTS, "all"}:
        print(_USAGE, file=sys.stderr)
        return 2
    for name in MEASUREMENTS if "all" in asked else asked:
        _show(MEASUREMENTS[name]("--quick" in arguments))
    return 0


def _show(tables: Iterable[Table]) -> None:
    for table in tables:
        print("\n".join(lines(table)), end="\n\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
