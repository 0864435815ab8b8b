"""What stops the reading of a file: a G code and the facts of its sentence."""

from __future__ import annotations

from perfxl.finding import Fact, Finding
from perfxl.texts import finding


class Refusal(Exception):
    """A file that is not read: `code` is a G code, `facts` what its sentence needs."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def finding(self) -> Finding:
        """The refusal as a finding of the whole file, at its sheet and cell where it has one."""
        rest = dict(self.facts)
        sheet, cell = str(rest.pop("sheet", "")), str(rest.pop("cell", ""))
        return finding(self.code, sheet=sheet, cell=cell, field="file", key="", **rest)
