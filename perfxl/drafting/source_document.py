"""What is found in one document: a person, plan rows, doubts, and every word that was not placed."""

from __future__ import annotations

from dataclasses import dataclass

from perfxl.finding import Fact


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a person should look at a field: a finding's code and its facts."""

    field: str
    code: str
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One measure as it stands in a document; texts as they are, `number` without its label.

    `ordinal` is the running number of the row; `own` the form's own columns by field.
    """

    section: str
    goal: str
    number: str
    ordinal: str
    measure: str
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    achieved: str = ""
    dates: str = ""
    percent: str = ""
    own: tuple[tuple[str, str], ...] = ()
    where: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Loose:
    """A text of the document that found no place in the draft."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Who:
    """The person of a document as far as it says; empty for what it does not say. `year` of the title, 0 for none.

    `organisation`, `unit` are dictionary forms proposed from their genitives; `capitals`: taken from capitals.
    """

    code: str = ""
    organisation: str = ""
    organisation_genitive: str = ""
    unit: str = ""
    unit_genitive: str = ""
    position: str = ""
    parent: str = ""
    name: str = ""
    name_genitive: str = ""
    initial: str = ""
    email: str = ""
    titles: tuple[str, str] = ("", "")
    verifier_position: str = ""
    verifier_name: str = ""
    year: int = 0
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One document read: its file name, the person, rows, unplaced texts, and doubts about the whole.

    `accepted`: a workbook that was issued; `coded`: the code is the roster's own, not read from a file's name.
    """

    file: str
    who: Who
    rows: tuple[FoundRow, ...]
    loose: tuple[Loose, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    accepted: bool = False
    coded: bool = False
