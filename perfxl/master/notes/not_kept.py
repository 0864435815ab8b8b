"""What HR wrote in a master and the next one does not hold: it awaits a person until somebody says that it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from perfxl.ledger.records import Message
from perfxl.master.notes.hr_part import Edit
from perfxl.storage.files import store_bytes
from perfxl.texts import finding, texts
from perfxl.workspace.run import Run

_ONLY_TOLD = {"renamed_sheet", "copy_read", "missing"}  # nothing is lost by these
_NAMED = 3  # things that the sentence names; all of them lie in the store
_LONGEST = 60


def not_kept(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Those of the things told about a master by which a word of HR's is not in the next one."""
    return tuple(edit for edit in edits if edit.kind not in _ONLY_TOLD)


def record_not_kept(run: Run, kept: Path, edits: Collection[Edit], count: int) -> None:
    """A line of the ledger that awaits a person (M116), with all the sentences in the store. `kept`: the file of the
    history in which HR's words still stand; `count` also counts what is not named one by one. Once for each such file."""
    name = kept.relative_to(run.workspace.root).as_posix()
    if name in run.ledger.messages.names(name):
        return
    sentences = "\n".join(sentence(edit) for edit in edits)
    digest = store_bytes(run.workspace.store, sentences.encode("utf-8"), ".txt")
    places = "; ".join(_named(edits))
    why = finding("M116", file=kept.name, count=count, places=places, kept=name)
    run.ledger.messages.record(Message(name, digest, "needs a person", "", "", run.at, (), (why,)), run.at)


def sentence(edit: Edit) -> str:
    """One thing told about a master, in words."""
    facts = {"sheet": edit.sheet, "cell": edit.cell, "heading": edit.heading, "who": edit.key}
    return texts("mn").word(f"edits.{edit.kind}", text=edit.text, **facts).strip()


def _named(edits: Collection[Edit]) -> Iterator[str]:
    for edit in list(edits)[:_NAMED]:
        place = "!".join(filter(None, (edit.sheet, edit.cell))) or edit.key
        yield f"{place} «{edit.text[:_LONGEST]}»".strip()
    if len(edits) > _NAMED:
        yield "…"
