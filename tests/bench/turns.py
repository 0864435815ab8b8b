"""Taking turns: every peer once a round, ours among them, so that a slow moment of the machine meets all alike."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median

from tests.bench.row import Row

Work = Callable[[], object]


def cpu() -> float:
    """Processor time so far of this process and of the children it waited for, in seconds."""
    import resource  # Unix alone has it

    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def spent(work: Work, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds that one go takes by a clock (default: processor time of this process)."""
    start = clock()
    work()
    return clock() - start


def in_turn(
    peers: Mapping[str, Work], ours: str, rounds: int, clock: Callable[[], float] = time.process_time
) -> tuple[Row, ...]:
    """Label -> work, each done once a round in turn: median seconds of each; the ratios to `ours` are the medians of the
    rounds' own ratios."""
    took: dict[str, list[float]] = {label: [] for label in peers}
    for _ in range(rounds):
        for label, work in peers.items():
            took[label].append(spent(work, clock))
    return tuple(
        Row(label, median(times), median(one / own for one, own in zip(times, took[ours], strict=True)))
        for label, times in took.items()
    )


def peak_of(module: str, *arguments: str) -> float:
    """MB at the highest that `python -m module arguments` takes, in a process of its own that prints the figure last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])
