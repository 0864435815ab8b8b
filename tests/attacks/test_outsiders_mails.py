"""Mails that mean harm: each is a line that somebody reads, nobody else's report moves, and the sender is who it says."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.collect.awaiting import awaiting
from perfxl.workspace.run import running
from tests.attacks.mail_attacks import mail, mails, part
from tests.ledger.made import employee
from tests.support.stand import Stand, when

MAILS = dict(mails())
AWAITS = {
    "a name that turns round", "a way up", "a stream", "no letter in a name", "a name in pieces without the first",
    "a name in a word that is coded", "two names", "a name of points", "four hundred mails within one another",
    "a workbook behind the end", "a workbook before the beginning", "one that says it is many parts",
    "one that lies elsewhere", "a part of a mail in many",
}  # fmt: skip
REFUSED = {
    "a boundary within the workbook", "a coding that nobody knows", "base64 that is cut off", "base64 twice",
    "quoted letters with rubbish", "eight bits that are none", "nothing",
}  # fmt: skip
HELD = {"no head at all"}  # nobody's, and of no time
OF_BOTH = {"two parts of one name", "workbooks of two people"}  # a colleague sends another's too: told (M202)
SENDERS = {
    "a sender within a sender's name": "stranger@example.org",
    "a sender in a remark": "stranger@example.org",
    "a sender with letters that look alike": "b-02@exаmple.mn",
    "a known sender with more behind": "b-02@example.mn.зло.example.org",
    "a known sender with more before": "иb-02@example.mn",
    "a sender that never ends": "",
}


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    stand = Stand(tmp_path / "w", monkeypatch)
    people = [
        replace(employee(code), email=f"{mail}@example.mn")
        for code, mail in (("А-01", "a-01"), ("Б-02", "b-02"))
    ]
    stand.set_roster(*people)
    stand.drop("first.xlsx", "А-01 accepted own 1", 5)
    stand.collect()
    return stand


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_judged_or_awaits_a_person_and_moves_nobody_elses_report(stand: Stand, name: str) -> None:
    stand.drop("a.eml", MAILS[name], 10)
    stand.collect()
    verdicts = stand.verdicts()
    assert verdicts.pop("first.xlsx") == ("superseded" if name in OF_BOTH else "accepted*")
    with running(stand.workspace, when(100)) as run:
        waiting = [row.kind for row in awaiting(run)]
    expected = "refused" if name in REFUSED else "held" if name in HELD else "accepted*"
    first = next(iter(verdicts.values()), "")
    assert first == ("" if name in AWAITS else expected)
    assert bool(waiting) == (name in AWAITS | HELD)


@pytest.mark.parametrize("name", SENDERS)
def test_a_sender_is_the_address_and_not_what_looks_like_one(stand: Stand, name: str) -> None:
    stand.drop("a.eml", MAILS[name], 10)
    stand.collect()
    with stand.ledger() as ledger:
        assert [message.sender for message in ledger.messages.all()] == [SENDERS[name]]


@pytest.mark.parametrize("name", sorted(OF_BOTH))
def test_a_colleague_who_sends_another_s_report_is_told(stand: Stand, name: str) -> None:
    stand.drop("a.eml", MAILS[name], 10)
    stand.collect()
    with stand.ledger() as ledger:
        last = next(v for v in ledger.versions.all() if v.judged.employee == "А-01" and v.counts)
    assert "M202" in [finding.code for finding in last.judged.findings]


def test_there_are_enough_of_them() -> None:
    assert len(MAILS) > 60 and set(MAILS) >= AWAITS | REFUSED | HELD | set(SENDERS)


def test_a_stranger_s_other_answers_replace_nothing_and_the_reason_is_told(stand: Stand) -> None:
    body = base64.b64encode("А-01 accepted other 1".encode()).decode()
    stand.drop("s.eml", mail(part(body=body), sender="nobody@example.org"), 30)
    stand.collect()
    with stand.ledger() as ledger:
        (last,) = (version for version in ledger.versions.all() if version.arrival.message)
    assert stand.verdicts()["first.xlsx"] == "accepted*"
    assert (str(last.verdict), last.counts) == ("held", False)
    assert "I903" in [finding.code for finding in last.judged.findings]
