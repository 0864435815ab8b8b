"""The headers of the tables that people fill in or read: by table and field, from columns.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def columns(table: str) -> Mapping[str, tuple[str, ...]]:
    """field -> spellings of its header, the written one first. `table` is a path, `roster.plans`; KeyError for none."""
    entry = tomllib.loads((files("perfxl.texts") / "columns.toml").read_text(encoding="utf-8"))
    for part in table.split("."):
        entry = entry[part]
    return MappingProxyType({field: tuple(spellings) for field, spellings in entry.items()})


def header(table: str, field: str) -> str:
    """The header that is written for a field."""
    return columns(table)[field][0]


def fold(text: str) -> str:
    """A header for comparing: letter case and spaces aside."""
    return "".join(text.split()).casefold()


@cache
def by_spelling(table: str) -> Mapping[str, str]:
    """folded spelling -> field."""
    return MappingProxyType({fold(s): field for field, all_ in columns(table).items() for s in all_})
