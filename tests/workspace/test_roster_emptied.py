"""A roster that lost many of its people is not taken over before somebody says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perfxl.cli.commands import perfxl
from perfxl.cli.console import run as command
from perfxl.roster.load import load_roster
from perfxl.roster.write import write_roster
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import looking


def leave(workspace: Workspace, count: int) -> list[str]:
    """So many people are taken out of the roster; their codes."""
    roster, _ = load_roster(workspace.root, workspace.form)
    assert roster
    gone = {e.code for e in roster.employees[:count]}
    people = tuple(e for e in roster.employees if e.code not in gone)
    shared = {code: rows for code, rows in roster.shared.items() if code not in gone}
    write_roster(
        workspace.roster, workspace.form, workspace.period, replace(roster, employees=people, shared=shared)
    )
    return sorted(gone)


@pytest.mark.parametrize(("count", "taken"), [(2, True), (3, False)])
def test_many_people_gone_at_once_wait_for_a_person(
    own_month: Workspace, count: int, taken: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["-C", str(own_month.root), "--lang", "en", "--strict"]
    codes = leave(own_month, count)
    with looking(own_month) as run:
        assert ([f.code for f in run.roster_findings if f.code == "R203"] == []) is taken
        listed = {e.code for e in run.roster.employees}
        assert bool(listed & set(codes)) is not taken
    if not taken:
        assert command(perfxl, [*words, "status"]) == 10
        assert ", ".join(codes) in capsys.readouterr().out
        assert command(perfxl, [*words[:-1], "issue", "--confirm-roster"]) == 0
        with looking(own_month) as run:
            assert not {e.code for e in run.roster.employees} & set(codes)
        assert command(perfxl, [*words, "status"]) == 0
