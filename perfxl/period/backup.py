"""One file to keep: the ledger as it stands, every byte that came, the roster, the settings, the masters; and back again."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from perfxl.ledger.ledger import Ledger
from perfxl.ledger.proof import contradictions
from perfxl.period.scripts import write_scripts
from perfxl.storage.careful_read import is_plain, must_be_plain
from perfxl.storage.files import TEMPORARY, build_file, make_folder, opened_privately
from perfxl.trouble import Trouble
from perfxl.workspace.folder import FOLDERS, SETTINGS, Workspace, open_workspace
from perfxl.workspace.run import Run

LEDGER = "ledger.db"
_LEFT_OUT = (".lock", "-wal", "-shm", "-journal")
_OWNERS = ("~$", ".~lock.")  # beside a file that is open: Excel keeps its own locked
_MOST_UNPACKED = 200  # times the size of the zip; the store's workbooks are packed already


def back_up(run: Run, target: Path) -> int:
    """Writes the backup, a zip that is unpacked to be used; how many files are in it. An earlier backup of that name is
    replaced once the new one is whole; any other file is left alone.

    Runs under the run lock. Trouble where the file is something else, or the backup, read again, is not what was written.
    """
    if target.exists() and not is_backup(target, run.workspace):
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


def restore(source: Path, target: Path) -> Workspace:
    """The working folder that a backup holds, in a new folder, on whatever machine: whole or not at all. The files keep
    their times, and the scripts are those of this version.

    Trouble where the file is no backup or is damaged, where `target` holds something, and where the ledger in it is not
    sound.
    """
    if target.exists() and any(target.iterdir()):
        raise Trouble("folder_in_use", folder=str(target))
    must_be_plain(source)
    beside = target.with_name(f"{target.name}{TEMPORARY}")
    shutil.rmtree(beside, ignore_errors=True)  # of a restore that was cut short
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, beside, ignore_errors=True)
        _unpack(source, beside)
        _examined(open_workspace(beside), source)
        if target.exists():
            target.rmdir()
        beside.replace(target)
        undo.pop_all()
    write_scripts(target)
    return open_workspace(target)


def _unpack(source: Path, target: Path) -> None:
    """Every member where it belongs; nothing outside the folder, and no more than a backup can hold."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if not {LEDGER, SETTINGS} <= {member.filename for member in members}:
                raise Trouble("no_backup", file=str(source))
            if sum(member.file_size for member in members) > _MOST_UNPACKED * source.stat().st_size:
                raise Trouble("bad_backup", file=str(source))
            for folder in FOLDERS:
                make_folder(target / folder)
            for member in members:
                _place(archive, member, target)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Trouble("no_backup", file=str(source)) from error


def _place(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    path = target.joinpath(*member.filename.split("/"))
    if not path.resolve().is_relative_to(target.resolve()) or {"..", ""} & set(member.filename.split("/")):
        raise Trouble("no_backup", file=member.filename)
    make_folder(path.parent)
    with archive.open(member) as packed, open(path, "xb", opener=opened_privately) as stream:
        shutil.copyfileobj(packed, stream)  # reading it to its end proves its checksum
    at = datetime(*member.date_time).timestamp()
    os.utime(path, (at, at))


def _examined(workspace: Workspace, source: Path) -> None:
    with Ledger.open_to_read(workspace.ledger_path) as ledger:
        if ledger.damage() or contradictions(ledger):
            raise Trouble("bad_backup", file=str(source))


def is_backup(path: Path, workspace: Workspace) -> bool:
    """Whether a file is a backup of a working folder."""
    if not is_plain(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return {workspace.ledger_path.name, SETTINGS} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _write(run: Run, beside: Path, target: Path) -> int:
    workspace = run.workspace
    with TemporaryDirectory() as folder, _new_zip(beside) as archive:
        copy = Path(folder) / workspace.ledger_path.name
        if run.ledger.closings.is_closed:  # it is vouched for byte by byte
            shutil.copyfile(workspace.ledger_path, copy)
        else:
            run.ledger.backup(copy)
        archive.write(copy, copy.name)
        for path in _files(workspace):
            if path.resolve() not in (target, beside.resolve()):
                archive.write(path, path.relative_to(workspace.root).as_posix())
        return len(archive.namelist())


def _new_zip(path: Path) -> zipfile.ZipFile:
    """A zip to be written; it cannot hold a time before 1980, and such a file takes that year's first moment."""
    return zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)


def _files(workspace: Workspace) -> Iterator[Path]:
    for path in sorted(workspace.root.rglob("*")):
        own = path.name.endswith(_LEFT_OUT) or TEMPORARY in path.name or path == workspace.ledger_path
        own = own or path.name.startswith(_OWNERS)
        if is_plain(path) and not own:
            yield path
