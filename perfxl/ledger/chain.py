"""The chain of events: each one's hash covers the one before it, so that a changed past shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `facts` is canonical JSON; `previous` the hash of the event before."""

    seq: int
    at: str
    kind: str
    subject: str
    facts: str
    previous: str
    hash: str


def canonical(facts: Mapping[str, Any]) -> str:
    """JSON that is the same for the same facts."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(previous: str, seq: int, at: str, kind: str, subject: str, facts: str) -> str:
    """The hash of an event that follows the one with the hash `previous`."""
    linked = "\x1f".join((previous, str(seq), at, kind, subject, facts))
    return hashlib.sha256(linked.encode("utf-8")).hexdigest()


def broken(events: Iterable[Event]) -> int | None:
    """The number of the first event that does not fit the chain, or None where all fit."""
    previous = START
    for seq, event in enumerate(events, 1):
        expected = link(previous, event.seq, event.at, event.kind, event.subject, event.facts)
        if event.seq != seq or event.previous != previous or event.hash != expected:
            return seq
        previous = event.hash
    return None
