"""A formula of constants worked out again: `=13/20` is 0.65; anything that looks elsewhere is not worked out."""

from __future__ import annotations

import math
import re

_TOKEN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?|[-+*/()%])")
_LONGEST = 80


def worked_out(formula: str) -> float | None:
    """The value of a formula of numbers, `+ - * / %` and brackets; None where it holds anything else."""
    tokens = _tokens(formula)
    if not tokens:
        return None
    try:
        value = _sum(tokens)
    except (IndexError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return value if not tokens and math.isfinite(value) else None


def _tokens(formula: str) -> list[str]:
    """The formula's tokens, last first, or nothing where one is foreign."""
    text, at, tokens = formula.strip(), 0, []
    while at < len(text) <= _LONGEST:
        match = _TOKEN.match(text, at)
        if not match:
            return []
        tokens.append(match[1])
        at = match.end()
    return tokens[::-1]


def _sum(tokens: list[str]) -> float:
    value = _product(tokens)
    while tokens and tokens[-1] in "+-":
        value += _product(tokens) if tokens.pop() == "+" else -_product(tokens)
    return value


def _product(tokens: list[str]) -> float:
    value = _atom(tokens)
    while tokens and tokens[-1] in "*/":
        value = value * _atom(tokens) if tokens.pop() == "*" else value / _atom(tokens)
    return value


def _atom(tokens: list[str]) -> float:
    token = tokens.pop()
    if token in "+-":
        return _atom(tokens) if token == "+" else -_atom(tokens)
    if token == "(":
        value = _sum(tokens)
        if tokens.pop() != ")":
            raise ValueError(token)
    else:
        value = float(token)
    while tokens and tokens[-1] == "%":
        tokens.pop()
        value /= 100
    return value
