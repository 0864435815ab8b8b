"""The rules' steps grow in proportion to the text, whatever it repeats; a text that tells nothing to check takes few."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from perfxl.checks.evidence import evidence
from perfxl.checks.evidence.alike import alike
from tests.checks.evidence.rows import context, row

REPEATED = [
    "7,3,9,1,", "7, 3, 9, 1, ", "7 3 9 1 ", "7.3.9.1.", "7-3-9-1-", "1 ", "Үүнд: 84 хүн, ", "нийт 812, ", "12, 15, нийт 812, ",
    "10 хүний 5 нь, ", "5% биелэлт ", "820 өргөдлийн 30 хувь буюу 310, ", "600-аас 410-ыг шийдвэрлэж, 150 нь хянагдаж, ",
    "4-өөс 6 болж өссөн, ", "2 тэрбум 400 сая ", "2024.02.03-нд, 5 дугаар сарын 3-нд ", "есдүгээр сарын 3-нд ", "1, 2 дугаар ",
    "Эмч 7\n", "- 7\n", "(а 5) /б/ ", '"а" «б» ', "зурaгт ", "єргєдєл ", "Айраг Дэрэн ", "хийгээгүй. ", "хийнэ. ", "а", "а ",
]  # fmt: skip
SHORT, LONG = 1_400, 5_600  # characters


def _lines(work: Callable[[], object]) -> int:
    """The lines of Python that a piece of work runs, what is known again already known."""
    work()
    steps = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def _steps(text: str, plan: str = "") -> int:
    """The lines that the rules run on a row of the text."""
    report = [row(1, achieved=text, target=plan, baseline=plan, end=None)]
    return _lines(lambda: evidence(report, context()))


def _comparing(people: int, shared: str) -> int:
    """The lines that comparing so many people's reports takes; each has words of its own and what all of them have."""
    own = "{0}ган {0}дан {0}сан {0}тан {0}лан {0}рах "
    names = ["".join("абвгдежзий"[int(digit)] for digit in f"{n:04d}") for n in range(people)]
    reports = {
        name: [row(1, achieved=own.format(name) * 4), row(2, achieved=own.format(name) + shared)]
        for name in names
    }
    return _lines(lambda: list(alike(reports)))


@pytest.mark.parametrize(
    "shared",
    [
        pytest.param("", id="nobody has a word of another"),
        pytest.param(
            "Тооллогыг удирдамжийн дагуу хийж тайлбарыг эд хариуцагчаас авав ", id="all cite one thing"
        ),
        pytest.param(
            "Тооллогыг удирдамжийн дагуу хийж тайлбарыг эд хариуцагчаас авч комиссын хурлаар хэлэлцүүлэн акт үйлдэж "
            "газрын даргад танилцуулан архивт шилжүүлэв",
            id="all have one passage",
        ),
    ],
)
def test_four_times_the_reports_take_little_more_than_four_times_the_steps(shared: str) -> None:
    assert _comparing(400, shared) <= 5 * _comparing(100, shared)


@pytest.mark.parametrize("piece", REPEATED)
def test_four_times_the_text_takes_little_more_than_four_times_the_steps(piece: str) -> None:
    short, long = piece * (SHORT // len(piece)), piece * (LONG // len(piece))
    assert _steps(long, long[:600]) <= 5 * _steps(short, short[:600])


def test_a_text_that_tells_nothing_to_check_takes_few_steps() -> None:
    sentence = "Байгууллагын үйл ажиллагааг хэвийн явуулж, хамт олныг мэдээллээр хангаж ажилласан. "
    figures = "Тайлант хугацаанд нийт 600 өргөдлөөс 410-ыг шийдвэрлэж, 68 хувьтай байна. "
    assert _steps(sentence * 5) < _steps(figures * 5) / 3
