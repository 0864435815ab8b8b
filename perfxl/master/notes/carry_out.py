"""HR's decisions as they stand in a master: carried out once, and answered in the cell beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from perfxl.collect.decisions import objection
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Decision, Note
from perfxl.ledger.requests import DONE, RequestState
from perfxl.master.headings import PEOPLE, answer_heading
from perfxl.master.notes.lying_masters import Earlier
from perfxl.master.notes.requested import record_requests
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run
from perfxl.workspace.whose_desk import whose_desk


@dataclass(frozen=True, slots=True)
class AnsweredRequest:
    """What became of one decision in a master. `trouble`: why it cannot be carried out, or None where it was."""

    requested: RequestState
    trouble: Trouble | None

    @property
    def text(self) -> str:
        """The answer as it stands in the cell beside."""
        words = texts("mn")
        if self.trouble:
            return words.word(f"trouble.{self.trouble.name}", **self.trouble.facts)
        return words.word(f"answers.{self.requested.what}", id=self.requested.arrival)


def carry_out(run: Run, organisations: Sequence[str], earlier: Earlier) -> tuple[AnsweredRequest, ...]:
    """Carries out what HR decided in the masters of these organisations; gives the answers that are new.

    A decision is about the version that the master showed when HR wrote it: it is carried out once, though it stays
    in its cell through later runs and later versions. `earlier` reads the masters. Runs under the run lock, before anything new is taken in.
    """
    ledger, at = run.ledger, run.at
    answers = []
    with ledger.transaction():
        for organisation, lying in earlier.lying(run, organisations).items():
            record_requests(ledger, organisation, lying.olds, at)
            own = [request for request in ledger.requests.last() if request.organisation == organisation]
            new = [_answer(run, request) for request in own if request.said and not request.answered]
            ledger.notes.record(_notes(ledger, organisation, own, new, at))
            answers += new
    return tuple(answers)


def _answer(run: Run, requested: RequestState) -> AnsweredRequest:
    ledger, at = run.ledger, run.at
    trouble = _trouble(ledger, requested)
    if trouble is None:
        by = texts("mn").word("answers.by", name=whose_desk(run.roster))
        ledger.decisions.record(Decision(requested.arrival, requested.what, "", requested.why, by, at))
    ledger.requests.answer(requested, trouble.name if trouble else DONE, at)
    return AnsweredRequest(requested, trouble)


def _trouble(ledger: Ledger, requested: RequestState) -> Trouble | None:
    if not requested.what:
        return Trouble("not_understood", said=requested.said)
    versions = ledger.versions.of([requested.arrival]) if requested.arrival else []
    if not versions:
        return Trouble("nothing_came")
    if not requested.why:
        return Trouble("no_reason_here")
    return objection(ledger, versions[0], requested.what, requested.why)


def _notes(
    ledger: Ledger,
    organisation: str,
    own: Iterable[RequestState],
    new: Iterable[AnsweredRequest],
    at: datetime,
) -> Iterator[Note]:
    """The answers that are new, and emptied ones where the decision was taken away."""
    heading = answer_heading()
    stood = {n.key for n in ledger.notes.of(organisation) if (n.table, n.heading) == (PEOPLE, heading)}
    answers = {request.code: "" for request in own if not request.said and request.code in stood}
    answers |= {answer.requested.code: answer.text for answer in new}
    for code, text in answers.items():
        yield Note(organisation, PEOPLE, code, heading, text, at)
