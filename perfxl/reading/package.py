"""The gate that reads: bytes -> Package, zip and XML under a budget, or a Refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfxl.finding import Fact


class Refusal(Exception):
    """A file that is not read: `code` is a G code, `facts` what its sentence needs."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Package:
    """A workbook's parts, inflated and within the budget: part name (no leading slash) -> bytes."""

    parts: Mapping[str, bytes]


def open_package(data: bytes) -> Package:
    """The parts of an .xlsx or .xlsm; Refusal for anything else, for anything unsafe and anything over the limits."""
    raise NotImplementedError
