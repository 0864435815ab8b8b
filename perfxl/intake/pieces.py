"""What comes out when a mail or an archive is opened: pieces, signs, and the head of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from perfxl.finding import Fact

Sign = tuple[str, tuple[tuple[str, Fact], ...]]


def sign(code: str, **facts: Fact) -> Sign:
    """A reason to show a delivery to a person: an M code and its facts."""
    return code, tuple(facts.items())


@dataclass(frozen=True, slots=True)
class Piece:
    """One file inside another. `name` may hold `!` (a file in a file); `sender` and `received` are those of the
    forwarded mail it was in (empty, None: as the outer one); `inline`: a picture in a text rather than a file;
    `spoken`: a sign says already what there is to say of it."""

    name: str
    data: bytes
    sender: str = ""
    received: datetime | None = None
    inline: bool = False
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class MailHead:
    """Who sent a mail, about what, when. `times` are the moments it gives (aware), the most trusted first; `ours`: a
    letter of this tool itself; `notice`: a report on delivery, `bounced` the addresses that a letter did not reach (`?`
    where the notice names none); `automatic`: a reply that nobody wrote."""

    sender: str = ""
    subject: str = ""
    message_id: str = ""
    times: tuple[datetime, ...] = ()
    ours: bool = False
    notice: bool = False
    bounced: tuple[str, ...] = ()
    automatic: bool = False

    @property
    def received(self) -> datetime | None:
        """The most trusted of the mail's own moments."""
        return self.times[0] if self.times else None


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail or archive that was opened: its pieces in their order and what was odd."""

    pieces: tuple[Piece, ...]
    signs: tuple[Sign, ...] = ()
    head: MailHead = MailHead()
