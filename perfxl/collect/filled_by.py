"""Who filled a workbook in: the token says whose it is; signature, sender and file name say who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from perfxl.checks.identity import bare_name, one_person
from perfxl.checks.judge import Judged
from perfxl.finding import Finding
from perfxl.form.mail_address import folded_address
from perfxl.form.notation import plain
from perfxl.form.plan import Employee, Roster
from perfxl.ledger.records import Arrival
from perfxl.texts import finding

_ENOUGH = 2  # signs that name one other person; a single one is a shared name, a new surname, a substitute's address
_APART = re.compile(r"[\s_,;()\[\]]+")


@dataclass(frozen=True)
class FilledBy:
    """A roster's people by the signs they leave. `senders`: from whose address whose reports came already (codes by
    address); `heads`: who sends others' reports by office (heads of units, verifiers, HR);
    neither these nor whoever sends several people's reports are a sign."""

    people: Mapping[str, Employee]
    by_address: Mapping[str, tuple[Employee, ...]]
    by_name: Mapping[str, tuple[Employee, ...]]
    heads: frozenset[str]
    senders: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, roster: Roster, senders: dict[str, set[str]]) -> FilledBy:
        """The signs of a roster."""
        by_address: dict[str, tuple[Employee, ...]] = {}
        by_name: dict[str, tuple[Employee, ...]] = {}
        for employee in roster.employees:
            address = folded_address(employee.email)
            if address:
                by_address[address] = (*by_address.get(address, ()), employee)
            for name in {bare_name(employee.signature), bare_name(f"{employee.parent} {employee.name}")}:
                by_name[name] = (*by_name.get(name, ()), employee)
        return cls(
            {e.code: e for e in roster.employees},
            by_address,
            by_name,
            frozenset(_collectors(roster)),
            senders,
        )

    def sent(self, sender: str, code: str) -> None:
        """A report of this employee came from this address."""
        if sender and code:
            self.senders.setdefault(folded_address(sender), set()).add(code)

    def somebody_else(self, arrival: Arrival, judged: Judged) -> Finding | None:
        """I303, where two signs or more fit exactly one other person of the roster and not the token's."""
        owner = self.people.get(judged.employee)
        signs = list(self._signs(arrival, judged))
        codes = {employee.code for employee in signs}
        if owner is None or len(signs) < _ENOUGH or len(codes) != 1:
            return None
        other = signs[0]
        return finding(
            "I303", field="identity", employee=owner.code, owner=owner.signature, other=other.code,
            person=other.signature, signs=len(signs),
        )  # fmt: skip

    def _signs(self, arrival: Arrival, judged: Judged) -> Iterator[Employee]:
        """The other person that each sign names; nothing of a sign that fits the token's, nobody or several."""
        for person in (
            self._signed(judged),
            self._sender(arrival.sender, judged),
            self._named(arrival, judged),
        ):
            if person is not None and person.code != judged.employee:
                yield person

    def _signed(self, judged: Judged) -> Employee | None:
        written = next((str(f.facts.get("written", "")) for f in judged.findings if f.code == "I301"), "")
        if not written:
            return None
        return _only({e.code: e for e in self.people.values() if one_person(written, e.signature)})

    def _sender(self, sender: str, judged: Judged) -> Employee | None:
        address = folded_address(sender)
        other = _only({e.code: e for e in self.by_address.get(address, ())})
        if other is None or address in self.heads:
            return None
        several = self.senders.get(address, set()) - {judged.employee, other.code}
        return None if several else other

    def _named(self, arrival: Arrival, judged: Judged) -> Employee | None:
        stem = plain(arrival.name.replace("\\", "/").rpartition("!")[2].rpartition("/")[2]).rpartition(".")[0]
        words = [word for word in _APART.split(stem) if word]
        named = [self.people[word] for word in words if word in self.people]
        spelt = [bare_name(word) for word in (*words, *map(" ".join, pairwise(words)))]
        named += [e for name in spelt for e in self.by_name.get(name, ()) if name]
        codes = {e.code: e for e in named}
        return None if judged.employee in codes else _only(codes)


def _collectors(roster: Roster) -> Iterator[str]:
    """The addresses of those who send others' reports by their office: heads of units, collectors, verifiers, HR."""
    verifiers = {employee.verifier_code for employee in roster.employees}
    yield from (
        folded_address(address)
        for unit in roster.units
        for address in (unit.verifier_email, unit.collector_email)
    )
    yield from (folded_address(e.email) for e in roster.employees if e.code in verifiers)
    yield folded_address(roster.settings.contact_email)


def _only(people: Mapping[str, Employee]) -> Employee | None:
    return next(iter(people.values())) if len(people) == 1 else None
