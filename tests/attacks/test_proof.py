"""The control number tells a draft from the final and proves nothing; the proof code changes with every answer."""

from __future__ import annotations

from perfxl.form.control import proof_code
from tests.checks.forms import answers, filled, issued, judged, slot_at


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
