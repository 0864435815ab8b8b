"""A period with open matters: without a terminal it is not closed, but for --anyway with a reason."""

from __future__ import annotations

import json

import pytest

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run as command
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import looking


def test_it_asks_nobody_without_a_terminal(own_month: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["-C", str(own_month.root), "--lang", "en", "close"]
    assert command(perfxl, words) == 3
    said = capsys.readouterr().err
    with looking(own_month) as run:
        assert not run.ledger.closings.is_closed
        who = run.roster.employees[4]
    assert f"{who.code} {who.signature}" in said and "--anyway" in said
    assert command(perfxl, [*words, "--anyway"]) == 3
    assert command(perfxl, [*words, "--anyway", "--why", "enough"]) == 0
    manifest = json.loads((own_month.root / "closing/1/manifest.json").read_text(encoding="utf-8"))
    assert manifest["closing"]["missing"] == [who.code] and manifest["closing"]["program"]
    assert command(perfxl, [*words, "--verify"]) == 0
