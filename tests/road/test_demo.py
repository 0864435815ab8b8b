"""The demo comes out as staged, and status, master and ledger agree with each other on every number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from perfxl.ledger.ledger import Ledger
from tests.road.program import Done, perfxl, table


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    folder = tmp_path_factory.mktemp("демо") / "үзүүлэн"
    return folder, perfxl("demo", folder)


def test_it_comes_out_as_staged(demo: tuple[Path, Done]) -> None:
    _, done = demo
    assert done.status == 0, done.out + done.err
    assert len(done.out.splitlines()) == 10


def test_status_master_and_ledger_agree(demo: tuple[Path, Done]) -> None:
    folder, _ = demo
    (organisation,) = perfxl("-C", folder, "status", "--json").json["organisations"]
    master = next((folder / "master").glob("*.xlsx"))
    people, rows = table(master, "Албан хаагч"), table(master, "Арга хэмжээ")
    with Ledger.open(folder / "ledger.db") as ledger:
        versions, issued = ledger.versions.all(), ledger.issued.last()
    counting = [v for v in versions if v.counts]

    def units(name: str) -> int:
        return sum(unit[name] for unit in organisation["units"])

    states = Counter(row["Төлөв"] for row in people)
    assert units("issued") == len(issued) == 47
    assert units("accepted") == len(counting) == states["хүлээн авсан"] == 42
    assert units("returned") == states["буцаасан"] == 2
    assert units("missing") == len(organisation["missing"]) == states["ирүүлээгүй"] == 3
    assert units("excused") == 1
    assert len(people) == 48
    assert sum(row["Мөр"] or 0 for row in people if row["Төлөв"] == "хүлээн авсан") == len(rows)
    assert len(rows) == sum(len([r for r in v.judged.rows if r.achieved]) for v in counting)


def test_every_figure_of_the_long_table_is_the_ledger_s(demo: tuple[Path, Done]) -> None:
    folder, _ = demo
    rows = table(next((folder / "master").glob("*.xlsx")), "Арга хэмжээ")
    with Ledger.open(folder / "ledger.db") as ledger:
        known = {
            (v.judged.employee, row.key): row
            for v in ledger.versions.all()
            if v.counts
            for row in v.judged.rows
            if row.achieved
        }
    assert len(rows) == len(known)
    for row in rows:
        kept = known[row["Код"], row["Түлхүүр"].rsplit("/", 1)[-1]]
        assert (row["Хүрсэн түвшин (биелэлт)"], row["Биелэлтийн хувь"]) == (kept.achieved, kept.percent)


def test_the_edited_target_does_not_reach_the_master(demo: tuple[Path, Done]) -> None:
    folder, _ = demo
    rows = table(next((folder / "master").glob("*.xlsx")), "Арга хэмжээ")
    assert not [row for row in rows if row["Хүрэх түвшин"] == "Төлөвлөгөөний 50 хувь"]


def test_a_folder_in_use_is_left_alone(demo: tuple[Path, Done]) -> None:
    folder, _ = demo
    again = perfxl("demo", folder, "--lang", "en")
    assert (again.status, "not empty" in again.err) == (3, True)
