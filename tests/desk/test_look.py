"""A look is of one moment: what another run records meanwhile is not half seen."""

from __future__ import annotations

import shutil

from perfxl.collect.awaiting_correction import awaiting_correction
from perfxl.desk.look import RosterSeen, look
from perfxl.form.mail_address import is_mail_address
from perfxl.ledger.records import Arrival
from perfxl.letters.round import LetterRound, preview, sent_by_hand
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import running
from tests.support.months import NOW
from tests.support.runs import letters_run


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


def unanswered(workspace: Workspace) -> int:
    with look(workspace, NOW, RosterSeen()) as glance:
        return glance.facts.unanswered


def test_who_was_returned_is_unanswered_from_the_return_on_until_the_reply_has_gone(
    own_month: Workspace,
) -> None:
    shutil.rmtree(own_month.outbox)
    with running(own_month, NOW) as run:
        for key in [key for key in run.ledger.letters.all() if key.startswith("returned:")]:
            run.ledger.letters.forget(key, NOW)
        due = awaiting_correction(run.ledger.versions.came(), run.ledger.versions.standing())
        reached = {code for code in due if is_mail_address(run.roster.employee(code).email)}
    assert reached and unanswered(own_month) == len(reached)  # before any letter was prepared
    letters_run(own_month, NOW)
    assert unanswered(own_month) == len(reached)  # they lie in the outbox
    with running(own_month, NOW) as run:
        about = LetterRound()
        sent_by_hand(run, about, [letter.key for letter in preview(run, about).letters])
    assert unanswered(own_month) == 0
