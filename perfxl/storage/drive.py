"""What kind of drive a folder is on: local, network or synchronised; it decides the ledger's journal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

_NETWORK = frozenset((
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "webdav", "davfs", "fuse.sshfs",
    "fuse.davfs2", "fuse.rclone", "fuse.smbnetfs", "fuse.gvfsd-fuse", "vboxsf", "prl_fs", "vmhgfs",
    "fuse.vmhgfs-fuse", "drvfs", "glusterfs", "ceph", "lustre", "beegfs",
))  # fmt: skip
_SYNCHRONISED = (
    "onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents",
    "yandex.disk", "yandexdisk", "nextcloud", "owncloud", "pcloud", "mega", "box sync", "syncthing", "synology",
)  # fmt: skip
_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".owncloudsync.log", ".sync_folder", ".SynologyDrive")
_REMOTE = 4  # DRIVE_REMOTE of GetDriveTypeW


class Drive(StrEnum):
    """Where the workspace lies."""

    LOCAL = "local"
    NETWORK = "network"
    SYNCHRONISED = "synchronised"

    @property
    def journal(self) -> str:
        """The journal that is safe there: the write-ahead log needs shared memory, which no network folder gives."""
        return "wal" if self is Drive.LOCAL else "delete"


def drive_of(folder: Path) -> Drive:
    """The kind of drive that a folder is on."""
    place = folder.resolve()
    if _network(place):
        return Drive.NETWORK
    return Drive.SYNCHRONISED if _synchronised(place, os.environ) else Drive.LOCAL


def _network(place: Path) -> bool:
    if str(place).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == _REMOTE)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return file_system(place, mounts) in _NETWORK


def file_system(place: Path, mounts: str) -> str:
    """The type of the file system that holds a place, from the text of /proc/mounts; empty where unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        if len(point) >= len(best) and place.is_relative_to(point):
            best, kind = point, parts[2]
    return kind


def _synchronised(place: Path, environment: Mapping[str, str]) -> bool:
    folders = [place, *place.parents]
    roots = [environment[name] for name in environment if name.upper().startswith("ONEDRIVE")]
    return (
        any(part.lower().startswith(word) for part in place.parts for word in _SYNCHRONISED)
        or any(root and place.is_relative_to(root) for root in roots)
        or any((folder / mark).exists() for folder in folders for mark in _MARKS)
    )
