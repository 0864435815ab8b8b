"""A letter as a value: whom it goes to, what it is about, its text and its enclosures; and its bytes as a mail."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

MARK = "X-Perfxl"  # a mail that carries it is a letter of ours; its workbooks are known by their bytes
BULLET = "•"
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".xlsm": ("application", "vnd.ms-excel.sheet.macroEnabled.12"),
    ".zip": ("application", "zip"),
}


class _Policy(EmailPolicy):
    """SMTP's policy with subjects and names encoded by the older Header: the newer one loses a blank where it folds between two
    encoded words (CPython issue 92081)."""

    def fold(self, name: str, value: str) -> str:
        """A header as the lines of a mail."""
        if name.lower() == "to" and not str(value).isascii():
            return self._addressed(name, value)
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        header = Header(str(value), "utf-8", header_name=name, maxlinelen=76)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def _addressed(self, name: str, value: Any) -> str:
        """One address whose display name is not ASCII: the name on its lines, the address on the last."""
        (address,) = value.addresses
        header = Header(address.display_name, "utf-8", header_name=name, maxlinelen=76)
        return (
            f"{name}: {header.encode(linesep=self.linesep)}{self.linesep} <{address.addr_spec}>{self.linesep}"
        )

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_MAIL = _Policy(linesep=SMTP.linesep, raise_on_defect=False)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One letter. `key` is what it is about: two of one key are never sent. `kind` one of wording.KINDS; `code` the
    employee's (empty: to the head of a unit); `file` its name in the outbox; `reply_to` the Message-ID it answers."""

    key: str
    kind: str
    code: str
    address: str
    name: str
    subject: str
    text: str
    file: str
    enclosures: tuple[Enclosure, ...] = ()
    reply_to: str = ""


def as_mail(letter: Outgoing, sender: str, at: datetime) -> EmailMessage:
    """The letter as a mail: plain text and simple HTML, enclosures after. `sender` may be empty (an .eml to open and
    send). The same arguments give the same bytes."""
    mail = EmailMessage(policy=_MAIL)
    if sender:
        mail["From"] = sender
    user, _, domain = letter.address.strip().rpartition("@")
    mail["To"] = Address(_one_line(letter.name), user, domain)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(letter, sender)
    if _MESSAGE_ID.fullmatch(letter.reply_to):
        mail["In-Reply-To"] = mail["References"] = letter.reply_to
    mail[MARK] = mark_of(letter)
    mail.set_content(letter.text, cte="base64")
    mail.add_alternative(as_html(letter.text), subtype="html", cte="base64")
    for enclosure in letter.enclosures:
        kind = _TYPES.get(
            enclosure.name[enclosure.name.rfind(".") :].lower(), ("application", "octet-stream")
        )
        mail.add_attachment(enclosure.data, *kind, filename=enclosure.name)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{fingerprint(letter.key)}_{number}")
    return mail


def as_draft(letter: Outgoing, sender: str, at: datetime) -> bytes:
    """The bytes of an .eml that opens as a new message, ready to send (X-Unsent, which Outlook and others honour)."""
    mail = as_mail(letter, sender, at)
    mail["X-Unsent"] = "1"
    return mail.as_bytes()


def mark_of(letter: Outgoing) -> str:
    """What the letter's file or mail is known by again: its kind and its key's fingerprint."""
    return f"{letter.kind}:{fingerprint(letter.key)}"


def message_id(letter: Outgoing, sender: str) -> str:
    """The letter's own Message-ID, the same for the same letter."""
    domain = sender.rpartition("@")[2].strip("> ") or letter.address.rpartition("@")[2]
    return f"<perfxl.{fingerprint(letter.key + letter.address)}@{domain}>"


def as_html(text: str) -> str:
    """Plain text as simple HTML: paragraphs, and lists of the lines that begin with a bullet."""
    blocks = "".join(_block(block) for block in text.strip().split("\n\n"))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
        f'<body style="font-family:Arial,sans-serif;font-size:11pt">{blocks}</body></html>\n'
    )


def _block(block: str) -> str:
    out, items, lines = "", [], []
    for line in block.split("\n"):
        if line.startswith(BULLET):
            items.append(f"<li>{html.escape(line[len(BULLET) :].strip())}</li>")
        else:
            lines.append(html.escape(line))
    out += f"<p>{'<br>'.join(lines)}</p>" if lines else ""
    return out + (f"<ul>{''.join(items)}</ul>" if items else "")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def fingerprint(text: str) -> str:
    """24 hexadecimal digits that a letter's key is known by again, where the key itself would be too long or too telling."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]
