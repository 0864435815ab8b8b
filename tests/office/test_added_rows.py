"""Rows that the macros have added, all the way: ten forms issued, filled in LibreOffice, collected and consolidated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import perfxl
from perfxl.cli.invented import invent
from perfxl.collect.collect import collect
from perfxl.finding import Verdict
from perfxl.form.definition import load_form
from perfxl.form.place import a1
from perfxl.form.seal import Seal
from perfxl.ledger.records import Version
from perfxl.period.macro_editions import write_editions
from perfxl.roster.write import write_roster
from perfxl.workspace.folder import Workspace, make_workspace
from perfxl.workspace.run import running
from tests.office.editions import MODULE
from tests.office.office import Office
from tests.road.program import table
from tests.support.runs import consolidate, issue

AT = datetime(2024, 12, 10, 2, tzinfo=UTC)
FORM = "order-98-2023-annex-6"


@dataclass(frozen=True)
class Filled:
    """What one person does: buttons in their order, how many of the added rows are then written in, and the ending
    under which LibreOffice saves."""

    buttons: tuple[str, ...]
    written: int
    ending: str = ".xlsm"


ADD, OUT = "AddRow", "RemoveRow"
PEOPLE = (
    Filled((ADD,), 1),
    Filled((ADD, ADD), 2),
    Filled((ADD, ADD, ADD), 2),
    Filled((ADD, OUT, ADD), 1),
    Filled((ADD,), 1, ".xlsx"),
    Filled((ADD, OUT, ADD, ADD), 2, ".xlsx"),
    Filled((ADD,) * 41, 40),  # the last one is refused
    Filled((ADD,), 0),
    Filled((ADD, OUT), 0),
    Filled((ADD, "Prepare", "Check"), 1, ".xlsx"),
)


class Month:
    """One month of ten people: what they sent, and what came of it."""

    def __init__(self, office: Office, root: Path) -> None:
        self.workspace: Workspace = make_workspace(root, "2024-Y", FORM)
        form = load_form(FORM)
        invented = invent(len(PEOPLE), form, form.period_of("2024-Y"))
        write_roster(self.workspace.roster, form, self.workspace.period, invented.roster)
        issue(self.workspace, AT)
        with running(self.workspace, AT) as run:
            paths = write_editions(run).paths
            seals = run.ledger.issued.latest_seals()
        self.people: dict[str, Filled] = {}
        for filled, path in zip(PEOPLE, paths, strict=True):
            seal = seals[path.name.split()[0]]
            _fill(office, path, seal, filled, self.workspace.inbox / f"{seal.token.code}{filled.ending}")
            self.people[seal.token.code] = filled
        with running(self.workspace, AT) as run:
            collect(run)
            self.versions: dict[str, Version] = {v.judged.employee: v for v in run.ledger.versions.all()}
        made = consolidate(self.workspace, at=AT)
        self.measures = table(made.masters[0].path, "Арга хэмжээ")

    def of(self, number: int) -> tuple[str, Filled, Version, list[dict[str, Any]]]:
        code, filled = list(self.people.items())[number]
        return code, filled, self.versions[code], [row for row in self.measures if row["Код"] == code]


def _fill(office: Office, path: Path, seal: Seal, filled: Filled, target: Path) -> None:
    """Answers every planned row, presses the buttons, writes in the added rows and saves."""
    columns = dict(seal.fields)
    office.open_with_macros(path)
    entries: list[tuple[str, str | float]] = []
    for line in seal.lines:
        if line.role == "measure":
            entries += [
                (a1(line.row, columns["achieved"]), f"{line.key} ажлыг хугацаанд нь хийж дуусгав."),
                (a1(line.row, columns["percent"]), 0.9),
            ]
    office.put_many(seal.sheet, entries)
    for button in filled.buttons:
        office.run(MODULE, f"Perfxl{button}")
    spares = [line for line in seal.lines if line.role == "spare"]
    last = max(line.row for line in spares if line.section == spares[0].section)
    for number in range(1, filled.written + 1):
        row = last + 2 * number
        said = {
            "measure": f"Нэмэлт үүрэг {number}",
            "achieved": f"{number} дүгээр үүргийг биелүүлэв.",
            "dates": "2024.03.01-2024.03.05",
            "percent": "80%",
        }
        office.type_many(seal.sheet, [(a1(row, columns[field]), text) for field, text in said.items()])
    office.save(target)
    office.close()


@pytest.fixture(scope="module")
def month(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Month:
    return Month(office, tmp_path_factory.mktemp("added") / "w")


@pytest.mark.parametrize("number", range(len(PEOPLE)))
def test_it_is_accepted_without_a_false_alarm(month: Month, number: int) -> None:
    _, filled, version, _ = month.of(number)
    assert version.verdict is Verdict.ACCEPTED
    left_over = (
        ["L505"] if filled.ending == ".xlsx" else []
    )  # buttons without macros: noted, the copy is made without them
    assert [f.code for f in version.judged.findings if f.code[0] in "GIL"] == left_over
    assert version.arrival.suffix == filled.ending


@pytest.mark.parametrize("number", range(len(PEOPLE)))
def test_the_added_rows_are_read_like_any_other(month: Month, number: int) -> None:
    _, filled, version, _ = month.of(number)
    added = [row for row in version.judged.rows if row.added]
    assert [row.measure for row in added] == [f"Нэмэлт үүрэг {n}" for n in range(1, filled.written + 1)]
    assert [row.percent for row in added] == [0.8] * filled.written
    assert len({row.key for row in added}) == filled.written


@pytest.mark.parametrize("number", range(len(PEOPLE)))
def test_they_stand_in_the_master_with_their_texts_and_figures(month: Month, number: int) -> None:
    code, filled, version, rows = month.of(number)
    own = [row for row in rows if str(row["Арга хэмжээ"]).startswith("Нэмэлт үүрэг")]
    assert len(own) == filled.written and len(rows) == len(version.judged.rows)
    for n, row in enumerate(own, 1):
        assert (row["Хүрсэн түвшин (биелэлт)"], row["Биелэлтийн хувь"]) == (
            f"{n} дүгээр үүргийг биелүүлэв.",
            0.8,
        )
        assert not row["Илрүүлэлт"] or "L" not in row["Илрүүлэлт"]
    read = perfxl.read_table(month.workspace.root)
    assert sum(read[read.code == code].measure.str.startswith("Нэмэлт үүрэг")) == filled.written


def test_both_endings_and_forty_rows_were_among_them(month: Month) -> None:
    assert {version.arrival.suffix for version in month.versions.values()} == {".xlsm", ".xlsx"}
    assert max(sum(row.added for row in v.judged.rows) for v in month.versions.values()) == 40
    assert max(v.arrival.size for v in month.versions.values()) < 100_000
