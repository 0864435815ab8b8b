"""HR's decisions as they stand in a master: carried out once, and answered in the cell beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from perfxl.collect.decisions import objection
from perfxl.ledger.ledger import Ledger
from perfxl.ledger.records import Decision, Note
from perfxl.master.consolidate import Earlier, master_path
from perfxl.master.decision_states import Wished, last_wished, note_wishes, record_answer
from perfxl.master.headings import PEOPLE, answer_heading
from perfxl.texts import texts
from perfxl.trouble import Trouble
from perfxl.workspace.run import Run

DONE = "done"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one decision in a master. `trouble`: why it cannot be carried out, or None where it was."""

    wished: Wished
    trouble: Trouble | None

    @property
    def text(self) -> str:
        """The answer as it stands in the cell beside."""
        said = texts("mn")
        if self.trouble:
            return said.word(f"trouble.{self.trouble.name}", **self.trouble.facts)
        return said.word(f"answers.{self.wished.what}", id=self.wished.arrival)


def carry_out(run: Run, organisations: Iterable[str], earlier: Earlier) -> tuple[Answer, ...]:
    """Carries out what HR decided in the masters of these organisations; gives the answers that are new.

    A decision is about the version that the master showed when HR wrote it: it is carried out once, though it stays
    in its cell through later runs and later versions. `earlier` reads the masters. Runs under the run lock, before anything new is taken in.
    """
    ledger, at = run.ledger, run.at
    answers = []
    with ledger.transaction():
        for organisation in organisations:
            olds, _ = earlier.read(master_path(run.workspace, organisation))
            note_wishes(ledger, organisation, olds, at)
            own = [one for one in last_wished(ledger) if one.organisation == organisation]
            new = [_answer(ledger, one, at) for one in own if one.said and not one.answered]
            ledger.record_notes(_notes(ledger, organisation, own, new, at))
            answers += new
    return tuple(answers)


def _answer(ledger: Ledger, wished: Wished, at: datetime) -> Answer:
    trouble = _trouble(ledger, wished)
    if trouble is None:
        by = texts("mn").word("answers.by")
        ledger.record_decision(Decision(wished.arrival, wished.what, "", wished.why, by, at))
    record_answer(ledger, wished, trouble.name if trouble else DONE, at)
    return Answer(wished, trouble)


def _trouble(ledger: Ledger, wished: Wished) -> Trouble | None:
    if not wished.what:
        return Trouble("not_understood", said=wished.said)
    versions = ledger.versions_of([wished.arrival]) if wished.arrival else []
    if not versions:
        return Trouble("nothing_came")
    if not wished.why:
        return Trouble("no_reason_here")
    return objection(ledger, versions[0], wished.what, wished.why)


def _notes(
    ledger: Ledger, organisation: str, own: Iterable[Wished], new: Iterable[Answer], at: datetime
) -> Iterator[Note]:
    """The answers that are new, and emptied ones where the decision was taken away."""
    heading = answer_heading()
    stood = {n.key for n in ledger.notes(organisation) if (n.table, n.heading) == (PEOPLE, heading)}
    said = {one.code: "" for one in own if not one.said and one.code in stood}
    said |= {answer.wished.code: answer.text for answer in new}
    for code, text in said.items():
        yield Note(organisation, PEOPLE, code, heading, text, at)
