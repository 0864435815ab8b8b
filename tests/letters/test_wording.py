"""The letters' texts: HR's own are checked before anything goes, and facts are never read as placeholders."""

from __future__ import annotations

import pytest

from perfxl.letters.wording import KINDS, Wording, faults, sound, wording
from perfxl.texts.columns import columns

KNOWN = {"period": "2024 оны", "deadline": "2024.12.22", "contact": ""}


def test_our_own_texts_have_no_fault() -> None:
    assert faults(KINDS, {}, KNOWN) == ()


@pytest.mark.parametrize("name", [n for n in columns("roster.letter") if n.endswith("_body")])
def test_a_missing_placeholder_is_an_error(name: str) -> None:
    (found,) = faults(KINDS, {name: "Сайн байна уу."}, KNOWN)
    assert found.code == "M301"
    assert found.facts["letter"] == columns("roster.letter")[name][0]
    assert not sound([found])


@pytest.mark.parametrize("text", ["{findings} {nobody}", "{findings} {name.__class__}", "{findings} {0}", "{findings} {", "{findings} {name!r}", "{findings} {name:>9}", "{findings} {}"])  # fmt: skip
def test_an_unknown_placeholder_is_an_error(text: str) -> None:
    found = faults(("returned",), {"returned_body": text}, KNOWN)
    assert {one.code for one in found} >= {"M302"}
    assert not sound(found)


def test_a_value_that_is_not_set_is_an_error_where_a_letter_needs_it() -> None:
    found = faults(("reminder",), {}, KNOWN | {"deadline": ""})
    assert [(one.code, one.facts["missing"]) for one in found] == [("M308", "{deadline}")]
    assert faults(("returned",), {}, KNOWN | {"deadline": ""}) == ()


def test_a_letter_with_an_unknown_name_is_an_error() -> None:
    (found,) = faults(("issue",), {"Сануулга гарчиг": "x"}, KNOWN)
    assert (found.code, found.facts["letter"]) == ("M307", "Сануулга гарчиг")


def test_hr_text_goes_before_ours() -> None:
    own = wording("accepted", {"receipt_subject": "Ирлээ", "receipt_body": "{control}"})
    assert (own.subject, own.body) == ("Ирлээ", "{control}")


def test_facts_are_put_in_once_and_stay_as_they_are() -> None:
    text = Wording("held", "{name}", "{{x}} {name}\n\n\n\n{file}   \n")
    subject, body = text.filled({"name": "{file}\nBcc: x@y.mn", "file": "{name}"})
    assert subject == "{file} Bcc: x@y.mn"
    assert body == "{x} {file}\nBcc: x@y.mn\n\n{name}\n"
