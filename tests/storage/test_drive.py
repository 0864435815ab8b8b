"""Network and synchronised folders are recognised, and get a journal that is safe there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfxl.storage import drive
from perfxl.storage.drive import Drive, drive_of, file_system

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/share /mnt/хуваалцсан nfs4 rw 0 0
//server/hr /mnt/the\\040share cifs rw 0 0
tmpfs /mnt/the\\040share/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/saraa", "ext4"),
        ("/mnt/хуваалцсан/2024", "nfs4"),
        ("/mnt/the share/2024", "cifs"),
        ("/mnt/the share/local/x", "tmpfs"),
        ("/mnt/the sharely", "ext4"),
    ],
)
def test_the_file_system_of_a_place(place: str, kind: str) -> None:
    assert file_system(Path(place), MOUNTS) == kind


@pytest.mark.parametrize("name", ["OneDrive - Газар", "Dropbox", "Google Drive", "Nextcloud"])
def test_a_folder_that_a_cloud_copies(tmp_path: Path, name: str) -> None:
    place = tmp_path / name / "2024"
    place.mkdir(parents=True)
    assert drive_of(place) is Drive.SYNCHRONISED


def test_a_folder_that_a_marker_gives_away(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    assert drive_of(tmp_path) is Drive.SYNCHRONISED


def test_a_folder_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert drive_of(tmp_path / "2024") is Drive.SYNCHRONISED


@pytest.mark.skipif(
    os.name == "nt", reason="Windows is asked for the kind of drive, no table of mounts is read"
)
def test_a_network_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drive, "file_system", lambda *_: "cifs")
    assert drive_of(tmp_path) is Drive.NETWORK


def test_an_own_disk(tmp_path: Path) -> None:
    assert drive_of(tmp_path) is Drive.LOCAL


def test_only_an_own_disk_gets_the_write_ahead_log() -> None:
    assert {kind: kind.journal for kind in Drive} == {
        Drive.LOCAL: "wal", Drive.NETWORK: "delete", Drive.SYNCHRONISED: "delete",
    }  # fmt: skip
