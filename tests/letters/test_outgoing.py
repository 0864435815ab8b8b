"""Sending, through a real SMTP server: a cut anywhere sends nothing twice, a no is said, the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perfxl.intake.settings import MailSettings, MailTrouble
from perfxl.ledger.ledger import Ledger
from perfxl.letters.letter import Enclosure, Outgoing
from perfxl.letters.outgoing import Account, Journal, Post, put_into_drafts, rehearse, send
from tests.intake import dovecot
from tests.letters.smtp_sink import Sink, running

HR = "hr@example.mn"
AT = datetime(2024, 12, 20, 9, tzinfo=UTC)


@pytest.fixture
def sink() -> Iterator[tuple[Sink, MailSettings]]:
    with running() as both:
        yield both


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as opened:
        yield opened


def _letters(count: int) -> list[Outgoing]:
    return [
        Outgoing(
            f"issue:{n}:1", "issue", f"{n}", f"a{n}@example.mn", f"Нэр {n}", f"Гарчиг {n}", "Текст\n", "f"
        )
        for n in range(count)
    ]


def _send(settings: MailSettings, ledger: Ledger, letters: list[Outgoing], secret: str = "secret") -> Post:
    return send(letters, Account(settings, secret, HR), Journal(ledger.letters, AT), pause=lambda _: None)


def _states(ledger: Ledger) -> list[str]:
    return [posted.state for posted in ledger.letters.all().values()]


def test_all_go_once_and_never_again(sink: tuple[Sink, MailSettings], ledger: Ledger) -> None:
    server, settings = sink
    assert len(_send(settings, ledger, _letters(5)).gone) == 5
    assert server.got == [f"a{n}@example.mn Гарчиг {n}" for n in range(5)]
    assert _send(settings, ledger, _letters(5)).gone == []
    assert len(server.got) == 5
    assert _states(ledger) == ["sent"] * 5


def test_one_key_twice_in_a_list_goes_once(sink: tuple[Sink, MailSettings], ledger: Ledger) -> None:
    server, settings = sink
    _send(settings, ledger, _letters(1) * 3)
    assert len(server.got) == 1


def test_a_pause_stands_between_two(sink: tuple[Sink, MailSettings], ledger: Ledger) -> None:
    _, settings = sink
    waits: list[float] = []
    send(_letters(4), Account(settings, "secret", HR), Journal(ledger.letters, AT), pause=waits.append)
    assert waits == [0.25] * 3


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_cut_before_the_text_is_tried_again(
    sink: tuple[Sink, MailSettings], ledger: Ledger, number: int
) -> None:
    server, settings = sink
    server.cut_at_rcpt = {number}
    post = _send(settings, ledger, _letters(5))
    assert server.got == [f"a{n}@example.mn Гарчиг {n}" for n in range(5)]
    assert (len(post.gone), post.findings) == (5, [])


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_cut_after_the_text_is_named_and_never_sent_twice(
    sink: tuple[Sink, MailSettings], ledger: Ledger, number: int
) -> None:
    server, settings = sink
    server.cut_after_taking = {number}
    post = _send(settings, ledger, _letters(5))
    assert sorted(server.got) == [f"a{n}@example.mn Гарчиг {n}" for n in range(5)]
    assert [(f.code, f.facts["address"]) for f in post.findings] == [("M309", f"a{number - 1}@example.mn")]
    again = _send(settings, ledger, _letters(5))
    assert (len(server.got), again.gone, [f.code for f in again.findings]) == (5, [], ["M309"])


def test_a_program_killed_between_two_steps_sends_nothing_twice(
    sink: tuple[Sink, MailSettings], ledger: Ledger
) -> None:
    server, settings = sink

    def die(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(_letters(5), Account(settings, "secret", HR), Journal(ledger.letters, AT), pause=die)
    assert _send(settings, ledger, _letters(5)).findings == []
    assert server.got == [f"a{n}@example.mn Гарчиг {n}" for n in range(5)]


def test_an_address_that_is_refused_is_named_and_the_rest_goes_on(
    sink: tuple[Sink, MailSettings], ledger: Ledger
) -> None:
    server, settings = sink
    server.refuse = {"a1@example.mn": "550 no such user"}
    post = _send(settings, ledger, _letters(3))
    assert [(f.code, f.facts["answer"]) for f in post.findings] == [("M304", "550 no such user")]
    server.refuse = {}
    assert _send(settings, ledger, _letters(3)).gone == ["issue:1:1"]


def test_a_server_that_asks_to_wait_stops_the_run(sink: tuple[Sink, MailSettings], ledger: Ledger) -> None:
    server, settings = sink
    server.refuse = {"a1@example.mn": "451 too many"}
    post = _send(settings, ledger, _letters(3))
    assert [f.code for f in post.findings] == ["M310"]
    assert len(post.gone) == 1
    server.refuse = {}
    assert _send(settings, ledger, _letters(3)).gone == ["issue:1:1", "issue:2:1"]


def test_a_wrong_password_is_said_before_anything_goes(
    sink: tuple[Sink, MailSettings], ledger: Ledger
) -> None:
    server, settings = sink
    with pytest.raises(MailTrouble) as caught:
        _send(settings, ledger, _letters(2), secret="wrong")
    assert (caught.value.code, server.got, ledger.letters.all()) == ("M401", [], {})


def test_xoauth2(sink: tuple[Sink, MailSettings], ledger: Ledger) -> None:
    server, settings = sink
    modern = replace(settings, auth="xoauth2")
    assert len(_send(modern, ledger, _letters(1), secret="good").gone) == 1
    assert server.tokens == ["user=hr@example.mn\x01auth=Bearer good\x01\x01"]
    with pytest.raises(MailTrouble) as caught:
        _send(modern, ledger, _letters(2), secret="expired")
    assert caught.value.code == "M401"


def test_no_server_is_said(ledger: Ledger) -> None:
    settings = MailSettings("127.0.0.1", smtp_port=1, smtp_security="none", timeout=2)
    with pytest.raises(MailTrouble) as caught:
        _send(settings, ledger, _letters(1))
    assert caught.value.code == "M403"
    assert ledger.letters.all() == {}


def test_a_letter_that_is_too_large_is_named(sink: tuple[Sink, MailSettings], ledger: Ledger) -> None:
    server, settings = sink
    large = replace(_letters(1)[0], enclosures=(Enclosure("a.zip", bytes(16 * 1024 * 1024)),))
    assert [f.code for f in _send(settings, ledger, [large]).findings] == ["M306"]
    assert server.got == []


def test_the_rehearsal_sends_nothing(sink: tuple[Sink, MailSettings]) -> None:
    server, settings = sink
    rehearse(Account(settings, "secret", HR))
    assert server.got == []
    with pytest.raises(MailTrouble) as caught:
        rehearse(Account(settings, "wrong", HR))
    assert caught.value.code == "M401"


@pytest.mark.skipif(bool(dovecot.MISSING), reason=dovecot.MISSING)
def test_drafts_stand_in_the_mailbox_once(ledger: Ledger) -> None:
    with dovecot.running() as server:
        settings = MailSettings("127.0.0.1", dovecot.USER, server.port, "none", drafts="Ноорог")
        with pytest.raises(MailTrouble) as caught:
            put_into_drafts(_letters(2), Account(settings, dovecot.PASSWORD, HR), Journal(ledger.letters, AT))
        assert (caught.value.code, caught.value.facts["folder"], ledger.letters.all()) == (
            "M404",
            "Ноорог",
            {},
        )
        with server.client() as client:
            from perfxl.intake.mailbox import utf7

            client.create(utf7("Ноорог"))
        for _ in range(2):
            put_into_drafts(_letters(2), Account(settings, dovecot.PASSWORD, HR), Journal(ledger.letters, AT))
        flags = server.flags(utf7("Ноорог"))
    assert len(flags) == 2
    assert all(b"\\Draft" in line for line in flags)
    assert _states(ledger) == ["drafted"] * 2
