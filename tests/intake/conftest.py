"""One mail server for all tests of the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.intake import dovecot


@pytest.fixture(scope="session")
def post_office() -> Iterator[dovecot.Server]:
    """A running dovecot; skipped, saying why, where it cannot run."""
    if dovecot.MISSING:
        pytest.skip(dovecot.MISSING)
    with dovecot.running() as server:
        yield server
