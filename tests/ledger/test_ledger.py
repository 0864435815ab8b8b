"""The ledger keeps what it is given, changes no fact, and survives being opened twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.finding import Verdict
from perfxl.ledger.chain import broken
from perfxl.ledger.connection import LedgerError
from perfxl.ledger.judgements import JudgedOn
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Closing, Decision, Message, Note
from perfxl.ledger.schema import APPEND_ONLY, MIGRATIONS
from perfxl.texts import finding
from tests.ledger.made import arrival, employee, judged, roster, seal, when


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as opened:
        yield opened


def receive(ledger: Ledger, data: bytes = b"one", minutes: float = 0, **kinds: object) -> str:
    """One workbook that came and was judged."""
    one = arrival(f"inbox/{data.decode()}.xlsx", data, minutes)
    assert ledger.arrivals.record(one, when(minutes))
    ledger.judgements.record(one.id, judged(**kinds), 1, when(minutes))  # type: ignore[arg-type]
    return one.id


def test_password_and_secret_are_made_once(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db") as first:
        words = (first.password, first.secret)
    with Ledger.open(tmp_path / "ledger.db") as second:
        assert (second.password, second.secret) == words
    assert len(words[0]) >= 8 and len(words[1]) == 64


def test_what_was_issued_comes_back(ledger: Ledger) -> None:
    for issue in (1, 2):
        ledger.issued.record(
            seal(issue=issue, plan=f"p{issue}"), employee(), f"issued/{issue}.xlsx", when(issue)
        )
    ledger.issued.record(seal("Б-02"), employee("Б-02"), "issued/b.xlsx", when(3))
    assert ledger.issued.seals("2024-Y", "А-01") == (seal(issue=1, plan="p1"), seal(issue=2, plan="p2"))
    assert ledger.issued.latest_seals() == {"А-01": seal(issue=2, plan="p2"), "Б-02": seal("Б-02")}
    sent = ledger.issued.last()["А-01"]
    assert (sent.employee, sent.issue, sent.plan, sent.path, sent.at) == (
        employee(),
        2,
        "p2",
        "issued/2.xlsx",
        when(2),
    )


def test_the_same_issue_twice_is_one(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.issued.record(seal(), employee(), "issued/a.xlsx", when(0))
    assert len(ledger.issued.seals("2024-Y", "А-01")) == 1


def test_a_version_comes_back_as_it_was(ledger: Ledger) -> None:
    receive(ledger, rows=3)
    (version,) = ledger.versions.all()
    assert version.judged == judged(rows=3)
    assert version.arrival == arrival("inbox/one.xlsx")
    assert (version.verdict, version.counts) == (Verdict.ACCEPTED, True)


def test_the_same_bytes_under_the_same_name_are_nothing_new(ledger: Ledger) -> None:
    receive(ledger)
    assert not ledger.arrivals.record(arrival("inbox/one.xlsx"), when(5))
    assert ledger.arrivals.record(arrival("inbox/other.xlsx"), when(5))


def test_a_new_judgement_replaces_the_old_and_the_old_is_kept(ledger: Ledger) -> None:
    one = receive(ledger, verdict=Verdict.RETURNED)
    assert ledger.judgements.record(one, judged(), 2, when(1))
    assert not ledger.judgements.record(one, judged(), 2, when(2))
    assert [version.verdict for version in ledger.versions.all()] == [Verdict.ACCEPTED]
    assert ledger.judgements.bases() == {one: JudgedOn("А-01", None, 2, Verdict.ACCEPTED)}


def test_decisions_move_the_verdict(ledger: Ledger) -> None:
    one = receive(ledger, verdict=Verdict.HELD)
    decision = Decision(one, "accept", "", "Дарга зөвшөөрсөн", "Хүний нөөц", when(9))
    ledger.decisions.record(decision)
    assert ledger.decisions.all() == [decision]
    (version,) = ledger.versions.counting()
    assert (version.verdict, version.counts) == (Verdict.ACCEPTED, True)


def test_a_closed_period_holds_what_comes_late(ledger: Ledger) -> None:
    receive(ledger, b"one")
    ledger.closings.record(Closing("closed", "", "Хүний нөөц", when(60)))
    late = receive(ledger, b"two", 1, answers="Өөр")
    version = next(v for v in ledger.versions.all() if v.arrival.id == late)
    assert (version.verdict, version.judged.findings[-1].code) == (Verdict.HELD, "I901")
    ledger.closings.record(Closing("reopened", "Хожимдсон", "Хүний нөөц", when(90)))
    (version,) = ledger.versions.counting()
    assert (version.arrival.id, version.judged.findings) == (late, ())
    assert [closing.what for closing in ledger.closings.all()] == ["closed", "reopened"]


def test_notes_keep_the_last_word(ledger: Ledger) -> None:
    notes = [
        Note("Газар", "Албан хаагч", "А-01", "ХН тэмдэглэл", text, when(n)) for n, text in enumerate("аб")
    ]
    assert ledger.notes.record(notes) == 2
    assert ledger.notes.record(notes[1:]) == 0
    assert ledger.notes.of("Газар") == [notes[1]]
    ledger.notes.record([Note("Газар", "Албан хаагч", "А-01", "ХН тэмдэглэл", "", when(5))])
    assert ledger.notes.of("Газар") == []


def test_mails_and_scans_come_back(ledger: Ledger) -> None:
    mail = Message("inbox/m.eml", "ab", "workbooks", "a@b.mn", "Тайлан", when(1), ("k1",), (finding("G999"),))
    ledger.messages.record(mail, when(2))
    ledger.messages.record_scan("inbox/m.eml", "scan.pdf", "cd", ".pdf", when(2))
    assert ledger.messages.all() == [mail]
    assert ledger.messages.scans() == {"inbox/m.eml": ("cd.pdf",)}


def test_the_roster_stands_in_for_a_broken_one(ledger: Ledger) -> None:
    assert ledger.roster.kept() is None
    ledger.roster.keep(roster(employee(), employee("Б-02")), when(0))
    assert ledger.roster.kept() == roster(employee(), employee("Б-02"))


def test_an_id_is_found_by_its_beginning(ledger: Ledger) -> None:
    one = receive(ledger)
    found = ledger.arrivals.find(one[:4])
    assert found and found.id == one
    assert ledger.arrivals.find("") is None and ledger.arrivals.find("zzzzzzzzz") is None


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["DELETE FROM {table}", "UPDATE {table} SET rowid = rowid"])
def test_facts_cannot_be_changed(tmp_path: Path, table: str, verb: str) -> None:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        one = receive(ledger)
        ledger.issued.record(seal(), employee(), "issued/a.xlsx", when(0))
        ledger.decisions.record(Decision(one, "accept", "", "", "", when(1)))
        ledger.notes.record([Note("Г", "т", "к", "ХН", "а", when(1))])
        ledger.closings.record(Closing("closed", "", "", when(2)))
        ledger.messages.record_scan("m", "s.pdf", "ab", ".pdf", when(2))
        ledger.decisions.record_done(Decision("m", "done", "", "", "", when(2)))
        ledger.issued.record_bytes("А-01", "ab", when(2))
    db = sqlite3.connect(tmp_path / "ledger.db")
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        db.execute(verb.format(table=table))
    db.close()


def test_the_chain_shows_a_changed_past(ledger: Ledger, tmp_path: Path) -> None:
    receive(ledger)
    assert broken(ledger.events.all()) is None
    db = sqlite3.connect(tmp_path / "ledger.db")
    db.execute("DROP TRIGGER events_no_UPDATE")
    db.execute("UPDATE events SET facts = replace(facts, 'one', 'two') WHERE seq = 2")
    db.commit()
    db.close()
    assert broken(ledger.events.all()) == 2


def test_all_or_nothing(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.transaction():
        receive(ledger)
        raise ZeroDivisionError
    assert ledger.arrivals.all() == [] and broken(ledger.events.all()) is None


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.db").close()
    db = sqlite3.connect(tmp_path / "ledger.db")
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(LedgerError, match=f"version {len(MIGRATIONS) + 1}"):
        Ledger.open(tmp_path / "ledger.db")


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no ledger at all, only some words" * 40)
    with pytest.raises(LedgerError, match=r"ledger\.db"):
        Ledger.open(tmp_path / "ledger.db")


@pytest.mark.parametrize(("journal", "files"), [("wal", True), ("delete", False)])
def test_the_journal_is_the_drives(tmp_path: Path, journal: str, files: bool) -> None:
    with Ledger.open(tmp_path / "ledger.db", journal) as ledger:
        receive(ledger)
        assert (tmp_path / "ledger.db-wal").exists() is files


def test_a_backup_is_whole(ledger: Ledger, tmp_path: Path) -> None:
    receive(ledger)
    ledger.backup(tmp_path / "copy.db")
    with Ledger.open(tmp_path / "copy.db") as copy:
        assert copy.versions.all() == ledger.versions.all() and copy.damage() == []
