"""The table [mail] of perfxl.toml -> servers, folder, sender; secrets by reference, found in environment or keyring."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from perfxl.finding import Fact, Finding
from perfxl.texts import severities
from perfxl.trouble import Failed, Trouble, guarded

SECURITIES = {"tls": 993, "starttls": 143, "none": 143}
_SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_AUTHS = ("password", "xoauth2")


class MailTrouble(Trouble):
    """Something about the mail server or its settings that a person can mend; `finding` says it (an M code)."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__("mail", **facts)
        self.finding = Finding(code, severities()[code], field="file", facts=facts)
        self.code = code


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail is fetched and sent. `security` is tls, starttls or none; `auth` password or xoauth2 (the secret is
    then an access token); `timeout` and `pause` (between two letters that are sent) in seconds; `largest` in MB."""

    host: str
    user: str = ""
    port: int = 0
    security: str = "tls"
    auth: str = "password"
    folder: str = "INBOX"
    drafts: str = "Drafts"
    password_env: str = ""
    keyring: str = ""
    ca_file: str = ""
    timeout: int = 60
    largest: int = 100
    sender: str = ""
    smtp_host: str = ""
    smtp_port: int = 0
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_largest: int = 20
    pause: float = 1.0

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the mailbox."""
        return self.host, self.port or SECURITIES[self.security]

    @property
    def smtp_address(self) -> tuple[str, int]:
        """Host and port of the server that sends."""
        return self.smtp_host or self.host, self.smtp_port or _SMTP_PORTS[self.smtp_security]


def read_settings(table: Mapping[str, Any]) -> MailSettings:
    """The settings in a table; MailTrouble M410 names the key that is missing, unknown or of the wrong kind."""
    hints = {f.name: type(f.default) if f.name != "host" else str for f in fields(MailSettings)}
    for key, value in table.items():
        if key not in hints:
            raise MailTrouble("M410", key=key, expected=", ".join(hints))
        wanted = (int, float) if hints[key] is float else hints[key]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise MailTrouble("M410", key=key, expected=hints[key].__name__)
    if not table.get("host"):
        raise MailTrouble("M410", key="host", expected='host = "imap.example.gov.mn"')
    for key, known in (("security", SECURITIES), ("smtp_security", SECURITIES), ("auth", _AUTHS)):
        if key in table and table[key] not in known:
            raise MailTrouble("M410", key=key, expected=", ".join(known))
    if table.get("security") == "none" and table["host"] not in LOOPBACK:
        raise MailTrouble(
            "M410", key="security", expected="tls, starttls"
        )  # a password never goes unencrypted
    return MailSettings(**table)


def secret_of(settings: MailSettings) -> str:
    """The password or token, from the environment variable or the keyring that the settings name; MailTrouble M406."""
    if settings.password_env:
        place, secret = settings.password_env, os.environ.get(settings.password_env, "")
    elif settings.keyring:
        place, secret = f"keyring {settings.keyring}", _from_keyring(settings.keyring, settings.user)
    else:
        place, secret = "password_env, keyring", ""
    if not secret:
        raise MailTrouble("M406", place=place)
    return secret


def encryption(settings: MailSettings) -> ssl.SSLContext:
    """The context for encrypted connections: certificates are always verified, by the system's issuers or one's own."""
    try:
        return ssl.create_default_context(cafile=settings.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise MailTrouble("M410", key="ca_file", expected=str(error)) from error


def xoauth2(user: str, token: str) -> str:
    """What XOAUTH2 sends (Google's and Microsoft's documents agree)."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _from_keyring(service: str, user: str) -> str:
    try:
        with guarded():
            import keyring

            return keyring.get_password(service, user) or ""
    except Failed:  # no keyring package, no keyring on this machine, a locked one: the same to the reader
        return ""
