"""Macros in a returned workbook: accepted only where every module says what was issued; they are never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.finding import Finding
from perfxl.issue.macros import macro_modules
from perfxl.reading.book import Book
from perfxl.reading.vba import VbaFault, read_project
from perfxl.texts import finding

# What programs add of their own when they save: attributes, options, LibreOffice's remarks; whole lines only.
_OWN_WORDS = re.compile(
    r"(?:rem )?attribute [\w.]+ = (?:\"[^\"]*\"|true|false|-?\d+)|rem attribute vba_moduletype=\w+"
    r"|option (?:explicit|vbasupport 1|base [01]|compare \w+|private module)",
    re.IGNORECASE,
)
_PARTS = re.compile(r'"[^"]*"|[^"]+')


def check_macros(book: Book) -> Iterator[Finding]:
    """I107 where a workbook holds macros that are not ours, with the names of the modules that differ."""
    if not book.macros:
        return
    foreign = foreign_modules(book.vba or b"")
    if foreign:
        yield finding("I107", field="file", modules=", ".join(foreign)[:200])


def foreign_modules(project: bytes) -> tuple[str, ...]:
    """Names of the modules that say anything that was not issued, and of windows; `?` for a project that cannot be
    read. A document's module may be there as long as it says nothing: every sheet has one."""
    try:
        read = read_project(project)
    except VbaFault:
        return ("?",)
    ours = {module.name.casefold(): said(module.source) for module in macro_modules()}
    foreign = [
        module.name
        for module in read.modules
        if said(module.source) != (() if module.document else ours.get(module.name.casefold()))
    ]
    return (*foreign, *(name for name in read.designers if name not in map(str.casefold, foreign)))


def said(source: str) -> tuple[str, ...]:
    """What a module says: its lines without the blanks, capitals and lines that programs change or add of their own;
    texts in quotes to the letter."""
    lines = (line for line in source.splitlines() if not _OWN_WORDS.fullmatch(line.strip()))
    return tuple(bare for line in lines if (bare := _PARTS.sub(_bare, line)))


def _bare(match: re.Match[str]) -> str:
    part = match[0]
    return part if part.startswith('"') else "".join(part.split()).casefold()
