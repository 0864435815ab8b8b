"""Letters to the heads of units and organisations: the forms of their people, and how these stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from perfxl.finding import Finding
from perfxl.form.mail_address import is_mail_address
from perfxl.form.plan import Employee, Unit
from perfxl.ledger.status import State
from perfxl.letters.as_issued import file_name, issued_bytes
from perfxl.letters.form_keys import heads_key, issue_key
from perfxl.letters.letter import BULLET, Enclosure, Outgoing
from perfxl.letters.wording import wording
from perfxl.letters.writer import Letters, LetterWriter
from perfxl.storage.careful_read import file_digest, is_plain
from perfxl.storage.files import safe_name
from perfxl.storage.zip_parts import zip_of_files
from perfxl.texts import finding
from perfxl.workspace.run import CLOSING, MANIFEST


@dataclass(frozen=True)
class HeadsWriter:
    """Writes with the words, the people and the round of `writer`. A head without an address is named (M303)."""

    writer: LetterWriter

    def forms(self) -> Letters:
        """To each head one letter with a zip for each of his or her units."""
        findings: list[Finding] = []
        out: list[Outgoing] = []
        issued = self.writer.run.ledger.issued.last()
        for units in self._heads(findings):
            zips, key = [], []
            for unit in units:
                own = [issued[e.code] for e in self._of(unit) if e.code in issued and not e.excuse]
                files = {}
                for sent in own:
                    data = issued_bytes(self.writer.run, sent)
                    if isinstance(data, Finding):
                        findings.append(data)
                    else:
                        files[file_name(sent)] = data
                        key.append(issue_key(sent.employee.code, sent.issue))
                zips += [self._zip(unit, files)] if files else []
            if zips:
                letter = self._letter("issue", units, heads_key(key), {})
                out.append(replace(letter, enclosures=tuple(zips)))
        return tuple(out), tuple(findings)

    def summaries(self) -> Letters:
        """To each head how the people of his or her units stand, one letter a day."""
        findings: list[Finding] = []
        out = []
        for units in self._heads(findings):
            blocks = [self._summary(unit) for unit in units]
            if len(units) > 1:
                blocks = [f"{_name(unit)}\n{block}" for unit, block in zip(units, blocks, strict=True)]
            key = f"unit:{units[0].verifier_email.casefold()}:{self.writer.run.at:%Y-%m-%d}"
            key += (
                f":{self._seal[:8]}" if self._seal and not units[0].unit else ""
            )  # of the day of the closing too
            out.append(self._letter("unit", units, key, {"summary": "\n\n".join(blocks)}))
        return tuple(out), tuple(findings)

    def _heads(self, findings: list[Finding]) -> Iterator[tuple[Unit, ...]]:
        """The units of each head, by address; a whole organisation stands for its units. Those without are named."""
        by_address: dict[str, list[Unit]] = {}
        for unit in self.writer.run.roster.units:
            if not self._of(unit):
                continue
            if is_mail_address(unit.verifier_email):
                by_address.setdefault(unit.verifier_email.strip().casefold(), []).append(unit)
            elif unit.unit:
                findings.append(finding("M303", who="-", name=unit.verifier_name or _name(unit)))
        for address, units in by_address.items():
            if not self.writer.is_wanted(address):
                continue
            whole = {unit.organisation for unit in units if not unit.unit}
            yield tuple(u for u in units if not u.unit or u.organisation not in whole)

    def _letter(self, kind: str, units: Sequence[Unit], key: str, facts: Mapping[str, str]) -> Outgoing:
        head = units[0]
        names = ", ".join(_name(unit) for unit in units)
        facts = {
            **self.writer.known(), **facts, "name": head.verifier_name, "code": "", "unit": names,
            "unit_genitive": ", ".join(unit.genitive or _name(unit) for unit in units),
            "organisation": head.organisation,
        }  # fmt: skip
        subject, text = wording(kind, self.writer.run.roster.letters).filled(facts)
        file = self.writer.word(
            "file_unit", unit=head.verifier_email.strip(), kind=self.writer.word(f"kind_{kind}")
        )
        return Outgoing(key, kind, "", head.verifier_email.strip(), head.verifier_name, subject, text, file)

    def _zip(self, unit: Unit, files: Mapping[str, bytes]) -> Enclosure:
        name = safe_name(
            self.writer.word("unit_zip", unit=_name(unit), period=self.writer.run.workspace.period.code)
        )
        return Enclosure(f"{name}.zip", zip_of_files(files))

    def _summary(self, unit: Unit) -> str:
        """Counts of a unit (of the whole organisation, a line a unit, for the organisation's own head), then names."""
        own = {e.code for e in self._of(unit)}
        everybody = [p for p in self.writer.people_now if p.employee.code in own]
        counts = {str(s): sum(p.state is s for p in everybody) for s in State}
        issued = sum(bool(p.issue) for p in everybody)
        received = sum(counts[s] for s in ("accepted", "returned", "held"))
        blocks = [self.writer.word("summary_counts", issued=issued, received=received, **counts)]
        if not unit.unit:
            blocks.append("\n".join(self._units_of(unit.organisation)))
            blocks.append(self.writer.word("summary_seal", seal=self._seal) if self._seal else "")
        for state, title in ((State.MISSING, "summary_missing"), (State.RETURNED, "summary_returned")):
            names = [
                f"{BULLET} {p.employee.code} {p.employee.signature}" for p in everybody if p.state is state
            ]
            if names:
                blocks.append("\n".join((self.writer.word(title), *names)))
        return "\n\n".join(block for block in blocks if block)

    def _units_of(self, organisation: str) -> Iterator[str]:
        for unit in self.writer.run.roster.units:
            if unit.organisation == organisation and unit.unit:
                own = {e.code for e in self._of(unit)}
                states = [p for p in self.writer.people_now if p.employee.code in own]
                counts = {str(s): sum(p.state is s for p in states) for s in State}
                issued = sum(bool(p.issue) for p in states)
                yield f"{BULLET} {self.writer.word('summary_unit', unit=unit.unit, issued=issued, **counts)}"

    def _of(self, unit: Unit) -> list[Employee]:
        """The people of a unit; those of the whole organisation for the organisation's own row."""
        return [
            e
            for e in self.writer.run.roster.employees
            if e.organisation == unit.organisation and (e.unit == unit.unit or not unit.unit)
        ]

    @cached_property
    def _seal(self) -> str:
        """The seal of the closing, which the head of the organisation keeps elsewhere; empty while the period is open."""
        closings = [closing for closing in self.writer.run.ledger.closings.all() if closing.what == "closed"]
        if not self.writer.run.ledger.closings.is_closed:
            return ""
        path = self.writer.run.workspace.root / CLOSING / str(len(closings)) / MANIFEST
        return file_digest(path) if is_plain(path) else ""


def _name(unit: Unit) -> str:
    return unit.unit or unit.organisation
