"""Macros in a returned workbook: accepted only where every module says what was issued; they are never run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cache

from perfxl.finding import Finding
from perfxl.issue.macros import macro_modules
from perfxl.reading.book import Book
from perfxl.texts import finding
from perfxl.vba.project_reader import VbaFault, read_project

# What programs add of their own when they save: attributes, options, LibreOffice's remarks; whole lines only.
_OWN_WORDS = re.compile(
    r"(?:rem )?attribute [\w.]+ = (?:\"[^\"]*\"|true|false|-?\d+)|rem attribute vba_moduletype=\w+"
    r"|option (?:explicit|vbasupport 1|base [01]|compare \w+|private module)",
    re.IGNORECASE,
)
_PARTS = re.compile(r'"[^"]*"|[^"]+')


def check_macros(book: Book, issued: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """I107 where a workbook holds macros that are not ours, with the names of the modules that differ. `issued` are the
    marks of modules that were issued by an earlier version of the program."""
    if not book.macros:
        return
    foreign = foreign_modules(book.vba or b"", issued)
    if foreign:
        yield finding("I107", field="file", modules=", ".join(foreign)[:200])


def foreign_modules(project: bytes, issued: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Names of the modules that say anything that was not issued, and of windows; `?` for a project that cannot be
    read. A document's module may be there as long as it says nothing: every sheet has one."""
    try:
        read = read_project(project)
    except VbaFault:
        return ("?",)
    known = own_marks() | issued
    foreign = [
        module.name
        for module in read.modules
        if (
            bare_lines(module.source) if module.document else mark_of(module.name, module.source) not in known
        )
    ]
    return (*foreign, *(name for name in read.designers if name not in map(str.casefold, foreign)))


@cache
def own_marks() -> frozenset[str]:
    """The marks of the modules that this version of the program issues."""
    return frozenset(mark_of(module.name, module.source) for module in macro_modules())


def mark_of(name: str, source: str) -> str:
    """A module by its name and by what it says, as a SHA-256."""
    return hashlib.sha256(
        "\n".join((name.casefold(), *bare_lines(source))).encode("utf-8", "surrogatepass")
    ).hexdigest()


def bare_lines(source: str) -> tuple[str, ...]:
    """What a module says: its lines without the blanks, capitals and lines that programs change or add of their own;
    texts in quotes to the letter."""
    lines = (line for line in source.splitlines() if not _OWN_WORDS.fullmatch(line.strip()))
    return tuple(bare for line in lines if (bare := _PARTS.sub(_bare, line)))


def _bare(match: re.Match[str]) -> str:
    part = match[0]
    return part if part.startswith('"') else "".join(part.split()).casefold()
