"""What stops a command and can be mended by a person: a sentence of the family `trouble`, with its facts."""

from __future__ import annotations

from perfxl.finding import Fact, Finding


class Trouble(Exception):
    """Something that stops a command and that a person can mend: a sentence of the family `trouble`, with facts."""

    def __init__(self, name: str, **facts: Fact) -> None:
        super().__init__(name)
        self.name = name
        self.facts = facts
        self.finding: Finding | None = None  # where a finding says it better than a sentence of the family
