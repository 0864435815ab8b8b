"""What a mail's own words say of a report that is not in it: links to where files are kept, attachments taken away."""

from __future__ import annotations

import base64
import binascii
import html
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from perfxl.intake.names import old_bytes
from perfxl.intake.pieces import Sign, sign

_MOST = 300_000  # characters of a text that are looked at
_MOST_LINKS = 3  # that are named
_LONGEST = 200
_WRAPPED = 4  # how many times a link may be wrapped in another
_ADDRESS = re.compile(
    r"(?:https?://)?(?:[a-z0-9_\-]{1,63}\.){1,8}[a-z]{2,12}/[^\s<>\"'`|\\^{}]*", re.IGNORECASE
)
_TARGET = re.compile(r"https?:/{1,2}[^\s\"'<>]+", re.IGNORECASE)
_BLOCKQUOTE = re.compile(r"<(/?)blockquote\b[^>]{0,2000}>", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_PROOFPOINT_3 = re.compile(r"/v3/__(.+?)__;")
_RTF_LINK = re.compile(r"HYPERLINK\s+\\?\"([^\"]{1,2000})\"")


def signs_in(data: bytes, subject: str, name: str = "") -> tuple[Sign, ...]:
    """M109 with the links to file services in a mail's text or HTML, M115 where it says that an attachment was taken
    away; what the mail quotes does not count, unless the subject says that it is forwarded. `name` is for M115."""
    words = own_words(old_bytes(data[:_MOST]), subject)
    links = list(dict.fromkeys(link[:_LONGEST] for link in file_links(words)))
    named = ", ".join(links[:_MOST_LINKS]) + (f" … ({len(links)})" if len(links) > _MOST_LINKS else "")
    signs = (sign("M109", link=named),) if links else ()
    return (*signs, sign("M115", name=name)) if says_removed(words) else signs


def says_removed(words: str) -> bool:
    """Whether a text is, or holds, a notice that an attachment was taken away."""
    low = " ".join(words.lower().split())
    return any(phrase in low for phrase in _words()["removed"])


def is_servers_text(name: str) -> bool:
    """Whether a file is a mail's own text, as some servers cut it off (`ATT00001.txt`)."""
    return re.fullmatch(_words()["text_of_servers"], name.rpartition("!")[2].lower()) is not None


def is_forwarded(subject: str) -> bool:
    """Whether a subject says that the mail is forwarded."""
    return re.match(_words()["forwarded"], subject, re.IGNORECASE) is not None


def is_automatic(subject: str) -> bool:
    """Whether a subject says that nobody wrote the mail."""
    return re.match(_words()["automatic"], subject, re.IGNORECASE) is not None


def own_words(text: str, subject: str) -> str:
    """A mail's text or HTML without what it quotes; the whole of one whose subject says that it is forwarded."""
    if is_forwarded(subject):
        return html.unescape(text)
    shorter = _QUOTED_LINE.sub("", _outside_quotes(text))
    for pattern in (*_words()["quoted_html"], *_words()["quoted_text"]):
        shorter = re.split(pattern, shorter, maxsplit=1, flags=re.IGNORECASE | re.MULTILINE)[0]
    return html.unescape(shorter)


def _outside_quotes(text: str) -> str:
    """HTML without its block quotations, whatever they hold."""
    kept, depth, start = "", 0, 0
    for tag in _BLOCKQUOTE.finditer(text):
        kept += text[start : tag.start()] if depth == 0 else " "
        depth, start = max(0, depth - 1 if tag[1] else depth + 1), tag.end()
    return kept + (text[start:] if depth == 0 else "")


def file_links(words: str) -> Iterator[str]:
    """The addresses in a text under which a file may lie, taken out of what guards wrap round them."""
    for match in _ADDRESS.finditer(words):
        if link := _unwrapped(match[0].rstrip(".,;:!?)]*"), _WRAPPED):
            yield link


def rtf_words(data: bytes) -> str:
    """The links and plain words of an RTF text, as far as this room asks."""
    text = data.decode("latin-1")
    return " ".join([*_RTF_LINK.findall(text), re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", text)])


def _unwrapped(link: str, left: int) -> str:
    """The link that an address is or holds, empty for none."""
    host, path, _ = _parts(link)
    if _is_files(host, path):
        return link
    inner = list(_inside(link)) if left else []
    return next((plain for target in inner if (plain := _unwrapped(target, left - 1))), "")


def _inside(link: str) -> Iterator[str]:
    """The addresses that a link holds: Safe Links, urldefense v1 to v3, redirections of search engines and mailboxes."""
    if match := _PROOFPOINT_3.search(link):
        yield re.sub(r"\A(https?:)/(?!/)", r"\1//", match[1])
    for key, value in parse_qsl(_parts(link)[2]):
        if key == "u" and "/v2/url" in link:
            yield unquote(value.translate(str.maketrans("-_", "%/")))
        elif key == "domain":
            yield f"https://{value}/documents/"  # all that Mimecast lets one see
        yield from _plain_target(value)
    if match := _TARGET.search(unquote(unquote(link[9:]))):
        yield match[0]


def _parts(link: str) -> tuple[str, str, str]:
    """Host, path with query as people read it, and the query as it stands; all empty for what is no address."""
    try:
        address = urlsplit(link if "://" in link[:9] else f"https://{link}")
        return address.hostname or "", unquote(f"{address.path}?{address.query}"), address.query
    except ValueError:
        return "", "", ""


def _plain_target(value: str) -> Iterator[str]:
    if value.startswith("aHR0c"):
        try:
            value = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return
    if match := _TARGET.match(unquote(value)):
        yield match[0]


def _is_files(host: str, path: str) -> bool:
    """Whether an address is a file's: at a service that keeps files, or by its ending."""
    low, plain = host.lower(), path.partition("?")[0].lower()
    if plain.rpartition(".")[2] in _words()["file_endings"]:
        return True
    for service, asked in _pointers()["services"].items():
        if low == service or low.endswith(f".{service}"):
            return len(path) > 2 and bool(re.search(asked, path, re.IGNORECASE))
    return False


def _words() -> dict[str, Any]:
    words: dict[str, Any] = _pointers()["words"]
    return words


@cache
def _pointers() -> dict[str, Any]:
    return tomllib.loads((files("perfxl.intake") / "pointers.toml").read_text(encoding="utf-8"))
