"""A real SMTP server (aiosmtpd) that keeps what it is given, and breaks or refuses as it is told to."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from perfxl.intake.settings import MailSettings

PASSWORD = "secret"


class Sink:
    """A server that keeps what it is given; it breaks or refuses as it is told to."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.mails: list[EmailMessage] = []
        self.tokens: list[str] = []
        self.refuse: dict[str, str] = {}
        self.cut_at_rcpt: set[int] = set()
        self.cut_after_taking: set[int] = set()
        self.asked = 0

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """Takes the token `good` of any user."""
        said = base64.b64decode(args[1]).decode()
        self.tokens.append(said)
        return AuthResult(success="auth=Bearer good\x01\x01" in said, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.asked in self.cut_at_rcpt:
            assert server.transport
            server.transport.abort()  # type: ignore[attr-defined]
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(bytes(envelope.content or b""), policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.got.append(f"{envelope.rcpt_tos[0]} {mail['Subject']}")
        if len(self.got) in self.cut_after_taking:
            assert server.transport
            server.transport.abort()  # type: ignore[attr-defined]
        return "250 OK"


@contextmanager
def running(passwords: tuple[str, ...] = (PASSWORD,)) -> Iterator[tuple[Sink, MailSettings]]:
    """A running sink and settings to reach it."""
    handler = Sink()

    def let_in(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password.decode() in passwords
        return AuthResult(success=good, handled=False)

    controller = Controller(
        handler, hostname="127.0.0.1", port=0, authenticator=let_in, auth_require_tls=False
    )
    controller.port = _free()
    controller.start()
    yield (
        handler,
        MailSettings(
            "127.0.0.1",
            "hr@example.mn",
            smtp_port=controller.port,
            smtp_security="none",
            pause=0.25,
            timeout=10,
        ),
    )
    controller.stop()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
