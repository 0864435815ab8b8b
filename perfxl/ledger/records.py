"""What the ledger hands out: arrivals (facts), versions (arrival and judgement), decisions, notes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from perfxl.checks.judge import Judged
from perfxl.finding import Finding, Verdict
from perfxl.form.plan import Employee
from perfxl.form.token import Token

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def short_id(sha256: str, name: str) -> str:
    """The short and stable id of something that came: the same bytes under the same name have the same."""
    number = int.from_bytes(hashlib.sha256(f"{sha256}\x1f{name}".encode()).digest()[:8], "big")
    out = ""
    for _ in range(8):
        number, rest = divmod(number, len(_LETTERS))
        out += _LETTERS[rest]
    return out


@dataclass(frozen=True, slots=True)
class Arrival:
    """One workbook that came, as a fact. `id` is short and stable; `name` a path or `mail path!attachment`;
    `origin` folder or mail; `sender` an address or empty; `received` is aware; `message` the mail it came in, or empty."""

    id: str
    sha256: str
    name: str
    origin: str
    sender: str
    received: datetime
    message: str
    size: int
    suffix: str = ""  # the ending that the bytes keep in the store


@dataclass(frozen=True, slots=True)
class Version:
    """An arrival with its judgement and the verdict that stands after the ledger's rules and people's decisions."""

    arrival: Arrival
    judged: Judged
    verdict: Verdict
    counts: bool
    by: str = ""  # the workbook that it repeats or that replaced it
    copy: str = ""  # its readable copy in the workspace, `accepted/...`, where it counts
    scans: tuple[str, ...] = ()  # signed copies that came with it, as files of the store
    answered: int = (
        0  # rows with something typed, counted also where `judged` was handed out without its rows
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision on one workbook: `what` is accept, return or waive; `rule` the waived code."""

    arrival: str
    what: str
    rule: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """One cell of HR's own columns in a master: `table` is the sheet, `key` the row's key, `heading` the column's."""

    organisation: str
    table: str
    key: str
    heading: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One mail that came: `state` is workbooks, nothing found or needs a person; `findings` of the M family."""

    name: str
    sha256: str
    state: str
    sender: str
    subject: str
    received: datetime
    workbooks: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    message_id: str = ""  # as the mail's own header gives it, with its brackets; a reply names it

    @property
    def id(self) -> str:
        """Short and stable: the same bytes under the same name have the same."""
        return short_id(self.sha256, self.name)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal ready to be kept: its token, its plan's fingerprint, its JSON compressed and that JSON's SHA-256."""

    token: Token
    plan: str
    packed: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One workbook that was issued: to whom, which issue, from which plan, where it lies and since when."""

    employee: Employee
    issue: int
    plan: str
    path: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing or reopening of the period; `what` is closed or reopened; `manifest` the hash that a closing sealed."""

    what: str
    why: str
    by: str
    at: datetime
    manifest: str = ""
