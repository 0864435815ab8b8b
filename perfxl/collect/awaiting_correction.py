"""Whose workbook is to be mended: the last received, where it was returned; and those whose bytes are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from perfxl.finding import Verdict
from perfxl.ledger.standing import Came, Stood
from perfxl.workspace.run import Run
from perfxl.workspace.stored_bytes import NotKept, kept_bytes

_SILENT = (Verdict.REFUSED, Verdict.DUPLICATE)


def awaiting_correction(came: Iterable[Came], standing: Mapping[str, Stood]) -> dict[str, str]:
    """Employee code -> id of the workbook to mend: the last received, where it was returned."""
    judged = [
        version
        for version in came
        if version.employee and not version.blank and standing[version.id].verdict not in _SILENT
    ]
    last = {
        version.employee: version.id
        for version in sorted(judged, key=lambda version: (version.received, version.sha256, version.id))
    }
    return {code: id for code, id in last.items() if standing[id].verdict is Verdict.RETURNED}


def unmendable(run: Run) -> list[str]:
    """The workbooks that are to be mended and whose bytes are not in the store as they came."""
    out = []
    ledger = run.ledger
    for arrival in ledger.arrivals.of(
        awaiting_correction(ledger.versions.came(), ledger.versions.standing()).values()
    ):
        try:
            kept_bytes(run.workspace, arrival)
        except NotKept as error:
            out.append(error.file)
    return out
