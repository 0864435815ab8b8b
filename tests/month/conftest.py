"""A small month that went the whole road, once for all tests of the room; a copy of it for tests that change it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from perfxl.demo import run_demo
from perfxl.workspace import Workspace, open_workspace
from tests.month.months import ULAANBAATAR

NOW = datetime(2024, 12, 20, 17, 0, tzinfo=ULAANBAATAR)


@pytest.fixture(scope="session")
def gone_month(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Eight employees of the demo: issued, filled in, collected, consolidated. Not to be changed."""
    root = tmp_path_factory.mktemp("month") / "demo"
    run_demo(root, 8, NOW)
    return open_workspace(root)


@pytest.fixture
def own_month(gone_month: Workspace, tmp_path: Path) -> Workspace:
    """The same, to be changed."""
    shutil.copytree(gone_month.root, tmp_path / "demo")
    return open_workspace(tmp_path / "demo")
