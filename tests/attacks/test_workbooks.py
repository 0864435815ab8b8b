"""Hostile workbooks: refused, held or told, and nothing of what was planted is in the readable copy."""

from __future__ import annotations

import pytest

from perfxl.checks.judge import judge
from perfxl.collect.made_copy import is_made
from perfxl.finding import Verdict
from perfxl.form.definition import load_form
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.attacks.copying import copied
from tests.attacks.planting import MARK, form, inside
from tests.attacks.workbook_attacks import Attack, everything
from tests.checks.forms import FORM, RULES, lookup_of

ATTACKS = list(everything())


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_what_was_planted_is_stopped_or_told_and_never_in_the_readable_copy(attack: Attack) -> None:
    judged = judge(attack.data, RULES, lookup_of(form()[1]))
    assert attack.code in [finding.code for finding in judged.findings]
    assert str(judged.verdict) == attack.verdict
    if judged.verdict is Verdict.REFUSED:
        return
    assert is_made(judged.findings)
    copy = copied(attack.data)
    assert copy is not None
    assert MARK.encode() not in inside(copy)
    assert MARK.replace("-", "_").encode() not in inside(copy)


def test_there_are_enough_of_them() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 100


def test_the_copy_holds_the_same_answers_and_comments_and_says_what_it_is() -> None:
    data, sealed = form()
    copy = copied(data)
    assert copy is not None and copy == copied(data)
    book = read_book(open_package(copy))
    own, theirs = (read_report(b, load_form(FORM)) for b in (book, read_book(open_package(data))))
    assert [(row.key, {n: a.raw for n, a in row.answers.items()}) for row in own.rows] == [
        (row.key, {n: a.raw for n, a in row.answers.items()}) for row in theirs.rows
    ]
    assert "perfxl why" in book.sheets[0].notes[1, 1]
    judged = judge(copy, RULES, lookup_of(sealed))
    assert judged.verdict is Verdict.ACCEPTED and not is_made(judged.findings)


def test_an_honest_form_is_shown_as_it_came() -> None:
    data, sealed = form()
    judged = judge(data, RULES, lookup_of(sealed))
    assert judged.verdict is Verdict.ACCEPTED and not is_made(judged.findings)
