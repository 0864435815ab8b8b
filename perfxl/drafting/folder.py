"""Every file of a folder -> Sources; one that cannot be read is named and stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from perfxl.drafting.drafted import FileRead
from perfxl.drafting.found import Source
from perfxl.drafting.sources import EXCEL, WORD, read_source
from perfxl.form.alphabet import nfc
from perfxl.form.definition import Form
from perfxl.reading.refusal import Refusal
from perfxl.texts import finding, texts

Progress = Callable[[int, int], None]
_OLD_WORD = (".doc", ".dot", ".rtf", ".odt")


def read_folder(
    folder: Path, form: Form, progress: Progress | None = None, language: str = "mn"
) -> tuple[list[Source], list[FileRead]]:
    """Every file below a folder, in the order of names; hidden and lock files aside.

    `language` is that of the reasons why a file could not be read.
    """
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(("~$", "."))]
    sources: list[Source] = []
    files: list[FileRead] = []
    for count, path in enumerate(paths, 1):
        found, read = _read_file(path, nfc(path.relative_to(folder).as_posix()), form, language)
        sources += found
        files.append(read)
        if progress:
            progress(count, len(paths))
    return sources, files


def _read_file(path: Path, name: str, form: Form, language: str) -> tuple[tuple[Source, ...], FileRead]:
    if path.suffix.lower() not in (*WORD, *EXCEL):
        code = "R302" if path.suffix.lower() in _OLD_WORD else "R306"
        return (), FileRead(name, (), 0, finding(code, field="file", file=name))
    try:
        found = read_source(name, path.read_bytes(), form)
    except Refusal as refusal:
        reason = texts(language).title(refusal.code)
        return (), FileRead(
            name, (), 0, finding("R301", field="file", file=name, reason=reason, cause=refusal.code)
        )
    except Exception as error:  # whatever one document does to us, the others are read and this one is named
        reason = f"{type(error).__name__}: {error}"
        return (), FileRead(name, (), 0, finding("R301", field="file", file=name, reason=reason, cause=""))
    rows = sum(len(source.rows) for source in found)
    missing = finding("R303", field="file", file=name) if not rows else None
    return found, FileRead(name, (), rows, missing)
