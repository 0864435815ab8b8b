"""Invented wheels and an invented embeddable Python: as small as they can be and still be what they are."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

EMBEDDED = {
    "python.exe": b"MZ invented",
    "python312.dll": b"MZ invented",
    "python312.zip": b"PK",
    "python312._pth": b"python312.zip\r\n.\r\n",
    "LICENSE.txt": b"the licence of Python",
}


def python_zip(path: Path, folder: str = "", leave_out: str = "") -> Path:
    """An embeddable Python as python.org packs it, or in a folder; `leave_out`: a file that it lacks."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in EMBEDDED.items():
            if name != leave_out:
                archive.writestr(f"{folder}{name}", data)
    return path


def wheel(
    folder: Path,
    name: str,
    version: str,
    needs: tuple[str, ...] = (),
    extras: tuple[str, ...] = (),
    tag: str = "py3-none-any",
    more: Mapping[str, str] | None = None,
) -> Path:
    """A wheel with a module of its name, its metadata, a licence, and `more` members."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    about = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nLicense: MIT"]
    about += [f"Provides-Extra: {extra}" for extra in extras] + [f"Requires-Dist: {need}" for need in needs]
    path = folder / f"{stem}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name.replace('-', '_')}/__init__.py", f"version = '{version}'\n")
        archive.writestr(f"{stem}.dist-info/METADATA", "\n".join(about) + "\n")
        archive.writestr(f"{stem}.dist-info/licenses/LICENSE", f"the licence of {name}")
        archive.writestr(f"{stem}.dist-info/RECORD", "")
        for place, text in (more or {}).items():
            archive.writestr(place, text)
    return path


def wheels(folder: Path) -> Path:
    """perfxl and what it needs, invented: one for Windows alone, one for others alone, one needed by an extra."""
    needs = (
        "click>=8",
        "pandas>=2",
        "only-there; sys_platform == 'linux'",
        "xlwings>=0.3; extra == 'excel'",
    )
    wheel(folder, "perfxl", "0.1.0", needs, ("excel",))
    wheel(folder, "click", "8.1.0", ("colorama; platform_system == 'Windows'",))
    wheel(folder, "click", "8.2.0", ("colorama; platform_system == 'Windows'",))
    wheel(folder, "colorama", "0.4.6")
    wheel(folder, "pandas", "2.2.0", ("numpy",))
    wheel(folder, "numpy", "1.26.0", tag="cp312-cp312-win_amd64")
    wheel(folder, "xlwings", "0.37.0", ("pywin32; platform_system == 'Windows'",))
    more = {
        "win32/lib/pywintypes.py": "",
        "pywin32-306.data/scripts/x.py": "",
        "pywin32-306.data/platlib/y.py": "",
    }
    wheel(folder, "pywin32", "306", tag="cp312-cp312-win_amd64", more=more)
    return folder
