"""Every sentence a person reads, by code and language; sentences stand in TOML, one file a family."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from perfxl.finding import Fact, Finding, Severity

LANGUAGES = ("mn", "en")


class _Facts(dict[str, Any]):
    """Facts for a sentence; one that is missing shows as a question mark instead of stopping the run."""

    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True)
class Texts:
    """One language's sentences: `say` for a finding's code, `word` for everything else (`family.name`)."""

    language: str
    entries: Mapping[str, Mapping[str, Any]]

    def say(self, code: str, facts: Mapping[str, Fact] | None = None) -> str:
        """The sentence for a code: where, what is wrong, what was probably meant (fact `near`, where there is one), what
        to do. KeyError for an unknown code."""
        entry, known = self.entries[code], facts or {}
        spoken = ("say", *(("near",) if known.get("near") else ()), "do")
        parts = [fill(str(entry[part]), known) for part in spoken if entry.get(part)]
        return " ".join(parts)

    def pattern(self, code: str) -> str:
        """The sentence with an ellipsis where its facts stand, for explaining the code by itself."""
        entry = self.entries[code]
        parts = [str(entry[part]) for part in ("say", "do") if entry.get(part)]
        names = {name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name}
        return " ".join(fill(part, dict.fromkeys(names, "…")) for part in parts)

    def title(self, code: str) -> str:
        """The finding's name in a few words."""
        return str(self.entries[code]["title"])

    def card(self, code: str) -> Mapping[str, Any]:
        """All that the catalogue knows of a code, for `perfxl explain`."""
        return self.entries[code]

    def word(self, key: str, **facts: Fact) -> str:
        """A word or sentence that is no finding: `word("cli.done", count=3)`."""
        family, _, name = key.partition(".")
        return fill(str(self.entries[family][name]), facts)

    def of(self, finding: Finding) -> str:
        """The sentence of a finding, its cell and sheet among the facts."""
        return self.say(finding.code, {"cell": finding.cell, "sheet": finding.sheet, **finding.facts})


def guide(name: str, language: str) -> str:
    """A longer text that travels with the program, in Markdown; FileNotFoundError where there is none of that name."""
    return (files("perfxl.texts") / language / f"{name}.md").read_text(encoding="utf-8")


def fill(sentence: str, facts: Mapping[str, Fact]) -> str:
    """A sentence with its facts put in; facts are never read as format strings."""
    return string.Formatter().vformat(sentence, (), _Facts(facts))


@cache
def texts(language: str = "mn") -> Texts:
    """The catalogue of a language (`mn` or `en`), all families together."""
    return Texts(language, _load(files("perfxl.texts") / language))


def _load(folder: Traversable) -> Mapping[str, Mapping[str, Any]]:
    entries: dict[str, Mapping[str, Any]] = {}
    for part in sorted(folder.iterdir(), key=lambda p: p.name):
        if part.name.endswith(".toml"):
            for key, entry in tomllib.loads(part.read_text(encoding="utf-8")).items():
                if key in entries:
                    raise ValueError(f"{part.name}: {key} stands in two files of the catalogue")
                entries[key] = entry
    return entries


@cache
def severities() -> Mapping[str, Severity]:
    """Every code with the severity it has unless HR says otherwise (codes.toml)."""
    raw = tomllib.loads((files("perfxl.texts") / "codes.toml").read_text(encoding="utf-8"))
    return {code: Severity(word) for code, word in raw.items()}


def finding(
    code: str, *, sheet: str = "", cell: str = "", field: str = "", key: str = "", **facts: Fact
) -> Finding:
    """A finding with its code's own severity. KeyError for a code that codes.toml does not list."""
    return Finding(code, severities()[code], sheet, cell, field, key, facts)


def weighed(finding: Finding, changed: Mapping[str, Severity]) -> Finding:
    """The finding with the severity that HR gave its code for this workspace, if any."""
    return replace(finding, severity=changed[finding.code]) if finding.code in changed else finding


def as_json(finding: Finding, language: str) -> dict[str, Any]:
    """A finding as the contract's JSON object."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "field": finding.field,
        "facts": dict(finding.facts),
        "text": texts(language).of(finding),
    }
