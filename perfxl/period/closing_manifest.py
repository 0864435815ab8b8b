"""The manifest of a closing: every input, version, decision and output with its hash, and the proof of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfxl.ledger.chain import canonical
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Version
from perfxl.storage.careful_read import file_digest, is_plain, read_plain
from perfxl.storage.files import TEMPORARY
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace

FORMAT = 1
# Folders whose every file belongs to the closing; a file that is added later shows too, but for the store: what comes
# late is kept there, and changes nothing of what was sealed.
KEPT = ("store", "issued", "accepted", "master")
GROWS = "store"


@dataclass(frozen=True, slots=True)
class ClosingChange:
    """One thing that is not as it was closed. `what`: changed, missing, added or ledger; `name` which."""

    what: str
    name: str


def core(
    workspace: Workspace,
    ledger: Ledger,
    versions: Iterable[Version],
    register: Path,
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """What is sealed by the closing. `about` holds when, by whom and why; `sentences` are the findings as they were
    worded, by workbook."""
    events, listed = list(ledger.events.all()), tuple(versions)
    return {
        "format": FORMAT,
        "period": workspace.period.code,
        "form": workspace.form.id,
        **about,
        "chain": {"events": events[-1].seq, "hash": events[-1].hash},
        "versions": [_version(version) for version in listed],
        "sentences": {version.arrival.id: _sentences(version) for version in listed},
        "decisions": [
            {
                "id": d.arrival,
                "what": d.what,
                "rule": d.rule,
                "why": d.why,
                "by": d.by,
                "at": d.at.isoformat(),
            }
            for d in ledger.decisions.all()
        ],
        "files": [_file(workspace, path) for path in _files(workspace, ledger, register)],
    }


def digest(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document in its canonical form."""
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def written(sealed: Mapping[str, Any], ledger_sha256: str) -> bytes:
    """The manifest file: what was sealed, its hash, the ledger's hash, and the hash over both."""
    whole = {"closing": sealed, "sha256": digest(sealed), "ledger": ledger_sha256}
    return (json.dumps({**whole, "seal": digest(whole)}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read(path: Path) -> dict[str, Any] | None:
    """The manifest in a file, or None where it cannot be read."""
    try:
        document = json.loads(read_plain(path))
    except (OSError, ValueError):
        return None
    sound = isinstance(document, dict) and {"closing", "sha256", "ledger", "seal"} == document.keys()
    return document if sound else None


def is_sealed(document: Mapping[str, Any], raw: bytes) -> bool:
    """Whether a manifest is as it was written, byte for byte."""
    return written(document["closing"], document["ledger"]) == raw


def file_changes(workspace: Workspace, files: Iterable[Mapping[str, Any]]) -> Iterator[ClosingChange]:
    """What differs between the files of a manifest and those on the disk."""
    named = {str(file["path"]): file for file in files}
    for name, file in named.items():
        path = workspace.root / name
        if not path.exists():
            yield ClosingChange("missing", name)
        elif not is_plain(path) or path.stat().st_size != file["size"] or file_digest(path) != file["sha256"]:
            yield ClosingChange("changed", name)
    for path in _kept(workspace):
        name = path.relative_to(workspace.root).as_posix()
        if name not in named and not name.startswith(f"{GROWS}/"):
            yield ClosingChange("added", name)


def version_changes(
    versions: Iterable[Version], sealed: Iterable[Mapping[str, Any]]
) -> Iterator[ClosingChange]:
    """Which workbooks stand otherwise than they were closed; those that came later are no change."""
    now = {version.arrival.id: _version(version) for version in versions}
    for line in sealed:
        if now.get(str(line["id"])) != line:
            yield ClosingChange("ledger", str(line["id"]))


def _version(version: Version) -> dict[str, Any]:
    arrival = version.arrival
    return {
        "id": arrival.id,
        "sha256": arrival.sha256,
        "name": arrival.name,
        "sender": arrival.sender,
        "received": arrival.received.isoformat(),
        "employee": version.judged.employee,
        "verdict": str(version.verdict),
        "counts": version.counts,
    }


def _sentences(version: Version) -> list[dict[str, str]]:
    return [
        {"code": found.code, "severity": str(found.severity), "text": texts("mn").of(found)}
        for found in version.judged.findings
    ]


def _file(workspace: Workspace, path: Path) -> dict[str, Any]:
    name = path.relative_to(workspace.root).as_posix()
    return {"path": name, "size": path.stat().st_size, "sha256": file_digest(path)}


def _files(workspace: Workspace, ledger: Ledger, register: Path) -> list[Path]:
    """All that belongs to the closing: kept folders, what was taken in from the inbox, roster, settings, register."""
    inbox = [workspace.root / name for name, _, _ in ledger.arrivals.known_paths()]
    own = [
        workspace.roster,
        *(workspace.root / "roster").glob("*.csv"),
        *workspace.root.glob("*.toml"),
        register,
    ]
    inside = [path for path in (*inbox, *own) if is_plain(path) and path.is_relative_to(workspace.root)]
    return sorted({*inside, *_kept(workspace)})


def _kept(workspace: Workspace) -> Iterator[Path]:
    for folder in KEPT:
        for path in (workspace.root / folder).rglob("*"):
            if is_plain(path) and TEMPORARY not in path.name and not path.name.startswith(("~$", ".~lock.")):
                yield path
