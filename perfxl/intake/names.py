"""How a file is called in a mail or an archive: encoded words, split parameters, undeclared bytes. Names are data."""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from urllib.parse import unquote_to_bytes

LONGEST = 255
_CUT = 3  # bytes that are left of a letter cut in two
_WORD = re.compile(r"=\?([A-Za-z0-9_\-.:]{1,40})(?:\*[^?]{0,20})?\?([bBqQ])\?([^?\r\n]{0,2000})\?=")
_GAP = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_PARAMETER = re.compile(
    r";\s*([A-Za-z0-9_\-]{1,40})((?:\*\d{1,3})?)(\*?)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;]*))", re.DOTALL
)
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_ORDER = ("cp866", "cp1251", "koi8-r")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def header_text(raw: str) -> str:
    """A header's value as a person reads it. `raw` is as it stood, undeclared bytes as surrogates; never raises."""
    joined = _GAP.sub(r"\1", raw)
    out: list[str] = []
    at = 0
    pending: tuple[str, bytes] | None = None
    for match in _WORD.finditer(joined):
        between = joined[at : match.start()]
        charset, data = match[1].lower(), _word(match[2], match[3])
        if pending and not between and pending[0] == charset:
            pending = (charset, pending[1] + data)  # a letter may be split over two words
        else:
            out.append(_flush(pending))
            out.append(undeclared(between))
            pending = (charset, data)
        at = match.end()
    return tidy("".join([*out, _flush(pending), undeclared(joined[at:])]))


def parameter(raw: str, wanted: tuple[str, ...]) -> str:
    """A header's parameter (`filename`, `name`) in any spelling: quoted, RFC 2231, RFC 2047 or bare; empty for none."""
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, part, star, quoted, bare in _PARAMETER.findall(_FOLD.sub(" ", raw)[:100_000]):
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare.strip()
        pieces.setdefault(name.lower(), []).append((int(part[1:] or 0) if part else -1, bool(star), value))
    for name in wanted:
        if name in pieces and (value := _joined(pieces[name])):
            return value
    return ""


def undeclared(text: str) -> str:
    """Text whose undeclared bytes (surrogates) are read as UTF-8 or as the likeliest of the old Cyrillic sets."""
    if text.isascii():
        return text
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return old_bytes(data)


def old_bytes(data: bytes) -> str:
    """Bytes of an unknown set: UTF-8 where they are, else whichever of cp866, cp1251, koi8-r looks most like words."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if _is_cut(data):
            return data.decode("utf-8", "ignore")
        texts = [data.decode(charset, "replace") for charset in _ORDER]
    return max(texts, key=_likeness)


def _is_cut(data: bytes) -> bool:
    """Whether bytes are UTF-8 of which a program that counts bytes has cut a letter in two."""
    kept = data.decode("utf-8", "ignore")
    lost, wide = len(data) - len(kept.encode()), sum(not letter.isascii() for letter in kept)
    return 0 < lost <= _CUT and wide >= 3 * lost


def tidy(name: str) -> str:
    """A name in NFC without control, formatting and surrogate characters, folded white space, not over 255 long."""
    kept = (
        " " if c in "\r\n\t" else c for c in name if c in "\r\n\t" or unicodedata.category(c) not in _HIDDEN
    )
    return unicodedata.normalize("NFC", re.sub(r" {2,}", " ", "".join(kept)).strip())


def file_name(name: str) -> str:
    """A file's name as data: tidy, and cut in the middle of the stem where it is over 255 characters."""
    clean = tidy(name)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 40] + clean[-40:]


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    """One parameter from its pieces: RFC 2231 first (in order of its numbers), else the plain spelling."""
    extended = sorted({p[0]: p for p in parts if p[0] >= 0 or p[1]}.values())
    if not extended:
        return header_text(parts[0][2])
    charset, data = "", b""
    for number, (_, encoded, value) in enumerate(extended):
        if encoded and number == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(_raw(value)) if encoded else _raw(value)
    return tidy(_decoded(charset.lower(), data))


def _raw(text: str) -> bytes:
    """A header's text as the bytes it stood as."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _word(kind: str, text: str) -> bytes:
    if kind in "qQ":
        return quopri.decodestring(_raw(text.replace("_", " ")), header=False)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", text.encode("ascii", "ignore"))
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return binascii.a2b_base64(data[: len(data) // 4 * 4])


def _flush(pending: tuple[str, bytes] | None) -> str:
    return _decoded(*pending) if pending else ""


def _decoded(charset: str, data: bytes) -> str:
    try:
        codec = codecs.lookup(charset or "utf-8")
        if getattr(codec, "_is_text_encoding", True) and codec.name not in ("idna", "punycode"):
            return data.decode(codec.name)
    except (LookupError, ValueError, UnicodeError):
        pass
    return old_bytes(data)


def _likeness(text: str) -> int:
    """How much a text looks like words of Cyrillic: usual letters count, case that jumps and odd signs count against."""
    letters = _letters()
    score = 0
    for before, letter in zip(" " + text, text, strict=False):
        small = letter.lower()
        if small in letters["known"]:
            score += 3 if letter.islower() or not before.isalpha() or before.isupper() else -3
            score += (small in letters["common"]) - 2 * (small in letters["rare"])
        elif not letter.isascii():
            score -= 3
    return score


@cache
def _letters() -> dict[str, str]:
    return tomllib.loads((files("perfxl.intake") / "letters.toml").read_text(encoding="utf-8"))
