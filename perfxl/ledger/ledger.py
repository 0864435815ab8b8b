"""The ledger: what was issued, received, found and decided; facts are added, never changed."""

from __future__ import annotations

from perfxl.ledger.arrivals import arrival_id
from perfxl.ledger.judgements import Judgements
from perfxl.ledger.mailing import Mailing
from perfxl.ledger.sendings import Sendings

__all__ = ["Ledger", "arrival_id"]


class Ledger(Sendings, Judgements, Mailing):
    """One workspace's ledger: `with Ledger.open(path) as ledger`. LedgerError where it cannot be used."""
