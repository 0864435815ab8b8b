"""What Excel answers when it cannot: busy, closed meanwhile, refusing; a person gets one sentence, Excel its settings back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from perfxl.live import excel as door_module
from perfxl.live.excel import Door, is_at, quiet, running_excel
from perfxl.trouble import Trouble
from tests.live.com_errors import CUT, EDITING, GONE, LATER, LOCKED, REJECTED
from tests.office.uno_engine import ComError


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def door(self, patience: float = 6.0) -> Door:
        return Door(patience, self.sleep, lambda: self.now)


def failing(*errors: Exception) -> Callable[[], str]:
    """A call that raises these, one after the other, and then answers."""
    left = list(errors)

    def call() -> str:
        if left:
            raise left.pop(0)
        return "answer"

    return call


@pytest.mark.parametrize("error", [REJECTED, EDITING, LATER], ids=["rejected", "a cell is edited", "later"])
def test_a_busy_excel_is_asked_again(error: ComError) -> None:
    clock = Clock()
    assert clock.door().ask(failing(error, error, error)) == "answer"
    assert 0 < clock.now < 6


@pytest.mark.parametrize("error", [REJECTED, EDITING, LATER], ids=["rejected", "a cell is edited", "later"])
def test_patience_ends_in_a_sentence(error: ComError) -> None:
    clock = Clock()
    with pytest.raises(Trouble) as trouble:
        clock.door().ask(failing(*[error] * 1000))
    assert trouble.value.name == "live_busy"
    assert clock.now == 6.0


def test_the_busy_error_of_xlwings_itself_is_one_too() -> None:
    class ExcelBusyError(Exception):
        pass

    assert Clock().door().ask(failing(ExcelBusyError("not responding"))) == "answer"


def test_pywin32_taking_busy_for_a_missing_attribute_is_busy() -> None:
    theirs: dict[str, Any] = {"__name__": "win32com.client.dynamic"}
    exec("def lost():\n    raise AttributeError('Calculation')", theirs)
    clock = Clock()
    with pytest.raises(Trouble, match="live_busy"):
        clock.door().ask(theirs["lost"])
    with pytest.raises(AttributeError):
        clock.door().ask(lambda: object().nothing)  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize("error", [GONE, CUT], ids=["server gone", "disconnected"])
def test_a_workbook_that_was_closed_is_said_at_once(error: ComError) -> None:
    clock = Clock()
    with pytest.raises(Trouble) as trouble:
        clock.door().ask(failing(error))
    assert (trouble.value.name, clock.now) == ("live_closed", 0.0)


def test_what_excel_refuses_is_told_in_its_words() -> None:
    with pytest.raises(Trouble) as trouble:
        Clock().door().ask(failing(LOCKED))
    assert trouble.value.name == "live_refused"
    assert trouble.value.facts["message"] == "The cell is on a protected sheet."


def test_a_fault_of_ours_is_not_taken_for_excels() -> None:
    with pytest.raises(KeyError):
        Clock().door().ask(failing(KeyError("x")))


class Correct:
    AutoFillFormulasInLists = True


class App:
    """An app whose settings can fail to be set."""

    def __init__(self, *errors: Exception) -> None:
        self.__dict__["errors"] = list(errors)
        self.__dict__["said"] = {"calculation": "automatic", "screen_updating": True, "enable_events": True}
        self.__dict__["api"] = type("Api", (), {"AutoCorrect": Correct()})()

    def __getattr__(self, name: str) -> Any:
        return self.said[name]

    def __setattr__(self, name: str, value: Any) -> None:
        if self.errors:
            error = self.errors.pop(0)
            if error:
                raise error
        self.said[name] = value


BEFORE = {"calculation": "automatic", "screen_updating": True, "enable_events": True}


def test_settings_are_put_back_after_the_work_and_after_a_fault() -> None:
    app = App()
    with quiet(Clock().door(), app):
        assert app.said == {"calculation": "manual", "screen_updating": False, "enable_events": False}
        assert not app.api.AutoCorrect.AutoFillFormulasInLists
    assert app.said == BEFORE
    assert app.api.AutoCorrect.AutoFillFormulasInLists
    with pytest.raises(ZeroDivisionError), quiet(Clock().door(), app):
        _ = 1 / 0
    assert app.said == BEFORE


def test_settings_that_were_set_are_put_back_when_the_next_one_fails() -> None:
    app = App(*[None, None], GONE)  # type: ignore[arg-type]  # None is no error
    with pytest.raises(Trouble, match="live_closed"), quiet(Clock().door(), app):
        pass
    assert app.said == BEFORE


def test_settings_that_cannot_be_put_back_are_said() -> None:
    app = App()
    with pytest.raises(Trouble, match="live_state"), quiet(Clock().door(), app):
        app.__dict__["errors"] = [LOCKED]
    assert app.said["screen_updating"]
    assert app.said["enable_events"]


def test_manual_calculation_stays_hrs_choice() -> None:
    app = App()
    app.said["calculation"] = "manual"
    with quiet(Clock().door(), app):
        pass
    assert app.said["calculation"] == "manual"


def test_without_xlwings_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlwings", None)
    with pytest.raises(Trouble, match="live_no_xlwings"), running_excel(Door()):
        pass


def test_without_excel_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import xlwings

    monkeypatch.setattr(xlwings.engines, "active", None)
    with pytest.raises(Trouble, match="live_no_excel"), running_excel(Door()):
        pass


def test_xlwings_does_not_wait_for_ever_while_we_work(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = ModuleType("xlwings._xlwindows")
    theirs.N_COM_ATTEMPTS = 0  # type: ignore[attr-defined]  # as in xlwings
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", theirs)
    with door_module._not_forever():
        assert theirs.N_COM_ATTEMPTS == 1
    assert theirs.N_COM_ATTEMPTS == 0


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("{folder}/2024-Y/master/Газар.xlsx", True),
        ("https://d.docs.live.net/1a2b/HR/2024-Y/master/%D0%93%D0%B0%D0%B7%D0%B0%D1%80.xlsx", True),
        ("https://d.docs.live.net/1a2b/HR/2023-Y/master/%D0%93%D0%B0%D0%B7%D0%B0%D1%80.xlsx", False),
        ("{folder}/2024-Y/master/history/Газар.xlsx", False),
        ("Book1", False),
    ],
    ids=["its path", "its address in a cloud", "another year in the cloud", "an earlier one", "never saved"],
)
def test_which_open_workbook_is_the_master(name: str, same: bool, tmp_path: Path) -> None:
    for folder in ("2024-Y/master", "2024-Y/master/history"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "Газар.xlsx").write_bytes(b"x")
    path = tmp_path / "2024-Y" / "master" / "Газар.xlsx"
    assert is_at(name.format(folder=tmp_path), path) is same
