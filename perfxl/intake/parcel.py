"""Something that came and may be a workbook: bytes, name, sender, time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file that came. `name` is its path in the workspace, or `mail path!attachment name`; `origin` folder or mail;
    `message` the name of the mail it came in (empty: none); `received` is aware (contract: how it is found)."""

    name: str
    data: bytes
    sender: str
    received: datetime
    origin: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it came: what it is about, what it holds, and what is odd about it.

    `parcels` are its possible workbooks; `scans` the signed copies (.pdf, .jpg) as (name, bytes);
    `signs` are reasons to show it to a person (M codes with facts) though no workbook was found, or beside those found.
    """

    name: str
    sender: str
    subject: str
    message_id: str
    received: datetime
    parcels: tuple[Parcel, ...]
    scans: tuple[tuple[str, bytes], ...]
    signs: tuple[tuple[str, tuple[tuple[str, str | int | float], ...]], ...]
