"""The progress bar of a terminal: what is done, how much there is, how many a second, how long it will take yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console as Terminal
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Rate(ProgressColumn):
    """How many a second, in words; nothing until it is known."""

    def __init__(self, worded: Callable[[str], str]) -> None:
        super().__init__()
        self._said = worded

    def render(self, task: Task) -> Text:
        """The rate of the last half minute."""
        speed = task.finished_speed or task.speed
        return Text(self._said(spelt(speed)) if speed else "")


def spelt(rate: float) -> str:
    """A rate as a person reads it: one decimal below ten."""
    return f"{rate:.1f}" if rate < 10 else f"{rate:.0f}"


@contextmanager
def bar(title: str, worded: Callable[[str], str]) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that goes when it is done; the function takes (done, all). `said` puts a rate into words."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(worded),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, everything: shown.update(task, completed=done, total=everything)
