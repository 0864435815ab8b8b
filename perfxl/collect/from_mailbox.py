"""Collecting from a mailbox: what is new in the folder, judged and recorded like everything else that comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
    people = frozenset(e.email.strip().casefold() for e in run.roster.employees if e.email.strip())
    done = collect_deliveries(run, _opened(box, known, people, run.at, tally), tally.recorded)
    return replace(done, troubles=tuple(box.troubles))


def _opened(
    folder: MailFolder, known: set[str], people: Collection[str], at: datetime, tally: Tally
) -> Iterator[Delivery]:
    for fetched in folder.new(known):
        tally.arrived()
        mail = _mail(fetched, people, at)
        yield Delivery(fetched.name, fetched.data, (mail,), mail.received)


def _mail(fetched: Fetched, people: Collection[str], at: datetime) -> Mail:
    """The mail opened. Of one that brings nothing neither sender nor subject is kept, unless the sender is one of the
    people (addresses in small letters): then it is a line on that one's page."""
    if fetched.trouble:
        sign = (fetched.trouble.code, tuple(fetched.trouble.facts.items()))
        return Mail(fetched.name, "", "", "", believed((fetched.delivered,), at).time, (), (), (sign,))
    mail = delivered_message(fetched.name, fetched.data, fetched.delivered, at)
    if mail.parcels or mail.signs or mail.sender.casefold() in people:
        return mail
    return Mail(fetched.name, "", "", "", mail.received, (), (), ())
