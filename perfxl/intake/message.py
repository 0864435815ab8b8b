"""One mail (.eml, .msg, a message of a mailbox) -> a Mail, opened."""

from __future__ import annotations

from datetime import datetime

from perfxl.intake import mime, outlook
from perfxl.intake.clock import Received, believed
from perfxl.intake.parcel import Mail
from perfxl.intake.pieces import Opened, sign
from perfxl.intake.sorting import Haul, sort_all

LARGEST = 100 * 1024 * 1024


def read_message(name: str, data: bytes, received_fallback: datetime, at: datetime | None = None) -> Mail:
    """The letter in the bytes of an .eml. `received` is the topmost Received, else Date, else the fallback (aware).

    A time more than a day after `at`, the moment of collection, is passed over, and M114 says so; last comes `at`.
    Never raises: what cannot be read is a sign. Parcels are named `name!attachment`.
    """
    return _letter(name, _too_large(data) or mime.opened(data), received_fallback, at)


def read_outlook(name: str, data: bytes, received_fallback: datetime, at: datetime | None = None) -> Mail:
    """The letter in the bytes of an Outlook .msg; `received` as the mailbox noted it, else as for an .eml."""
    return _letter(name, _too_large(data) or outlook.opened(data), received_fallback, at)


def delivered_message(name: str, data: bytes, delivered: datetime, at: datetime | None = None) -> Mail:
    """The letter in a mail fetched from a mailbox, whose own date (`delivered`, aware) comes first; `at` as above."""
    opened = _too_large(data) or mime.opened(data)
    return _hauled(name, opened, believed((delivered, *opened.head.times), at))


def _letter(name: str, opened: Opened, fallback: datetime, at: datetime | None) -> Mail:
    return _hauled(name, opened, believed((*opened.head.times, fallback), at))


def _hauled(name: str, opened: Opened, received: Received) -> Mail:
    haul = Haul(name, "mail", opened.head.sender, received)
    sort_all(opened, haul, 0)
    haul.signs = [(code, tuple((k, v or name) for k, v in facts)) for code, facts in haul.signs]
    return haul.mail(opened.head)


def _too_large(data: bytes) -> Opened | None:
    limit = f"{LARGEST // 1024 // 1024} MB"
    return Opened((), (sign("M105", name="", limit=limit),)) if len(data) > LARGEST else None
