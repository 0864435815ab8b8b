"""What came, collected and answered: the one call of the command line and of the desk."""

from __future__ import annotations

from collections.abc import Sequence

from perfxl.collect.collect import Collected
from perfxl.collect.from_sources import collect_from_sources
from perfxl.letters.round import write_replies
from perfxl.workspace.run import Run


def collect(run: Run, sources: Sequence[str] = (), again: bool = False) -> Collected:
    """Collects what the sources hold (none: the inbox), then makes the correction workbooks and the replies ready; `again`:
    what is there is judged anew too. Runs under the run lock. Trouble for a source that is not there."""
    collected = collect_from_sources(run, sources, again)
    write_replies(run)
    return collected
