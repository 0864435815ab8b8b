"""An embeddable Python for Windows: its zip known by its SHA-256, its files, its version."""

from __future__ import annotations

import hashlib
import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from perfxl.storage.careful_read import read_plain
from perfxl.trouble import Trouble

_DLL = re.compile(r"python3(\d+)\.dll")


@dataclass(frozen=True, slots=True)
class EmbeddedPython:
    """The files of an embeddable Python by name, as they lie beside its python.exe; `minor` is the 12 of 3.12; `source`
    says where it is known from, empty where it is not."""

    files: Mapping[str, bytes]
    minor: int
    version: str
    source: str
    sha256: str


def read_python(path: Path, unknown: bool = False) -> EmbeddedPython:
    """The Python in a zip: python.org's, which is flat, or one in a folder. Trouble where the zip is not known and
    `unknown` ones are not wanted, and where no embeddable Python is in it."""
    data = read_plain(path)
    sha256 = hashlib.sha256(data).hexdigest()
    known = tomllib.loads(files(__package__).joinpath("pythons.toml").read_text(encoding="utf-8")).get(
        sha256, {}
    )
    if not known and not unknown:
        raise Trouble("bundle_python", file=str(path), sha256=sha256)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            beside = _beside_exe(archive)
    except zipfile.BadZipFile as error:
        raise Trouble("bundle_no_python", file=str(path)) from error
    minors = [int(match[1]) for name in beside if (match := _DLL.fullmatch(name))]
    if "python.exe" not in beside or not minors or f"python3{minors[0]}.zip" not in beside:
        raise Trouble("bundle_no_python", file=str(path))
    version = str(known.get("version", f"3.{minors[0]}"))
    return EmbeddedPython(beside, minors[0], version, str(known.get("source", "")), sha256)


def _beside_exe(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The files in the folder of python.exe, under their bare names."""
    names = [PurePosixPath(name) for name in archive.namelist() if not name.endswith("/")]
    folder = next((name.parent for name in names if name.name == "python.exe"), None)
    return {name.name: archive.read(str(name)) for name in names if name.parent == folder}
