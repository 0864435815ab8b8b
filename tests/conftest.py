"""Fixtures of the whole suite; office tests are skipped, naming what is missing, unless they are required."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.office.office import Office, needed

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
