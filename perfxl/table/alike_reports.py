"""One passage in two people's reports, looked for over everything that counts, where the roster's settings ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from perfxl.checks.evidence.alike import alike
from perfxl.finding import Finding
from perfxl.ledger.records import Version
from perfxl.workspace.run import Run

ALIKE = "E405"


def alike_reports(run: Run) -> Mapping[str, Sequence[Finding]]:
    """Employee's code -> the notes for HR, of the severity that HR set. They are no part of a judgement: who reports is
    not told of them, and a workbook that comes later needs no other to be judged again."""
    severity = run.roster.settings.severities[ALIKE]
    counting = run.ledger.versions.counting()
    counting.sort(key=lambda version: (version.arrival.received, version.arrival.sha256))
    found: dict[str, list[Finding]] = defaultdict(list)
    for code, finding in alike({version.judged.employee: version.judged.rows for version in counting}):
        found[code].append(replace(finding, severity=severity))
    return found


def with_alike(versions: Iterable[Version], found: Mapping[str, Sequence[Finding]]) -> Iterator[Version]:
    """The versions; those that count have what was found of their employees added."""
    for version in versions:
        further = found.get(version.judged.employee, ()) if version.counts else ()
        judged = version.judged
        yield (
            replace(version, judged=replace(judged, findings=(*judged.findings, *further)))
            if further
            else version
        )
