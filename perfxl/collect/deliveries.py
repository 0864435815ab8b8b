"""What is delivered: one source opened, how many are judged together, and the line that the ledger has of a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from perfxl.finding import Finding
from perfxl.intake.parcel import Mail, Parcel
from perfxl.intake.source_folder import SourceFile
from perfxl.ledger.records import Message
from perfxl.texts import severities

BATCH = 64  # parcels judged and recorded together, in one transaction
BATCH_BYTES = 32 * 1024 * 1024
_CLOSED = {"M104", "M105", "M107", "M108", "M112"}  # of a file that a workbook beside it does not settle


@dataclass(frozen=True, slots=True)
class Delivery:
    """One source opened: a file of a folder (`file`), or a mail fetched from a mailbox (`file` is None)."""

    name: str
    data: bytes
    items: tuple[Parcel | Mail, ...]
    received: datetime
    file: SourceFile | None = None


def in_batches(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Deliveries in batches of some parcels and bytes."""
    batch: list[Delivery] = []
    weight = size = 0
    for delivery in deliveries:
        batch.append(delivery)
        weight += sum(1 if isinstance(item, Parcel) else len(item.parcels) for item in delivery.items)
        size += len(delivery.data)
        if weight >= BATCH or size >= BATCH_BYTES or len(batch) >= BATCH:
            yield batch
            batch, weight, size = [], 0, 0
    if batch:
        yield batch


def message_of(letter: Mail, sha256: str, workbooks: list[str]) -> Message:
    """What the ledger records of a mail; `workbooks` are the ids of what it brought."""
    findings = tuple(
        Finding(code, severities()[code], field="file", facts=dict(facts)) for code, facts in letter.signs
    )
    state = "workbooks" if workbooks else "nothing found"
    if any(finding.code in _CLOSED for finding in findings) or (findings and not workbooks):
        state = "needs a person"
    return Message(
        letter.name,
        sha256,
        state,
        letter.sender,
        letter.subject,
        letter.received,
        tuple(workbooks),
        findings,
        letter.message_id,
    )


def message_of_nothing(delivery: Delivery, sha256: str) -> Message:
    """The record of a file or mail in which nothing was."""
    return Message(delivery.name, sha256, "nothing found", "", "", delivery.received, ())
