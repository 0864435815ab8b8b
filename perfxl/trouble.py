"""What stops a command and can be mended by a person: a sentence of the family `trouble`, with its facts; and the guard
about what is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from perfxl.finding import Fact, Finding


class Trouble(Exception):
    """Something that stops a command and that a person can mend: a sentence of the family `trouble`, with facts."""

    def __init__(self, name: str, **facts: Fact) -> None:
        super().__init__(name)
        self.name = name
        self.facts = facts
        self.finding: Finding | None = None  # where a finding says it better than a sentence of the family


class Failed(Exception):
    """What is not ours has failed, a library on bytes made to break it or a server; `error` is what it raised."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def guarded(*passing: type[Exception]) -> Iterator[None]:
    """The guard about foreign bytes in foreign libraries: Failed, whatever they raise; `passing` are words of our own."""
    try:
        yield
    except passing:
        raise
    except Exception as error:  # zipfile, email, olefile, a keyring raise far more than they declare on what is made to break
        raise Failed(error) from error
