"""A workspace issued to two people."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.road.program import perfxl
from tests.road.reissuing import PLAN, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "ажил"
    assert perfxl("init", folder, "--period", "2024-Y").status == 0
    write(folder, PLAN)
    assert perfxl("-C", folder, "issue").status == 0
    return folder
