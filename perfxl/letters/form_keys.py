"""What letters with forms, and reminders, are known by: the key of a letter says whose form went, and to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

_ISSUE, _TO_HEADS = "issue:", "issue-unit:"


def issue_key(code: str, number: int) -> str:
    """What the letter with somebody's form is known by; `number` is the issue's."""
    return f"{_ISSUE}{code}:{number}"


def heads_key(forms: Iterable[str]) -> str:
    """What the letter with many people's forms, by their issue_keys, is known by."""
    return f"{_TO_HEADS}{','.join(form.removeprefix(_ISSUE) for form in forms)}"


def forms_in(key: str) -> tuple[str, ...]:
    """The issue_keys of the forms that went with a letter to a head; none for another letter."""
    forms = key.removeprefix(_TO_HEADS).split(",") if key.startswith(_TO_HEADS) else ()
    return tuple(f"{_ISSUE}{form}" for form in forms)


def reminder_key(code: str, day: date) -> str:
    """What the reminder to somebody of a day is known by."""
    return f"reminder:{code}:{day:%Y-%m-%d}"
