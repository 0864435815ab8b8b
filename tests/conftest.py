"""Fixtures of the whole suite; office tests are skipped, naming what is missing, unless they are required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from perfxl.cli.demo import run_demo
from perfxl.workspace.folder import Workspace, open_workspace
from tests.office.office import Office, needed
from tests.support.months import NOW

# The same examples on every machine and without a clock; `--hypothesis-profile=default` searches for new ones.
settings.register_profile(
    "steady", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A running LibreOffice. PERFXL_REQUIRE_OFFICE=1 turns the skip into a failure."""
    needed()
    with Office() as program:
        yield program


def _folder(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value:
        pytest.skip(f"{variable} is not set")
    return Path(value)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """A folder of foreign workbooks and mails."""
    return _folder("PERFXL_CORPUS")


@pytest.fixture(scope="session")
def reports() -> Path:
    """A folder of real reports as data."""
    return _folder("PERFXL_REPORTS")


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
