"""What the buttons do, without a browser: nothing is closed, sent or decided that was not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.exceptions import NotFound

from perfxl.desk.acts import ACTS, Given, Reply
from perfxl.desk.desk import LOG, LOG_BEFORE
from perfxl.desk.drop import CHECKED, keep_dropped
from perfxl.desk.look import look
from perfxl.desk.questions import code_shown, why_shown
from perfxl.desk.words import Speech
from perfxl.roster.load import load_roster
from perfxl.roster.write import write_roster
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of
from tests.desk.browser import Served, served
from tests.support.months import NOW


@pytest.fixture
def one(own_month: Workspace) -> Iterator[Served]:
    with served(own_month.root, lambda: NOW) as desk:
        yield desk


def press(one: Served, act: str, /, **given: str | list[str]) -> Reply:
    return ACTS[act](one.desk, Given(given, Speech("mn")))


def test_a_period_with_people_missing_is_closed_with_a_reason_alone(one: Served) -> None:
    assert press(one, "close", by="Б.Уянга")["failed"] == texts("mn").word("desk.trouble_no_reason")
    with ledger_of(one.desk.opened) as ledger:
        assert not ledger.closings.is_closed
    assert press(one, "close", by="Б.Уянга", why="Чөлөөтэй байгаа")["go"] == "/next"
    with ledger_of(one.desk.opened) as ledger:
        (closing,) = ledger.closings.all()
    assert (closing.by, closing.why) == ("Б.Уянга", "Чөлөөтэй байгаа")


def test_one_person_s_form_is_issued_again_where_the_plan_has_changed(one: Served) -> None:
    workspace = one.desk.opened
    roster, _ = load_roster(workspace.root, workspace.form)
    assert roster
    people = [
        replace(e, position="ахлах мэргэжилтэн") if e.code in ("004", "006") else e for e in roster.employees
    ]
    write_roster(workspace.roster, workspace.form, workspace.period, replace(roster, employees=tuple(people)))
    press(one, "issue", code="004", again="1")
    one.desk.jobs.finish()
    with ledger_of(workspace) as ledger:
        assert (ledger.issued.last()["004"].issue, ledger.issued.last()["006"].issue) == (2, 1)


def test_nothing_is_sent_that_was_not_tried_before(one: Served) -> None:
    with pytest.raises(Trouble) as caught:
        press(one, "letters", mode="send", round="replies", who=["004"])
    assert caught.value.name == "desk_changed"


def test_letters_to_nobody_are_asked_about(one: Served) -> None:
    with pytest.raises(Trouble) as caught:
        press(one, "letters", mode="write", round="replies")
    assert caught.value.name == "desk_nobody_chosen"


def test_sending_without_a_mail_server_says_so(one: Served) -> None:
    said = press(one, "letters", mode="rehearse", round="replies", who=["004"])
    assert said["failed"]
    assert one.desk.rehearsed is None


def test_a_decision_needs_a_reason_and_a_name(one: Served) -> None:
    with ledger_of(one.desk.opened) as ledger:
        id, stood = next((i, s) for i, s in ledger.versions.standing().items() if s.verdict == "returned")
    asked = {"id": id, "stamp": f"{stood.verdict}:{stood.counts}:0", "what": "accept"}
    with pytest.raises(Trouble) as caught:
        press(one, "decide", **asked, why="x", by=" ")
    assert caught.value.name == "desk_no_name"
    assert press(one, "decide", **asked, why=" ", by="Б.Уянга")["failed"]
    with pytest.raises(Trouble) as caught:
        press(one, "decide", **{**asked, "stamp": "old"}, why="x", by="Б.Уянга")
    assert caught.value.name == "desk_changed"
    with ledger_of(one.desk.opened) as ledger:
        assert ledger.decisions.all() == []


def test_a_halved_roster_is_taken_over_when_a_person_says_so(one: Served) -> None:
    workspace = one.desk.opened
    known, _ = load_roster(workspace.root, workspace.form, workspace.period)
    assert known
    gone = {employee.code for employee in known.employees[4:]}
    shared = {code: rows for code, rows in known.shared.items() if code not in gone}
    half = replace(known, employees=known.employees[:4], shared=shared)
    write_roster(workspace.roster, workspace.form, workspace.period, half)

    def faults() -> list[str]:
        with look(workspace, NOW, one.desk.roster_seen) as seen:
            return [finding.code for finding in seen.run.roster_findings]

    assert "R203" in faults()
    press(one, "issue")  # newcomers would be issued; nobody is taken off the roster by it
    assert "R203" in faults()
    with pytest.raises(Trouble) as caught:
        press(one, "confirm_roster", by="")
    assert caught.value.name == "desk_no_name"
    assert "failed" not in press(one, "confirm_roster", by="Б.Уянга")
    assert "R203" not in faults()


def test_another_folder_is_not_opened_by_a_name_that_was_not_offered(one: Served) -> None:
    for act in ("open_workspace", "make_workspace"):
        with pytest.raises(Trouble) as caught:
            press(one, act, id="/etc", place="/etc", name="x", period="2024-Y", form="order-98-2023-annex-6")
        assert caught.value.name == "desk_no_workspace"


def test_a_workbook_is_checked_and_nothing_of_it_recorded(one: Served) -> None:
    workspace = one.desk.opened
    with ledger_of(workspace) as ledger:
        before = len(ledger.arrivals.all())
        path = workspace.root / ledger.issued.last()["005"].path
    keep_dropped(workspace, "005.xlsx", path.read_bytes(), CHECKED)
    assert "failed" not in press(one, "check")
    job = one.desk.jobs.job
    assert job and job.outcome.sentences[0][1]["name"] == "005.xlsx"
    assert [found.code for found in job.outcome.findings] == ["F100"]
    with ledger_of(workspace) as ledger:
        assert len(ledger.arrivals.all()) == before
    assert list((workspace.root / CHECKED).iterdir()) == []


def test_branches_stand_on_one_sheet(one: Served) -> None:
    assert "failed" not in press(one, "rollup")
    job = one.desk.jobs.job
    assert job and job.outcome.sentences[0][0] == "cli.rolled_up"
    assert (one.desk.opened.root / str(job.outcome.sentences[0][1]["path"])).is_file()


def test_a_code_and_a_figure_are_explained(one: Served) -> None:
    press(one, "sync")
    with look(one.desk.opened, NOW, one.desk.roster_seen) as seen:
        organisation = seen.masters[0][0]
        go = press(one, "why", organisation=organisation, cell="P5")["go"]
        assert go == "/why/0/P5"
        assert why_shown(seen, "0/P5", Speech("mn"))["lines"]
        for asked in ("9/P5", "x", "-1/P5"):
            with pytest.raises(NotFound):
                why_shown(seen, asked, Speech("mn"))
    with pytest.raises(Trouble):
        press(one, "why", organisation=organisation, cell="no cell")
    assert code_shown("f100", Speech("mn"))["code"] == "F100"
    with pytest.raises(NotFound):
        code_shown("F000", Speech("mn"))


def test_the_log_is_bounded(one: Served) -> None:
    for _ in range(5):
        one.desk.log("x" * 900_000)
    kept = sorted(path.name for path in one.desk.opened.root.glob("perfxl-desk*.log"))
    assert kept == [LOG_BEFORE, LOG]
    assert all((one.desk.opened.root / name).stat().st_size < 2_000_000 for name in kept)
