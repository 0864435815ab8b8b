"""Mails by the thousand: what people send, wrapped as mail programs wrap it, each with what must be found of it again."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.intake.odd_messages import tnef, workbook, zipped
from tests.intake.peoples_mail import FILES, REMOVED, SAID, SUBJECTS, mail

_NOT_BESIDE_A_BOOK = (
    "a scan",
    "a photo",
    "a HEIC",
    "a WebP",
    "a GIF",
    "a bitmap",
)  # these are kept as signed copies
_WORDS = "abcdefghijkmnpqrstuvwxyz"


@dataclass
class Sent:
    """One mail. `books` and `scans` are SHA-256 that the ledger must know, `words` what a sentence must say; a mail with
    none of these must be a line of its own all the same."""

    name: str
    data: bytes = b""
    books: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def signed(data: bytes) -> bytes:
    """A mail inside an opaque signature that nobody made: the frame of signed-data alone."""
    octets = _der(0x04, data)
    inner = _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d010701")) + _der(0xA0, octets))
    body = _der(0x30, _der(0x02, b"\1") + _der(0x31, b"") + inner + _der(0x31, b""))
    return _der(0x30, _der(0x06, bytes.fromhex("2a864886f70d010702")) + _der(0xA0, body))


def _der(tag: int, data: bytes) -> bytes:
    size = len(data)
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x80 | len(length)]) + length) + data


def with_words(stream: bytes, words: str) -> bytes:
    """A winmail.dat whose mail says something."""
    value = words.encode() + b"\0"
    head = b"\x01" + (0x0002800C).to_bytes(4, "little") + len(value).to_bytes(4, "little")
    return stream + head + value + (sum(value) & 0xFFFF).to_bytes(2, "little")


def generated(count: int, seed: int) -> Iterator[Sent]:
    """Mails, each different."""
    chance = random.Random(seed)
    for number in range(count):
        yield _Maker(chance, number).sent()


class _Maker:
    """One mail in the making."""

    def __init__(self, chance: random.Random, number: int) -> None:
        self.chance, self.number = chance, number
        self.to_be = Sent(f"m{number:05}.eml")
        self.files = 0

    def sent(self) -> Sent:
        what = self.chance.choice(
            ("files", "files", "files", "files", "link", "thanks", "bounce", "removed", "away")
        )
        made = getattr(self, f"_{what}")()
        data = made if isinstance(made, bytes) else made.as_bytes()
        if self.chance.random() < 0.15:
            data = self._in_a_signature(data)
        self.to_be.data = data
        return self.to_be

    def _mail(self, text: str = "Хавсаргав.") -> EmailMessage:
        made = mail(
            text, self.chance.choice(("Тайлан", "Fwd: Тайлан", "Re: Маягт")), f"a{self.number}@example.mn"
        )
        made.replace_header("Message-ID", f"<{self.number}@example.mn>")
        return made

    def _name(self, suffix: str) -> str:
        self.files += 1
        word = "".join(self.chance.choice(_WORDS) for _ in range(6))
        return f"{word}{self.number}-{self.files}{suffix}"

    def _files(self) -> EmailMessage:
        made = self._mail()
        for _ in range(self.chance.choice((1, 1, 2, 2, 3))):
            name, data = self._file()
            name, data = self._wrapped(name, data)
            if self.chance.random() < 0.2:
                inner = self._mail("Дамжуулав.")
                inner.add_attachment(data, "application", "octet-stream", filename=name)
                made.add_attachment(inner)
            else:
                made.add_attachment(data, "application", "octet-stream", filename=name)
        return made

    def _file(self) -> tuple[str, bytes]:
        kind = self.chance.choice(("book", "book", "paper", "paper", "scan", "closed", "damaged"))
        if kind == "book":
            data = workbook(f"{self.number} {self.files}")
            self.to_be.books.append(hashlib.sha256(data).hexdigest())
            return self._name(".xlsx"), data
        if kind == "scan":
            data = b"%PDF-1.4 " + self._name("").encode()
            self.to_be.scans.append(hashlib.sha256(data).hexdigest())
            return self._name(".pdf"), data
        if kind == "paper":
            name, data, _ = self.chance.choice(
                [f for w, f in FILES.items() if w not in _NOT_BESIDE_A_BOOK and "zip" not in w]
            )
            own = self._name(f".{name.rpartition('.')[2]}" if "." in name else "")
        elif kind == "closed":
            own, data = self._name(".rar"), b"Rar!\x1a\x07\x00" + bytes(90)
        else:
            own, data = self._name(".zip"), b"PK\x03\x04 broken off"
        self.to_be.words.append(own)
        return own, data

    def _wrapped(self, name: str, data: bytes) -> tuple[str, bytes]:
        how = self.chance.choice(("plain", "plain", "zip", "zip in zip", "winmail", "mail"))
        if how == "zip":
            return self._name(".zip"), zipped({f"хавтас/{name}": data})
        if how == "zip in zip":
            return self._name(".zip"), zipped({self._name(".zip"): zipped({name: data})})
        if how == "winmail":
            return "winmail.dat", tnef(name, name, data)
        if how == "mail":
            inner = self._mail("Дотор.")
            inner.add_attachment(data, "application", "octet-stream", filename=name)
            return self._name(".eml"), inner.as_bytes()
        return name, data

    def _link(self) -> EmailMessage:
        link = f"https://1drv.ms/x/s!{self._name('')}"
        self.to_be.words.append(link)
        made = self._mail("Холбоос" if self.chance.random() < 0.5 else f"Тайлан: {link}")
        if link not in str(made.get_content()):
            stream = with_words(tnef("a.txt", data=b"x"), f"Тайлан энд: {link}")
            made.add_attachment(stream, "application", "ms-tnef", filename="winmail.dat")
        return made

    def _thanks(self) -> EmailMessage:
        made = self._mail(self.chance.choice(SAID))
        made.replace_header("Subject", self.chance.choice(SUBJECTS))
        return made

    def _bounce(self) -> bytes:
        address = f"{self._name('')}@example.mn"
        self.to_be.words.append(address)
        report = f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {address}\nAction: failed\n"
        return self._in_parts(
            "report; report-type=delivery-status", f"Content-Type: message/delivery-status\n\n{report}"
        )

    def _in_parts(self, kind: str, part: str) -> bytes:
        """A mail of a text and a part as it stands."""
        head = f"From: a{self.number}@example.mn\nSubject: x\nMessage-ID: <{self.number}@example.mn>\nMIME-Version: 1.0\n"
        text = "--q\nContent-Type: text/plain\n\nx\n"
        return f"{head}Content-Type: multipart/{kind}; boundary=q\n\n{text}--q\n{part}\n--q--\n".encode()

    def _removed(self) -> EmailMessage:
        name = self._name(".xlsx.txt")
        self.to_be.words.append(name)
        made = self._mail()
        made.add_attachment(REMOVED, "text", "plain", filename=name)
        return made

    def _away(self) -> bytes:
        name = self._name(".xlsx")
        self.to_be.words.append(name)
        kind = "message/external-body; access-type=URL"
        place = self.chance.choice(
            (f'{kind}; name="{name}"\n\n', f'{kind}\n\nContent-Type: application/x; name="{name}"\n\n')
        )
        return self._in_parts("mixed", f"Content-Type: {place}")

    def _in_a_signature(self, data: bytes) -> bytes:
        made = self._mail("x")
        made.set_content(
            signed(data),
            "application",
            self.chance.choice(("pkcs7-mime", "octet-stream")),
            filename="smime.p7m",
        )
        return made.as_bytes()
