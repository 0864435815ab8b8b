"""The long table as parquet, one file an organisation, in a folder or at any URL that fsspec can write to."""

from __future__ import annotations

from pathlib import Path

from perfxl.intake.remote import is_url, local_path
from perfxl.storage.files import safe_name, shortened, write_file
from perfxl.table.export import parquet_bytes
from perfxl.table.organisations import everybody, organisation_tables, organisations
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run

_LONGEST = 100  # characters of a file's name


def write_tables(run: Run, target: str) -> tuple[str, ...]:
    """Writes each organisation's long table as it stands in the ledger; where each file lies, in the masters' order.

    One organisation is in memory at a time. The same ledger gives the same bytes; a file is whole or as it was. Trouble
    where pyarrow is not installed or the target cannot be written to.
    """
    moved = run.ledger.events.moved_at()
    taken: set[str] = set()
    out = []
    known = everybody(run)
    for organisation in organisations(run):
        drawn = organisation_tables(run, organisation, moved, known)
        name = _free(shortened(safe_name(organisation), _LONGEST), taken)
        out.append(_put(target, f"{name}.parquet", parquet_bytes([drawn])))
    return tuple(out)


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another organisation's has it on a system that knows no letter case."""
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free.casefold())
    return free


def _put(target: str, name: str, data: bytes) -> str:
    folder = local_path(target) if is_url(target) else Path(target)
    if folder is not None:
        write_file(folder / name, data)
        return str(folder / name)
    return _upload(f"{target.rstrip('/')}/{name}", data)


def _upload(url: str, data: bytes) -> str:
    try:
        import fsspec
    except ImportError as error:
        raise Trouble("no_fsspec") from error
    try:
        files, path = fsspec.core.url_to_fs(url)
        files.makedirs(path.rpartition("/")[0], exist_ok=True)
        files.pipe_file(path, data)
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise Trouble("no_target", message=str(error) or type(error).__name__) from error
    return url
