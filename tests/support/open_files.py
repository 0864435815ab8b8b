"""Files that another program has open, as Windows holds them: they can be read, but neither replaced nor removed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from perfxl.storage import files

EXCEL_OWNER = (
    bytes([5]) + b"Saraa".ljust(54) + bytes([5, 0]) + "Сараа".encode("utf-16-le").ljust(108, b" \0"[:1])
)


def sharing_violation(path: Path) -> PermissionError:
    """What Windows answers: error 32, which Python gives as a PermissionError."""
    error = PermissionError(13, "Sharing violation", str(path))
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]  # it is there on Windows alone
    return error


def hold_open(patch: pytest.MonkeyPatch, paths: Collection[Path]) -> None:
    """From now on nothing can take the place of these files, and they cannot be removed; without waiting for them."""
    held = {path.absolute() for path in paths}
    real_replace, real_unlink = Path.replace, Path.unlink

    def replace(self: Path, target: Path) -> Path:
        if Path(target).absolute() in held or self.absolute() in held:
            raise sharing_violation(Path(target))
        return real_replace(self, target)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.absolute() in held and self.exists():
            raise sharing_violation(self)
        real_unlink(self, missing_ok=missing_ok)

    patch.setattr(Path, "replace", replace)
    patch.setattr(Path, "unlink", unlink)
    patch.setattr(files, "_PAUSE", 0.0)


def opened_in_excel(patch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Like hold_open, with the file that says who has the workbook open."""
    for path in paths:
        path.with_name(f"~${path.name}").write_bytes(EXCEL_OWNER)
    hold_open(patch, paths)
