"""Every file of a folder -> Sources; one that cannot be read is named and stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfxl.drafting.drafted import FileRead
from perfxl.drafting.source_document import SourceDocument
from perfxl.drafting.sources import EXCEL, WORD, read_source
from perfxl.form.alphabet import nfc
from perfxl.form.definition import Form
from perfxl.reading.refusal import Refusal
from perfxl.storage.careful_read import read_plain
from perfxl.texts import finding, texts
from perfxl.trouble import Failed, guarded
from perfxl.workspace.workers import CHUNK, spread, workers_here

Progress = Callable[[int, int], None]
_Read = tuple[tuple[SourceDocument, ...], FileRead]
_MANY = 24  # files from which it is worth starting processes
_OLD_WORD = (".doc", ".dot", ".rtf", ".odt")


def read_folder(
    folder: Path, form: Form, progress: Progress | None = None, language: str = "mn", jobs: int = 1
) -> tuple[list[SourceDocument], list[FileRead]]:
    """Every file below a folder, in the order of names; hidden and lock files aside.

    `language` is that of the reasons why a file could not be read; `jobs` how many processes read.
    """
    paths = [p for p in sorted(folder.rglob("*")) if not p.is_dir() and not p.name.startswith(("~$", "."))]
    tasks = [_Task(path, nfc(path.relative_to(folder).as_posix()), form, language) for path in paths]
    sources: list[SourceDocument] = []
    files: list[FileRead] = []
    for count, (documents, read) in enumerate(_read_all(tasks, jobs), 1):
        sources += documents
        files.append(read)
        if progress:
            progress(count, len(paths))
    return sources, files


@dataclass(frozen=True, slots=True)
class _Task:
    """One file to read."""

    path: Path
    name: str
    form: Form
    language: str


def _read_all(tasks: Sequence[_Task], jobs: int) -> Iterator[_Read]:
    """The files in their order; one that kills its process is named."""
    with workers_here(jobs if len(tasks) >= _MANY else 1) as workers:
        parts = [tasks[start : start + CHUNK] for start in range(0, len(tasks), CHUNK)]
        for answers in [spread(workers, _read_files, part, _lost) for part in parts]:
            yield from answers()


def _read_files(tasks: tuple[_Task, ...]) -> list[_Read]:
    return [_read_file(task) for task in tasks]


def _lost(task: _Task) -> _Read:
    return (), FileRead(
        task.name, (), 0, finding("R301", field="file", file=task.name, reason="its process ended", cause="")
    )


def _read_file(task: _Task) -> _Read:
    path, name = task.path, task.name
    if path.suffix.lower() not in (*WORD, *EXCEL):
        code = "R302" if path.suffix.lower() in _OLD_WORD else "R306"
        return (), FileRead(name, (), 0, finding(code, field="file", file=name))
    try:
        with guarded(Refusal):
            documents = read_source(name, read_plain(path), task.form)
    except Refusal as refusal:
        reason = texts(task.language).title(refusal.code)
        return (), FileRead(
            name, (), 0, finding("R301", field="file", file=name, reason=reason, cause=refusal.code)
        )
    except Failed as failed:  # whatever one document does to us, the others are read and this one is named
        reason = f"{type(failed.error).__name__}: {failed.error}"
        return (), FileRead(name, (), 0, finding("R301", field="file", file=name, reason=reason, cause=""))
    rows = sum(len(source.rows) for source in documents)
    missing = finding("R303", field="file", file=name) if not rows else None
    return documents, FileRead(name, (), rows, missing)
