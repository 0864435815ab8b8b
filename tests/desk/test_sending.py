"""Letters sent from the page: tried first, each goes once, also after a stop in the middle; a round sends its own kind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from threading import Thread

import pytest

from perfxl.desk.acts import ACTS, Given, Reply
from perfxl.desk.look import RosterSeen, look
from perfxl.desk.words import Speech
from perfxl.letters.letter import MARK
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of, running
from tests.desk.browser import Served, served
from tests.letters import smtp_sink
from tests.support.months import NOW

SETTINGS = (
    '\n[mail]\nhost = "127.0.0.1"\nsecurity = "none"\nuser = "hr@example.mn"\npause = {pause}\n'
    'password_env = "PERFXL_TEST_PASSWORD"\nsmtp_port = {port}\nsmtp_security = "none"\n'
)


@dataclass(frozen=True)
class Office:
    """The page over a month that has a mail server, and what that server was given."""

    desk: Served
    sink: smtp_sink.Sink
    people: list[str]

    def press(self, mode: str, round_name: str, who: list[str]) -> Reply:
        return ACTS["letters"](
            self.desk.desk, Given({"mode": mode, "round": round_name, "who": who}, Speech("mn"))
        )

    def send(self, round_name: str, who: list[str]) -> None:
        """Tried, then sent, to the end."""
        for mode in ("rehearse", "send"):
            reply = self.press(mode, round_name, who)
            self.desk.desk.jobs.finish()
            assert "failed" not in reply

    @property
    def kinds(self) -> list[str]:
        """The kind of each mail that the server was given."""
        return [str(mail[MARK]).partition(":")[0] for mail in self.sink.mails]


@pytest.fixture(params=[0.0])
def office(
    own_month: Workspace, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Office]:
    monkeypatch.setenv("PERFXL_TEST_PASSWORD", smtp_sink.PASSWORD)
    with smtp_sink.running() as (sink, settings):
        with (own_month.root / "perfxl.toml").open("a", encoding="utf-8") as file:
            file.write(SETTINGS.format(pause=request.param, port=settings.smtp_port))
        with running(own_month, NOW) as run:
            people = [employee.code for employee in run.roster.employees]
        with served(own_month.root, lambda: NOW) as desk:
            yield Office(desk, sink, people)


def test_a_reply_goes_once_however_often_it_is_sent(office: Office) -> None:
    for _ in range(2):
        office.send("replies", ["004"])
    assert office.kinds == ["returned"]
    with ledger_of(office.desk.desk.opened) as ledger:
        assert [p.state for key, p in ledger.letters.all().items() if key.startswith("returned:")] == ["sent"]


def test_the_round_of_forms_sends_forms_alone(office: Office) -> None:
    office.send("issue", office.people)
    assert office.kinds and set(office.kinds) == {"issue"}
    office.send("replies", office.people)
    assert "returned" in office.kinds


def test_what_was_tried_is_sent_and_nothing_else(office: Office) -> None:
    office.press("rehearse", "replies", ["004"])
    office.desk.desk.jobs.finish()
    with pytest.raises(Trouble) as caught:
        office.press("send", "issue", ["004"])
    assert caught.value.name == "desk_changed" and office.sink.mails == []


@pytest.mark.parametrize("office", [1.5], indirect=True)
def test_a_sending_that_was_stopped_goes_on_where_it_stopped(office: Office) -> None:
    jobs = office.desk.desk.jobs
    office.press("rehearse", "issue", office.people)
    jobs.finish()
    pressed = Thread(
        target=office.press, args=("send", "issue", office.people)
    )  # a button waits for its work
    pressed.start()
    while not office.sink.mails:
        time.sleep(0.02)
    ACTS["stop"](office.desk.desk, Given({}, Speech("mn")))
    pressed.join()
    jobs.finish()
    before = len(office.sink.mails)
    office.send("issue", office.people)
    receivers = Counter(str(mail["To"]) for mail in office.sink.mails)
    assert before == 1 < len(receivers) and set(receivers.values()) == {1}


def test_the_step_of_answering_has_the_moment_of_the_last_reply(office: Office) -> None:
    with look(office.desk.desk.opened, NOW, RosterSeen()) as glance:
        assert "answer" not in glance.dates
    office.send("replies", ["004"])
    with look(office.desk.desk.opened, NOW, RosterSeen()) as glance:
        assert glance.dates["answer"] == NOW.astimezone(UTC)
