"""Macros in a returned workbook: accepted only where every module says what was issued; they are never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl.finding import Finding
from perfxl.issue.macros import macro_modules
from perfxl.reading.book import Book
from perfxl.reading.vba import VbaFault, module_sources
from perfxl.texts import finding

# What programs add of their own when they save: attributes, options, LibreOffice's remarks; whole lines only.
_OWN_WORDS = re.compile(
    r"(?:rem )?attribute [\w.]+ = (?:\"[^\"]*\"|true|false|-?\d+)|rem attribute vba_moduletype=\w+"
    r"|option (?:explicit|vbasupport 1|base [01]|compare \w+|private module)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s+")


def check_macros(book: Book) -> Iterator[Finding]:
    """I107 where a workbook holds macros that are not ours, with the names of the modules that differ."""
    if not book.macros:
        return
    foreign = foreign_modules(book.vba or b"")
    if foreign:
        yield finding("I107", field="file", modules=", ".join(foreign)[:200])


def foreign_modules(project: bytes) -> tuple[str, ...]:
    """Names of the modules that say anything that was not issued; `?` for a project that cannot be read."""
    try:
        sources = module_sources(project)
    except VbaFault:
        return ("?",)
    ours = {module.name.casefold(): said(module.source) for module in macro_modules()}
    return tuple(
        name for name, source in sources.items() if said(source) not in ((), ours.get(name.casefold()))
    )


def said(source: str) -> tuple[str, ...]:
    """What a module says: its lines without blanks, capitals and what the programs add of their own."""
    lines = (line for line in source.splitlines() if not _OWN_WORDS.fullmatch(line.strip()))
    return tuple(bare for line in lines if (bare := _BLANKS.sub("", line).casefold()))
