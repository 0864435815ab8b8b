"""The manifest of a closing: every input, version, decision and output with its hash, and the proof of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from perfxl.ledger.chain import Event, canonical
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Decision, Version
from perfxl.storage.careful_read import file_digest, is_plain, read_plain
from perfxl.storage.files import TEMPORARY
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import Run

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


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When a period was closed, by whom and why, by which rules and program, and what was left open: the codes of those
    who have sent nothing, and what awaits a person, as JSON."""

    at: str
    by: str
    why: str
    rules: int
    program: str
    missing: list[str]
    awaiting: list[Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A closing's manifest: the document that was sealed, and the ledger's SHA-256 (empty while the closing is under
    way)."""

    sealed: dict[str, Any]
    ledger: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of what was sealed, which the ledger keeps too."""
        return _digest(self.sealed)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """The verdict of each version that was sealed."""
        return tuple(line["verdict"] for line in self.sealed["versions"])

    def to_bytes(self) -> bytes:
        """The file: what was sealed, its hash, the ledger's hash, and the hash over all."""
        whole = {"closing": self.sealed, "sha256": self.digest, "ledger": self.ledger}
        return (json.dumps({**whole, "seal": _digest(whole)}, ensure_ascii=False, indent=1) + "\n").encode(
            "utf-8"
        )


def sealed_now(run: Run, versions: Iterable[Version], register: Path, about: Circumstances) -> Manifest:
    """The manifest of a closing that begins: every version with the sentences of its findings as they were worded."""
    workspace, ledger = run.workspace, run.ledger
    events, listed = list(ledger.events.all()), tuple(versions)
    sealed = {
        "format": FORMAT,
        "period": workspace.period.code,
        "form": workspace.form.id,
        **asdict(about),
        "chain": {"events": events[-1].seq, "hash": events[-1].hash},
        "versions": [_version(version) for version in listed],
        "sentences": {version.arrival.id: _sentences(version) for version in listed},
        "decisions": [_decision(decision) for decision in ledger.decisions.all()],
        "files": [_file(workspace, path) for path in _files(workspace, ledger, register)],
    }
    return Manifest(sealed)


def read(path: Path) -> Manifest | None:
    """The manifest in a file, or None where it cannot be read."""
    try:
        document = json.loads(read_plain(path))
        whole = {"closing", "sha256", "ledger", "seal"} == document.keys()
        whole = whole and {"chain", "versions", "files"} <= document["closing"].keys()
    except (OSError, ValueError, AttributeError):
        return None
    return Manifest(document["closing"], document["ledger"]) if whole else None


def changes(workspace: Workspace, manifest: Manifest, path: Path) -> Iterator[ClosingChange]:
    """What differs between the files of a manifest and those on the disk, and whether its own file is as it was written,
    byte for byte."""
    yield from _file_changes(workspace, manifest.sealed["files"])
    if manifest.to_bytes() != read_plain(path):
        yield ClosingChange("changed", path.relative_to(workspace.root).as_posix())


def is_continued(events: Sequence[Event], manifest: Manifest) -> bool:
    """Whether a chain of events is the one that was sealed, or goes on from it."""
    number, expected = manifest.sealed["chain"]["events"], manifest.sealed["chain"]["hash"]
    return any(event.seq == number and event.hash == expected for event in events)


def _file_changes(workspace: Workspace, files: Iterable[dict[str, Any]]) -> Iterator[ClosingChange]:
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


def version_changes(versions: Iterable[Version], manifest: Manifest) -> Iterator[ClosingChange]:
    """Which workbooks stand otherwise than they were closed; those that came later are no change."""
    now = {version.arrival.id: _version(version) for version in versions}
    for line in manifest.sealed["versions"]:
        if now.get(str(line["id"])) != line:
            yield ClosingChange("ledger", str(line["id"]))


def _digest(document: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def _decision(decision: Decision) -> dict[str, str]:
    return {
        "id": decision.arrival,
        "what": decision.what,
        "rule": decision.rule,
        "why": decision.why,
        "by": decision.by,
        "at": decision.at.isoformat(),
    }


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
        {"code": finding.code, "severity": str(finding.severity), "text": texts("mn").of(finding)}
        for finding in version.judged.findings
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
