"""`perfxl live …` as it is typed: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlwings

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run
from perfxl.texts import LANGUAGES, texts
from tests.live.desk import Desk
from tests.live.opened_forms import marks, opened


@pytest.mark.office
def test_refresh_says_what_it_did_and_that_hr_saves(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.open()
    desk.send(4)
    desk.collect()
    assert run(perfxl, ["-C", str(desk.workspace.root), "live", "refresh", "--lang", "en"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{desk.master.name}: the open master was refreshed. Rows changed ")
    assert "save it yourself" in second
    assert run(perfxl, ["-C", str(desk.workspace.root), "live", "refresh", desk.master.name]) == 0
    assert "шинэчлэх зүйл алга" in capsys.readouterr().out


@pytest.mark.office
def test_refresh_of_nothing_open_is_status_3(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(perfxl, ["-C", str(desk.workspace.root), "live", "refresh"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "perfxl consolidate" in said.err


@pytest.mark.office
def test_check_prints_the_document_of_check(
    desk: Desk,
    form: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = ["-C", str(desk.workspace.root)]
    opened(desk, form)
    assert run(perfxl, [*root, "live", "check", "--json"]) == 0
    live = json.loads(capsys.readouterr().out)["parcels"][0]
    assert run(perfxl, [*root, "check", str(form), "--json"]) == 0
    file = json.loads(capsys.readouterr().out)["parcels"][0]
    assert set(live) == set(file)
    for name in ("name", "employee", "organisation", "unit", "period", "verdict", "rows"):
        assert live[name] == file[name]
    told = {(one["code"], one["cell"]) for one in file["findings"] if one["severity"] != "note"}
    assert told <= {(one["code"], one["cell"]) for one in live["findings"]}
    assert run(perfxl, [*root, "live", "check"]) == 0
    said = capsys.readouterr().out
    assert "F102" in said
    assert "perfxl live check --clear" in said
    assert marks(desk, form)
    assert run(perfxl, [*root, "live", "check", "--clear"]) == 0
    assert marks(desk, form) == {}


@pytest.mark.parametrize("command", ["refresh", "check"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_excel_is_one_sentence_and_status_3(
    command: str,
    language: str,
    gone_month: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(xlwings.engines, "active", None)
    root = str(gone_month.root)  # type: ignore[attr-defined]  # a workspace
    assert run(perfxl, ["-C", root, "--lang", language, "live", command]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_every_sentence_about_excel_says_what_to_do() -> None:
    for language in LANGUAGES:
        entries = texts(language).entries["trouble"]
        names = [name for name in entries if name.startswith("live_")]
        assert len(names) == 25
        for name in {"live_busy_half", "live_closed_half", "live_refused_half"}:
            assert "perfxl live refresh" in str(entries[name])
        for name in {"live_layout", "live_columns", "live_read_only", "live_protected", "live_unsettled"}:
            assert "perfxl consolidate" in str(entries[name])
