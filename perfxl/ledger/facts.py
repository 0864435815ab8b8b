"""What an event says of each kind of thing, as the canonical JSON that the chain covers: written when it happens, retold
when the ledger is proved."""

from __future__ import annotations

import hashlib

from perfxl.ledger.chain import canonical


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def of_opening() -> str:
    """A new ledger."""
    return canonical({})


def of_roster(content: str) -> str:
    """The roster as remembered."""
    return canonical({"sha256": digest(content)})


def of_confirmation(people: int) -> str:
    """A roster that HR took over as it is, although people are gone from it."""
    return canonical({"people": people})


def of_issue(path: str, employee: str, seal: str) -> str:
    """An issued workbook: its path, its employee and the digest of its seal's JSON."""
    return canonical({"path": path, "employee": digest(employee), "seal": seal})


def of_arrival(sha256: str, name: str, origin: str, sender: str, received: str, message: str) -> str:
    """A workbook that came."""
    return canonical(
        {
            "sha256": sha256,
            "name": name,
            "origin": origin,
            "sender": sender,
            "received": received,
            "message": message,
        }
    )


def of_message(sha256: str, state: str, sender: str, subject: str, received: str, rest: str) -> str:
    """A mail that came; `rest` is what was found in it."""
    return canonical(
        {
            "sha256": sha256,
            "state": state,
            "sender": sender,
            "subject": subject,
            "received": received,
            "rest": digest(rest),
        }
    )


def of_scan(name: str, sha256: str) -> str:
    """A signed copy that came in a mail."""
    return canonical({"name": name, "sha256": sha256})


def of_judgement(verdict: str, rules: int, basis: str, head: str, answers: str) -> str:
    """A judgement."""
    return canonical({"verdict": verdict, "rules": rules, "basis": basis, "sha256": digest(head + answers)})


def of_decision(what: str, rule: str, why: str, by: str) -> str:
    """A person's decision."""
    return canonical({"what": what, "rule": rule, "why": why, "by": by})


def of_request(arrival: str, what: str, wording: str, why: str) -> str:
    """A decision as it stands in a master."""
    return canonical({"arrival": arrival, "what": what, "said": wording, "why": why})


def of_answer(request: int, answer: str) -> str:
    """What a master's decision, an event of that number, was answered with."""
    return canonical({"wished": request, "answer": answer})


def of_letter(state: str, code: str, address: str, sha256: str) -> str:
    """Where a letter stands; the digest of its bytes where it has gone."""
    return canonical(
        {"state": state, "code": code, "address": address} | ({"sha256": sha256} if sha256 else {})
    )


def of_unsent() -> str:
    """A letter that was started and certainly did not go."""
    return canonical({"state": "not sent"})


def of_note(text: str) -> str:
    """One of HR's own cells."""
    return canonical({"text": text})


def note_subject(organisation: str, table: str, key: str, heading: str) -> str:
    """Which of HR's cells an event is of."""
    return canonical({"of": [organisation, table, key, heading]})


def of_closing(why: str, by: str, last: int, manifest: str) -> str:
    """A closing or reopening."""
    return canonical({"why": why, "by": by, "last": last, "manifest": manifest})
