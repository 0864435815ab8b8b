"""One folder of a mailbox by IMAP, read-only: EXAMINE and BODY.PEEK, nothing in it changes; keyed on UIDVALIDITY + UID."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from perfxl.finding import Finding
from perfxl.intake.settings import MailSettings, MailTrouble, encryption, xoauth2
from perfxl.texts import finding

_TRIES = 3  # connections in a row without one new mail
_LISTED = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]{1,60})"')
_FOLDER = re.compile(rb'\([^)]*\) (?:"(?:[^"\\]|\\.)*"|NIL) (.+)$')
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail of the folder. `name` is how the ledger knows it; `delivered` the mailbox's own date (aware); `data` is
    empty where there is nothing to read and `trouble` says why (M408 vanished, M409 too large)."""

    name: str
    data: bytes
    delivered: datetime
    trouble: Finding | None = None


@dataclass
class MailFolder:
    """A folder while it is read. Iterate `new()`; afterwards `troubles` holds what did not go well (M405, M407, M411)."""

    settings: MailSettings
    secret: str
    troubles: list[Finding] = field(default_factory=list)

    def new(self, known: Collection[str]) -> Iterator[Fetched]:
        """The mails whose names are not known yet, by UID. A connection that is cut is made again and goes on.

        MailTrouble where nothing can be read at all (M401 to M404); what was yielded before a final cut counts, and
        M407 stands among the troubles then.
        """
        done: set[str] = set(known)
        came = failures = 0
        while True:
            before = came
            try:
                for fetched in self._session(done):
                    done.add(fetched.name)
                    came += 1
                    yield fetched
                return
            except (imaplib.IMAP4.abort, OSError, EOFError) as error:
                failures = 1 if came > before else failures + 1
                if failures >= _TRIES:
                    self._cut(error, came)
                    return

    def _cut(self, error: Exception, came: int) -> None:
        host, port = self.settings.address
        if came == 0:
            raise MailTrouble("M403", host=host, port=port, answer=_said(error)) from error
        self.troubles.append(finding("M407", field="file", host=host, done=came, answer=_said(error)))

    def _session(self, done: Collection[str]) -> Iterator[Fetched]:
        """One connection, from login to the last mail that it gives."""
        with connected(self.settings, self.secret) as server:
            place = examine(server, self.settings)
            listed = _listed(server)
            self._note_new_folder(done, place, bool(listed))
            for uid, (size, delivered) in sorted(listed.items()):
                name = f"{place}-{uid}.eml"
                if name not in done and (fetched := self._fetch(server, uid, name, size, delivered)):
                    yield fetched

    def _note_new_folder(self, done: Collection[str], place: str, any_mail: bool) -> None:
        """M405, once, where mails of this folder are known, but none under the folder's present UIDVALIDITY."""
        folder = place.rpartition("/")[0] + "/"
        if any(name.startswith(folder) for name in done) and not any(n.startswith(f"{place}-") for n in done):
            note = finding("M405", field="file", folder=self.settings.folder)
            if any_mail and note not in self.troubles:
                self.troubles.append(note)

    def _fetch(
        self, server: imaplib.IMAP4, uid: int, name: str, size: int, delivered: datetime
    ) -> Fetched | None:
        folder = self.settings.folder
        if size > self.settings.largest * _MEGABYTE:
            large = finding("M409", field="file", folder=folder, uid=uid, size=size // _MEGABYTE)
            return Fetched(name, b"", delivered, large)
        try:
            status, answer = server.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            status, answer = "NO", [str(error).encode()]
        if status != "OK":
            self.troubles.append(finding("M411", field="file", folder=folder, uid=uid, answer=_text(answer)))
            return None
        data = next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)
        if data is None:
            return Fetched(name, b"", delivered, finding("M408", field="file", folder=folder, uid=uid))
        return Fetched(name, data, delivered)


def folder_name(settings: MailSettings) -> str:
    """How the ledger names the folder, before `/UIDVALIDITY-UID.eml`."""
    host, _ = settings.address
    return f"imap/{host}/{settings.user}/{settings.folder}"


@contextmanager
def connected(settings: MailSettings, secret: str) -> Iterator[imaplib.IMAP4]:
    """A server that has let us in; MailTrouble M401 (login), M402 (certificate); OSError where it is not reached."""
    server = _connect(settings)
    try:
        _login(server, settings, secret)
        yield server
    finally:
        try:
            server.logout()
        except (imaplib.IMAP4.error, OSError):
            server.shutdown()


def utf7(name: str) -> str:
    """A folder's name in IMAP's modified UTF-7 (RFC 3501, 5.1.3), quoted."""
    out: list[str] = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if run.isascii() and run.isprintable():
            out.append(run.replace("&", "&-"))
        else:
            code = base64.b64encode(run.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
            out.append(f"&{code.decode()}-")
    return '"' + "".join(out).replace("\\", "\\\\").replace('"', '\\"') + '"'


def from_utf7(name: bytes) -> str:
    """A folder's name as a person reads it."""
    text = name.decode("ascii", "replace").strip().strip('"')

    def letters(match: re.Match[str]) -> str:
        code = match[1].replace(",", "/")
        return base64.b64decode(code + "=" * (-len(code) % 4)).decode("utf-16-be", "replace") if code else "&"

    return re.sub(r"&([A-Za-z0-9+,]*)-", letters, text)


def _connect(settings: MailSettings) -> imaplib.IMAP4:
    host, port = settings.address
    try:
        if settings.security == "tls":
            return imaplib.IMAP4_SSL(host, port, ssl_context=encryption(settings), timeout=settings.timeout)
        server = imaplib.IMAP4(host, port, timeout=settings.timeout)
        if settings.security == "starttls":
            server.starttls(encryption(settings))
        return server
    except ssl.SSLCertVerificationError as error:
        raise MailTrouble("M402", host=host, answer=error.verify_message) from error
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailTrouble("M403", host=host, port=port, answer=_said(error)) from error


def _login(server: imaplib.IMAP4, settings: MailSettings, secret: str) -> None:
    try:
        if settings.auth == "xoauth2":
            answer = xoauth2(settings.user, secret).encode()
            server.authenticate("XOAUTH2", lambda challenge: b"" if challenge else answer)
        elif secret.isascii() and settings.user.isascii():
            server.login(settings.user, secret)
        else:
            answer = f"\0{settings.user}\0{secret}".encode()
            server.authenticate("PLAIN", lambda _: answer)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        host, _ = settings.address
        raise MailTrouble("M401", host=host, user=settings.user, answer=_said(error)) from error


def examine(server: imaplib.IMAP4, settings: MailSettings) -> str:
    """Opens the folder read-only; `imap/host/user/folder/UIDVALIDITY`. MailTrouble M404 where there is none such."""
    status, _ = server.select(utf7(settings.folder), readonly=True)
    if status != "OK":
        _, folders = server.list()
        known = (m[1] for line in folders if isinstance(line, bytes) and (m := _FOLDER.match(line)))
        names = ", ".join(sorted(from_utf7(name) for name in known))
        raise MailTrouble("M404", host=settings.address[0], folder=settings.folder, folders=names)
    _, validity = server.response("UIDVALIDITY")
    return f"{folder_name(settings)}/{_text(validity)}"


def _listed(server: imaplib.IMAP4) -> dict[int, tuple[int, datetime]]:
    """UID -> (size, delivered) of every mail; one line a mail, so that no mailbox is too long for one answer."""
    status, answer = server.uid("FETCH", "1:*", "(UID RFC822.SIZE INTERNALDATE)")
    out: dict[int, tuple[int, datetime]] = {}
    for line in answer if status == "OK" else ():
        if isinstance(line, bytes) and (uid := _LISTED.search(line)) and (size := _SIZE.search(line)):
            out[int(uid[1])] = (int(size[1]), _delivered(line))
    return out


def _delivered(line: bytes) -> datetime:
    """INTERNALDATE as an aware moment; the present where the server gives none."""
    match = _DATE.search(line)
    try:
        return (
            datetime.strptime(match[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
            if match
            else datetime.now(UTC)
        )
    except ValueError:
        return datetime.now(UTC)


def _text(answer: list[bytes | None] | list[bytes] | object) -> str:
    first = answer[0] if isinstance(answer, list) and answer else b""
    return first.decode("utf-8", "replace")[:300] if isinstance(first, bytes) else ""


def _said(error: Exception) -> str:
    """What the server or system said, one line."""
    words = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error).encode()
    return " ".join(words.decode("utf-8", "replace").split())[:300] or type(error).__name__
