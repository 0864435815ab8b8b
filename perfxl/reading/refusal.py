"""What stops the reading of a file: a G code and the facts of its sentence."""

from __future__ import annotations

from perfxl.finding import Fact


class Refusal(Exception):
    """A file that is not read: `code` is a G code, `facts` what its sentence needs."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
