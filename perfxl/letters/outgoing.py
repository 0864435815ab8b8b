"""Letters on their way: by SMTP, or into the mailbox's drafts; each step recorded, so that none goes twice."""

from __future__ import annotations

import base64
import hashlib
import imaplib
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from perfxl.finding import Finding
from perfxl.intake.mailbox import connected, examine, utf7
from perfxl.intake.settings import LOOPBACK, MailSettings, MailTrouble, encryption, xoauth2
from perfxl.ledger.sent_letters import Posted
from perfxl.letters.letter import Outgoing, as_mail
from perfxl.texts import finding
from perfxl.workspace.run import Progress, silent

_LOST = (smtplib.SMTPServerDisconnected, OSError, imaplib.IMAP4.abort)
_TRIES = 3
_MEGABYTE = 1024 * 1024


class Register(Protocol):
    """What remembers letters: the ledger's part for them."""

    def record(self, letter: Posted) -> None:
        """Where a letter stands now."""

    def forget(self, key: str, at: datetime) -> None:
        """A letter that was started and certainly did not go."""

    def all(self) -> dict[str, Posted]:
        """Every letter, by key."""


@dataclass
class Post:
    """What one run of sending did: keys of the letters that went, and what did not go well (M304, M306, M309, M310)."""

    gone: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _Refused(Exception):
    """The server answered, and the answer is no; `wait`: it asks to be left alone for a while."""

    def __init__(self, answer: str, wait: bool = False) -> None:
        super().__init__(answer)
        self.answer = answer
        self.wait = wait


class _Lost(Exception):
    """The connection broke. `begun`: while the letter itself was on its way, so that nobody knows."""

    def __init__(self, begun: bool) -> None:
        super().__init__()
        self.begun = begun


_Handing = Callable[[Outgoing, bytes], None]
Keep = Callable[[bytes], str]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Account:
    """What letters go out by: the mail's settings, the secret that lets in, and the address that they come from."""

    settings: MailSettings
    secret: str
    sender: str


@dataclass(frozen=True, slots=True)
class Journal:
    """Where each step of a letter is written down: the register, the moment of the run, and what puts a letter's bytes
    where they are kept, before they go, and gives their SHA-256."""

    register: Register
    at: datetime
    keep: Keep = _digest


@contextmanager
def _smtp(account: Account) -> Iterator[_Handing]:
    """A server that takes letters. MailTrouble: M401 login, M402 certificate, M403 not reached."""
    server = _open_smtp(account.settings)
    try:
        _login(server, account.settings, account.secret)
        yield lambda letter, data: _hand_over(server, letter, account.sender, data)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


@contextmanager
def _drafts(account: Account) -> Iterator[_Handing]:
    """The mailbox's drafts folder; MailTrouble M404 where it is not there."""
    settings = account.settings
    with connected(settings, account.secret) as server:
        examine(server, replace(settings, folder=settings.drafts))
        yield lambda _, data: _append(server, settings, data)


def send(
    letters: Sequence[Outgoing],
    account: Account,
    journal: Journal,
    pause: Callable[[float], None] = time.sleep,
    progress: Progress = silent,
) -> Post:
    """Sends letters by SMTP, `settings.pause` seconds apart; those that the register knows as gone are left out.

    A letter is marked started before its text is handed over and sent once the server has taken it. A cut in between
    leaves it started: it is named (M309) and never sent again by itself. MailTrouble where no connection can be had.
    """
    return _Run(account, journal, "sent", progress).all(letters, lambda: _smtp(account), pause)


def put_into_drafts(
    letters: Sequence[Outgoing], account: Account, journal: Journal, progress: Progress = silent
) -> Post:
    """Puts letters into the mailbox's drafts folder (`settings.drafts`) for HR to send; otherwise like send."""
    run = _Run(account, journal, "drafted", progress)
    return run.all(letters, lambda: _drafts(account), lambda _: None)


def rehearse(account: Account) -> None:
    """Goes as far as logging in at the server that sends, and sends nothing. MailTrouble where that fails."""
    try:
        with _smtp(account):
            pass
    except (smtplib.SMTPException, OSError) as error:
        raise _unreached(account.settings, error) from error


@dataclass
class _Run:
    """One run over a list of letters."""

    account: Account
    journal: Journal
    done: str
    progress: Progress
    post: Post = field(default_factory=Post)
    known: dict[str, Posted] = field(default_factory=dict)

    def all(
        self,
        letters: Sequence[Outgoing],
        connect: Callable[[], AbstractContextManager[_Handing]],
        pause: Callable[[float], None],
    ) -> Post:
        """Every letter, over as many connections as it takes."""
        self.known = self.journal.register.all()
        once = {letter.key: letter for letter in letters}
        waiting = self._fit([letter for letter in once.values() if self._is_due(letter)])
        total, failures = len(waiting), 0
        while waiting:
            before = len(waiting)
            try:
                with connect() as hand_over:
                    self._session(waiting, total, hand_over, pause)
                return self.post
            except _Lost as lost:
                self._lost(waiting, lost)
            except _LOST as error:
                if not self.post.gone and failures + 1 >= _TRIES:
                    raise _unreached(self.account.settings, error) from error
            except _Refused as refused:
                host, _ = self.account.settings.smtp_address
                self.post.findings.append(finding("M310", host=host, answer=refused.answer))
                return self.post
            failures = 0 if len(waiting) < before else failures + 1
            if failures >= _TRIES:
                host, _ = self.account.settings.smtp_address
                self.post.findings.append(finding("M407", host=host, done=len(self.post.gone), answer="-"))
                return self.post
        return self.post

    def _is_due(self, letter: Outgoing) -> bool:
        """Whether a letter may be sent; one whose fate is unknown is named once more."""
        had = self.known.get(letter.key)
        if had and had.state == "started":
            self.post.findings.append(finding("M309", address=letter.address))
        return had is None or had.state == "written"

    def _fit(self, letters: list[Outgoing]) -> list[Outgoing]:
        """Letters that are not too large; those that are, are named."""
        out = []
        limit = self.account.settings.smtp_largest
        for letter in letters:
            size = sum(len(enclosure.data) for enclosure in letter.enclosures) * 4 // 3
            if size > limit * _MEGABYTE:
                large = finding("M306", address=letter.address, size=size // _MEGABYTE, limit=limit)
                self.post.findings.append(large)
            else:
                out.append(letter)
        return out

    def _session(
        self, waiting: list[Outgoing], total: int, hand_over: _Handing, pause: Callable[[float], None]
    ) -> None:
        while waiting:
            letter = waiting[0]
            had = self.known.get(letter.key)
            data = as_mail(letter, self.account.sender, self.journal.at).as_bytes()
            sha256 = self.journal.keep(data)
            self._mark(letter, "started", sha256)
            try:
                hand_over(letter, data)
            except _Refused as refused:
                self._back(letter, had)
                if refused.wait:
                    raise
                refusal = finding("M304", address=letter.address, answer=refused.answer)
                self.post.findings.append(refusal)
            except _Lost as lost:
                if not lost.begun:
                    self._back(letter, had)
                raise
            else:
                self._mark(letter, self.done, sha256)
                self.post.gone.append(letter.key)
            waiting.pop(0)
            self.progress(total - len(waiting), total)
            if waiting:
                pause(self.account.settings.pause)
                self.progress(
                    total - len(waiting), total
                )  # who asked meanwhile to stop gets no further letter

    def _lost(self, waiting: list[Outgoing], lost: _Lost) -> None:
        """A letter that was on its way when the connection broke is not tried again."""
        if lost.begun:
            letter = waiting.pop(0)
            self.post.findings.append(finding("M309", address=letter.address))

    def _mark(self, letter: Outgoing, state: str, sha256: str) -> None:
        posted = Posted(
            letter.key, state, letter.code, letter.address, letter.subject, self.journal.at, sha256
        )
        self.journal.register.record(posted)

    def _back(self, letter: Outgoing, had: Posted | None) -> None:
        """As it was before the attempt."""
        if had:
            self.journal.register.record(had)
        else:
            self.journal.register.forget(letter.key, self.journal.at)


def _open_smtp(settings: MailSettings) -> smtplib.SMTP:
    host, port = settings.smtp_address
    try:
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=settings.timeout, context=encryption(settings))
        server = smtplib.SMTP(host, port, timeout=settings.timeout)
        if settings.smtp_security == "starttls":
            server.starttls(context=encryption(settings))
        return server
    except ssl.SSLCertVerificationError as error:
        raise MailTrouble("M402", host=host, answer=error.verify_message) from error
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        raise _unreached(settings, error) from error


def _login(server: smtplib.SMTP, settings: MailSettings, secret: str) -> None:
    """Logs in where there is a user to log in as; never over an unencrypted line to another machine."""
    user = settings.smtp_user or settings.user
    in_clear = settings.smtp_security == "none" and settings.smtp_address[0] not in LOOPBACK
    if not user or not secret or in_clear:  # a relay of the own network often takes letters without a login
        return
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("auth"):
        return
    try:
        if settings.auth == "xoauth2":
            server.user, server.password = user, secret
            server.auth("XOAUTH2", lambda challenge=None: xoauth2(user, secret) if challenge is None else "")
        elif secret.isascii() and user.isascii():
            server.login(user, secret)
        else:
            _plain_login(server, user, secret)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        raise MailTrouble(
            "M401", host=settings.smtp_address[0], user=user, answer=_answer_of(error)
        ) from error


def _plain_login(server: smtplib.SMTP, user: str, secret: str) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616): the standard library's login knows ASCII alone."""
    credentials = base64.b64encode(f"\0{user}\0{secret}".encode()).decode()
    code, answer = server.docmd("AUTH", f"PLAIN {credentials}")
    if code >= 300:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _hand_over(server: smtplib.SMTP, letter: Outgoing, sender: str, data: bytes) -> None:
    """One letter in its three steps: only a break in the last leaves open whether it went."""
    begun = False
    try:
        _checked(*server.mail(sender), every=True)
        _checked(*server.rcpt(letter.address.strip()))
        begun = True
        _checked(*server.data(data))
    except smtplib.SMTPDataError as error:
        server.rset()
        _checked(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise _Lost(begun) from error
    except _Refused as refused:
        if not refused.wait:
            server.rset()
        raise


def _checked(code: int, answer: bytes | str, every: bool = False) -> None:
    """Nothing for a yes; a 4xx, or any no to the sender, is about the server and stops the run."""
    if code >= 400:
        words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        raise _Refused(f"{code} {words}"[:300], wait=every or code < 500)


def _append(server: imaplib.IMAP4, settings: MailSettings, data: bytes) -> None:
    try:
        status, answer = server.append(utf7(settings.drafts), r"(\Draft)", "", data)
    except imaplib.IMAP4.abort as error:
        raise _Lost(True) from error
    except imaplib.IMAP4.error as error:
        raise _Refused(str(error), wait=True) from error
    except OSError as error:
        raise _Lost(True) from error
    if status != "OK":
        first = answer[0] if answer else b""
        raise _Refused(first.decode("utf-8", "replace") if isinstance(first, bytes) else "", wait=True)


def _unreached(settings: MailSettings, error: Exception) -> MailTrouble:
    host, port = settings.smtp_address
    return MailTrouble("M403", host=host, port=port, answer=_answer_of(error))


def _answer_of(error: Exception) -> str:
    answer = getattr(error, "smtp_error", b"") or str(error)
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(text.split())[:300] or type(error).__name__
