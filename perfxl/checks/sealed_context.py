"""The context of the evidence rules from what was issued: the name in the title, the last report beside the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from perfxl.checks.language.context import Context
from perfxl.form.definition import Form, Period
from perfxl.form.layout import Slot
from perfxl.form.seal import Seal

_FIELD = re.compile(r"(\\ )?\\?\{(\w+)\\?\}")
_NAME = "name_genitive"


def context_of(
    form: Form, period: Period, reported: date | None, signature_name: str, seal: Seal | None
) -> Context:
    """A context; without a seal the title and the last report are not known and their rules stay silent."""
    slots = seal.slots if seal else ()
    sheet = seal.sheet if seal else form.form.sheet
    return Context(period, reported, _titled(form, slots), signature_name, sheet, _previous(slots))


def _titled(form: Form, slots: tuple[Slot, ...]) -> str:
    """The given name in the title as the form's pattern puts it; empty where the title was written otherwise."""
    pattern = re.compile(_title_pattern(form.head.title_2), re.IGNORECASE)
    for slot in slots:
        match = pattern.match(str(slot.value or "")) if slot.role == "title" else None
        if match:
            return (match[_NAME] or "").strip()
    return ""


def _title_pattern(title: str) -> str:
    """The title's pattern as a regular expression, one group a field; a field behind a blank may be missing."""
    fields = _FIELD.sub(
        lambda m: rf"(?:\ (?P<{m[2]}>.+?))?" if m[1] else f"(?P<{m[2]}>.+?)", re.escape(title)
    )
    return fields.replace(r"\ ", r"\s+") + r"\s*\Z"


def _previous(slots: tuple[Slot, ...]) -> Mapping[str, tuple[str, float | None]]:
    """The last report's text and percent by row key, where they stand beside the rows."""
    beside = [slot for slot in slots if slot.role == "previous" and slot.value is not None]
    percents = {slot.key: slot.value for slot in beside if slot.field == "previous_percent"}
    texts = {slot.key: str(slot.value) for slot in beside if slot.field == "previous"}
    shares = {key: percents.get(key) for key in texts}
    return {
        key: (text, share if isinstance(share := shares[key], float) else None) for key, text in texts.items()
    }
