"""One file to keep: the ledger as it stands, every byte that came, the roster, the settings, the masters."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.storage.files import TEMPORARY, build_file
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS, Workspace
from perfxl.workspace.run import Run

_LEFT_OUT = (".lock", "-wal", "-shm", "-journal")


def back_up(run: Run, target: Path) -> int:
    """Writes the backup, a zip that is unpacked to be used; how many files are in it. An earlier backup of that name is
    replaced once the new one is whole; any other file is left alone.

    Runs under the run lock. Trouble where the file is something else, or the backup, read again, is not what was written.
    """
    if target.exists() and not _is_backup(target, run.workspace):
        raise Trouble("backup_over", file=str(target))
    count = 0

    def write(beside: Path) -> None:
        nonlocal count
        count = _write(run, beside, target.resolve())
        with zipfile.ZipFile(beside) as archive:
            if archive.testzip() is not None or len(archive.namelist()) != count:
                raise Trouble("bad_backup", file=str(target))

    build_file(target, write)
    return count


def _is_backup(path: Path, workspace: Workspace) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return {workspace.ledger_path.name, SETTINGS} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _write(run: Run, beside: Path, target: Path) -> int:
    workspace = run.workspace
    with TemporaryDirectory() as folder, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        copy = Path(folder) / workspace.ledger_path.name
        run.ledger.backup(copy)
        archive.write(copy, copy.name)
        for path in _files(workspace):
            if path.resolve() not in (target, beside.resolve()):
                archive.write(path, path.relative_to(workspace.root).as_posix())
        return len(archive.namelist())


def _files(workspace: Workspace) -> Iterator[Path]:
    for path in sorted(workspace.root.rglob("*")):
        own = path.name.endswith(_LEFT_OUT) or TEMPORARY in path.name or path == workspace.ledger_path
        if path.is_file() and not own:
            yield path
