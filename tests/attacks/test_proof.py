"""The control number tells a draft from the final and proves nothing; the proof code changes with every answer."""

from __future__ import annotations

import pytest

from perfxl.form.control import proof_code
from perfxl.form.definition import load_form
from perfxl.letters.to_heads import HeadsWriter
from perfxl.letters.writer import LetterWriter
from perfxl.period.close import close
from perfxl.workspace.run import looking, running
from tests.checks.forms import FORM, answers, filled, issued, judged, slot_at
from tests.road.program import perfxl, table
from tests.support.months import NOW


def test_what_keeps_the_control_number_changes_the_proof_code():
    data, sealed = issued()
    achieved = slot_at(sealed, "achieved").a1
    said = str(answers(sealed)[achieved])
    one = judged(filled(data, sealed), sealed)
    other = judged(filled(data, sealed, {achieved: said[:-2] + "х."}), sealed)
    assert one.control == other.control
    assert one.proof != other.proof and len(one.proof) == 19


def test_the_same_answers_have_the_same_code_whoever_saved_them():
    data, sealed = issued()
    assert (
        judged(filled(data, sealed), sealed).proof
        == judged(filled(filled(data, sealed), sealed), sealed).proof
    )


def test_nothing_has_no_code():
    assert proof_code("") == ""


def test_the_proof_code_stands_in_the_master(gone_month):
    with looking(gone_month, NOW) as run:
        versions = {v.judged.employee: v for v in run.ledger.versions.all() if v.counts}
    (master,) = gone_month.master.glob("*.xlsx")
    rows = {row["Код"]: row["Баталгааны код"] or "" for row in table(master, "Албан хаагч")}
    assert versions
    assert {code: rows[code] for code in versions} == {c: v.judged.proof for c, v in versions.items()}


@pytest.mark.parametrize(
    ("language", "words"), [("mn", ("батлахгүй", "SHA-256")), ("en", ("proves nothing", "SHA-256"))]
)
def test_what_the_control_number_is_worth_is_explained(language, words):
    said = perfxl("explain", "control", "--lang", language)
    assert said.status == 0 and all(word in said.out for word in words)


def test_the_guide_in_the_form_says_it_too():
    steps = load_form(FORM).guide.steps
    assert [
        step for step in steps if "Хяналтын тоо" in step and "батлахгүй" in step and "баталгааны код" in step
    ]


def test_the_head_of_the_organisation_is_mailed_the_closings_seal(own_month):
    with running(own_month, NOW) as run:
        before, _ = HeadsWriter(LetterWriter(run, {})).summaries()
        done = close(run, "HR", "test")
    with running(own_month, NOW) as run:
        after, _ = HeadsWriter(LetterWriter(run, {})).summaries()
        whole = {unit.verifier_email.casefold() for unit in run.roster.units if not unit.unit}
    assert whole
    for letter in before:
        assert done.seal not in letter.text
    for letter in after:
        assert (done.seal in letter.text) == (letter.address.casefold() in whole)
    assert {letter.key for letter in before if letter.address.casefold() in whole}.isdisjoint(
        letter.key for letter in after
    )


@pytest.mark.parametrize("seal", ["", "abc", "0123456789g", "x" * 64, "0" * 65, "ABCDE 1234"])
def test_a_seal_that_can_be_none_is_a_fault_of_usage(own_month, seal):
    done = perfxl("close", "--seal", seal, "-C", own_month.root, "--lang", "en")
    assert (done.status, "64 characters" in done.err) == (2, True)
