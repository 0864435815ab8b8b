"""A refresh that Excel cuts short: it is said, settings come back, and the next refresh does the rest."""

from __future__ import annotations

from typing import Any

import pytest

from perfxl.live.excel import Door
from perfxl.live.refresh import refresh
from perfxl.master.notes.read_back import read_master
from perfxl.trouble import Trouble
from tests.live.com_errors import GONE, LOCKED, REJECTED
from tests.live.desk import MEASURES, Desk

pytestmark = pytest.mark.office

HASTY = Door(patience=0.0, sleep=lambda seconds: None)
WRITES = (
    "enter",
    "table_resize",
    "rows_delete",
    "rows_insert",
    "merge",
    "clear",
    "shape",
    "edge",
    "chart_move",
)


def breaking(desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int, error: Exception) -> None:
    """From the given write on, every write raises."""
    ask, count = desk.engine.ask, [0]

    def asked(do: str, *given: Any) -> Any:
        count[0] += do in WRITES
        if count[0] > after and do in WRITES:
            raise error
        return ask(do, *given)

    monkeypatch.setattr(desk.engine, "ask", asked)


@pytest.mark.parametrize(
    ("error", "name", "after"),
    [(REJECTED, "live_busy_half", 2), (GONE, "live_closed_half", 0), (LOCKED, "live_refused_half", 40)],
    ids=["busy, soon", "closed, at the first cell", "refused, late"],
)
def test_cut_short_is_said_and_the_next_refresh_does_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int, error: Exception, name: str
) -> None:
    desk.open()
    key = desk.rows(MEASURES)[3]["Түлхүүр"]
    desk.type(MEASURES, key, "ХН тэмдэглэл", "'миний үг")
    desk.send(4)
    desk.send(3)
    desk.collect()
    with monkeypatch.context() as broken:
        breaking(desk, broken, after, error)
        with pytest.raises(Trouble) as trouble:
            list(refresh(desk.workspace, (), desk.now, HASTY))
    assert trouble.value.name == name
    app = desk.engine.apps.app
    assert (app.calculation, app.screen_updating, app.enable_events) == ("automatic", True, True)
    done = desk.refresh()
    assert not done.kept
    assert desk.refresh().nothing
    desk.save()
    kept = read_master(desk.master)
    assert kept.edits == ()
    assert kept.own.cells["measures", key, "ХН тэмдэглэл"].text == "миний үг"


def test_busy_before_the_first_cell_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    desk.send(4)
    desk.collect()
    before = desk.rows(MEASURES)
    with monkeypatch.context() as broken:
        broken.setattr(desk.engine, "ask", lambda *_: (_ for _ in ()).throw(REJECTED))
        with pytest.raises(Trouble, match=r"^live_busy$"):
            list(refresh(desk.workspace, (), desk.now, HASTY))
    assert desk.rows(MEASURES) == before


def test_a_read_only_master_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open()
    desk.send(4)
    desk.collect()
    ask = desk.engine.ask
    monkeypatch.setattr(
        desk.engine, "ask", lambda do, *given: True if do == "book_read_only" else ask(do, *given)
    )
    with pytest.raises(Trouble, match="live_read_only"):
        desk.refresh()


@pytest.mark.parametrize(("lost", "name"), [(3, ""), (10_000, "live_unsettled")], ids=["some", "all"])
def test_what_does_not_arrive_is_written_again_and_else_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lost: int, name: str
) -> None:
    desk.open()
    desk.send(4)
    desk.collect()
    ask, left = desk.engine.ask, [lost]

    def asked(do: str, *given: Any) -> Any:
        if do == "enter" and left[0]:
            left[0] -= 1
            return None
        return ask(do, *given)

    with monkeypatch.context() as lossy:
        lossy.setattr(desk.engine, "ask", asked)
        if name:
            with pytest.raises(Trouble, match=name):
                desk.refresh()
        else:
            assert desk.refresh().added > 30
    if not name:
        assert desk.refresh().nothing
        desk.save()
        assert read_master(desk.master).edits == ()
