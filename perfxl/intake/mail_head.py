"""A mail's head: who sent it, when, under what subject; and whether it is a notice that another did not arrive."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from perfxl.form.mail_address import sender_address
from perfxl.intake.names import header_text
from perfxl.intake.pieces import MailHead
from perfxl.intake.pointers import is_automatic

OURS = "x-perfxl"
_RECIPIENT = re.compile(
    r"^(?:Final|Original)-Recipient:[ \t]*[^;\r\n]{0,40};[ \t]*<?([^\s<>]{1,200})",
    re.IGNORECASE | re.MULTILINE,
)
_ACTION = re.compile(r"^Action:[ \t]*([A-Za-z]{1,20})", re.IGNORECASE | re.MULTILINE)


def head_of(message: Message) -> MailHead:
    """The mail's head; a header that cannot be read counts as missing."""
    raw = raw_headers(message)
    notice = _is_notice(message, raw)
    subject = header_text(raw.get("subject", "")[:20_000])[:1_000]
    sender = next((a for name in ("from", "sender", "return-path") if (a := address(raw.get(name, "")))), "")
    return MailHead(
        sender=sender,
        subject=subject,
        message_id=_message_id(raw.get("message-id", "")),
        times=_times(raw),
        ours=OURS in raw,
        notice=notice,
        bounced=_bounced(message, raw) if notice else (),
        automatic=_is_automatic(raw) or is_automatic(subject),
    )


def address(raw: str) -> str:
    """The mail address in a header, in small letters; the one in angle brackets where there are several; else empty."""
    text = raw[:5_000].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    bracketed = re.findall(r"<\s*([^<>\s]{3,320})\s*>", text)
    for candidate in [*bracketed, re.sub(r"\"[^\"]*\"", " ", text)]:
        if "/cn=" not in candidate.lower() and (sender := sender_address(candidate)):
            return sender.lower()
    return ""


def moment(text: str) -> datetime | None:
    """An aware time from a mail's date, or None; a date without a zone is taken as UTC."""
    try:
        when = parsedate_to_datetime(text.strip()[:200])
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return when.astimezone(UTC) if 1990 <= when.year < 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def raw_headers(message: Message) -> dict[str, str]:
    """Raw values by small name, the topmost where a header is repeated."""
    out: dict[str, str] = {}
    for name, value in message.raw_items():
        out.setdefault(str(name).lower().strip(), str(value))
    return out


def _message_id(raw: str) -> str:
    match = re.search(r"<[!-;=?-~]{1,250}>", raw)
    return match[0] if match else ""


def _times(raw: dict[str, str]) -> tuple[datetime, ...]:
    """The topmost Received, then Date (CONTRACT of the mail loop), those that can be read."""
    stamp = moment(raw["received"].rpartition(";")[2]) if "received" in raw else None
    date = moment(raw["date"]) if "date" in raw else None
    return tuple(time for time in (stamp, date) if time)


def _is_notice(message: Message, raw: dict[str, str]) -> bool:
    """Whether the mail is a notice of non-delivery."""
    kind = raw.get("content-type", "").lower()
    if "x-failed-recipients" in raw or ("multipart/report" in kind and "delivery-status" in kind):
        return True
    sender = address(raw.get("from", ""))
    return sender.startswith("mailer-daemon@") and message.get_content_maintype() == "multipart"


def _is_automatic(raw: dict[str, str]) -> bool:
    """Whether a program answered for its owner."""
    answered = raw.get("auto-submitted", "").lower().strip().startswith("auto-replied")
    return answered or "x-autoreply" in raw or "x-autorespond" in raw


def _bounced(message: Message, raw: dict[str, str]) -> tuple[str, ...]:
    """The addresses that were not reached, `?` where the notice does not say; none where it tells of no failure."""
    if failed := address(raw.get("x-failed-recipients", "")):
        others = (address(part) for part in raw["x-failed-recipients"].split(","))
        return tuple(dict.fromkeys([failed, *(other for other in others if other)]))
    reports = [p.as_string() for p in message.walk() if p.get_content_type() == "message/delivery-status"]
    blocks = [block for report in reports for block in re.split(r"\r?\n\r?\n", report)]
    reported = [block for block in blocks if _RECIPIENT.search(block) or _ACTION.search(block)]
    lost = [block for block in reported if _is_failure(block)]
    if reported and not lost:
        return ()
    addresses = (address(match[1]) for block in lost if (match := _RECIPIENT.search(block)))
    return tuple(dict.fromkeys(a for a in addresses if a)) or ("?",)


def _is_failure(block: str) -> bool:
    """Whether a recipient's part of a delivery report says that the letter has not come and will not."""
    action = _ACTION.search(block)
    return action is None or action[1].lower() == "failed"
