"""Sources that are no folder of this machine: whatever fsspec can list and read (`s3://`, `memory://`, `sftp://` …)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from perfxl.intake.source_folder import UNTIMED, SourceFile, is_litter

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]+://")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


class NoSource(Exception):
    """A URL that cannot be listed: `name` is no_fsspec (not installed), file_missing or no_source, with its facts."""

    def __init__(self, name: str, **facts: str) -> None:
        super().__init__(name)
        self.name = name
        self.facts = facts


def is_url(source: str) -> bool:
    """Whether a source is a URL, and not a path."""
    return bool(_URL.match(source))


def local_path(source: str) -> Path | None:
    """The path that a `file://` URL means, or None for another URL."""
    parts = urlsplit(source)
    return Path(url2pathname(parts.path)) if parts.scheme.lower() == "file" else None


def find_remote(url: str, at: datetime | None = None) -> Iterator[SourceFile]:
    """The files at a URL (a file, or a folder at any depth) in a steady order; litter of systems left out.

    They are called by their URL without password and query. NoSource where it cannot be listed.
    """
    files, listing = _listed(url)
    shown = (files.protocol,) if isinstance(files.protocol, str) else files.protocol
    for path, facts in sorted(listing.items()):
        if facts.get("type") == "file" and not is_litter(path.rpartition("/")[2]):
            bare = path if "://" in path else f"{shown[0]}://{path.lstrip('/')}"
            name = unicodedata.normalize("NFC", bare.partition("?")[0])
            fetch = partial(files.cat_file, path)
            yield SourceFile(Path(path), name, int(facts.get("size") or 0), _time(facts), at, fetch=fetch)


def _listed(url: str) -> tuple[Any, Mapping[str, Mapping[str, Any]]]:
    try:
        import fsspec
    except ImportError as error:
        raise NoSource("no_fsspec") from error
    try:
        files, path = fsspec.core.url_to_fs(url)
        listing = files.find(path, detail=True)
        if not listing and not files.exists(path):
            raise NoSource("file_missing", file=url)
        return files, listing
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise NoSource("no_source", message=str(error) or type(error).__name__) from error


def _time(facts: Mapping[str, Any]) -> int:
    """When a file was last changed, in ns; UNTIMED where nobody says."""
    for name in _TIMES:
        value = facts.get(name)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                continue
        if isinstance(value, datetime):
            value = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        if isinstance(value, int | float):
            return int(value * 1_000_000_000)
    return UNTIMED
