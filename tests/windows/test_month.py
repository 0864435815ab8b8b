"""A month on a Windows desk: the bundle alone, in a folder with Cyrillic letters, files open as Excel holds them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from perfxl.period.bundle.bundle import Bundle
from perfxl.storage.files import pending_of
from perfxl.storage.run_lock import Busy, run_lock
from perfxl.texts import texts
from perfxl.workspace.folder import open_workspace
from tests.windows.wine import Windows

pytestmark = pytest.mark.wine
MONTH = "Үзүүлэн сар"
SAY = texts("mn").word
# The desk without the look at the system by WMI, which Wine 8 has not: it ends whoever asks.
_DESK = """
import platform

def nothing(*_):
    raise OSError

platform._wmi_query = nothing
from perfxl.cli.commands import main
main()
"""


def said(done: subprocess.CompletedProcess[str]) -> str:
    """What a command says to both streams, slashes as here."""
    return (done.stdout + done.stderr).replace("\\", "/")


def on_linux(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "perfxl", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def month(windows: Windows) -> Path:
    """The demo's working folder, made in Windows."""
    done = windows.perfxl("demo", MONTH, "--staff", "12")
    assert done.returncode == 0, said(done)
    (windows.home / "demo.txt").write_text(done.stdout.replace("\\", "/"))
    return windows.home / MONTH


def saved_again(month: Path, why: str) -> None:
    """Every workbook that was accepted comes once more, other bytes and the same answers."""
    for path in sorted((month / "accepted").rglob("*.xlsx")):
        again = month / "inbox" / f"{path.stem} {why}.xlsx"
        shutil.copy(path, again)
        with zipfile.ZipFile(again, "a") as archive:
            archive.comment = why.encode()


def only(folder: Path, pattern: str) -> Path:
    (path,) = (
        path for path in folder.rglob(pattern) if ".PENDING" not in path.name and "history" not in path.parts
    )
    return path


def test_the_zip_is_under_20_mb(bundle: Bundle) -> None:
    assert bundle.size < 20_000_000


def test_each_package_brings_its_licence(bundle: Bundle) -> None:
    there = {path.name.lower() for path in (bundle.folder / "licences").iterdir()}
    named = {name.replace(" ", "-").replace("_", "-").lower() for name in bundle.packages}
    assert named - {name.replace("_", "-") for name in there} == {
        next(name for name in named if "perfxl" in name)
    }
    assert "python" in there


def test_the_demo_says_what_it_says_on_linux(windows: Windows, month: Path, tmp_path: Path) -> None:
    here = on_linux(tmp_path, "demo", MONTH, "--staff", "12")
    assert here.returncode == 0
    assert (windows.home / "demo.txt").read_text() == here.stdout


def test_a_new_folder_is_made_issued_and_stands(windows: Windows, month: Path) -> None:
    assert windows.perfxl("init", "Шинэ 2024", "--period", "2024-Y").returncode == 0
    folder = windows.home / "Шинэ 2024"
    assert not list(folder.glob("*.sh")) and len(list(folder.glob("*.cmd"))) == 10
    shutil.copy(month / "roster.xlsx", folder)
    assert windows.perfxl("-C", "Шинэ 2024", "issue", "--jobs", "2").returncode == 0
    done = windows.perfxl("-C", "Шинэ 2024", "status", "--json")
    here = on_linux(windows.home, "-C", "Шинэ 2024", "status", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, json.loads(here.stdout))


def test_a_script_finds_the_program_beside_its_folder_and_says_where_there_is_none(windows: Windows) -> None:
    assert windows.perfxl("init", "Скрипт 2024", "--period", "2024-Y").returncode == 0
    script = windows.home / "Скрипт 2024" / f"{SAY('scripts.status')}.cmd"
    assert windows.script(script).returncode != 3  # Wine's cmd gives 1 where its `pause` finds no keyboard
    alone = windows.home / "өөр" / "газар"
    alone.mkdir(parents=True)
    shutil.copy(script, alone)
    assert windows.script(alone / script.name).returncode == 3


def test_a_master_open_in_excel_and_the_one_beside_it(windows: Windows, month: Path) -> None:
    master = only(month / "master", "*.xlsx")
    master.write_bytes(master.read_bytes())
    shutil.copy(next((month / "inbox").rglob("*.xlsx")), month / "inbox" / "дахин.xlsx")
    with windows.open_in_excel(master):
        done = windows.perfxl("-C", MONTH, "sync", "--jobs", "2")
        assert done.returncode == 0, said(done)
        assert SAY("trouble.file_open", file="X").partition("X")[2] in said(done) and master.name in said(
            done
        )
        assert pending_of(master).is_file()
    shutil.copy(next((month / "inbox").rglob("*.xlsx")), month / "inbox" / "дахин 2.xlsx")
    before = master.read_bytes()
    with windows.open_in_excel(pending_of(master)):
        done = windows.perfxl("-C", MONTH, "sync", "--jobs", "2")
        assert done.returncode == 0 and pending_of(master).name in said(done), said(done)
        assert master.read_bytes() != before
    assert windows.perfxl("-C", MONTH, "consolidate").returncode == 0
    assert not pending_of(master).exists()


def test_letters_copies_and_the_roster_open_stop_nothing(windows: Windows, month: Path) -> None:
    assert windows.perfxl("-C", MONTH, "letters", "--issue").returncode == 0
    held = [*(month / "outbox").rglob("*.*"), *(month / "accepted").rglob("*.xlsx"), month / "roster.xlsx"]
    assert {path.suffix for path in held} == {".eml", ".xlsx"}, held
    with windows.open_in_excel(*held):
        done = windows.perfxl("-C", MONTH, "sync", "--jobs", "2")
    assert done.returncode == 0 and "Traceback" not in said(done), said(done)


@pytest.mark.parametrize(("moment", "jobs"), [("starting", "2"), ("judging", "1")])
def test_ctrl_c_ends_with_one_sentence_and_status_3(
    windows: Windows, month: Path, moment: str, jobs: str
) -> None:
    saved_again(month, moment)
    stopped = Path(__file__).parent / "stopped.py"
    done = windows.python(str(stopped), moment, "-C", MONTH, "collect", "--jobs", jobs)
    sentences = [SAY("trouble.interrupted").split(".")[0], SAY("trouble.stopped").split(".")[0]]
    assert done.returncode == 3 and any(text in said(done) for text in sentences), said(done)
    assert "Traceback" not in said(done), said(done)
    assert windows.perfxl("-C", MONTH, "collect", "--jobs", "2").returncode == 0
    assert windows.perfxl("-C", MONTH, "close", "--verify").returncode in (0, 3)


def test_a_run_here_and_one_on_linux_see_each_other_s_lock(windows: Windows, month: Path) -> None:
    """Wine hands a lock of Windows on to the system as Samba does for a desk that works over a share."""
    lock, holds = open_workspace(month).lock_path, str(Path(__file__).parent / "lock_holds.py")
    with windows.started(holds, f"{MONTH}\\{lock.name}") as desk:
        assert desk.stdin and desk.stdout
        assert desk.stdout.readline().strip() == "held"
        with pytest.raises(Busy), run_lock(lock, 0.2):
            pass
        desk.stdin.write("\n")
        desk.stdin.flush()
        assert desk.wait() == 0
    with run_lock(lock), windows.started(holds, f"{MONTH}\\{lock.name}") as desk:
        assert desk.stdout and desk.stdout.readline().strip() == "busy"
    assert windows.perfxl("-C", MONTH, "collect").returncode == 0


def test_the_desk_answers_on_this_machine(windows: Windows, month: Path) -> None:
    with windows.started("-u", "-c", _DESK, "desk", MONTH, "--no-browser") as desk:
        assert desk.stdout
        line = next(line for line in desk.stdout if "http://" in line)
        address = re.search(r"http://127\.0\.0\.1:\d+\S*", line)
        assert address
        with urllib.request.urlopen(address[0]) as answer:
            assert answer.status == 200


def test_what_windows_closed_is_verified_on_linux_and_its_backup_restored(
    windows: Windows, month: Path
) -> None:
    done = windows.perfxl("-C", MONTH, "close", "--why", "шалгалт", "--anyway")
    if done.returncode == 2:
        done = windows.perfxl("-C", MONTH, "close", "--why", "шалгалт")
    assert done.returncode == 0, said(done)
    assert windows.perfxl("-C", MONTH, "close", "--verify").returncode == 0
    here = on_linux(windows.home, "-C", MONTH, "close", "--verify")
    assert here.returncode == 0, said(here)
    assert windows.perfxl("-C", MONTH, "backup", f"{MONTH}.zip").returncode == 0
    here = on_linux(windows.home, "restore", f"{MONTH}.zip", "сэргээсэн")
    assert here.returncode == 0, said(here)
    assert on_linux(windows.home, "-C", "сэргээсэн", "close", "--verify").returncode == 0


def test_the_doctor_finds_nothing_bad_on_such_a_desk(windows: Windows, month: Path) -> None:
    done = windows.perfxl("-C", MONTH, "doctor")
    assert done.returncode == 0, said(done)


def test_nothing_is_written_beside_the_program(bundle: Bundle, windows: Windows, month: Path) -> None:
    """So it runs from `Program Files`, where nobody may write; what Python compiles it keeps only where it may."""
    files = {path for path in windows.program.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    with zipfile.ZipFile(bundle.zip) as archive:
        assert {path.relative_to(windows.home).as_posix() for path in files} == set(archive.namelist())
