"""The contract's JSON documents, as plain values to print."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perfxl.collect.collect import Collected
from perfxl.finding import Verdict
from perfxl.form.plan import Employee
from perfxl.ledger.records import Message, Version
from perfxl.texts import as_json
from perfxl.workspace.run import Run


def collect_json(run: Run, result: Collected, language: str) -> dict[str, Any]:
    """The document of `collect --json`: what this run collected, judged anew or moved."""
    people = [sent.employee for sent in run.ledger.issued.last().values()] + list(run.roster.employees)
    by_code = {employee.code: employee for employee in people}
    parcels = [
        parcel_json(version, by_code.get(version.judged.employee), language) for version in result.versions
    ]
    messages = [message_json(message, language) for message in result.messages]
    messages += [{"name": name, "state": "needs a person", "workbooks": []} for name, _ in result.unread]
    return {"parcels": parcels, "messages": messages, "summary": summary(result.versions)}


def parcel_json(version: Version, employee: Employee | None, language: str) -> dict[str, Any]:
    """One workbook of the document. `counts` is added to the contract's keys."""
    arrival, judged = version.arrival, version.judged
    return {
        "id": arrival.id,
        "name": arrival.name,
        "sha256": arrival.sha256,
        "sender": arrival.sender,
        "received": arrival.received.isoformat(),
        "employee": judged.employee,
        "organisation": employee.organisation if employee else "",
        "unit": employee.unit if employee else "",
        "period": judged.period,
        "verdict": str(version.verdict),
        "counts": version.counts,
        "findings": [as_json(finding, language) for finding in judged.findings],
        "rows": version.answered,
    }


def message_json(message: Message, language: str) -> dict[str, Any]:
    """One mail of the document. `findings` is added to the contract's keys."""
    return {
        "name": message.name,
        "state": message.state,
        "workbooks": list(message.workbooks),
        "findings": [as_json(finding, language) for finding in message.findings],
    }


def summary(versions: Iterable[Version]) -> dict[str, int]:
    """How many workbooks got each verdict; every verdict is named."""
    verdicts = [version.verdict for version in versions]
    return {str(verdict): verdicts.count(verdict) for verdict in Verdict}
