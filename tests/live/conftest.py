"""LibreOffice as the Excel that is running, and a month that goes on while its master is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from perfxl.workspace.folder import Workspace
from tests.live.desk import Desk, write
from tests.office.office import Office, needed
from tests.office.uno_engine import WORKER, Engine


@pytest.fixture(scope="session")
def running() -> Iterator[Engine]:
    """The engine, registered with xlwings for the whole session."""
    needed()
    before = xlwings.engines.active
    with Office(WORKER) as program:
        engine = Engine(program)
        xlwings.engines.add(xlwings.Engine(impl=engine))
        xlwings.engines.active = xlwings.Engine(impl=engine)
        yield engine
        xlwings.engines.active = before


@pytest.fixture
def excel(running: Engine) -> Iterator[Engine]:
    """The engine with nothing open."""
    yield running
    for number, _ in running.ask("book_paths"):
        running.ask("book_close", number)


@pytest.fixture
def desk(own_month: Workspace, excel: Engine) -> Desk:
    """A month whose master HR has open."""
    return Desk(own_month, excel)


@pytest.fixture
def form(desk: Desk, tmp_path: Path) -> Path:
    """A form with two faults: a row without a percent, and one with a word for it."""
    good = desk.good(0)
    percents = [cell for cell in good if cell in desk.inputs(0, "percent")]
    path = tmp_path / f"{desk.code(0)} маягт.xlsx"
    changed: dict[str, Any] = {**good, percents[1]: None, percents[2]: "бараг дууссан"}
    write(desk.workspace.root / desk.sent[desk.code(0)].path, path, changed, desk.now)
    return path
