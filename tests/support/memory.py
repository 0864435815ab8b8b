"""How much memory this process took at its highest, whoever started it."""

from __future__ import annotations

import sys
from pathlib import Path


def peak() -> float:
    """MB at the highest. Linux counts what the parent held at the start into ru_maxrss, hence the kernel's own mark."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource  # Unix alone has it

    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
