"""A bundle put together: a folder and a zip that a desk without Python, rights and network unpacks and double-clicks."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from perfxl.period.bundle.embedded_python import EmbeddedPython, read_python
from perfxl.period.bundle.executables import executables
from perfxl.period.bundle.wheels import LEFT_OUT, OURS, Wheel, fetch_wheels, needed, wheels_in
from perfxl.period.scripts import BESIDE_PROGRAM, windows_script
from perfxl.storage.careful_read import file_digest
from perfxl.storage.files import write_file
from perfxl.texts import texts
from perfxl.trouble import Trouble

FOLDER = "perfxl"
MANIFEST = "manifest.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every file, so that equal wheels give equal bytes
_PROGRAM = b'@echo off\r\n"%~dp0python\\python.exe" -m perfxl %*\r\n'
_FOR_WIN32 = ("..\\app\\win32", "..\\app\\win32\\lib", "..\\app\\Pythonwin")  # pywin32's own folders
_LICENCES = ("licen", "copying", "notice", "authors")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made: the folder, the zip, its size in bytes, the packages, and the Python's version."""

    folder: Path
    zip: Path
    size: int
    packages: tuple[str, ...]
    python: str


def make_bundle(
    out: Path,
    python: Path,
    wheels: Path | None = None,
    extras: Collection[str] = (),
    unknown_python: bool = False,
) -> Bundle:
    """Makes `out`/perfxl and `out`/perfxl-<version>-windows.zip, the same bytes for the same wheels.

    `wheels`: a folder of wheels, perfxl's own among them; without it pip fetches them. Trouble where `out` holds
    something, where the Python is not known (see read_python), where a wheel is missing.
    """
    if out.exists() and any(out.iterdir()):
        raise Trouble("folder_in_use", folder=str(out))
    _tools()
    embedded = read_python(python, unknown_python)
    with TemporaryDirectory() as folder:
        place = wheels or Path(folder)
        if wheels is None:
            fetch_wheels(place, embedded.minor, embedded.version, extras)
        chosen, missing = needed(wheels_in(place, embedded.minor), embedded.version, extras)
        if missing:
            raise Trouble("bundle_wheels", names=", ".join(missing))
        files = bundle_files(embedded, chosen, extras)
    version = next(wheel.version for wheel in chosen if wheel.name == OURS)
    target = out / f"{FOLDER}-{version}-windows.zip"
    for name, data in files.items():
        write_file(out / FOLDER / name, data)
    write_file(target, _zipped(files))
    _open_to_all(target, out / FOLDER, *(out / FOLDER).rglob("*"))
    names = tuple(f"{wheel.name} {wheel.version}" for wheel in chosen)
    return Bundle(out / FOLDER, target, target.stat().st_size, names, embedded.version)


def bundle_files(
    python: EmbeddedPython, wheels: Sequence[Wheel], extras: Collection[str]
) -> dict[str, bytes]:
    """Every file of a bundle by its path, in order."""
    app = {name: data for wheel in wheels for name, data in wheel.installed()}
    files = {f"app/{name}": data for name, data in app.items()}
    files |= {f"python/{name}": data for name, data in python.files.items() if not name.endswith("._pth")}
    files[f"python/python3{python.minor}._pth"] = _paths(python.minor, app)
    files["perfxl.cmd"] = _PROGRAM
    word = texts("mn").word
    for script in BESIDE_PROGRAM:
        files[f"{word(f'scripts.{script.name}')}.cmd"] = windows_script(script)
    files |= _licences(python, app)
    files[f"{word('bundle.read_me')}.txt"] = _page(word("bundle.page"))
    files[f"IT/{word('bundle.for_it')}.txt"] = _page(
        word("bundle.it_page"), texts("en").word("bundle.it_page")
    )
    files[f"IT/{MANIFEST}"] = manifest(python, wheels, extras, files)
    return {name: files[name] for name in sorted(files)}


def manifest(
    python: EmbeddedPython, wheels: Sequence[Wheel], extras: Collection[str], files: Mapping[str, bytes]
) -> bytes:
    """For IT: what the bundle is made of, and each executable with its SHA-256 and signer."""
    document = {
        "python": {
            "version": python.version,
            "sha256": python.sha256,
            "source": python.source or "not known",
        },
        "packages": [
            {
                "name": wheel.name,
                "version": wheel.version,
                "licence": wheel.licence,
                "wheel": wheel.path.name,
                "sha256": file_digest(wheel.path),
            }
            for wheel in wheels
        ],
        "left_out": sorted(LEFT_OUT - set(extras)),
        "executables": [asdict(program) for program in executables(files)],
        "reads_and_writes": "the working folder that a person names, and the system's folder for temporary files",
        "network": "none, but 127.0.0.1 for the page in the browser, and the mail server where perfxl.toml names one",
        "installs": "nothing: no service, no driver, no entry in the registry, no administrator's rights",
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _open_to_all(*places: Path) -> None:
    """A program holds nothing private, and from a share it is started by others than who made it."""
    if os.name == "nt":  # there a file has its folder's rights
        return
    for place in places:
        place.chmod(0o755 if place.is_dir() else 0o644)


def _tools() -> None:
    if not all(find_spec(name) for name in ("asn1crypto", "packaging")):
        raise Trouble("bundle_extra")


def _paths(minor: int, app: Mapping[str, bytes]) -> bytes:
    """Where this Python looks for modules: its own, and the folder app beside; nowhere else, whatever is installed."""
    more = _FOR_WIN32 if any(name.startswith("win32/") for name in app) else ()
    return "\r\n".join((f"python3{minor}.zip", ".", "..\\app", *more, "")).encode("ascii")


def _licences(python: EmbeddedPython, app: Mapping[str, bytes]) -> dict[str, bytes]:
    licences = {}
    if "LICENSE.txt" in python.files:
        licences["licences/Python/LICENSE.txt"] = python.files["LICENSE.txt"]
    for name, data in app.items():
        place = PurePosixPath(name)
        if place.parts[0].endswith(".dist-info") and place.name.lower().startswith(_LICENCES):
            licences[f"licences/{place.parts[0].removesuffix('.dist-info')}/{place.name}"] = data
    return licences


def _page(*words: str) -> bytes:
    """A page for Notepad: UTF-8 with a mark, lines ended as Windows ends them."""
    text = "\n\n".join(part.strip() for part in words) + "\n"
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(f"{FOLDER}/{name}", _LONG_AGO)
            info.create_system, info.external_attr = 0, 0  # the same wherever it is made
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
