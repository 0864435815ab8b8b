"""HR's decisions in the master: carried out once, on the version that HR saw, and answered in the cell beside."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run as command
from perfxl.collect.decisions import decide
from perfxl.letters.round import Lettered
from perfxl.master.notes.hr_part import OldMaster
from perfxl.master.notes.read_back import read_master
from perfxl.period import sync as syncing
from perfxl.period.close import close
from perfxl.period.sync import Synced
from perfxl.workspace.run import running
from tests.ledger.made import when
from tests.support.hr_master import column, master, write
from tests.support.runs import consolidate, sync
from tests.support.stand import Stand, broken_mail


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path, monkeypatch)
    made.drop("a.xlsx", "А-01 held x 1")
    made.drop("b.xlsx", "Б-02 accepted x 1")
    synced(made, 100)
    return made


def synced(stand: Stand, minutes: float) -> Synced:
    return sync(stand.workspace, when(minutes))


def people(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)["Албан хаагч"]


def stands(stand: Stand, code: str, word: str) -> object:
    sheet = people(master(stand))
    row = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value == code)
    return sheet.cell(row, column(sheet, f"ХН {word}")).value


@pytest.mark.parametrize("contact", ["Д.Сараа", ""])
def test_a_decision_in_the_master_is_carried_out_and_answered(
    stand: Stand, contact: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "saraa.d")
    stand.set_roster(*stand.people, contact_name=contact)
    write(stand, "А-01", шийдвэр="хүлээн авах", үндэслэл="Дарга зөвшөөрсөн")
    done = synced(stand, 200)
    assert stand.verdicts() == {"a.xlsx": "accepted*", "b.xlsx": "accepted*"}
    assert [answer.trouble for answer in done.answers] == [None]
    assert str(stands(stand, "А-01", "хариу")).startswith("Биелсэн: ")
    assert stands(stand, "А-01", "шийдвэр") == "хүлээн авах"
    with stand.ledger() as ledger:
        (decision,) = ledger.decisions.all()
    assert (decision.what, decision.why, decision.by) == (
        "accept",
        "Дарга зөвшөөрсөн",
        f"{contact or 'saraa.d'} (нэгтгэл)",
    )


def test_it_is_carried_out_once(stand: Stand) -> None:
    write(stand, "А-01", шийдвэр="хүлээн авах", үндэслэл="Дарга зөвшөөрсөн")
    synced(stand, 200)
    assert synced(stand, 300).answers == ()
    with stand.ledger() as ledger:
        assert len(ledger.decisions.all()) == 1
    assert str(stands(stand, "А-01", "хариу")).startswith("Биелсэн: ")


def test_it_never_falls_on_a_later_version(stand: Stand) -> None:
    write(stand, "Б-02", шийдвэр="буцаах", үндэслэл="Буруу")
    synced(stand, 200)
    stand.drop("b2.xlsx", "Б-02 accepted y 1", 210)
    synced(stand, 300)
    synced(stand, 400)
    assert stand.verdicts() == {"a.xlsx": "held", "b.xlsx": "returned", "b2.xlsx": "accepted*"}


def test_it_falls_on_the_version_that_hr_saw_though_a_master_was_made_between(stand: Stand) -> None:
    write(stand, "Б-02", шийдвэр="буцаах", үндэслэл="Буруу")
    stand.drop("b2.xlsx", "Б-02 accepted y 1", 210)
    stand.collect(at=when(220))
    consolidate(stand.workspace, None, when(230))
    synced(stand, 300)
    assert stand.verdicts() == {"a.xlsx": "held", "b.xlsx": "returned", "b2.xlsx": "accepted*"}


def test_said_again_after_it_was_taken_away_it_is_a_new_decision(stand: Stand) -> None:
    write(stand, "Б-02", шийдвэр="буцаах", үндэслэл="Буруу")
    synced(stand, 200)
    write(stand, "Б-02", шийдвэр=None, үндэслэл=None)
    synced(stand, 300)
    assert stands(stand, "Б-02", "хариу") is None
    stand.drop("b2.xlsx", "Б-02 accepted y 1", 310)
    synced(stand, 320)
    write(stand, "Б-02", шийдвэр="буцаах", үндэслэл="Буруу")
    synced(stand, 400)
    assert stand.verdicts()["b2.xlsx"] == "returned"


@pytest.mark.parametrize(
    ("code", "said", "why", "trouble"),
    [
        ("А-01", "хүлээн авах", None, "no_reason_here"),
        ("А-01", "магадгүй", "Учир", "not_understood"),
        ("В-03", "хүлээн авах", "Учир", "nothing_came"),
    ],
)
def test_what_cannot_be_carried_out_is_answered_too(
    stand: Stand, code: str, said: str, why: str | None, trouble: str
) -> None:
    from tests.ledger.made import employee

    stand.set_roster(*stand.people, employee("В-03"))
    synced(stand, 150)
    write(stand, code, шийдвэр=said, үндэслэл=why)
    (answer,) = synced(stand, 200).answers
    assert answer.trouble and answer.trouble.name == trouble
    assert stands(stand, code, "хариу") == answer.text
    assert stand.verdicts()["a.xlsx"] == "held"


def test_with_the_reason_added_it_is_carried_out(stand: Stand) -> None:
    write(stand, "А-01", шийдвэр="хүлээн авах")
    synced(stand, 200)
    write(stand, "А-01", үндэслэл="Дарга зөвшөөрсөн")
    synced(stand, 300)
    assert stand.verdicts()["a.xlsx"] == "accepted*"
    assert str(stands(stand, "А-01", "хариу")).startswith("Биелсэн: ")


def test_hrs_notes_stay(stand: Stand) -> None:
    write(stand, "А-01", тэмдэглэл="Утсаар ярив")
    for minutes in (200, 300):
        synced(stand, minutes)
    assert stands(stand, "А-01", "тэмдэглэл") == "Утсаар ярив"


def test_a_closed_period_is_left_as_it_was(stand: Stand) -> None:
    with running(stand.workspace, when(150)) as run:
        close(run, "ХН")
    before = master(stand).read_bytes()
    stand.drop("late.xlsx", "А-01 accepted y 1", 160)
    done = synced(stand, 200)
    assert done.closed and done.masters.masters == () and len(done.awaiting) == 2
    assert master(stand).read_bytes() == before


def test_a_second_run_makes_the_same_master(stand: Stand) -> None:
    import zipfile

    def parts() -> dict[str, bytes]:
        with zipfile.ZipFile(master(stand)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    synced(stand, 200)
    before = parts()
    synced(stand, 300)
    assert parts() == before


def test_a_master_is_read_once_in_a_run(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Path] = []

    def counted(path: Path) -> OldMaster:
        seen.append(path)
        return read_master(path)

    monkeypatch.setattr("perfxl.master.notes.lying_masters.read_master", counted)
    write(stand, "Б-02", тэмдэглэл="дуудсан")
    synced(stand, 130)
    assert seen == [master(stand)]


def test_what_hr_saves_while_a_run_collects_is_seen(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def save(*_: object) -> Lettered:
        write(stand, "А-01", тэмдэглэл="Ярьсан")
        return Lettered(())

    monkeypatch.setattr(syncing, "write_replies", save)
    sync(stand.workspace, when(130))
    assert stands(stand, "А-01", "тэмдэглэл") == "Ярьсан"


def test_a_mail_that_needs_a_person_awaits_one_until_somebody_is_done_with_it(stand: Stand) -> None:
    assert len(synced(stand, 150).awaiting) == 1  # a.xlsx is held
    stand.drop("winmail.eml", broken_mail(), 160)
    for minutes in (200, 300):
        assert [row.kind for row in synced(stand, minutes).awaiting] == ["workbook", "message"]
    (mail,) = (row for row in synced(stand, 310).awaiting if row.kind == "message")
    with running(stand.workspace, when(320)) as run:
        decide(run, mail.id[:5], "done", "Утсаар ярьсан", "Сараа")
    assert [row.kind for row in synced(stand, 330).awaiting] == ["workbook"]


def test_a_decision_that_could_not_be_carried_out_awaits_a_person(stand: Stand) -> None:
    stand.drop("b.xlsx", "Б-02 accepted y 1", 160)
    synced(stand, 170)
    write(stand, "Б-02", шийдвэр="магадгүй", үндэслэл="Учир")
    for minutes in (200, 300):
        done = synced(stand, minutes)
        assert [(row.kind, row.employee, row.trouble) for row in done.awaiting] == [
            ("workbook", "А-01", ""), ("workbook", "Б-02", "not_understood"),
        ]  # fmt: skip
    write(stand, "Б-02", шийдвэр=None, үндэслэл=None)
    assert len(synced(stand, 400).awaiting) == 1


@pytest.mark.parametrize("verb", ["collect", "sync"])
def test_strict_runs_tell_of_a_mail_that_needs_a_person(
    stand: Stand, verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perfxl.letters.round.write_corrections", lambda *_: {})
    with running(stand.workspace, when(110)) as run:
        decide(run, run.ledger.arrivals.all()[0].id, "return", "Учир", "ХН", "")
    said = ["-C", str(stand.workspace.root), "--lang", "en", "--strict", verb]
    assert command(perfxl, said) == 0
    stand.drop("locked.eml", broken_mail(), 160)
    assert command(perfxl, said) == 10
    out = capsys.readouterr()
    assert "locked.eml — needs a person" in out.out + out.err
    assert command(perfxl, said) == 10  # as long as it awaits one, however often it is run
    assert command(perfxl, [*said[:-1], "status"]) == 10
    with running(stand.workspace) as run:
        (mail,) = run.ledger.messages.all()
    assert command(perfxl, [*said[:-1], "decide", mail.id, "done", "--why", "called"]) == 0
    assert command(perfxl, said) == command(perfxl, [*said[:-1], "status"]) == 0
    assert command(perfxl, said) == 0
