"""What a form's sheet says on the screen, as its TOML gives it: the panel, the signs, the prompts, the guide."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Panel:
    """The words of the frozen panel; `{done}`, `{missing}`, `{asked}`, `{ordinal}` are filled in by the sheet.

    `beside` are the captions of the columns right of the print.
    """

    progress: str
    empty: str
    next: str
    first: str
    complete: str
    guide: str
    legend: str
    beside: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sign:
    """The words beside each row, and of the control number; `names` are the fields' names in `{what}`."""

    complete: str
    missing: str
    percent: str
    long: str
    differs: str
    locked: str
    wrong: str
    continued: str
    split: str
    open: str
    control: str
    draft: str
    names: Mapping[str, str]
    dates: str = ""  # a form of an earlier version has none: `wrong` says it there


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the sheet says when a cell of a field is entered, and when something wrong is typed.

    `field` is a column's field, `own` (any other column that the employee writes), `continuation`, `number`,
    `position`, `name` or `date`. Titles up to 32 characters, text up to 255, error up to 224.
    """

    field: str
    title: str
    text: str
    error: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide sheet: its title, numbered steps, and the lines with what HR set."""

    title: str
    steps: tuple[str, ...]
    deadline: str
    contact: str
    send: str


# What may stand in the braces of a sentence.
_BRACES = {
    "panel.progress": {"done", "missing", "asked"},
    "panel.next": {"ordinal"},
    "sign.missing": {"what"},
    "sign.differs": {"percent"},
    "sign.continued": {"length"},
    "sign.control": {"number"},
    "sign.draft": {"missing"},
}
_IN_FORMULA = 255  # characters that a text within a formula may have
_IN_PROMPT = (("title", 32), ("text", 255), ("error", 224))


def faults_of(panel: Panel, sign: Sign, prompts: tuple[Prompt, ...]) -> Iterator[str]:
    """What a spreadsheet program would refuse or cut off among a form's words: key and what was expected."""
    for table, words in (("panel", panel), ("sign", sign)):
        for name in (field.name for field in fields(words)):
            sentence = getattr(words, name)
            if isinstance(sentence, str):
                yield from _sentence_faults(f"{table}.{name}", sentence)
    if "own" not in [prompt.field for prompt in prompts]:
        yield "prompt.field: 'own' is needed and missing"
    for number, prompt in enumerate(prompts, 1):
        for name, most in _IN_PROMPT:
            if len(getattr(prompt, name)) > most:
                yield f"prompt[{number}].{name}: at most {most} characters expected"


def _sentence_faults(key: str, sentence: str) -> Iterator[str]:
    if len(sentence) > _IN_FORMULA:
        yield f"{key}: at most {_IN_FORMULA} characters expected"
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    except ValueError as error:
        yield f"{key}: {error}"
        return
    known = _BRACES.get(key, set())
    for name in sorted(names - known):
        yield f"{key}: {{{name}}} is not known; expected {', '.join(sorted(known)) or 'no braces'}"
