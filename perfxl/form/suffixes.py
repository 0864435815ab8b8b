"""Mongolian endings after a figure, by rule: of a day, of a number, of a percent."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["day", "number", "percent"]
Case = Literal["genitive", "dative", "accusative", "ablative", "ordinal"]
_DAY = re.compile(r"[0-9]{4}\.[0-9]{1,2}\.([0-9]{1,2})\Z")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000


def suffix(number: int, kind: Kind, case: Case) -> str:
    """The ending after a number (of a day: its day of the month), without the hyphen. KeyError where the kind has no such
    case."""
    return _endings()[kind, case][last_spoken(number)]


def day_with_suffix(day: str, case: Case) -> str:
    """A day as it is written, `2024.12.22`, with its ending after a hyphen; a text that is no such day as it is."""
    match = _DAY.match(day)
    return f"{day}-{suffix(int(match[1]), 'day', case)}" if match else day


def glued(name: str, case: Case) -> re.Pattern[str]:
    """A brace with a day's ending glued to it by hand, `{deadline}-` and any ending of the case."""
    endings = "|".join(sorted(set(_endings()["day", case].values()), key=len, reverse=True))
    return re.compile(rf"\{{{name}\}}-(?:{endings})\b")


def last_spoken(number: int) -> int:
    """The last word that is spoken of a number: 22 ends with 2, 120 with 20, 300 with 100, 5000 with 1000."""
    for place in (_TEN, _HUNDRED, _THOUSAND):
        if number % place:
            return _HUNDRED if place == _THOUSAND else number % place
    return _THOUSAND if number else 0


@cache
def _endings() -> Mapping[tuple[str, str], Mapping[int, str]]:
    raw = tomllib.loads((files("perfxl.form") / "suffixes.toml").read_text(encoding="utf-8"))
    return {
        (kind, case): {number: ending for ending, numbers in words.items() for number in numbers}
        for kind, cases in raw.items()
        for case, words in cases.items()
    }
