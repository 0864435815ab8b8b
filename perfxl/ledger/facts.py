"""What an event says of each kind of thing: written when it happens, retold when the ledger is proved."""

from __future__ import annotations

import hashlib

from perfxl.ledger.chain import canonical

Facts = dict[str, str | int]


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def of_roster(content: str) -> Facts:
    """The roster as remembered."""
    return {"sha256": digest(content)}


def of_issue(path: str, employee: str, seal: str) -> Facts:
    """An issued workbook: its path, its employee and the digest of its seal's JSON."""
    return {"path": path, "employee": digest(employee), "seal": seal}


def of_arrival(sha256: str, name: str, origin: str, sender: str, received: str, message: str) -> Facts:
    """A workbook that came."""
    return {
        "sha256": sha256,
        "name": name,
        "origin": origin,
        "sender": sender,
        "received": received,
        "message": message,
    }


def of_message(sha256: str, state: str, sender: str, subject: str, received: str, rest: str) -> Facts:
    """A mail that came; `rest` is what was found in it."""
    return {
        "sha256": sha256,
        "state": state,
        "sender": sender,
        "subject": subject,
        "received": received,
        "rest": digest(rest),
    }


def of_scan(name: str, sha256: str) -> Facts:
    """A signed copy that came in a mail."""
    return {"name": name, "sha256": sha256}


def of_judgement(verdict: str, rules: int, basis: str, head: str, answers: str) -> Facts:
    """A judgement."""
    return {"verdict": verdict, "rules": rules, "basis": basis, "sha256": digest(head + answers)}


def of_decision(what: str, rule: str, why: str, by: str) -> Facts:
    """A person's decision."""
    return {"what": what, "rule": rule, "why": why, "by": by}


def of_note(text: str) -> Facts:
    """One of HR's own cells."""
    return {"text": text}


def note_subject(organisation: str, table: str, key: str, heading: str) -> str:
    """Which of HR's cells an event is of."""
    return canonical({"of": [organisation, table, key, heading]})


def of_closing(why: str, by: str, last: int, manifest: str) -> Facts:
    """A closing or reopening."""
    return {"why": why, "by": by, "last": last, "manifest": manifest}
