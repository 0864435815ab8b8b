"""Five hundred generated rows: almost silent without faults, nearly every planted fault found."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from perfxl.checks.evidence import evidence
from perfxl.finding import Finding
from tests.checks.evidence.generator import (
    FAULTS,
    REPORTED,
    Made,
    passage_pasted,
    place_misspelt,
    planted,
    report,
)
from tests.checks.evidence.rows import context, row

REPORTS, ROWS = 20, 25


def _findings(report_rows: list[Made]) -> list[Finding]:
    rows = [
        row(
            n,
            measure=f"Арга хэмжээ 1.{n} {made.topic.measure}",
            indicator=made.topic.indicator,
            target=made.target,
            achieved=made.achieved,
            percent=made.percent,
            end=REPORTED,
        )
        for n, made in enumerate(report_rows, 1)
    ]
    previous = {f"r{n}": (made.previous, 1.0) for n, made in enumerate(report_rows, 1) if made.previous}
    return evidence(rows, context(reported=REPORTED, previous=previous))


def test_five_hundred_rows_without_a_fault_have_at_most_one_finding_in_a_hundred() -> None:
    found = [one for seed in range(REPORTS) for one in _findings(report(seed, ROWS))]
    assert len(found) <= REPORTS * ROWS / 100, [(one.code, dict(one.facts)) for one in found]


@pytest.mark.parametrize("fault", FAULTS)
def test_nine_planted_faults_in_ten_are_found(fault: str) -> None:
    missed = []
    for seed in range(REPORTS):
        rng = random.Random(f"{fault} {seed}")
        made = [planted(fault, one, rng) for one in report(seed, ROWS)]
        told = {one.key for one in _findings(made) if one.code in FAULTS[fault]}
        missed += [made[n - 1].achieved for n in range(1, ROWS + 1) if f"r{n}" not in told]
    assert len(missed) <= REPORTS * ROWS / 10, (len(missed), missed[:5])


@pytest.mark.parametrize(("plant", "code"), [(passage_pasted, "E403"), (place_misspelt, "E502")])
def test_what_is_planted_across_two_rows_is_found_on_the_later_one(
    plant: Callable[[list[Made], random.Random], tuple[list[Made], int]], code: str
) -> None:
    missed = 0
    for seed in range(40):
        rows, place = plant(report(seed, ROWS), random.Random(seed))
        missed += f"r{place + 1}" not in {one.key for one in _findings(rows) if one.code == code}
    assert missed <= 4
