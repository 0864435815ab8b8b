"""Whether a workbook in issued/ is still the one that was issued: what leaves by letter or zip is looked at first."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from perfxl.checks.judge import IssuedSeals, Rules, judge
from perfxl.collect.made_copy import is_made
from perfxl.finding import Finding, Verdict
from perfxl.form.token import Token
from perfxl.ledger.pack import seal_of
from perfxl.ledger.records import Sent
from perfxl.storage.careful_read import is_plain, read_plain
from perfxl.texts import finding
from perfxl.workspace.run import Run

_CLOSED = (Verdict.REFUSED, Verdict.HELD)
_LOCKED = ("L1", "L2", "L3", "L4", "L5")  # families of findings of what was changed or added


def issued_bytes(run: Run, sent: Sent) -> bytes | Finding:
    """The workbook that was issued to somebody, as it was issued; M305 where none lies there, M311 where another does."""
    path, who = run.workspace.root / sent.path, sent.employee
    if not is_plain(path):
        return finding("M305", who=who.code, name=who.signature)
    try:
        data = read_plain(path)
    except OSError:  # exchanged, or far too large
        data = b""
    if is_as_issued(run, sent, data):
        return data
    return finding("M311", who=who.code, name=who.signature, file=path.name)


def file_name(sent: Sent) -> str:
    """What the file of an issued workbook is called."""
    return PurePosixPath(sent.path).name


def is_as_issued(run: Run, sent: Sent, data: bytes) -> bool:
    """Whether the bytes are those that were issued to an employee last. Where the ledger is too old to know their
    hash: whether they are that form, in which nothing but answers was written."""
    known = run.ledger.issued.digests(sent.employee.code, sent.at)
    if known:
        return hashlib.sha256(data).hexdigest() in known
    return _is_form_as_issued(run, sent.employee.code, data)


def _is_form_as_issued(run: Run, code: str, data: bytes) -> bool:
    """Read as any workbook that comes: another one is not mailed in our name."""
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
