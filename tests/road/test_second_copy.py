"""An accepted report sent once more with a second copy of the form that says otherwise: no repetition, it goes back."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from tests.road.inboxes import answers, workspace
from tests.road.program import fill, inputs, issued_file, perfxl, seals

CODE = "001"
OTHER = "Хоёр дахь хуудсанд бичсэн өөр хариулт."


def with_second_sheet(sent: Path, target: Path, place: str, said: str) -> None:
    book = load_workbook(sent)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title, copy[place] = "Хуулбар", said
    book.save(target)


def test_what_a_second_sheet_says_is_not_passed_over_as_a_repetition(tmp_path: Path) -> None:
    root = workspace(tmp_path / "ажил", "2024-Y", CODE)
    sent = fill(issued_file(root, CODE), root / "inbox" / "a.xlsx", answers(root, CODE))
    assert [p["verdict"] for p in perfxl("-C", root, "collect", "--json").json["parcels"]] == ["accepted"]

    seal = seals(root)[CODE]
    first = next(line.key for line in seal.lines if line.role == "measure")
    place = inputs(seal, "achieved")[first]
    with_second_sheet(sent, root / "inbox" / "b.xlsx", place, OTHER)
    (again,) = perfxl("-C", root, "collect", "--json").json["parcels"]
    told = [(f["code"], f["cell"]) for f in again["findings"] if f["code"] == "L405"]
    assert (again["verdict"], told) == ("returned", [("L405", place)])

    with_second_sheet(sent, root / "inbox" / "c.xlsx", place, answers(root, CODE)[place])
    (same,) = perfxl("-C", root, "collect", "--json").json["parcels"]
    assert same["verdict"] == "duplicate"
