"""The mailbox, against a real server: what is fetched, what is resumed, what is said, and that nothing in it changes."""

from __future__ import annotations

import imaplib
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from perfxl.intake import mailbox
from perfxl.intake.mailbox import Fetched, MailFolder, from_utf7, utf7
from perfxl.intake.settings import MailSettings, MailTrouble, read_settings, secret_of
from tests.intake.dovecot import PASSWORD, USER, Cutter, Server, token


def _mail(number: int) -> bytes:
    return f"From: a{number}@example.mn\r\nSubject: {number}\r\n\r\nbody {number}\r\n".encode()


def _fill(server: Server, folder: str, count: int) -> None:
    with server.client() as client:
        client.create(utf7(folder))
        for number in range(count):
            flags = ("", r"\Seen", r"\Flagged", r"\Deleted")[number % 4]
            client.append(utf7(folder), f"({flags})", '"05-Dec-2024 10:00:00 +0800"', _mail(number))  # type: ignore[arg-type]


@pytest.fixture
def settings(post_office: Server, request: pytest.FixtureRequest) -> Iterator[MailSettings]:
    """A folder of its own for the test, with 12 mails of all flags."""
    folder = f"Т&йлан {zlib.crc32(request.node.name.encode())}"
    _fill(post_office, folder, 12)
    yield MailSettings("127.0.0.1", USER, post_office.port, "none", folder=folder)


def _all(settings: MailSettings, known: set[str] | None = None, secret: str = PASSWORD) -> list[Fetched]:
    return list(MailFolder(settings, secret).new(known or set()))


def test_every_mail_once_with_the_mailbox_date(settings: MailSettings) -> None:
    found = _all(settings)
    assert [one.data for one in found] == [_mail(n) for n in range(12)]
    assert {one.delivered.isoformat() for one in found} == {"2024-12-05T02:00:00+00:00"}
    assert _all(settings, {one.name for one in found}) == []


def test_flags_are_the_same_afterwards(settings: MailSettings, post_office: Server) -> None:
    before = post_office.flags(utf7(settings.folder))
    _all(settings)
    assert post_office.flags(utf7(settings.folder)) == before
    assert any(b"Deleted" in line for line in before)


@pytest.mark.parametrize("every", [2, 3, 5, 12])
def test_a_cut_before_every_nth_mail_goes_on(settings: MailSettings, every: int) -> None:
    cutter = Cutter(settings.port, every)
    box = MailFolder(replace(settings, port=cutter.port), PASSWORD)
    found = list(box.new(set()))
    cutter.close()
    assert [one.data for one in found] == [_mail(n) for n in range(12)]
    assert cutter.cuts == (12 - 1) // (every - 1)
    assert box.troubles == []


def test_a_server_that_cuts_at_once_is_said(settings: MailSettings) -> None:
    cutter = Cutter(settings.port, 1)
    with pytest.raises(MailTrouble) as caught:
        _all(replace(settings, port=cutter.port))
    cutter.close()
    assert (caught.value.code, cutter.cuts) == ("M403", 3)


def test_a_final_cut_keeps_what_came_and_the_next_run_goes_on(settings: MailSettings) -> None:
    cutter = Cutter(settings.port, 4)
    box = MailFolder(replace(settings, port=cutter.port), PASSWORD)
    found = []
    for one in box.new(set()):
        found.append(one)
        if len(found) == 3:
            cutter.close()
            cutter.every = 0
    assert [one.data for one in found] == [_mail(n) for n in range(3)]
    assert [t.code for t in box.troubles] == ["M407"]
    assert [one.data for one in _all(settings, {one.name for one in found})] == [
        _mail(n) for n in range(3, 12)
    ]


def test_a_folder_made_anew_is_read_from_the_beginning_and_said(
    settings: MailSettings, post_office: Server
) -> None:
    known = {one.name for one in _all(settings)}
    with post_office.client() as client:
        client.rename(utf7(settings.folder), utf7(settings.folder + " old"))
    _fill(post_office, settings.folder, 2)
    box = MailFolder(settings, PASSWORD)
    assert [one.data for one in box.new(known)] == [_mail(0), _mail(1)]
    assert [t.code for t in box.troubles] == ["M405"]


def test_a_mail_deleted_meanwhile_is_said(settings: MailSettings, post_office: Server) -> None:
    found = []
    for one in MailFolder(settings, PASSWORD).new(set()):
        found.append(one)
        if len(found) == 5:
            with post_office.client() as client:
                client.select(utf7(settings.folder))
                client.uid("STORE", "9", "+FLAGS", r"(\Deleted)")
                client.uid("EXPUNGE", "9")
    gone = [one for one in found if one.trouble]
    assert [(one.trouble.code, one.trouble.facts["uid"]) for one in gone if one.trouble] == [("M408", 9)]
    assert len(found) == 12


def test_a_mail_that_is_too_large_is_not_fetched(
    settings: MailSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "_MEGABYTE", 1)
    found = _all(replace(settings, largest=20))
    assert {one.trouble.code for one in found if one.trouble} == {"M409"}
    assert all(one.data == b"" for one in found)


def test_a_mail_that_the_server_does_not_hand_out_is_said_and_tried_again(
    settings: MailSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = imaplib.IMAP4.uid

    def no_fifth(self: imaplib.IMAP4, command: str, *args: str) -> object:
        return ("NO", [b"[SERVERBUG] later"]) if args[0] == "5" else honest(self, command, *args)

    monkeypatch.setattr(imaplib.IMAP4, "uid", no_fifth)
    box = MailFolder(settings, PASSWORD)
    found = list(box.new(set()))
    assert [(t.code, t.facts["uid"], t.facts["answer"]) for t in box.troubles] == [
        ("M411", 5, "[SERVERBUG] later")
    ]
    monkeypatch.undo()
    assert [one.data for one in _all(settings, {one.name for one in found})] == [_mail(4)]


def test_a_wrong_password_is_said(settings: MailSettings) -> None:
    with pytest.raises(MailTrouble) as caught:
        _all(settings, secret="wrong")
    assert caught.value.code == "M401"


def test_xoauth2_with_a_good_and_an_expired_token(settings: MailSettings) -> None:
    modern = replace(settings, auth="xoauth2")
    assert len(_all(modern, secret=token())) == 12
    with pytest.raises(MailTrouble) as caught:
        _all(modern, secret=token(-60))
    assert caught.value.code == "M401"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_bad_certificate_stops_before_the_password(
    settings: MailSettings, post_office: Server, security: str
) -> None:
    port = post_office.tls if security == "tls" else post_office.port
    encrypted = replace(settings, port=port, security=security)
    with pytest.raises(MailTrouble) as caught:
        _all(encrypted)
    assert caught.value.code == "M402"
    assert len(_all(replace(encrypted, ca_file=str(post_office.root / "cert.pem")))) == 12


def test_a_folder_that_is_not_there_names_those_that_are(settings: MailSettings) -> None:
    with pytest.raises(MailTrouble) as caught:
        _all(replace(settings, folder="Өөр"))
    assert caught.value.code == "M404"
    assert settings.folder in str(caught.value.facts["folders"])


def test_no_server_is_said() -> None:
    with pytest.raises(MailTrouble) as caught:
        _all(MailSettings("127.0.0.1", USER, 1, "none"))
    assert caught.value.code == "M403"


@pytest.mark.parametrize("name", ["INBOX", "Тайлан & 2024", 'a"b\\c', "Ө/Ү~&&", "日本"])
def test_a_folder_name_goes_there_and_back(name: str) -> None:
    spelt = utf7(name)
    assert spelt.isascii()
    assert from_utf7(spelt.encode()).replace('\\"', '"').replace("\\\\", "\\") == name


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({}, "host"),
        ({"host": 5}, "host"),
        ({"host": "h", "port": "993"}, "port"),
        ({"host": "h", "password": "x"}, "password"),
        ({"host": "h", "security": "ssl"}, "security"),
        ({"host": "h", "security": "none"}, "security"),
        ({"host": "h", "auth": "ntlm"}, "auth"),
    ],
)
def test_wrong_settings_name_their_key(table: dict[str, object], key: str) -> None:
    with pytest.raises(MailTrouble) as caught:
        read_settings(table)
    assert (caught.value.code, caught.value.facts["key"]) == ("M410", key)


def test_the_secret_is_only_referred_to(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings({"host": "h", "user": "u", "password_env": "PERFXL_TEST_SECRET"})
    with pytest.raises(MailTrouble) as caught:
        secret_of(settings)
    assert caught.value.code == "M406"
    monkeypatch.setenv("PERFXL_TEST_SECRET", "s")
    assert secret_of(settings) == "s"
