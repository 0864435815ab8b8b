"""Mails and files that brought no workbook although they could be a report: whose each is, and what its sender is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from perfxl.finding import Finding
from perfxl.form.plan import Employee
from perfxl.ledger.records import Message
from perfxl.texts import texts

KIND = "no_workbook"
_NAMED = "M113"  # names the files; the refusal behind it says what they are


def sender_of(message: Message, by_address: Mapping[str, str], people: Iterable[Employee]) -> str:
    """The code of the one person that a mail came from by its address, else by the names of its files where they are as
    the form was issued (`007 N.Name …`); empty where none is certain."""
    if code := by_address.get(message.sender.casefold(), ""):
        return code
    files = _names(message) if message.sender else [message.name]
    plain = [
        unicodedata.normalize("NFC", file).rpartition("/")[2].rpartition("!")[2].casefold() for file in files
    ]
    starts = {e.code: f"{e.code} {e.signature}".casefold() for e in people}
    named = {code for code, start in starts.items() if any(file.startswith(start) for file in plain)}
    return named.pop() if len(named) == 1 else ""


def _names(message: Message) -> list[str]:
    """The files that a mail's findings name."""
    names = (str(f.facts["name"]) for f in message.findings if f.facts.get("name"))
    return [name for joined in names for name in joined.split(", ")]


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """What stood in the way, a line a thing, said to whoever sent it; nothing for what is no report's fault."""
    words = texts("mn").entries["letters_mail"]
    name = ""
    for finding in findings:
        if finding.code == _NAMED:
            name = str(finding.facts.get("name", ""))
        elif finding.code.startswith("G"):
            yield texts("mn").word("letters_mail.file", name=name, text=texts("mn").of(finding))
        elif finding.code in words:
            yield texts("mn").word(f"letters_mail.{finding.code}", **finding.facts)


def files_of(message: Message) -> str:
    """The files that a mail was about, by their names; its own name for none."""
    return ", ".join(dict.fromkeys(_names(message))) or message.name.rpartition("/")[2]


def key_of(message: Message) -> str:
    """What the letter about a mail is known by."""
    return f"{KIND}:{message.name}"
