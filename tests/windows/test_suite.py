"""The tests of what touches files, run by the bundle's Python: the same rules hold on Windows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.windows.wine import Windows, missing

pytestmark = [pytest.mark.wine, pytest.mark.long]
ROOT = Path(__file__).parents[2]
BROUGHT = (
    "pytest", "hypothesis", "python-docx", "oletools", "packaging", "asn1crypto", "aiosmtpd", "pandas<3", "numpy<2",
)  # fmt: skip
NO_OFFICE = (
    "PERFXL_REQUIRE_OFFICE",
    "",
)  # LibreOffice and Chromium are not in Wine: what needs them is skipped there


@pytest.fixture(scope="session")
def suite(windows: Windows, tmp_path_factory: pytest.TempPathFactory) -> Windows:
    """The bundle's Python with what the tests bring along, looking at this checkout."""
    folder = tmp_path_factory.mktemp("suite")
    shutil.copytree(windows.program, folder / "perfxl")
    shutil.rmtree(folder / "perfxl" / "app" / "perfxl")
    more = folder / "perfxl" / "more"
    for wheel in _wheels(tmp_path_factory.mktemp("wheels")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(more)
    shutil.copy(Path(__file__).parent / "what_wine_lacks.py", more / "sitecustomize.py")
    (paths,) = (folder / "perfxl" / "python").glob("*._pth")
    checkout = "Z:" + str(ROOT).replace("/", "\\")
    paths.write_text(paths.read_text() + f"{checkout}\n..\\more\nimport site\n")
    return Windows(windows.wine, windows.prefix, folder / "perfxl", ROOT, (NO_OFFICE,))


def _wheels(folder: Path) -> list[Path]:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--only-binary",
        ":all:",
        "--platform",
        "win_amd64",
    ]
    command += ["--python-version", "3.12", "--implementation", "cp", "-d", str(folder), *BROUGHT]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        missing("the wheels for Windows need the package index")
    return sorted(folder.glob("*.whl"))


@pytest.mark.parametrize("room", ["storage", "ledger", "workspace", "collect", "letters", "master", "period"])
def test_the_tests_of_a_room_pass_on_windows(suite: Windows, room: str) -> None:
    options = "addopts=-q --strict-markers -m 'not long and not wine'"
    done = suite.python("-m", "pytest", "-o", options, "-p", "no:cacheprovider", f"tests/{room}")
    last = done.stdout.strip().splitlines()[-1:] or [""]
    assert done.returncode == 0 and " passed" in last[0], done.stdout[-6000:]
