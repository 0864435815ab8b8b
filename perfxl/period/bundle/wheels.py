"""The wheels of a bundle: fetched by pip for another machine's Python, and chosen by what perfxl needs on Windows."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath

from perfxl.trouble import Trouble

OURS = "perfxl"
LEFT_OUT = frozenset(("pandas",))  # needed where a table is asked for, and twice as large as all the rest
_ONLY = ("--only-binary", ":all:", "--platform", "win_amd64", "--implementation", "cp")


@dataclass(frozen=True)
class Wheel:
    """A wheel file and what it says of itself."""

    path: Path
    about: Message

    @property
    def name(self) -> str:
        """The package's name as all spell it: lower case, single hyphens."""
        return _plain(str(self.about["Name"]))

    @property
    def version(self) -> str:
        """The package's version."""
        return str(self.about["Version"])

    @property
    def licence(self) -> str:
        """The licence in the package's words; empty where it says none."""
        for header in ("License-Expression", "License"):
            if self.about[header] and len(str(self.about[header])) < 80:
                return str(self.about[header])
        kinds = [str(line) for line in self.about.get_all("Classifier", []) if "License ::" in str(line)]
        return kinds[0].rsplit(" :: ", 1)[-1] if kinds else ""

    def installed(self) -> Iterator[tuple[str, bytes]]:
        """(path, bytes) of what an installation puts beside the other packages; scripts and headers are left out."""
        with zipfile.ZipFile(self.path) as archive:
            for name in archive.namelist():
                place = _placed(PurePosixPath(name))
                if place and not name.endswith("/"):
                    yield place, archive.read(name)


def wheels_in(folder: Path, minor: int) -> dict[str, Wheel]:
    """The wheels of a folder that a 64-bit Windows Python 3.`minor` can use, by package; of two the newer."""
    from packaging.tags import Tag, compatible_tags, cpython_tags
    from packaging.utils import parse_wheel_filename
    from packaging.version import Version

    python = (3, minor)
    usable: set[Tag] = {
        *cpython_tags(python, platforms=["win_amd64"]),
        *compatible_tags(python, platforms=["win_amd64"]),
    }
    newest: dict[str, Wheel] = {}
    for path in sorted(folder.glob("*.whl")):
        if not parse_wheel_filename(path.name)[3] & usable:
            continue
        wheel = Wheel(path, _about(path))
        other = newest.get(wheel.name)
        if other is None or Version(wheel.version) > Version(other.version):
            newest[wheel.name] = wheel
    return newest


def needed(
    wheels: Mapping[str, Wheel], version: str, extras: Collection[str]
) -> tuple[tuple[Wheel, ...], tuple[str, ...]]:
    """The wheels that perfxl needs on Windows with these extras (of its own, or names of packages), by name, and what is
    needed but not there."""
    from packaging.requirements import Requirement

    chosen: dict[str, Wheel] = {}
    missing: list[str] = []
    waiting = [Requirement(f"{OURS}[{','.join(sorted(extras))}]" if extras else OURS)]
    waiting += [Requirement(name) for name in sorted(set(extras) - _own_extras(wheels))]
    seen = set()
    while waiting:
        requirement = waiting.pop()
        name = _plain(requirement.name)
        if (name, frozenset(requirement.extras)) in seen or (name in LEFT_OUT and name not in extras):
            continue
        seen.add((name, frozenset(requirement.extras)))
        wheel = wheels.get(name)
        if wheel is None or not requirement.specifier.contains(wheel.version, prereleases=True):
            missing.append(f"{requirement.name}{requirement.specifier}")
            continue
        chosen[name] = wheel
        waiting += _requirements(wheel, version, requirement.extras)
    return tuple(chosen[name] for name in sorted(chosen)), tuple(sorted(set(missing)))


def fetch_wheels(folder: Path, minor: int, version: str, extras: Collection[str]) -> None:
    """Brings the wheels of a Windows Python 3.`minor` into a folder, perfxl's own among them: pip asks for what is
    missing until nothing is. Trouble where pip cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    _own_wheel(folder)
    known: tuple[str, ...] = ()
    while (missing := needed(wheels_in(folder, minor), version, extras)[1]) != known:
        known = missing
        if missing:
            _pip(
                "download", *_ONLY, "--python-version", f"3.{minor}", "--no-deps", "-d", str(folder), *missing
            )


def _own_extras(wheels: Mapping[str, Wheel]) -> set[str]:
    return (
        {str(extra) for extra in wheels[OURS].about.get_all("Provides-Extra", [])}
        if OURS in wheels
        else set()
    )


def _requirements(wheel: Wheel, version: str, extras: Iterable[str]) -> list:  # type: ignore[type-arg]
    from packaging.requirements import Requirement

    out = []
    for line in wheel.about.get_all("Requires-Dist", []):
        requirement = Requirement(str(line))
        if any(
            requirement.marker is None or requirement.marker.evaluate(_windows(version, extra))
            for extra in ("", *extras)
        ):
            out.append(requirement)
    return out


def _windows(version: str, extra: str) -> dict[str, str]:
    """What a requirement's marker is asked on the desk."""
    return {
        "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
        "platform_python_implementation": "CPython", "implementation_name": "cpython", "extra": extra,
        "python_version": ".".join(version.split(".")[:2]), "python_full_version": version,
    }  # fmt: skip


def _own_wheel(folder: Path) -> None:
    """perfxl's own wheel: built from the checkout, or put together again from what is installed."""
    package = Path(__file__).parents[2]
    if (package.parent / "pyproject.toml").is_file():
        _pip("wheel", "--no-deps", "-w", str(folder), str(package.parent))
        return
    own = distribution(OURS)
    with zipfile.ZipFile(
        folder / f"{OURS}-{own.version}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED
    ) as archive:
        for path in own.files or ():
            if path.suffix != ".pyc" and ".." not in path.parts:
                archive.writestr(zipfile.ZipInfo(path.as_posix()), path.read_binary())


def _pip(*arguments: str) -> None:
    command: Sequence[str] = (
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        *arguments,
    )
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        last = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "")
        raise Trouble("bundle_pip", message=last)


def _about(path: Path) -> Message:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return message_from_bytes(archive.read(name))


def _placed(path: PurePosixPath) -> str:
    """Where a member of a wheel goes; empty for what is no part of the packages."""
    first, *rest = path.parts
    if not first.endswith(".data"):
        return "" if path.name == "RECORD" and first.endswith(".dist-info") else str(path)
    return str(PurePosixPath(*rest[1:])) if rest and rest[0] in ("purelib", "platlib") else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
