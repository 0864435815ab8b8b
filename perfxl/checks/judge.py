"""Bytes and what was issued -> what the workbook says, what is wrong with it, and the verdict it earns by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from perfxl.finding import Finding, Severity, Verdict
from perfxl.form.definition import Form
from perfxl.form.token import Token
from perfxl.issue.manifest import Seal

RULES = 1  # the version of the rules; raised whenever the same bytes may earn another verdict


@dataclass(frozen=True, slots=True)
class Answered:
    """One row as it counts: the plan's words from the seal, the employee's own from the workbook.

    `achieved`, `dates_text` and `percent_text` are what was typed; `start`, `end`, `percent` (0.65 is 65%) what was
    understood. `cells` gives the A1 address by field. `added`: the employee's own row (its plan fields are answers).
    """

    key: str
    section: str
    goal: str
    number: str
    measure: str
    indicator: str
    baseline: str
    target: str
    target_number: float | None
    achieved: str
    dates_text: str
    start: date | None
    end: date | None
    percent_text: str
    percent: float | None
    sheet: str
    cells: Mapping[str, str]
    own: Mapping[str, str] = field(default_factory=dict)
    added: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """What the ledger knows, handed in as a value: every seal of one employee, oldest first, and the form."""

    form: Form
    seals: tuple[Seal, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the workspace asks: its form and period, the severities HR changed, rules waived (by code) for this workbook."""

    form: str
    period: str
    severities: Mapping[str, Severity] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A workbook judged by itself: `verdict` is refused, held, returned or accepted (duplicate and superseded need the ledger).

    `digest` is the same for the same employee, period and answers. `stale` means: of an earlier issue, answers re-seated on the current plan.
    `reported` and `verifier` are the signature block's date and verifier's name as understood.
    """

    verdict: Verdict
    token: Token | None
    form: str
    period: str
    employee: str
    findings: tuple[Finding, ...]
    rows: tuple[Answered, ...]
    digest: str = ""
    control: str = ""
    reported: date | None = None
    verifier: str = ""
    program: str = ""
    saved_by: str = ""
    stale: bool = False


Lookup = Callable[[Token], Issued | None]


def judge(data: bytes, rules: Rules, lookup: Lookup | None) -> Judged:
    """The judgement of one workbook. `lookup` gives what was issued for a token, None where the code is unknown;
    without a lookup (outside a workspace) locks are not compared, and a note says so. Never raises for bad bytes."""
    raise NotImplementedError
