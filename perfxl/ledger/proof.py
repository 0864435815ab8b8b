"""The ledger's tables against its chain of events: a row changed, added or taken away behind its back shows."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator

from perfxl.ledger import facts
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.pack import judged_of, seal_of, unpack

Told = tuple[str, str, str]  # kind, subject, facts as canonical JSON


def contradictions(ledger: Ledger) -> list[str]:
    """Kind and subject of what events and tables do not say alike; empty where they agree."""
    events = Counter((event.kind, event.subject, event.facts) for event in ledger.events.all())
    rows = Counter(_retold(ledger))
    kinds = {"issued", "arrived", "message", "scan", "judged", "decided", "noted", "closed", "reopened"}
    only_in_events = [event for event in (events - rows) if event[0] in kinds]
    return sorted({f"{kind} {subject}" for kind, subject, _ in (*only_in_events, *(rows - events))})


def _retold(ledger: Ledger) -> Iterator[Told]:
    """What the events must have been, from the tables."""
    yield from _sendings(ledger)
    yield from _arrivals(ledger)
    yield from _judgements(ledger)
    yield from _words(ledger)


def _sendings(ledger: Ledger) -> Iterator[Told]:
    for code, issue, path, employee, data in ledger.ask(
        "SELECT code, issue, path, employee, seal FROM issued"
    ):
        try:
            token = seal_of(data).token
            sound = (token.code, token.issue) == (code, issue)
            spelt = facts.of_issue(path, employee, facts.digest(unpack(data))) if sound else ""
            yield "issued", token.text, spelt
        except (zlib.error, ValueError, KeyError, TypeError):
            yield "issued", f"{code} {issue}", ""
    for (content,) in ledger.ask("SELECT content FROM roster"):
        yield "roster", "", facts.of_roster(content)


def _arrivals(ledger: Ledger) -> Iterator[Told]:
    query = "SELECT id, sha256, name, origin, sender, received, message FROM arrivals"
    for subject, *row in ledger.ask(query):
        yield "arrived", subject, facts.of_arrival(*row)
    query = "SELECT name, sha256, state, sender, subject, received, workbooks || findings FROM messages"
    for subject, *row in ledger.ask(query):
        yield "message", subject, facts.of_message(*row)
    for subject, name, sha256 in ledger.ask("SELECT message, name, sha256 FROM scans"):
        yield "scan", subject, facts.of_scan(name, sha256)


def _judgements(ledger: Ledger) -> Iterator[Told]:
    query = "SELECT arrival, verdict, employee, digest, stale, rules, basis, head, answers FROM judgements"
    for subject, verdict, employee, digest, stale, rules, basis, head, answers in ledger.ask(query):
        try:
            judged = judged_of(head, "")
            same = (judged.verdict, judged.employee, judged.digest, judged.stale)
            sound = same == (verdict, employee, digest, bool(stale))
            spelt = facts.of_judgement(verdict, rules, basis, head, unpack(answers)) if sound else ""
            yield "judged", subject, spelt
        except (zlib.error, ValueError, KeyError, TypeError):
            yield "judged", subject, ""


def _words(ledger: Ledger) -> Iterator[Told]:
    for subject, *row in ledger.ask("SELECT arrival, what, rule, why, decider FROM decisions"):
        yield "decided", subject, facts.of_decision(*row)
    for subject, why, by in ledger.ask("SELECT message, why, decider FROM dones"):
        yield "decided", subject, facts.of_decision("done", "", why, by)
    for *key, text in ledger.ask("SELECT organisation, sheet, key, heading, text FROM notes"):
        yield "noted", facts.note_subject(*key), facts.of_note(text)
    for what, *row in ledger.ask("SELECT what, why, decider, last, manifest FROM closings"):
        yield what, "", facts.of_closing(*row)
