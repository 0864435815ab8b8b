"""Organisations and units as the titles name them: each once, with the genitive that people wrote, to be confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from perfxl.drafting.source_document import Doubt, Who
from perfxl.drafting.vocabulary import endings, norm
from perfxl.form.plan import Unit


@dataclass(frozen=True, slots=True)
class Proposed:
    """One unit for the roster and what a person should confirm of it."""

    unit: Unit
    doubts: tuple[Doubt, ...]


def propose_units(people: Sequence[Who], units: Sequence[Unit]) -> tuple[Proposed, ...]:
    """The roster's units, then those that only titles name; an empty genitive gets a proposal, a written one stays."""
    written: dict[tuple[str, str], Counter[str]] = {}
    spelt: dict[tuple[str, str], tuple[str, str]] = {}
    for unit in units:
        spelt[_key(unit.organisation, unit.unit)] = (unit.organisation, unit.unit)
    for who in people:
        for organisation, unit_name, genitive in _named(who):
            key = _key(organisation, unit_name)
            spelt.setdefault(key, (organisation, unit_name))
            written.setdefault(key, Counter())[genitive] += 1
    listed = {_key(u.organisation, u.unit): u for u in units}
    return tuple(
        _proposed(listed.get(key), spelt[key], written.get(key, Counter()), people) for key in _ordered(spelt)
    )


def _ordered(spelt: dict[tuple[str, str], tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """As listed; an organisation that came later stands before its units."""
    order = list(dict.fromkeys(key[0] for key in spelt))
    place = {key: n for n, key in enumerate(spelt)}
    return sorted(spelt, key=lambda key: (order.index(key[0]), key[1] != "", place[key]))


def _named(who: Who) -> list[tuple[str, str, str]]:
    """Organisation and unit of a person, each with the genitive of its title."""
    named = [(who.organisation, "", who.organisation_genitive)] if who.organisation else []
    return [*named, (who.organisation, who.unit, who.unit_genitive)] if who.unit else named


def _key(organisation: str, unit: str) -> tuple[str, str]:
    return norm(organisation), norm(unit)


def _proposed(
    listed: Unit | None, spelt: tuple[str, str], written: Counter[str], people: Sequence[Who]
) -> Proposed:
    genitive = best_genitive(written)
    position, name = _verifier(spelt, people)
    if listed and listed.genitive:
        return Proposed(listed, ())
    spellings = ", ".join(dict.fromkeys(filter(None, written)))
    doubts: tuple[Doubt, ...] = (
        (Doubt("genitive", "R328", (("proposed", genitive), ("written", spellings))),) if genitive else ()
    )
    if listed:
        made = Unit(
            listed.organisation, listed.unit, genitive, listed.verifier_position, listed.verifier_name,
            listed.verifier_email, listed.collector_email,
        )  # fmt: skip
        return Proposed(made, doubts)
    more: tuple[Doubt, ...] = (
        Doubt("unit" if spelt[1] else "organisation", "R327", (("name", spelt[1] or spelt[0]),)),
    )
    if name:
        more = (*more, Doubt("verifier_name", "R342", (("name", name),)))
    return Proposed(Unit(*spelt, genitive, position, name), (*more, *doubts))


def _verifier(spelt: tuple[str, str], people: Sequence[Who]) -> tuple[str, str]:
    """Who verified most reports of a unit."""
    mine = [w for w in people if _key(w.organisation, w.unit) == _key(*spelt) and w.verifier_name]
    signatures = Counter((w.verifier_position, w.verifier_name) for w in mine)
    return signatures.most_common(1)[0][0] if signatures else ("", "")


def best_genitive(written: Counter[str]) -> str:
    """The commonest spelling; a known slip at its end is replaced by the known form (and shown as a proposal)."""
    counted = Counter({text: count for text, count in written.items() if text})
    if not counted:
        return ""
    mended = Counter[str]()
    for text, count in counted.items():
        mended[_mended(text)] += count
    return mended.most_common(1)[0][0]


def _mended(text: str) -> str:
    small = text.casefold()
    for ending in endings():
        for slip in ending.also:
            if small.endswith(" " + slip):
                cut = text[: len(text) - len(slip)]
                return cut + (ending.genitive.upper() if text.isupper() else ending.genitive)
    return text
