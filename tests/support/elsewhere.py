"""A workbook that another program has open, as on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.storage import files

EXCEL_OWNER = (
    bytes([5]) + b"Saraa".ljust(54) + bytes([5, 0]) + "Сараа".encode("utf-16-le").ljust(108, b" \0"[:1])
)


def open_elsewhere(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: a workbook that is open cannot be replaced."""
    path.with_name(f"~${path.name}").write_bytes(EXCEL_OWNER)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if Path(target) == path:
            raise PermissionError(13, "Permission denied", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(files, "_PAUSE", 0.0)
