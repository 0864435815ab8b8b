"""The letters' texts, HR's own or ours: checked as a whole before anything is sent, then filled."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from perfxl.finding import Finding, Severity
from perfxl.form.suffixes import day_with_suffix, glued
from perfxl.texts import finding, texts
from perfxl.texts.columns import columns

# Which of the roster's texts a kind of letter uses, what may stand in it, and what must.
_ALWAYS = ("name", "period", "deadline", "contact", "unit", "unit_genitive", "organisation", "code")
_KINDS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "issue": ("issue", (), ("deadline",)),
    "returned": ("returned", ("findings", "file"), ("findings",)),
    "accepted": ("receipt", ("rows", "control", "proof", "file"), ("control",)),
    "reminder": ("reminder", (), ("deadline",)),
    "unit": ("unit", ("summary",), ("summary",)),
    "refused": ("refused", ("findings", "file"), ("findings",)),
    "no_workbook": ("no_workbook", ("findings", "file"), ("findings",)),
    "held": ("held", ("file",), ()),
    "own_form": ("own_form", ("findings", "file"), ("findings",)),
    "duplicate": ("duplicate", ("file", "verdict"), ()),
    "superseded": ("superseded", ("file",), ()),
}
KINDS = tuple(_KINDS)
_OWN = (
    "refused",
    "no_workbook",
    "held",
    "own_form",
    "duplicate",
    "superseded",
)  # kinds whose texts are the program's


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of letter: its subject and its plain text, with placeholders in braces."""

    kind: str
    subject: str
    body: str

    def placeholders(self) -> tuple[str, ...]:
        """The names between braces, in the order in which they stand."""
        return tuple(dict.fromkeys((*_names(self.subject), *_names(self.body))))

    def filled(self, facts: Mapping[str, str]) -> tuple[str, str]:
        """(subject on one line, plain text) with the facts put in; facts are never read as placeholders."""
        return " ".join(_put(self.subject, facts).split()), _trimmed(_put(self.body, facts))


def wording(kind: str, letters: Mapping[str, str], language: str = "mn") -> Wording:
    """The text of a kind of letter: HR's from the roster's letters where it has one, else the catalogue's."""
    name, _, _ = _KINDS[kind]
    words = texts(language)
    if kind in _OWN:
        card = words.card(f"letters_{kind}")
        return Wording(kind, str(card["subject"]), str(card["body"]))
    card = words.card("roster_letters")
    subject, body = (
        letters.get(f"{name}_{part}") or str(card[f"{name}_{part}"]) for part in ("subject", "body")
    )
    return Wording(kind, subject, body)


def faults(kinds: Iterable[str], letters: Mapping[str, str], known: Mapping[str, str]) -> tuple[Finding, ...]:
    """What is wrong with the texts of these kinds: M307 an unknown letter, M302 an unknown placeholder, M301 one that
    must be there and is not, M308 one whose value is not set (`known`: deadline, contact, as they will be put in)."""
    out = [
        finding("M307", letter=name, allowed=", ".join(_spelt(letter) for letter in columns("roster.letter")))
        for name in letters
        if name not in columns("roster.letter")
    ]
    for kind in kinds:
        out += _faults_of(wording(kind, letters), known)
    return tuple(out)


def sound(findings: Iterable[Finding]) -> bool:
    """Whether letters may go: no error among the faults."""
    return not any(finding.severity is Severity.ERROR for finding in findings)


def _faults_of(text: Wording, known: Mapping[str, str]) -> list[Finding]:
    name, own, needed = _KINDS[text.kind]
    letter = _spelt(f"{name}_body")
    allowed = (*_ALWAYS, *own)
    placeholders = text.placeholders()
    out = [
        finding("M302", letter=letter, unknown=f"{{{name}}}", allowed=", ".join(f"{{{a}}}" for a in allowed))
        for name in placeholders
        if name not in allowed
    ]
    in_body = _names(text.body)
    out += [finding("M301", letter=letter, missing=f"{{{name}}}") for name in needed if name not in in_body]
    empty = [name for name in placeholders if name in known and not known[name].strip() and name != "contact"]
    return out + [finding("M308", letter=letter, missing=f"{{{name}}}") for name in empty]


def _spelt(name: str) -> str:
    """A letter's name as it stands on the roster's sheet."""
    known = columns("roster.letter")
    return known[name][0] if name in known else name


def _names(text: str) -> tuple[str, ...]:
    """The placeholders of a text; braces that cannot be read are one of a kind that nobody allows."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return ("{}",)
    names = ((field, spec, change) for _, field, spec, change in parsed if field is not None)
    return tuple(f"{field}{'!' if change else ''}{':' if spec else ''}" for field, spec, change in names)


def _put(text: str, facts: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, in one pass; an ending glued to the deadline fits the day."""
    deadline = day_with_suffix(facts.get("deadline", ""), "genitive")
    text = glued("deadline", "genitive").sub(lambda _: deadline.replace("{", "{{"), text)
    return re.sub(r"\{\{|\}\}|\{([a-z_]+)\}", lambda m: facts.get(m[1], "") if m[1] else m[0][0], text)


def _trimmed(text: str) -> str:
    """No blanks at line ends, never two blank lines, one line feed at the end."""
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
