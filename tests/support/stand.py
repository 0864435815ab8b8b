"""A workspace in a temporary folder with an invented roster, and a judge that reads one line instead of a workbook."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from perfxl.checks.judge import Judged, Lookup, Rules
from perfxl.collect import collect as receive
from perfxl.collect import judging
from perfxl.finding import Verdict
from perfxl.form.plan import Employee, Settings
from perfxl.form.token import Token
from perfxl.ledger.ledger import Ledger
from perfxl.letters import corrections
from perfxl.workspace import run as run_module
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of, running
from perfxl.workspace.workers import workers_here
from tests.ledger.made import FORM, PERIOD, employee, judged, roster, seal, when


def plain_judge(data: bytes, rules: Rules, lookup: Lookup | None) -> Judged:
    """`code verdict answers issue` in plain text; anything else is refused; the word `bang` is a fault of ours."""
    words = data.decode("utf-8", "replace").split()
    if words[:1] == ["bang"]:
        raise KeyError("bang")
    if len(words) != 4:
        return judged(Verdict.REFUSED, "", "")
    code, verdict, answers, issue = words
    known = lookup(Token(FORM, PERIOD, code, int(issue))) if lookup else None
    if known is None:
        return judged(Verdict.HELD, code, answers)
    if "I902" in rules.waived:
        verdict = "accepted"
    stale = int(issue) < len(known.seals)
    return judged(Verdict(verdict), code, answers, issue=int(issue), stale=stale)


def unmended(*given: object) -> list[None]:
    """No correction workbook can be made of one line."""
    *_, mendings = given
    return [None for _ in mendings]  # type: ignore[attr-defined]


def broken_mail() -> bytes:
    """A mail with a zip that cannot be opened."""
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@example.mn", "Тайлан", "<1@example.mn>"
    message.set_content("Хавсаргав")
    broken = b"PK\x03\x04 broken off"
    message.add_attachment(broken, maintype="application", subtype="zip", filename="t.zip")
    return message.as_bytes()


class Stand:
    """A workspace with employees who were issued a workbook each, and what a test needs to do to it."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, codes: tuple[str, ...] = ("А-01", "Б-02")
    ) -> None:
        self.workspace: Workspace = make_workspace(root, PERIOD, FORM)
        self.people: list[Employee] = [employee(code) for code in codes]
        self._patch = monkeypatch
        monkeypatch.setattr(judging, "judge", plain_judge)
        monkeypatch.setattr(corrections, "mend", unmended)
        self.set_roster(*self.people)
        with self.ledger() as ledger:
            for one in self.people:
                ledger.issued.record(seal(one.code), one, f"issued/{one.code}.xlsx", when(0))

    def set_roster(self, *people: Employee, **settings: str) -> None:
        """What the roster says from now on."""
        found = replace(roster(*people), settings=Settings(tuple(settings.items())))
        self.workspace.roster.write_bytes(
            repr((people, settings)).encode()
        )  # what is read is known by its bytes
        self._patch.setattr(run_module, "load_roster", lambda *_: (found, ()))

    def ledger(self) -> Ledger:
        """The ledger, to be used as a context manager."""
        return ledger_of(self.workspace)

    def reissue(self, code: str, issue: int) -> None:
        """A later issue of one employee's workbook."""
        with self.ledger() as ledger:
            ledger.issued.record(seal(code, issue, f"p{issue}"), employee(code), "issued/x.xlsx", when(1))

    def drop(self, name: str, content: str | bytes, minutes: float = 10) -> Path:
        """A file in the inbox with a time."""
        path = self.workspace.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        stamp = when(minutes).timestamp()
        os.utime(path, (stamp, stamp))
        return path

    def collect(self, *sources: Path, at: datetime | None = None, jobs: int = 1) -> receive.Collected:
        """One run of collect."""
        with workers_here(jobs) as workers, running(self.workspace, at or when(100), workers) as run:
            return receive.collect(run, sources)

    def verdicts(self) -> dict[str, str]:
        """Name -> verdict, with a star where it counts."""
        with self.ledger() as ledger:
            return {
                version.arrival.name.removeprefix("inbox/"): str(version.verdict) + "*" * version.counts
                for version in ledger.versions.all()
            }

    def accepted(self) -> dict[str, str]:
        """What lies in accepted/: path -> content."""
        folder = self.workspace.accepted
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}
