"""Whether a workbook in issued/ is still the one that was issued: what leaves by letter is looked at first."""

from __future__ import annotations

from perfxl.checks.judge import IssuedSeals, Rules, judge
from perfxl.collect.made_copy import is_made
from perfxl.finding import Verdict
from perfxl.form.token import Token
from perfxl.ledger.pack import seal_of
from perfxl.workspace.run import Run

_CLOSED = (Verdict.REFUSED, Verdict.HELD)
_LOCKED = ("L1", "L2", "L3", "L4", "L5")  # families of findings of what was changed or added


def is_as_issued(run: Run, code: str, data: bytes) -> bool:
    """Whether the bytes are a form of this employee's newest issue, in which nothing but answers was written: read as any
    workbook that comes, so that one that was exchanged in the folder is not mailed in our name."""
    workspace = run.workspace
    packed = run.ledger.issued.packed(workspace.period.code, [code])[code]
    if not packed:
        return False
    seals = tuple(seal_of(data) for data in packed)

    def lookup(token: Token) -> IssuedSeals | None:
        return IssuedSeals(workspace.form, seals) if token.code == code else None

    judged = judge(data, Rules(workspace.form.id, workspace.period.code), lookup)
    changed = any(each.code[:2] in _LOCKED for each in judged.findings)
    return (
        judged.token == seals[-1].token
        and judged.verdict not in _CLOSED
        and not changed
        and not is_made(judged.findings)
    )
