"""Whatever is dropped into the inbox gets one verdict with a sentence a clerk can act on, and the others go on."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from perfxl.vba.container_writer import compound_file
from tests.office.office import Office
from tests.road.inboxes import answers, workspace
from tests.road.program import Done, fill, issued_file, perfxl


def word() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def foreign() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = "Сарын төсөв"
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory, office: Office) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A workspace whose inbox holds everything bad, and one good workbook; the verdicts by file name."""
    root = workspace(tmp_path_factory.mktemp("муу") / "ажил", "2024-Y", "001")
    half = workspace(tmp_path_factory.mktemp("хагас") / "ажил", "2024-H1", "001")
    other = workspace(tmp_path_factory.mktemp("өөр") / "ажил", "2024-Y", "999")
    box = root / "inbox"
    good = fill(issued_file(root, "001"), box / "good.xlsx", answers(root, "001"))
    (box / "noise.xlsx").write_bytes(bytes(range(256)) * 20)
    (box / "empty.xlsx").write_bytes(b"")
    (box / "word.xlsx").write_bytes(word())
    (box / "locked.xlsx").write_bytes(
        compound_file({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\0" * 5000})
    )
    (box / "foreign.xlsx").write_bytes(foreign())
    for suffix in (".xls", ".ods"):
        office.open(good)
        office.save(box / f"saved{suffix}")
        office.close()
    shutil.copyfile(box / "saved.xls", box / "renamed_xls.xlsx")
    shutil.copyfile(box / "saved.ods", box / "renamed_ods.xlsx")
    fill(issued_file(half, "001"), box / "half.xlsx", answers(half, "001"))
    fill(issued_file(other, "999"), box / "stranger.xlsx", answers(other, "999"))
    shutil.copyfile(issued_file(root, "001"), box / "blank.xlsx")
    shutil.copyfile(root / "roster.xlsx", box / "roster.xlsx")
    done = perfxl("-C", root, "collect", "--json", "--lang", "mn")
    assert done.status == 0, done.err
    yield root, {parcel["name"].removeprefix("inbox/"): parcel for parcel in done.json["parcels"]}


CASES = {
    "good.xlsx": ("accepted", None),
    "noise.xlsx": ("refused", "G"),
    "empty.xlsx": ("refused", "G"),
    "word.xlsx": ("refused", "G"),
    "locked.xlsx": ("refused", "G"),
    "saved.xls": ("refused", "G"),
    "saved.ods": ("refused", "G"),
    "renamed_xls.xlsx": ("refused", "G"),
    "renamed_ods.xlsx": ("refused", "G"),
    "foreign.xlsx": ("refused", "I"),
    "roster.xlsx": ("refused", "I"),
    "half.xlsx": ("held", "I"),
    "stranger.xlsx": ("held", "I"),
    "blank.xlsx": ("returned", "F"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_gets_its_verdict(inbox: tuple[Path, dict[str, Any]], name: str) -> None:
    verdict, family = CASES[name]
    parcel = inbox[1][name]
    assert parcel["verdict"] == verdict, parcel["findings"]
    if family:
        assert [f["code"][0] for f in parcel["findings"] if f["severity"] != "note"] == [family]


def test_different_faults_have_different_codes(inbox: tuple[Path, dict[str, Any]]) -> None:
    def code(name: str) -> str:
        return next(f["code"] for f in inbox[1][name]["findings"] if f["severity"] != "note")

    told_apart = ["noise.xlsx", "empty.xlsx", "word.xlsx", "locked.xlsx", "saved.xls", "saved.ods", "foreign.xlsx", "half.xlsx", "stranger.xlsx"]  # fmt: skip
    assert len({code(name) for name in told_apart}) == len(told_apart)
    assert code("saved.xls") == code("renamed_xls.xlsx")
    assert code("saved.ods") == code("renamed_ods.xlsx")


@pytest.mark.parametrize("language", ["mn", "en"])
def test_the_sentence_says_what_to_do(inbox: tuple[Path, dict[str, Any]], language: str) -> None:
    root, parcels = inbox
    for name in parcels:
        done: Done = perfxl("-C", root, "check", root / "inbox" / name, "--json", "--lang", language)
        assert done.status == 0, done.err
        for found in done.json["parcels"][0]["findings"]:
            assert len(found["text"]) > 25 and "?" not in found["text"].replace("? ", ""), (name, found)


def test_nothing_is_lost(inbox: tuple[Path, dict[str, Any]]) -> None:
    root, parcels = inbox
    kept = {path.stem for path in (root / "store").rglob("*.*")}
    assert {parcel["sha256"] for parcel in parcels.values()} <= kept
    assert len(list((root / "inbox").iterdir())) == len(CASES)


def test_a_second_collection_finds_nothing_new(inbox: tuple[Path, dict[str, Any]]) -> None:
    root, _ = inbox
    assert perfxl("-C", root, "collect", "--json").json["parcels"] == []
