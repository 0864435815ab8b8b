"""The desk killed at any moment and started again: nothing lost, nothing twice, the page says what is left to do."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from perfxl.texts import texts
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import ledger_of
from tests.desk import office
from tests.desk.desk_process import DeskProcess, started

MOMENTS = [random.Random(seed).uniform(0.0, 1.5) for seed in (1, 2, 3)]


def _killed_at(one: DeskProcess, act: str, asked: dict[str, object], seconds: float) -> None:
    """Presses a button and kills the desk some seconds later, wherever it is then."""

    def press() -> None:
        with suppress(OSError):
            one.ask("POST", f"/act/{act}", asked)

    pressed = threading.Thread(target=press)
    pressed.start()
    threading.Event().wait(seconds)
    one.process.kill()
    one.process.wait()
    pressed.join()


def _pressed_again(root: Path, act: str, asked: dict[str, object]) -> str:
    """A new desk's first page, and the same button pressed until its work is over."""
    with started(root) as two:
        two.enter()
        status, page = two.ask("GET", "/view/")
        assert status == 200
        assert two.ask("POST", f"/act/{act}", asked)[0] == 200
        two.until(lambda state: not state["at_work"])
        two.ask("POST", "/act/quit", {})
        assert two.process.wait(60) == 0
    return page


@pytest.mark.parametrize("seconds", MOMENTS)
def test_killed_while_issuing(tmp_path: Path, seconds: float) -> None:
    workspace = make_workspace(tmp_path / "Ажил-2024", "2024-Y", "order-98-2023-annex-6")
    office.write(workspace, office.roster(workspace))
    with started(workspace.root) as one:
        one.enter()
        _killed_at(one, "issue", {}, seconds)
    page = _pressed_again(workspace.root, "issue", {})
    with ledger_of(workspace) as ledger:
        issued = ledger.issued.last()
        assert len(issued) == office.STAFF
        assert {form.issue for form in issued.values()} == {1}
        said = [texts("mn").word(f"desk.step_{name}") for name in ("issue", "send")]
    assert any(one in page for one in said)
    files = {path.relative_to(workspace.root).as_posix() for path in workspace.issued.rglob("*.xlsx")}
    assert files == {form.path for form in issued.values()}


@pytest.mark.parametrize("seconds", MOMENTS)
def test_killed_while_letters_are_written(own_month: Workspace, seconds: float) -> None:
    with ledger_of(own_month) as ledger:
        missing = sorted(set(ledger.issued.last()) - {row.employee for row in ledger.versions.came()})
    assert missing
    asked: dict[str, object] = {"mode": "write", "round": "remind", "who": missing}
    with started(own_month.root) as one:
        one.enter()
        _killed_at(one, "letters", asked, seconds)
    _pressed_again(own_month.root, "letters", asked)
    with ledger_of(own_month) as ledger:
        keys = [key for key, posted in ledger.letters.all().items() if posted.code in missing]
    assert sorted({key.split(":")[1] for key in keys} & set(missing)) == missing, keys
    assert len(keys) == len(missing)
