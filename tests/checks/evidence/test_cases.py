"""Every rule speaks where its cases say so, on the cell, with the facts, and is silent at the near misses."""

from __future__ import annotations

import itertools
import tomllib
from typing import Any

import pytest

from perfxl.checks.evidence import evidence
from perfxl.checks.evidence.alike import alike
from perfxl.finding import Finding, Severity
from perfxl.texts import severities, texts
from tests.checks.evidence.case_files import FILES, FOLDER, case_of
from tests.checks.evidence.rows import COLUMNS, case

AROUND = tomllib.loads((FOLDER / "surroundings.toml").read_text("utf-8"))
SPEAKING = [
    pytest.param(file, one, id=f"{name} speaks: {one['id']}")
    for name, file in FILES.items()
    for one in file["speaks"]
]
SILENT = [
    pytest.param(file, one, id=f"{name} is silent: {one['id']}")
    for name, file in FILES.items()
    for one in file["silent"]
]


def _found(file: dict[str, Any], table: dict[str, Any]) -> list[Finding]:
    told = case_of(file, table)
    if file.get("reports"):
        found = [one for _, one in alike({f"Е{n}": [row] for n, row in enumerate(told.rows)})]
    else:
        found = evidence(told.rows, told.context)
    codes = [table["code"]] if "code" in table else [file["code"], *file.get("also", [])]
    return [one for one in found if one.code in codes]


@pytest.mark.parametrize(("file", "table"), SPEAKING)
def test_speaks(file: dict[str, Any], table: dict[str, Any]) -> None:
    found = _found(file, table)
    assert found, "silent"
    facts = table.get("facts", {})
    assert any(facts.items() <= dict(one.facts).items() for one in found), [dict(one.facts) for one in found]
    field = table.get("field", file["field"])
    assert found[0].field == field
    cells = {one.cell for one in found}
    if "cell" in table:
        assert table["cell"] in cells
    elif field in COLUMNS and file["code"] not in ("E601", "E503"):
        assert all(cell and cell[0] == COLUMNS[field] for cell in cells)
    for one in found:
        assert one.severity in (Severity.WARNING, Severity.NOTE)
        for language in ("mn", "en"):
            said = texts(language).of(one)
            assert "?" not in said and "{" not in said
            assert one.facts.get("quote", "") in said


@pytest.mark.parametrize(("file", "table"), SILENT)
def test_is_silent_at_a_near_miss(file: dict[str, Any], table: dict[str, Any]) -> None:
    assert not _found(file, table)


def _amid(table: dict[str, Any], n: int) -> dict[str, Any]:
    before, after = AROUND["before"], AROUND["after"]
    if not table["achieved"]:
        return table
    lines = (
        "\n" if "\n" in table["achieved"] else " "
    )  # behind a list by lines nothing stands on its last one
    text = f"{before[n % len(before)]} {table['achieved']}{lines}{after[n % len(after)]}"
    return {**table, "achieved": text}


ALONE = [file for file in FILES.values() if not file.get("whole")]


@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("file", ALONE, ids=lambda file: file["code"])
def test_speaks_and_is_silent_amid_a_text_of_real_length(file: dict[str, Any], n: int) -> None:
    deaf = [one["id"] for one in file["speaks"] if not _found(file, _amid(one, n))]
    loud = [one["id"] for one in file["silent"] if _found(file, _amid(one, n))]
    assert (deaf, loud) == ([], [])


@pytest.mark.parametrize(("before", "after"), list(itertools.product(AROUND["before"], AROUND["after"])))
def test_the_surroundings_themselves_say_nothing(before: str, after: str) -> None:
    told = case({"achieved": f"{before} {after}", "end": "none"}, {}, {})
    assert {one.code for one in evidence(told.rows, told.context)} <= {"E602"}  # that they say nothing is one


def test_every_rule_has_fifteen_cases_either_way() -> None:
    assert all(len(file["speaks"]) >= 15 and len(file["silent"]) >= 15 for file in FILES.values())


LEAST = 12  # cases each way: fewer say little of how a rule is with real text


@pytest.mark.parametrize("name", FILES)
def test_every_rule_has_enough_cases_where_it_speaks_and_where_it_is_silent(name: str) -> None:
    for way in ("speaks", "silent"):
        assert len({one["id"] for one in FILES[name][way]}) >= LEAST


def test_every_code_of_the_evidence_has_cases() -> None:
    coded = {code for file in FILES.values() for code in (file["code"], *file.get("also", []))}
    coded |= {one["code"] for file in FILES.values() for one in file["speaks"] if "code" in one}
    assert {code for code in severities() if code.startswith("E")} <= coded
