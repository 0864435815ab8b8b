"""The outbox: which letters wait there, each in its file, and which forms nobody has been sent yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from pathlib import Path

from perfxl.ledger.sent_letters import Posted
from perfxl.letters.form_keys import forms_in, issue_key, reminder_key
from perfxl.letters.letter import MARK, Outgoing, fingerprint
from perfxl.storage.careful_read import read_plain
from perfxl.storage.files import fitted
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run

_FOLDERS = {"issue": "forms", "reminder": "reminders", "unit": "heads"}  # everything else is a reply
_GONE = ("started", "sent", "drafted")


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter that was written into the outbox and lies there still. `kind` is one of wording.KINDS."""

    posted: Posted
    kind: str
    path: Path


def outbox_path(workspace: Workspace, letter: Outgoing) -> Path:
    """Where a letter's file lies in the outbox."""
    return fitted(workspace.outbox_of(_FOLDERS.get(letter.kind, "replies")), letter.file, ".eml")


def mark_in(path: Path) -> str:
    """Which letter a file of the outbox is; empty where it is none of ours or not there."""
    try:
        head = read_plain(path)[:4000].split(b"\r\n\r\n")[0]
    except OSError:
        return ""
    return str(message_from_bytes(head).get(MARK, ""))


def waiting_letters(run: Run) -> tuple[WaitingLetter, ...]:
    """The letters that wait in the outbox, the oldest first; a file that was deleted waits no more, and is not sent."""
    return tuple(_waiting(run))


def _waiting(run: Run) -> Iterator[WaitingLetter]:
    marks = {mark_in(path): path for path in run.workspace.outbox.rglob("*.eml")}
    kinds = {key: (kind, path) for mark, path in marks.items() for kind, _, key in [mark.partition(":")]}
    for key, posted in run.ledger.letters.all().items():
        if posted.state == "written" and fingerprint(key) in kinds:
            yield WaitingLetter(posted, *kinds[fingerprint(key)])


def unsent_forms(run: Run) -> tuple[str, ...]:
    """The codes of those in the roster whose issued form has left by no letter."""
    gone = [key for key, posted in run.ledger.letters.all().items() if posted.state in _GONE]
    sent = {*gone, *(key for letter in gone for key in forms_in(letter))}
    people = {employee.code for employee in run.roster.employees if not employee.excuse}
    issued = run.ledger.issued.last()
    return tuple(
        code for code, form in issued.items() if code in people and issue_key(code, form.issue) not in sent
    )


def reminded_on(run: Run, day: date) -> bool:
    """Whether reminders of a day have been written or sent."""
    issued, letters = run.ledger.issued.last(), run.ledger.letters.all()
    return any(reminder_key(code, day) in letters for code in issued)
