"""The readable copy that is made of a form with something planted in it."""

from __future__ import annotations

from datetime import UTC, datetime

from perfxl.collect.made_copy import Original, made_copy
from perfxl.form.definition import load_form
from perfxl.ledger.pack import sealed_of
from tests.attacks.planting import form
from tests.checks.forms import FORM, PASSWORD
from tests.issue.sample import plan

AT = datetime(2025, 1, 7, tzinfo=UTC)


def copied(data: bytes) -> bytes | None:
    """The copy of the planted form, made of what was read."""
    sealed = form()[1]
    packed = sealed_of(sealed.token, sealed.plan, sealed.to_json()).packed
    return made_copy(load_form(FORM), PASSWORD, Original(data, plan().employee, AT, (packed,)))
