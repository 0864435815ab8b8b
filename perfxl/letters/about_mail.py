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
    """The code of the one person that a mail came from by its address, a file by its name as it was issued (`007 N.Name …`);
    empty where none is certain."""
    if message.sender:
        return by_address.get(message.sender.casefold(), "")
    file = unicodedata.normalize("NFC", message.name).rpartition("/")[2].casefold()
    named = [e.code for e in people if file.startswith(f"{e.code} {e.signature}".casefold())]
    return named[0] if len(named) == 1 else ""


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
    names = [str(f.facts["name"]) for f in message.findings if f.facts.get("name")]
    return ", ".join(dict.fromkeys(names)) or message.name.rpartition("/")[2]


def key_of(message: Message) -> str:
    """What the letter about a mail is known by."""
    return f"{KIND}:{message.name}"
