"""Taking in what came: nothing lost, nothing twice, a bad document never stops the next."""

from __future__ import annotations

import hashlib
import os
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from perfxl.cli.results import _UNREAD
from perfxl.collect import collect as receive
from perfxl.collect.parcel_json import collect_json
from perfxl.finding import Verdict
from perfxl.intake import source_folder as folder
from perfxl.ledger.chain import broken
from perfxl.ledger.records import Decision
from perfxl.storage.files import stored
from perfxl.texts import texts
from perfxl.workspace.run import Run, running
from tests.ledger.made import employee, when
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(tmp_path / "ажил", monkeypatch)


def test_an_accepted_one_counts_and_has_its_readable_copy(stand: Stand) -> None:
    stand.drop("а/Тайлан.xlsx", "А-01 accepted x 1")
    result = stand.collect()
    assert result.new == 1 and stand.verdicts() == {"а/Тайлан.xlsx": "accepted*"}
    assert stand.accepted() == {"Санхүүгийн хэлтэс/А-01 Б.НэрА-01.xlsx": "А-01 accepted x 1"}
    (version,) = result.versions
    assert version.copy == "accepted/Санхүүгийн хэлтэс/А-01 Б.НэрА-01.xlsx"


def test_every_byte_that_came_lies_in_the_store(stand: Stand) -> None:
    data = b"\x00\x01 no workbook"
    stand.drop("x.XLSX", data)
    stand.collect()
    place = stored(stand.workspace.store, hashlib.sha256(data).hexdigest(), ".xlsx")
    assert place.read_bytes() == data


def test_known_bytes_at_a_known_path_are_nothing_new(stand: Stand) -> None:
    path = stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.collect()
    assert stand.collect().versions == ()
    os.utime(path, (1, 1))  # touched, not changed
    assert stand.collect().versions == ()
    assert path.exists()


def test_other_bytes_at_a_known_path_are_a_new_version(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.collect()
    stand.drop("a.xlsx", "А-01 accepted y 1", 20)
    result = stand.collect()
    assert sorted(str(v.verdict) for v in result.versions) == ["accepted", "superseded"]
    assert list(stand.accepted().values()) == ["А-01 accepted y 1"]


def test_the_same_bytes_at_another_path_are_a_duplicate(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.drop("б/b.xlsx", "А-01 accepted x 1", 20)
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "accepted*", "б/b.xlsx": "duplicate"}


def test_a_fault_of_ours_holds_one_and_lets_the_others_go_on(stand: Stand) -> None:
    stand.drop("1.xlsx", "bang")
    stand.drop("2.xlsx", "А-01 accepted x 1")
    result = stand.collect()
    assert stand.verdicts() == {"1.xlsx": "held", "2.xlsx": "accepted*"}
    (fault,) = next(v for v in result.versions if v.verdict is Verdict.HELD).judged.findings
    assert (fault.code, fault.facts["fault"]) == ("G999", "KeyError: 'bang'")


def test_after_the_fault_is_mended_rejudge_gives_the_verdict(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfxl.collect import judging
    from tests.ledger.made import judged

    stand.drop("1.xlsx", "bang")
    stand.collect()
    monkeypatch.setattr(judging, "judge", lambda *_: judged())
    with running(stand.workspace, when(200)) as run:
        receive.rejudge(run)
    assert stand.verdicts() == {"1.xlsx": "accepted*"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.xlsx", b""),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("calc.ods", b"PK\x03\x04 no more"),
        ("Тайлан.XLSX", b"PK\x03\x04word/document.xml"),
    ],
)
def test_what_calls_itself_a_workbook_gets_a_verdict(stand: Stand, name: str, data: bytes) -> None:
    stand.drop(name, data)
    stand.collect()
    assert stand.verdicts() == {name: "refused"}


@pytest.mark.parametrize(
    ("name", "data"), [("scan.pdf", b"%PDF-1.4"), ("notes.txt", b"words"), ("letter.docx", b"PK\x03\x04")]
)
def test_what_is_no_workbook_is_listed_too(stand: Stand, name: str, data: bytes) -> None:
    stand.drop(name, data)
    result = stand.collect()
    assert stand.verdicts() == {}
    assert [message.name for message in result.messages] == [f"inbox/{name}"]
    assert result.messages[0].state in ("nothing found", "needs a person")


@pytest.mark.parametrize("name", ["~$Тайлан.xlsx", ".~lock.a.xlsx#", "Thumbs.db", ".DS_Store", "._a.xlsx"])
def test_litter_of_programs_is_left_alone(stand: Stand, name: str) -> None:
    stand.drop(name, b"x")
    result = stand.collect()
    assert (result.versions, result.messages) == ((), ())


def test_members_of_a_zip_are_taken_in(stand: Stand, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("Тайлан.xlsx", "А-01 accepted x 1")
    stand.drop("z.zip", (tmp_path / "z.zip").read_bytes())
    stand.collect()
    assert stand.verdicts() == {"z.zip!Тайлан.xlsx": "accepted*"}


def test_an_unreadable_file_is_named_and_tried_again(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    with monkeypatch.context() as patch:

        def refuse(_: Path) -> None:
            raise PermissionError(13, "Permission denied")

        patch.setattr(folder, "_bytes", refuse)
        assert stand.collect().unread == (("inbox/a.xlsx", "Permission denied"),)
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "accepted*"}


def test_a_newer_issue_has_what_came_judged_anew(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.collect()
    stand.reissue("А-01", 2)
    result = stand.collect()
    assert [(v.judged.stale, str(v.verdict), v.counts) for v in result.versions] == [
        (True, "superseded", True)
    ]
    stand.drop("b.xlsx", "А-01 accepted x 2", 20)
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "superseded", "b.xlsx": "accepted*"}


def test_a_code_that_is_issued_later_is_judged_anew(stand: Stand) -> None:
    stand.drop("a.xlsx", "В-03 accepted x 1")
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "held"}
    stand.set_roster(*stand.people, employee("В-03"))
    stand.reissue("В-03", 1)
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "accepted*"}


def test_who_left_the_roster_keeps_what_came_and_later_ones_are_held(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.collect()
    stand.set_roster(stand.people[1])
    stand.drop("b.xlsx", "А-01 accepted y 1", 20)
    result = stand.collect()
    assert stand.verdicts() == {"a.xlsx": "accepted*", "b.xlsx": "held"}
    assert [f.code for v in result.versions for f in v.judged.findings] == ["I902"]
    stand.set_roster(*stand.people)
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "superseded", "b.xlsx": "accepted*"}


def test_a_waived_rule_has_the_workbook_judged_anew(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 returned x 1")
    (version,) = stand.collect().versions
    with stand.ledger() as ledger:
        ledger.decisions.record(Decision(version.arrival.id, "waive", "I902", "Зөв", "ХН", when(50)))
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "accepted*"}


def test_a_returned_one_takes_its_copy_away(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    (version,) = stand.collect().versions
    with stand.ledger() as ledger:
        ledger.decisions.record(Decision(version.arrival.id, "return", "", "Буруу", "ХН", when(50)))
    stand.collect()
    assert stand.accepted() == {}


def test_a_copy_that_somebody_deleted_comes_back(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.collect()
    before = stand.accepted()
    for path in stand.workspace.accepted.rglob("*.xlsx"):
        path.unlink()
    stand.collect()
    assert stand.accepted() == before


def test_names_that_clash_get_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    stand = Stand(tmp_path / "w", monkeypatch, ("A/1", "A:1"))
    stand.set_roster(*(replace(one, name="Нэр") for one in stand.people))
    stand.drop("a.xlsx", "A/1 accepted x 1")
    stand.drop("b.xlsx", "A:1 accepted x 1")
    stand.collect()
    assert stand.accepted() == {
        "Санхүүгийн хэлтэс/A_1 Б.Нэр.xlsx": "A/1 accepted x 1",
        "Санхүүгийн хэлтэс/A_1 Б.Нэр (2).xlsx": "A:1 accepted x 1",
    }


def test_an_employee_who_moved_to_another_unit_has_the_copy_there_alone(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.collect()
    stand.set_roster(employee("А-01", "Шинэ хэлтэс"), stand.people[1])
    stand.collect()
    assert list(stand.accepted()) == ["Шинэ хэлтэс/А-01 Б.НэрА-01.xlsx"]


def test_the_json_document(stand: Stand) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.drop("b.xlsx", "В-03 accepted x 1", 11)
    stand.drop("c.pdf", b"%PDF-1.4")
    result = stand.collect()
    with stand.ledger() as ledger:
        document = collect_json(Run.over(stand.workspace, ledger), result, "mn")
    assert [p["verdict"] for p in document["parcels"]] == ["accepted", "held"]
    first = document["parcels"][0]
    assert (first["employee"], first["organisation"], first["unit"], first["rows"]) == (
        "А-01", "Туршилтын газар", "Санхүүгийн хэлтэс", 1,
    )  # fmt: skip
    assert document["summary"]["held"] == 1 and set(document["summary"]) == {str(v) for v in Verdict}
    assert [m["name"] for m in document["messages"]] == ["inbox/c.pdf"]


def test_the_order_of_taking_in_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [
        ("a.xlsx", "А-01 accepted x 1", 3),
        ("b.xlsx", "А-01 returned y 1", 5),
        ("c.xlsx", "А-01 accepted z 1", 1),
    ]
    seen = []
    for number, order in enumerate((sent, sent[::-1], sent[1:] + sent[:1])):
        stand = Stand(tmp_path / str(number), monkeypatch)
        for name, content, minutes in order:
            stand.drop(name, content, minutes)
            stand.collect()
        seen.append((stand.verdicts(), stand.accepted()))
        with stand.ledger() as ledger:
            assert broken(ledger.events.all()) is None
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == {"a.xlsx": "accepted*", "b.xlsx": "returned", "c.xlsx": "superseded"}


def test_a_judgement_that_cannot_be_kept_holds_one_and_lets_the_others_go_on(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from perfxl.collect import judging
    from tests.support.stand import plain_judge

    def judge(data: bytes, *rest: object) -> object:
        judged = plain_judge(data, *rest)  # type: ignore[arg-type]
        return replace(judged, control=object()) if b" odd " in data else judged

    monkeypatch.setattr(judging, "judge", judge)
    stand.drop("1.xlsx", "А-01 accepted odd 1")
    stand.drop("2.xlsx", "Б-02 accepted x 1")
    stand.collect()
    assert stand.verdicts() == {"1.xlsx": "held", "2.xlsx": "accepted*"}


def test_halves_of_characters_are_kept_as_question_marks(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from perfxl.collect import judging
    from tests.ledger.made import answered, judged

    said = replace(judged(), rows=(answered(achieved="Хийсэн \ud83d"),))
    monkeypatch.setattr(judging, "judge", lambda *_: said)
    stand.drop("1.xlsx", "x")
    stand.collect()
    with stand.ledger() as ledger:
        (version,) = ledger.versions.all()
    assert (str(version.verdict), version.judged.rows[0].achieved) == ("accepted", "Хийсэн ?")


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX alone")
@pytest.mark.parametrize("charset", ["cp1251", "cp866", "koi8-r"])
def test_a_file_name_in_an_old_character_set(stand: Stand, charset: str) -> None:
    raw = os.fsencode(stand.workspace.inbox) + b"/" + "Тайлан.xlsx".encode(charset)
    Path(os.fsdecode(raw)).write_bytes("А-01 accepted x 1".encode())
    stand.collect()
    assert stand.collect().versions == ()
    assert list(stand.verdicts().values()) == ["accepted*"]


@pytest.mark.parametrize("minutes", [-(10**9), 10**7])
def test_a_file_with_an_impossible_time(stand: Stand, minutes: float) -> None:
    path = stand.drop("a.xlsx", "А-01 accepted x 1")
    os.utime(path, ns=(0, int(minutes * 60 * 10**9)))
    stand.collect()
    assert stand.verdicts() == {"a.xlsx": "accepted*"}


def test_other_sources_than_the_inbox(stand: Stand, tmp_path: Path) -> None:
    folder = tmp_path / "usb" / "а"
    folder.mkdir(parents=True)
    (folder / "a.xlsx").write_text("А-01 accepted x 1", encoding="utf-8")
    (tmp_path / "one.xlsx").write_text("Б-02 accepted x 1", encoding="utf-8")
    for _ in range(2):
        stand.collect(tmp_path / "usb", tmp_path / "one.xlsx")
    assert list(stand.verdicts().values()) == ["accepted*", "accepted*"]
    with stand.ledger() as ledger:
        names = {arrival.name for arrival in ledger.arrivals.all()}
    assert names == {(folder / "a.xlsx").as_posix(), (tmp_path / "one.xlsx").as_posix()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_jobs_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    """With the real judge: what is no workbook is refused in other processes as it is here."""
    stand = Stand(tmp_path, monkeypatch)
    monkeypatch.undo()
    for number in range(12):
        stand.drop(f"{number}.xlsx", f"no workbook {number}")
    result = stand.collect(jobs=jobs)
    assert [str(v.verdict) for v in result.versions] == ["refused"] * 12
    assert len({found.code for v in result.versions for found in v.judged.findings}) == 1


def _set_time(path: Path, year: int) -> None:
    stamp = datetime(year, 1, 20, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))


def _mail(date: str, content: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Date"] = "bat@example.mn", date
    mail.set_content("x")
    mail.add_attachment(content.encode(), "application", "octet-stream", filename="a.xlsx")
    return mail.as_bytes()


def test_a_file_from_a_wrong_clock_does_not_shadow_what_comes_later(stand: Stand) -> None:
    _set_time(stand.drop("a.xlsx", "А-01 accepted x 1"), 2096)
    result = stand.collect(at=when(100))
    (message,) = result.messages
    (note,) = message.findings
    assert (message.state, note.code, note.facts["shown"]) == ("workbooks", "M114", "2096.01.20")
    assert result.versions[0].arrival.received == when(100)
    stand.drop("b.xlsx", "А-01 accepted y 1", 200)
    stand.collect(at=when(300))
    assert stand.verdicts() == {"a.xlsx": "superseded", "b.xlsx": "accepted*"}


def test_a_mail_from_a_wrong_clock_does_not_shadow_what_comes_later(stand: Stand) -> None:
    stand.drop("a.eml", _mail("Tue, 20 Jan 2099 10:00:00 +0800", "А-01 accepted x 1"), 10)
    result = stand.collect(at=when(100))
    assert [f.code for m in result.messages for f in m.findings] == ["M114"]
    assert result.versions[0].arrival.received == when(10)
    stand.drop("b.xlsx", "А-01 accepted y 1", 50)
    stand.collect(at=when(100))
    assert stand.verdicts() == {"a.eml!a.xlsx": "superseded", "b.xlsx": "accepted*"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_and_links_are_listed_and_the_others_go_on(stand: Stand, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "o.xlsx").write_text("А-01 accepted x 1", encoding="utf-8")
    inbox = stand.workspace.inbox
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / "link.xlsx").symlink_to(outside / "o.xlsx")
    (inbox / "dangling.xlsx").symlink_to(outside / "none.xlsx")
    (inbox / "folder").symlink_to(outside)
    stand.drop("z.xlsx", "Б-02 accepted x 1")
    result = stand.collect()
    assert result.unread == (
        ("inbox/dangling.xlsx", "link"),
        ("inbox/folder", "link"),
        ("inbox/link.xlsx", "link"),
        ("inbox/pipe.xlsx", "special"),
    )
    assert stand.verdicts() == {"z.xlsx": "accepted*"}


def test_a_file_that_vanishes_is_listed_and_the_others_go_on(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.drop("a.xlsx", "А-01 accepted x 1")
    stand.drop("b.xlsx", "Б-02 accepted x 1")
    honest = folder.find

    def find(*given: object) -> object:
        found = list(honest(*given))  # type: ignore[arg-type]
        (stand.workspace.inbox / "a.xlsx").unlink()
        return found

    monkeypatch.setattr(receive, "find", find)
    assert stand.collect().unread == (("inbox/a.xlsx", "gone"),)
    assert stand.verdicts() == {"b.xlsx": "accepted*"}


def test_why_a_file_was_not_read_is_said_in_words() -> None:
    for language in ("mn", "en"):
        said = {why: texts(language).word(f"cli.unread_{why}", name="a.xlsx") for why in _UNREAD}
        assert len(set(said.values())) == 5 and all("a.xlsx" in one for one in said.values())
