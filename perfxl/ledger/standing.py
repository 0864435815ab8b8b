"""Which version counts: a pure function of what came, what it was judged to be and what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from perfxl.finding import Decide, Verdict

STRANGER = "M201"  # the finding of a workbook from an address that is nobody's on file


@dataclass(frozen=True, slots=True)
class Came:
    """One workbook that came, as far as the rules ask. `verdict` is its own (refused, held, returned, accepted);
    `late`: taken in after the period was closed; `stale`: of an earlier issue, answers re-seated; `stranger`: from an
    address that is nobody's on file."""

    id: str
    sha256: str
    received: datetime
    verdict: Verdict
    employee: str
    digest: str = ""
    stale: bool = False
    late: bool = False
    stranger: bool = False
    saved: datetime | None = None  # when the workbook itself says that it was last changed
    blank: bool = False  # the very bytes that went out: nobody has answered with them


@dataclass(frozen=True, slots=True)
class Stood:
    """What became of it. `by` is the workbook that it repeats, that replaced it, or that it would replace; or empty."""

    verdict: Verdict
    counts: bool = False
    by: str = ""


_A_DAY = timedelta(days=1)  # clocks are wrong by hours
_DECIDED: dict[str, Verdict] = {Decide.ACCEPT: Verdict.ACCEPTED, Decide.RETURN: Verdict.RETURNED}


def settle(came: Iterable[Came], decided: Mapping[str, str]) -> dict[str, Stood]:
    """The standing of each workbook by id. `decided` holds the last `accept` or `return` by id.

    What comes from an address that is nobody's on file replaces nothing by itself: it waits for a person.
    The order in which things were taken in does not matter: everything goes by time of receipt, a tie to the
    greater SHA-256. What came after the closing never moves what came before it.
    """
    ordered = sorted(came, key=lambda version: (version.late, *_moment(version)))
    repeats = _repeats(ordered, decided)
    verdicts = {version.id: _own(version, decided) for version in ordered}
    older: dict[str, str] = {}
    last = _last(ordered, verdicts, repeats, decided, older)
    return {
        version.id: Stood(Verdict.HELD, by=older[version.id])
        if version.id in older
        else _stood(version, verdicts[version.id], repeats.get(version.id, ""), last, decided)
        for version in ordered
    }


def _moment(version: Came) -> tuple[datetime, str, str]:
    return (version.received, version.sha256, version.id)


def _own(version: Came, decided: Mapping[str, str]) -> Verdict:
    """The verdict before the others are looked at: a person's word, else held where late, else its own."""
    if version.verdict is Verdict.REFUSED:
        return Verdict.REFUSED
    if version.id in decided:
        return _DECIDED[decided[version.id]]
    return Verdict.HELD if version.late else version.verdict


def _repeats(ordered: Iterable[Came], decided: Mapping[str, str]) -> dict[str, str]:
    """Id -> the earlier one that it repeats: same bytes, or same person, period and answers.

    The same answers are a repeat only where the earlier one got as far: what was held or sent back
    does not stand in the way of the same answers in a sound workbook.
    """
    bytes_seen: dict[str, str] = {}
    answers_seen: dict[tuple[str, str, bool, Verdict], str] = {}
    repeats = {}
    for version in ordered:
        if version.verdict is Verdict.REFUSED:
            continue
        accepted, same = (
            (version.employee, version.digest, version.stale, v) for v in (Verdict.ACCEPTED, version.verdict)
        )
        before = bytes_seen.get(version.sha256)
        if not before and version.digest:
            before = answers_seen.get(accepted) or answers_seen.get(same)
        if before and version.id not in decided:
            repeats[version.id] = before
        bytes_seen.setdefault(version.sha256, version.id)
        answers_seen.setdefault(same, version.id)
        if decided.get(version.id) == Decide.ACCEPT:
            answers_seen.setdefault(accepted, version.id)
    return repeats


def _last(
    ordered: Iterable[Came],
    verdicts: Mapping[str, Verdict],
    repeats: Mapping[str, str],
    decided: Mapping[str, str],
    older: dict[str, str],
) -> dict[str, Came]:
    """Employee -> the last received that was accepted; one of the current issue before any of an earlier. One that was
    saved long before the one that counts goes into `older`, with the one that goes on counting: a person decides."""
    last: dict[str, Came] = {}
    for version in ordered:
        if verdicts[version.id] is not Verdict.ACCEPTED or version.id in repeats or not version.employee:
            continue
        rival = last.get(version.employee)
        if rival and version.stranger and version.id not in decided:
            continue
        if rival is not None and version.id not in decided and _is_older(version, rival):
            older[version.id] = rival.id
            continue
        if rival is None or _weight(version, decided) > _weight(rival, decided):
            last[version.employee] = version
    return last


def _is_older(version: Came, rival: Came) -> bool:
    """Whether a workbook was saved more than a day before another of the same issue, as far as both say so credibly."""
    mine, other = _credible(version), _credible(rival)
    return mine is not None and other is not None and version.stale == rival.stale and other - mine > _A_DAY


def _credible(version: Came) -> datetime | None:
    """When it was saved; nobody saves a workbook after it came."""
    return version.saved if version.saved and version.saved <= version.received + _A_DAY else None


def _weight(version: Came, decided: Mapping[str, str]) -> tuple[bool, datetime, str, str]:
    return (not version.stale or version.id in decided, *_moment(version))


def _stood(
    version: Came, verdict: Verdict, repeated: str, last: Mapping[str, Came], decided: Mapping[str, str]
) -> Stood:
    """One workbook's standing. One of an earlier issue is called superseded, yet counts while nothing newer came."""
    if repeated:
        return Stood(Verdict.DUPLICATE, by=repeated)
    if verdict is not Verdict.ACCEPTED:
        return Stood(verdict)
    winner = last.get(version.employee)
    if winner is None:
        return Stood(Verdict.HELD)
    if version.stranger and version.id not in decided and _moment(winner) < _moment(version):
        return Stood(Verdict.HELD, by=winner.id)
    if winner.id != version.id:
        return Stood(Verdict.SUPERSEDED, by=winner.id)
    moved = version.stale and version.id not in decided
    return Stood(Verdict.SUPERSEDED if moved else Verdict.ACCEPTED, counts=True)
