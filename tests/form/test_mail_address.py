"""What a mail address is, in one place: the roster, the letters and the drafts ask the same."""

from __future__ import annotations

import pytest

from perfxl.form.mail_address import first_mail_address, is_mail_address, sender_address


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("a.b+c@x-y.gov.mn", True), (" a@b.mn ", True), ("a@b", False), ("a b@c.mn", False), ("a@b.mn, c@d.mn", False),
     ("бат@example.mn", False), ("a@b.mn\r\nx", False), ("", False), ("a..b@c.mn", False), ("@b.mn", False)],
)  # fmt: skip
def test_what_is_an_address(text: str, is_one: bool) -> None:
    assert is_mail_address(text) is is_one


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Утас: 99112233, и-мэйл: bat.dorj@example.gov.mn.", "bat.dorj@example.gov.mn"),
        ("Хаяг байхгүй", ""),
        ("a@b", ""),
    ],
)
def test_the_first_address_of_a_text(text: str, address: str) -> None:
    assert first_mail_address(text) == address


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("b-02@example.mn", "b-02@example.mn"),
        ("scan_01@mfp_3.local", "scan_01@mfp_3.local"),
        ("root@server", "root@server"),
        ("бат@мэйл.мон", "бат@мэйл.мон"),
        ("b-02@example.mn.зло.example.org", "b-02@example.mn.зло.example.org"),
        ("иb-02@example.mn", "иb-02@example.mn"),
        ("x@b-02@example.mn", "x@b-02"),
        ("Бат b-02@example.mn.", "b-02@example.mn"),
        ("'b-02@example.mn'", "b-02@example.mn"),
        ("b-02@example.mn, c@example.mn", "b-02@example.mn"),
        ("nobody", ""),
        ("@example.mn", ""),
    ],
)
def test_a_mail_s_sender_goes_on_until_something_ends_it(text: str, sender: str) -> None:
    assert sender_address(text) == sender
