"""The page of letters: a round chosen, each letter looked at, chosen people, and what can be done with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from perfxl.desk.look import Glance
from perfxl.letters.letter import Enclosure, Outgoing
from perfxl.letters.outbox import WaitingLetter, waiting_letters
from perfxl.letters.round import LetterRound, preview
from perfxl.trouble import Trouble

ROUNDS = {
    "issue": LetterRound(issue=True, replies=False),
    "heads": LetterRound(issue=True, to_heads=True, replies=False),
    "replies": LetterRound(),
    "remind": LetterRound(remind=True),
}


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A sending that was tried as far as the server's door: what goes out when it is said to."""

    round: str
    only: frozenset[str]
    letters: tuple[Outgoing, ...]


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter on the page, under the name that it is chosen by, and where it waits if it waits."""

    letter: Outgoing
    who: str
    waiting: WaitingLetter | None


def about(round_name: str, only: Collection[str] = ()) -> LetterRound:
    """A round by its name on the page, to chosen people. Trouble for a name that there is not."""
    if round_name not in ROUNDS:
        raise Trouble("desk_no_round")
    chosen = ROUNDS[round_name]
    return replace(chosen, only=frozenset(only))


def who(letter: Outgoing) -> str:
    """What a letter's recipient is chosen by."""
    return letter.code or letter.address.strip().casefold()


def shown(seen: Glance, rest: str, rehearsed: Rehearsed | None) -> dict[str, Any]:
    """What stands on the page of a round, or of one letter of it (`replies/007`)."""
    name, _, only = rest.partition("/")
    name = name if name in ROUNDS else seen.letter_round
    done = preview(seen.run, about(name, {only} if only else ()))
    waiting = {letter.posted.key: letter for letter in waiting_letters(seen.run)}
    letters = [ShownLetter(letter, who(letter), waiting.get(letter.key)) for letter in done.letters]
    return {
        "round": name,
        "rounds": tuple(ROUNDS),
        "letters": letters,
        "single": bool(only),
        "findings": done.findings,
        "rehearsed": rehearsed if rehearsed and rehearsed.round == name else None,
        "by_mail": bool(seen.workspace.mail),
    }


def enclosure(seen: Glance, round_name: str, only: str, number: int) -> Enclosure:
    """A file that goes with somebody's letter. Trouble where there is none."""
    for letter in preview(seen.run, about(round_name, {only})).letters:
        if who(letter) == only and number < len(letter.enclosures):
            return letter.enclosures[number]
    raise Trouble("file_missing", file=only)
