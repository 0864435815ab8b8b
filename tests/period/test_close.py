"""Month end: closed, proved, opened again; one changed byte anywhere is found."""

from __future__ import annotations

import io
import json
import os
import random
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfxl import __version__
from perfxl.collect.collect import rejudge
from perfxl.collect.decisions import decide
from perfxl.ledger.records import Closing
from perfxl.period import close as closing
from perfxl.period.close import Closed, close, reopen, verify
from perfxl.period.closing_manifest import ClosingChange, Manifest
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import running
from tests.ledger.made import when
from tests.support.ledger_edits import edit
from tests.support.runs import consolidate
from tests.support.stand import Stand


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    made = Stand(tmp_path / "ажил", monkeypatch)
    made.drop("a.xlsx", "А-01 accepted x 1")
    made.drop("b.xlsx", "Б-02 returned x 1", 11)
    made.drop("c.xlsx", b"no workbook", 12)
    made.collect()
    return made


def shut(stand: Stand, minutes: float = 200) -> Closed:
    with running(stand.workspace, when(minutes)) as run:
        return close(run, "Хүний нөөц")


def test_what_was_closed_is_proved(stand: Stand) -> None:
    done = shut(stand)
    assert (done.versions, done.held) == (3, 0)
    assert verify(stand.workspace) == ()


def test_the_register_names_every_workbook(stand: Stand) -> None:
    with running(stand.workspace, when(150)) as run:
        one = next(v for v in run.ledger.versions.all() if v.judged.employee == "Б-02").arrival
        decide(run, one.id, "accept", "Дарга зөвшөөрсөн", "Сараа")
    sheet = load_workbook(io.BytesIO(shut(stand).register.read_bytes())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[1] for row in rows] == ["А-01", "Б-02", ""]
    assert (
        rows[1][9] == "хүлээн авсан" and rows[1][11] == "Дарга зөвшөөрсөн" and rows[1][10].startswith("Сараа")
    )
    assert rows[1][13] == one.sha256


def test_a_closed_period_holds_what_comes_and_takes_no_decision(stand: Stand) -> None:
    shut(stand)
    stand.drop("late.xlsx", "А-01 accepted y 1", 20)
    stand.collect(at=when(300))
    assert stand.verdicts()["late.xlsx"] == "held" and stand.verdicts()["a.xlsx"] == "accepted*"
    with running(stand.workspace, when(301)) as run, pytest.raises(Trouble, match="period_closed"):
        decide(run, run.ledger.arrivals.all()[0].id, "return", "Учир", "ХН", "")
    assert verify(stand.workspace) == ()  # the late one's bytes in the store change nothing that was sealed


def test_opened_again_what_came_late_counts(stand: Stand) -> None:
    shut(stand)
    stand.drop("late.xlsx", "А-01 accepted y 1", 20)
    stand.collect(at=when(300))
    with running(stand.workspace, when(310)) as run:
        reopen(run, "ХН", "Хожимдсон")
    stand.collect(at=when(320))
    assert stand.verdicts()["late.xlsx"] == "accepted*"
    assert shut(stand, 330).versions == 4
    assert verify(stand.workspace) == ()


@pytest.mark.parametrize(("step", "trouble"), [("close", "already_closed"), ("reopen", "no_reason")])
def test_what_cannot_be_done_to_a_closed_period(stand: Stand, step: str, trouble: str) -> None:
    shut(stand)
    with running(stand.workspace, when(400)) as run, pytest.raises(Trouble, match=trouble):
        if step == "close":
            close(run, "ХН")
        else:
            reopen(run, "ХН", " ")


def test_the_masters_of_a_closed_period_stay_and_come_out_the_same_when_it_is_opened(stand: Stand) -> None:
    shut(stand)
    before = {path.name: path.read_bytes() for path in stand.workspace.master.glob("*.xlsx")}
    with pytest.raises(Trouble, match="closed_masters"):
        consolidate(stand.workspace, None, when(300))
    with running(stand.workspace, when(310)) as run:
        reopen(run, "ХН", "Хожимдсон")
    consolidate(stand.workspace, None, when(320))
    assert {path.name: path.read_bytes() for path in stand.workspace.master.glob("*.xlsx")} == before
    assert not (stand.workspace.master / "history").exists()


def test_a_closed_period_is_not_judged_anew(stand: Stand) -> None:
    shut(stand)
    stand.reissue("А-01", 2)
    with running(stand.workspace, when(300)) as run:
        assert rejudge(run).versions == ()
    assert stand.verdicts()["a.xlsx"] == "accepted*"
    with running(stand.workspace, when(310)) as run:
        reopen(run, "ХН", "Дахин олгосон")
    stand.collect(at=when(320))
    assert stand.verdicts()["a.xlsx"] == "superseded*"


def test_runs_that_find_nothing_new_leave_the_closing_proved(stand: Stand) -> None:
    shut(stand)
    os.utime(stand.workspace.inbox / "a.xlsx", (1, 1))
    (copy,) = stand.workspace.accepted.rglob("*.xlsx")
    copy.unlink()
    stand.collect(at=when(300))
    assert copy.is_file() and verify(stand.workspace) == ()


def test_an_open_period_has_nothing_to_prove(stand: Stand) -> None:
    with pytest.raises(Trouble, match="not_closed"):
        verify(stand.workspace)


def test_a_closing_cut_short_before_its_last_step_is_finished(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def stop(*_: object) -> Closed:
            raise KeyboardInterrupt

        patch.setattr(closing, "_finish", stop)
        with pytest.raises(KeyboardInterrupt):
            shut(stand)
    assert shut(stand, 300).versions == 3
    assert verify(stand.workspace) == ()


def test_a_closing_cut_short_before_it_was_recorded_is_made_anew(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("perfxl.ledger.closings.Closings.record", stop)
        with pytest.raises(KeyboardInterrupt):
            shut(stand)
    with pytest.raises(Trouble, match="not_closed"):
        verify(stand.workspace)
    shut(stand, 300)
    assert verify(stand.workspace) == ()


def flipped(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 0x41
    path.write_bytes(data)


def every_file(stand: Stand) -> list[str]:
    """Files that a closing vouches for."""
    root = stand.workspace.root
    named = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    return sorted(name for name in named if not name.startswith("outbox/") and not name.endswith(".lock"))


def test_one_changed_byte_anywhere_is_found(stand: Stand) -> None:
    (stand.workspace.issued / "А-01.xlsx").write_bytes(b"issued")
    shut(stand)
    chance = random.Random(7)
    files = every_file(stand)
    assert {name.split("/")[0] for name in files} >= {
        "store",
        "issued",
        "accepted",
        "master",
        "inbox",
        "closing",
    }
    for name in files:
        path = stand.workspace.root / name
        before = path.read_bytes()
        for at in {0, len(before) - 1, *(chance.randrange(len(before)) for _ in range(3))}:
            flipped(path, at)
            assert verify(stand.workspace), (name, at)
            path.write_bytes(before)
    assert verify(stand.workspace) == ()


@pytest.mark.parametrize("name", ["accepted", "store", "master"])
def test_a_file_taken_away_or_put_in_is_found(stand: Stand, name: str) -> None:
    shut(stand)
    path = next(path for path in sorted((stand.workspace.root / name).rglob("*")) if path.is_file())
    moved = path.with_name("moved.bin")
    path.rename(moved)
    said = {change.what: change.name for change in verify(stand.workspace)}
    root = stand.workspace.root
    added = {} if name == "store" else {"added": moved.relative_to(root).as_posix()}
    assert said == {"missing": path.relative_to(root).as_posix(), **added}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE judgements SET verdict = 'accepted' WHERE employee = 'Б-02'",
        "UPDATE arrivals SET received = '2024-01-01T00:00:00.000000+00:00'",
        "DELETE FROM judgements WHERE employee = 'А-01'",
        "UPDATE events SET at = '2024-01-01T00:00:00.000000+00:00' WHERE seq = 3",
        "INSERT INTO decisions (arrival, what, rule, why, decider, at) "
        "SELECT id, 'accept', '', '', '', '2024-12-05T09:00:00.000000+00:00' FROM arrivals LIMIT 1",
        "UPDATE issued SET plan = 'p9', seal = x'00'",
        "DELETE FROM closings",
    ],
)
def test_a_row_changed_later_behind_the_ledgers_back_is_found(stand: Stand, statement: str) -> None:
    shut(stand)
    with running(stand.workspace) as run:
        run.ledger.events.record(
            "later", "", "{}", when(500)
        )  # the ledger has moved on: its bytes differ anyway
    assert verify(stand.workspace) == ()
    edit(stand, statement)
    assert any(change.what == "ledger" for change in verify(stand.workspace))


def test_a_manifest_written_anew_by_somebody_does_not_fit_the_ledger(stand: Stand) -> None:
    done = shut(stand)
    document = json.loads(done.manifest.read_text(encoding="utf-8"))
    document["closing"]["versions"][1]["verdict"] = "accepted"
    done.manifest.write_bytes(Manifest(document["closing"], document["ledger"]).to_bytes())
    assert ClosingChange("ledger", "closing") in verify(stand.workspace)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        '{"closing": 1, "sha256": "", "ledger": "x", "seal": ""}',
        '{"closing": {"chain": {}}, "sha256": "", "ledger": "x", "seal": ""}',
    ],
)
def test_a_manifest_that_is_none_is_told_as_changed(stand: Stand, text: str) -> None:
    done = shut(stand)
    done.manifest.write_text(text, encoding="utf-8")
    assert verify(stand.workspace) == (ClosingChange("changed", "closing/1/manifest.json"),)


def test_the_ledger_remembers_every_closing(stand: Stand) -> None:
    shut(stand)
    with running(stand.workspace) as run:
        (kept,) = run.ledger.closings.all()
    assert isinstance(kept, Closing) and (kept.what, kept.by, len(kept.manifest)) == (
        "closed",
        "Хүний нөөц",
        64,
    )


def test_the_sentences_stand_in_register_and_manifest_as_they_were_worded(stand: Stand) -> None:
    stand.drop("h.xlsx", "А-01 held y 1", 20)
    stand.collect()
    with running(stand.workspace, when(150)) as run:
        version = next(v for v in run.ledger.versions.all() if v.judged.findings)
    done = shut(stand)
    said = [texts("mn").of(found) for found in version.judged.findings]
    closing = json.loads(done.manifest.read_text(encoding="utf-8"))["closing"]
    assert closing["program"] == __version__
    assert [line["text"] for line in closing["sentences"][version.arrival.id]] == said
    book = load_workbook(done.register)
    assert __version__ in str(book.worksheets[0]["A1"].value)
    assert [row[3] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)] == said
    assert verify(stand.workspace) == ()
