"""Passages in the kinds and lengths of real reports: planted faults are found, right ones are left alone."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from perfxl.checks.evidence import evidence
from perfxl.finding import Finding
from tests.checks.evidence.report_style import KINDS, Passage, passage
from tests.checks.evidence.rows import context, row

EACH = 60


def _findings(text: str) -> list[Finding]:
    """What is told of a row that claims nothing: a claim has generators of its own."""
    return evidence([row(1, achieved=text, percent=None, end=None)], context())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_seventeen_planted_faults_in_twenty_are_found(
    kind: Callable[[random.Random, bool], Passage],
) -> None:
    rng = random.Random(kind.__name__)
    made = [passage(rng, kind, True) for _ in range(EACH)]
    missed = [m.text for m in made if not {f.code for f in _findings(m.text)} & set(m.codes)]
    assert len(missed) <= 0.15 * EACH, (len(missed), missed[:4])


def test_one_finding_at_most_in_a_hundred_right_passages() -> None:
    rng = random.Random("right")
    texts = [passage(rng, kind, False).text for kind in KINDS for _ in range(EACH)]
    told = [(f.code, dict(f.facts), text) for text in texts for f in _findings(text)]
    assert len(told) <= len(texts) / 100, told[:6]
