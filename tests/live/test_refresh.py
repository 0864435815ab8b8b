"""`live refresh` through xlwings and a real spreadsheet program."""

from __future__ import annotations

import pytest

from tests.live.desk import Desk

pytestmark = pytest.mark.office


def test_a_master_that_is_up_to_date_is_not_touched(desk: Desk) -> None:
    desk.open()
    done = desk.refresh()
    assert done.nothing
    assert not done.kept
