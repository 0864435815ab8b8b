"""Whatever comes by mail is found again: as a workbook or signed copy of the ledger, in a sentence, or as a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perfxl.intake.pieces import Opened
from perfxl.texts import texts
from tests.intake.generated_mails import Sent, generated
from tests.support.stand import Stand


def lost(stand: Stand, mails: list[Sent]) -> list[str]:
    """What is not found again, after one collection of all the mails."""
    for sent in mails:
        stand.drop(sent.name, sent.data)
    stand.collect()
    return list(_lost(stand, mails))


def _lost(stand: Stand, mails: list[Sent]) -> Iterator[str]:
    with stand.ledger() as ledger:
        messages = {message.name: message for message in ledger.messages.all()}
        books = {(arrival.message, arrival.sha256) for arrival in ledger.arrivals.all()}
        scans = {
            (mail, file.partition(".")[0])
            for mail, files in ledger.messages.scans().items()
            for file in files
        }
    for sent in mails:
        name = f"inbox/{sent.name}"
        if name not in messages:
            yield f"{name}: no line"
            continue
        sentences = " ".join(texts("mn").of(finding) for finding in messages[name].findings)
        yield from (f"{name}: book" for digest in sent.books if (name, digest) not in books)
        yield from (f"{name}: scan" for digest in sent.scans if (name, digest) not in scans)
        yield from (f"{name}: {word}" for word in sent.words if word not in sentences)
        if messages[name].state == "nothing found" and (sent.books or sent.scans or sent.words):
            yield f"{name}: awaits nobody"


def test_of_a_thousand_mails_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lost(Stand(tmp_path, monkeypatch), list(generated(1000, 5))) == []


def _nothing(*_: object, **__: object) -> Opened:
    return Opened(())


PLANTED: dict[str, Callable[..., object]] = {
    "perfxl.intake.sorting._paper": lambda *_: None,
    "perfxl.intake.sorting._beside": lambda *_: iter(()),
    "perfxl.intake.sorting._sealed": lambda *_: None,
    "perfxl.intake.sorting.zipped.members": _nothing,
    "perfxl.intake.sorting.tnef.attachments": _nothing,
    "perfxl.intake.tnef.signs_in": lambda *_: (),
    "perfxl.intake.mime.signs_in": lambda *_: (),
    "perfxl.intake.mime._forwarded": lambda *_: iter(()),
    "perfxl.intake.mime._unreached": lambda *_: iter(()),
    "perfxl.intake.mime.signed_content": lambda *_: b"",
    "perfxl.intake.mime._name_of_what_is_away": lambda *_: "",
    "perfxl.ledger.messages.Messages.record": lambda *_: None,
    "perfxl.ledger.messages.Messages.record_scan": lambda *_: None,
}


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_silence_is_found(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, PLANTED[place])
    assert lost(Stand(tmp_path, monkeypatch), list(generated(120, 5)))
