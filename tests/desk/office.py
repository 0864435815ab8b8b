"""An invented office for the desk's tests: its roster, what its staff fill in and send, as files to drop."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from openpyxl import load_workbook

from perfxl.cli.invented import invent
from perfxl.form.plan import Roster
from perfxl.form.seal import Seal
from perfxl.form.token import Token
from perfxl.roster.write import write_roster
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of
from tests.checks.forms import filled, slot_at

STAFF = 12
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 400 + b"\xff\xd9"


@dataclass(frozen=True)
class Dropped:
    """A file that somebody drops onto the page."""

    name: str
    data: bytes


def roster(workspace: Workspace) -> Roster:
    """Twelve people in six units."""
    return invent(STAFF, workspace.form, workspace.period).roster


def write(workspace: Workspace, known: Roster) -> None:
    """Saves a roster as HR does in Excel."""
    write_roster(workspace.roster, workspace.form, workspace.period, known)


def misspelt(known: Roster) -> Roster:
    """The same with one unit spelt wrong and one position left out."""
    people = list(known.employees)
    people[4] = replace(people[4], position="")
    people[2] = replace(people[2], unit=people[2].unit.replace("а", "о", 1) + "ы")
    return replace(known, employees=tuple(people))


def forms(workspace: Workspace) -> dict[str, tuple[bytes, Seal]]:
    """What everybody was issued, by code."""
    with ledger_of(workspace) as ledger:
        seals, issued = ledger.issued.latest_seals(), ledger.issued.last()
    return {code: ((workspace.root / sent.path).read_bytes(), seals[code]) for code, sent in issued.items()}


def first_delivery(workspace: Workspace, at: datetime) -> Iterator[Dropped]:
    """What comes first: five good ones, one with a word for a percent, a photo, a workbook whose marks disagree, two in
    a zip, two by mail; one person stays missing."""
    issued = forms(workspace)
    codes = sorted(issued)
    for code in codes[:5]:
        yield Dropped(f"{code}.xlsx", filled(*issued[code]))
    data, seal = issued[codes[5]]
    yield Dropped(f"{codes[5]} тайлан.xlsx", filled(data, seal, {slot_at(seal, "percent", 2).a1: "бараг"}))
    yield Dropped("Миний тайлан.jpg", PHOTO)
    yield Dropped(f"{codes[6]}.xlsx", torn(*issued[codes[6]], issued[codes[7]][1].token))
    yield Dropped("Хэлтэс.zip", zipped({f"{code}.xlsx": filled(*issued[code]) for code in codes[7:9]}))
    for code in codes[9:11]:
        yield Dropped(
            f"{code}.eml", mail(f"staff{code}@hangai.example", f"{code}.xlsx", filled(*issued[code]), at)
        )


def second_delivery(workspace: Workspace) -> Iterator[Dropped]:
    """What comes after the letters: the mended one, and the one that was missing."""
    issued = forms(workspace)
    codes = sorted(issued)
    for code in (codes[5], codes[11]):
        yield Dropped(f"{code} (2).xlsx", filled(*issued[code], {}))


def torn(data: bytes, seal: Seal, other: Token) -> bytes:
    """A good workbook, one of whose marks names somebody else."""
    book = load_workbook(io.BytesIO(filled(data, seal)))
    book.properties.subject = other.text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 12, 18, 9, 0, 0)), data)
    return out.getvalue()


def mail(sender: str, name: str, data: bytes, at: datetime) -> bytes:
    """A mail with a workbook."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, "hr@hangai.example", "Тайлан"
    letter["Date"], letter["Message-ID"] = format_datetime(at), f"<{name}@hangai.example>"
    letter.set_content("Тайлангаа илгээв.")
    letter.add_attachment(data, "application", "octet-stream", filename=name)
    return letter.as_bytes()


def parts(path: Path) -> dict[str, bytes]:
    """A workbook part by part, but for the moment at which it was made."""
    with zipfile.ZipFile(path) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n != "docProps/core.xml"}
