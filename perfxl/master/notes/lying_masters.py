"""The masters that lie in the folder as people left them: whose each is, read once in a run while its bytes stay the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from perfxl.master.notes.hr_part import NOTHING, OldMaster
from perfxl.master.notes.read_back import read_master
from perfxl.reading.refusal import Refusal
from perfxl.storage.careful_read import file_digest
from perfxl.storage.files import PENDING, clash_names, fitted, pending_of
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run

HISTORY = "history"
_IN_HISTORY = len(f"/{HISTORY}.PENDING 2024-12-31 120000")  # what the path of an earlier master has more


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in the folder of one organisation: the master and the one that waited beside it (`olds`, in that order),
    copies that somebody made of them, and which of these files cannot be read. `strays` are files that are no longer any
    organisation's place: of one that was renamed or is gone."""

    olds: tuple[OldMaster, ...] = ()
    copies: tuple[tuple[Path, OldMaster], ...] = ()
    unread: tuple[Path, ...] = ()
    strays: tuple[Path, ...] = ()


def master_path(workspace: Workspace, organisation: str, organisations: Iterable[str] = ()) -> Path:
    """Where an organisation's master lies; `organisations`: all there are, since two names may make one file's name."""
    taken: set[str] = set()
    for name in sorted({organisation, *organisations}):
        fits = fitted(workspace.master, name, ".xlsx", _IN_HISTORY)
        path = next(place for place in clash_names(fits) if place.name.casefold() not in taken)
        if name == organisation:
            return path
        taken.add(path.name.casefold())
    raise AssertionError(organisation)


class Earlier:
    """The masters as people left them, each read once in a run while its bytes stay the same."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[str, OldMaster]] = {}

    def lying(self, run: Run, organisations: Sequence[str]) -> Mapping[str, Lying]:
        """By organisation what lies in the folder; also of organisations that are gone."""
        places = {name: master_path(run.workspace, name, organisations) for name in organisations}
        out = {name: self._of(run, path) for name, path in places.items()}
        known = {path for place in places.values() for path in (place, pending_of(place))}
        for path, old in self._strays(run, known):
            here = out.get(old.organisation, Lying())
            if old.organisation in places:
                out[old.organisation] = Lying(here.olds, (*here.copies, (path, old)), here.unread)
            else:
                out[old.organisation] = Lying((*here.olds, old), (), here.unread, (*here.strays, path))
        return out

    def remember(self, run: Run, path: Path, written: Path | None, data: bytes) -> None:
        """What lies there after a run: the new master where it was `written`, beside it what was read and stays."""
        for place in (path, pending_of(path)):
            digest = self._known[place][0] if place in self._known else ""
            if place == written:
                digest = hashlib.sha256(data).hexdigest()
            if digest and place.is_file():
                run.ledger.notes.remember_master(_name(run.workspace, place), digest)

    def _of(self, run: Run, path: Path) -> Lying:
        """A master and the one that waited beside it, the one saved later last. One that lies there as an earlier run
        read or wrote it (an open file cannot be removed) says nothing new."""
        there = filter(Path.is_file, (path, pending_of(path)))
        read = [
            (place, _as_made(run, place) or self._master(run, place))
            for place in sorted(there, key=lambda p: p.stat().st_mtime_ns)
        ]
        return Lying(
            tuple(old for _, old in read if old), (), tuple(place for place, old in read if old is None)
        )

    def _strays(self, run: Run, known: set[Path]) -> Iterator[tuple[Path, OldMaster]]:
        """Masters of ours that lie at no organisation's place; a renamed organisation's before the one that waited."""
        names = sorted(run.workspace.master.glob("*.xlsx"), key=lambda p: (PENDING in p.name, p.name))
        spelt = {path.name.casefold() for path in known}
        for path in names:
            if path.name.casefold() not in spelt and not path.name.startswith(("~$", ".")):
                old = self._master(run, path)
                if old and old.organisation:
                    yield path, old

    def _master(self, run: Run, path: Path) -> OldMaster | None:
        """The master, None where it cannot be read."""
        try:
            digest = file_digest(path)
            seen = self._known.get(path)
            if seen is None or seen[0] != digest:
                seen = self._known[path] = (digest, read_master(path))
        except (Refusal, OSError):
            return None
        return replace(seen[1], known=run.ledger.notes.knows_master(_name(run.workspace, path), digest))


def remember_remade(run: Run, path: Path, data: bytes) -> None:
    """The master that lies there holds nothing that the ledger does not give again: as it is, it is not read back."""
    run.ledger.notes.remember_remade(_name(run.workspace, path), hashlib.sha256(data).hexdigest())


def _as_made(run: Run, path: Path) -> OldMaster | None:
    """An empty master for one that lies there as it was made of the ledger alone; None where it has to be read."""
    try:
        remade = run.ledger.notes.is_remade(_name(run.workspace, path), file_digest(path))
    except OSError:
        return None
    return OldMaster(NOTHING, {}, (), 0, (), known=True) if remade else None


def _name(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
