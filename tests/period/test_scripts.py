"""The scripts of a working folder: one for each step, whoever starts it, wherever the folder lies by then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfxl.period.scripts import BESIDE_PROGRAM, STEPS, windows_script, write_scripts
from perfxl.texts import LANGUAGES, texts

UNIX = os.name != "nt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_working_folder_has_a_script_for_each_step(tmp_path: Path, language: str) -> None:
    names = {path.stem for path in write_scripts(tmp_path, language) if path.suffix == ".cmd"}
    assert len(names) == len(STEPS) == 10
    assert texts(language).word("scripts.sync") in names


def test_no_shell_script_is_written_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shells = [path for path in write_scripts(tmp_path) if path.suffix == ".sh"]
    assert len(shells) == (len(STEPS) if UNIX else 0)


@pytest.mark.parametrize("script", [*STEPS, *BESIDE_PROGRAM], ids=lambda s: s.name)
def test_a_windows_script_names_no_python_of_its_own_and_enters_no_folder(script) -> None:
    text = windows_script(script).decode("utf-8")
    assert sys.executable not in text and "cd /d" not in text and "pushd" not in text
    assert text.count("\n") == text.count("\r\n")
    assert "{" not in text
    for line in text.splitlines():
        assert not line.lstrip().lower().startswith(("goto ", "call ", ":"))


@pytest.mark.skipif(not UNIX, reason="the scripts for a shell are not written on Windows")
def test_a_shell_script_runs_in_a_folder_that_was_moved(tmp_path: Path) -> None:
    from perfxl.workspace.folder import make_workspace

    made = make_workspace(tmp_path / "one", "2024-Y", "order-98-2023-annex-6")
    write_scripts(made.root)
    moved = made.root.rename(tmp_path / "өөр газар")
    script = moved / f"{texts('mn').word('scripts.status')}.sh"
    done = subprocess.run([script, "--json"], cwd="/", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"period": "2024-Y"' in done.stdout


@pytest.mark.skipif(not UNIX, reason="the scripts for a shell are not written on Windows")
def test_a_shell_script_says_what_to_do_where_there_is_no_perfxl(tmp_path: Path) -> None:
    write_scripts(tmp_path)
    path = tmp_path / f"{texts('mn').word('scripts.sync')}.sh"
    path.write_text(path.read_text().replace(sys.executable, "/nowhere/python"))
    done = subprocess.run(
        ["/bin/sh", path],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/nowhere", "HOME": "/nowhere"},
    )
    assert done.returncode == 3
    assert texts("mn").word("scripts.missing_shell") in done.stderr
