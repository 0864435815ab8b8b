"""A file of the store that is gone or was changed is not believed, and stops neither the run nor its neighbours."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from perfxl.cli.console import run as command
from perfxl.collect import judging
from perfxl.collect.awaiting_correction import unmendable
from perfxl.collect.collect import Collected, rejudge
from perfxl.collect.decisions import decide
from perfxl.ledger.records import Arrival
from perfxl.letters.corrections import correction_path, write_corrections
from perfxl.period.close import close
from perfxl.period.doctor import CheckState, examine
from perfxl.period.issue_source import with_answers
from perfxl.storage.files import stored
from perfxl.texts import LANGUAGES, texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import running
from perfxl.workspace.stored_bytes import NotKept, kept_bytes
from tests.ledger.made import when
from tests.support.stand import Stand, plain_judge

HARM = ["changed", "changed, as long as before", "gone", "a folder"]


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path / "w", monkeypatch)
    made.drop("a.xlsx", "А-01 accepted x 1")
    made.drop("b.xlsx", "Б-02 accepted x 1", 11)
    made.collect()
    return made


def arrival(stand: Stand, name: str) -> Arrival:
    with stand.ledger() as ledger:
        return next(one for one in ledger.arrivals.all() if one.name == f"inbox/{name}")


def harm(stand: Stand, name: str, how: str) -> Path:
    one = arrival(stand, name)
    path = stored(stand.workspace.store, one.sha256, one.suffix)
    data = path.read_bytes()
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how != "gone":
        path.write_bytes(b"other" if how == "changed" else data[::-1])
    return path


def again(stand: Stand, minutes: float = 200) -> Collected:
    with running(stand.workspace, when(minutes)) as run:
        return rejudge(run)


@pytest.mark.parametrize("how", HARM)
def test_it_keeps_its_judgement_and_is_named_and_the_others_are_judged_anew(
    stand: Stand, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm(stand, "a.xlsx", how)
    monkeypatch.setattr(
        judging, "judge", lambda data, *_: plain_judge(data.replace(b"accepted", b"held"), *_)
    )
    result = again(stand)
    assert result.unkept == ("inbox/a.xlsx",)
    assert stand.verdicts() == {"a.xlsx": "accepted*", "b.xlsx": "held"}


@pytest.mark.parametrize("how", HARM)
def test_the_period_is_not_closed_over_it(stand: Stand, how: str) -> None:
    harm(stand, "a.xlsx", how)
    with running(stand.workspace, when(200)) as run, pytest.raises(Trouble, match="store_unsound") as error:
        close(run, "ХН")
    assert error.value.facts["count"] == 1
    with stand.ledger() as ledger:
        assert not ledger.closings.is_closed


def test_collecting_says_on_stderr_what_to_do(stand: Stand, capsys: pytest.CaptureFixture[str]) -> None:
    from perfxl.cli.commands import perfxl

    harm(stand, "a.xlsx", "changed")
    status = command(perfxl, ["-C", str(stand.workspace.root), "--lang", "en", "collect", "--rejudge"])
    said = capsys.readouterr().err
    assert status == 0
    assert "inbox/a.xlsx" in said and "Restore the folder `store` from a backup" in said
    assert "perfxl doctor" in said


def test_a_copy_is_not_made_of_other_bytes(stand: Stand) -> None:
    harm(stand, "a.xlsx", "changed")
    copy = next(path for path in stand.workspace.accepted.rglob("*.xlsx") if path.name.startswith("А-01"))
    copy.unlink()
    assert stand.collect(at=when(200)).unkept == ("inbox/a.xlsx",)
    assert not copy.exists()


def test_a_waived_rule_cannot_be_applied_to_it(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.set_roster(stand.people[1])
    stand.drop("a2.xlsx", "А-01 accepted y 1", 120)
    stand.collect(at=when(130))
    harm(stand, "a2.xlsx", "changed")
    with running(stand.workspace, when(140)) as run:
        one = arrival(stand, "a2.xlsx")
        result = decide(run, one.id, "waive", "Учир", "ХН", "I902")
    assert result.unkept == ("inbox/a2.xlsx",)
    assert stand.verdicts()["a2.xlsx"] == "held"


@pytest.mark.parametrize("how", HARM)
def test_a_correction_stays_as_it_is(stand: Stand, how: str) -> None:
    stand.drop("b2.xlsx", "Б-02 returned y 1", 20)
    stand.collect(at=when(200))
    path = correction_path(stand.workspace, stand.people[1])
    path.write_bytes(b"made before")
    harm(stand, "b2.xlsx", how)
    with running(stand.workspace, when(210)) as run:
        run.ledger.letters.record_correction("Б-02", "as-it-was", sha256(b"made before").hexdigest())
        assert write_corrections(run) == {"Б-02": path}
        assert path.read_bytes() == b"made before"
        assert unmendable(run) == ["inbox/b2.xlsx"]
        path.write_bytes(b"another one")
        assert write_corrections(run) == {} and path.read_bytes() == b"another one"
    assert stand.collect(at=when(220)).unkept == ("inbox/b2.xlsx",)


def test_answers_are_not_carried_over_from_other_bytes(stand: Stand) -> None:
    from perfxl.form.layout import lay_out
    from perfxl.form.plan import Plan, Unit
    from perfxl.form.token import Token

    harm(stand, "a.xlsx", "changed")
    workspace, one = stand.workspace, stand.people[0]
    token = Token(workspace.form.id, workspace.period.code, one.code, 2)
    plan = Plan(one, Unit(one.organisation, one.unit, ""), ("", ""), (), ())
    layout = lay_out(workspace.form, plan, workspace.period, token)
    with running(workspace) as run, pytest.raises(NotKept):
        with_answers(run, layout)


def test_the_same_workbook_sent_again_mends_the_store(stand: Stand) -> None:
    harm(stand, "a.xlsx", "changed, as long as before")
    stand.drop("again.xlsx", "А-01 accepted x 1", 30)
    stand.collect(at=when(200))
    assert kept_bytes(stand.workspace, arrival(stand, "a.xlsx")) == "А-01 accepted x 1".encode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["not_kept", "store_unsound", "ledger_gone"])
def test_every_trouble_has_its_sentence(name: str, language: str) -> None:
    said = texts(language).word(f"trouble.{name}", file="a.xlsx", count=1, folder="w")
    assert ("a.xlsx" in said or "ledger.db" in said) and "{" not in said


def mail(attachment: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@example.mn", "Тайлан", "<1@example.mn>"
    message.set_content("Хавсаргав")
    name, data = attachment
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


SOURCES = {
    "letter.eml": mail(("t.xlsx", "А-01 accepted z 1".encode())),
    "scan.eml": mail(("signed.pdf", b"%PDF-1.4 signed")),
    "all.zip": zipped("t.xlsx", "А-01 accepted z 1".encode()),
    "mails.zip": zipped("m.eml", mail(("t.xlsx", "А-01 accepted q 1".encode()))),
}


@pytest.mark.parametrize("ending", [".eml", ".pdf", ".zip"])
@pytest.mark.parametrize("how", ["gone", "changed"])
def test_original_mails_zips_and_scans_are_missed_too(stand: Stand, ending: str, how: str) -> None:
    for name, data in SOURCES.items():
        stand.drop(name, data, 50)
    stand.collect(at=when(200))
    assert not [check.name for check in examine(stand.workspace, when(500)) if check.state is CheckState.BAD]
    paths = sorted(stand.workspace.store.rglob(f"*{ending}"))
    assert paths
    for path in paths:
        before = path.read_bytes()
        path.write_bytes(b"other") if how == "changed" else path.unlink()
        bad = [check.name for check in examine(stand.workspace, when(500)) if check.state is CheckState.BAD]
        assert bad == ["store_lost" if how == "gone" else "store_changed"]
        with running(stand.workspace, when(300)) as run, pytest.raises(Trouble, match="store_unsound"):
            close(run, "ХН")
        path.write_bytes(before)
    with running(stand.workspace, when(400)) as run:
        close(run, "ХН")
