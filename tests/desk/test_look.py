"""A look is of one moment: what another run records meanwhile is not half seen."""

from __future__ import annotations

from perfxl.desk.look import RosterSeen, look
from perfxl.ledger.records import Arrival
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import running
from tests.support.months import NOW


def test_what_is_recorded_while_somebody_looks_is_seen_at_the_next_look(own_month: Workspace) -> None:
    seen = RosterSeen()
    with look(own_month, NOW, seen) as glance:
        before = len(glance.ledger.arrivals.all())
        with running(own_month, NOW) as run:
            new = Arrival("zzzzzzzz", "0" * 64, "inbox/new.xlsx", "folder", "", NOW, "", 3)
            assert run.ledger.arrivals.record(new, NOW)
        assert len(glance.ledger.arrivals.all()) == before
        assert glance.facts.came == before
    with look(own_month, NOW, seen) as glance:
        assert len(glance.ledger.arrivals.all()) == before + 1
