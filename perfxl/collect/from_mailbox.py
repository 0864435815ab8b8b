"""Collecting from a mailbox: what is new in the folder, judged and recorded like everything else that comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from perfxl.collect.collect import Collected, Delivery, Tally, collect_deliveries
from perfxl.intake.clock import believed
from perfxl.intake.mailbox import Fetched, MailFolder, folder_name
from perfxl.intake.message import delivered_message
from perfxl.intake.parcel import Mail
from perfxl.intake.settings import MailSettings, read_settings, secret_of
from perfxl.workspace.run import Run


def collect_from_mailbox(run: Run, settings: MailSettings | None = None) -> Collected:
    """Collects every mail of the workspace's mail folder that the ledger does not know yet.

    Runs under the run lock. `settings` default to the table [mail] of perfxl.toml. A connection that is cut is made
    again; what came before a final cut is kept, and the next run goes on from there. MailTrouble where nothing can be
    read: settings, login, certificate, folder.
    """
    settings = settings or read_settings(run.workspace.mail)
    box = MailFolder(settings, secret_of(settings))
    known = run.ledger.messages.names(f"{folder_name(settings)}/")
    tally = Tally(run.progress, 0)
    done = collect_deliveries(run, _opened(box, known, run.at, tally), tally.recorded)
    return replace(done, troubles=tuple(box.troubles))


def _opened(box: MailFolder, known: set[str], at: datetime, tally: Tally) -> Iterator[Delivery]:
    for one in box.new(known):
        tally.arrived()
        letter = _letter(one, at)
        yield Delivery(one.name, one.data, (letter,), letter.received)


def _letter(one: Fetched, at: datetime) -> Mail:
    """The mail as a letter; of one that is none of ours neither sender nor subject is kept."""
    if one.trouble:
        sign = (one.trouble.code, tuple(one.trouble.facts.items()))
        return Mail(one.name, "", "", "", believed((one.delivered,), at).time, (), (), (sign,))
    letter = delivered_message(one.name, one.data, one.delivered, at)
    if letter.parcels or letter.signs:
        return letter
    return Mail(one.name, "", "", "", letter.received, (), (), ())
