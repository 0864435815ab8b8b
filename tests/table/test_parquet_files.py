"""One parquet file an organisation, in a folder or at a URL; sources that are URLs."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pandas as pd
import pytest

from perfxl import read_table
from perfxl.cli.commands import perfxl
from perfxl.cli.console import COULD_NOT, DONE, run
from perfxl.intake.remote import NoSource, find_remote, is_url, local_path
from perfxl.intake.source_folder import UNTIMED, SourceFile, Unreadable, read, read_ahead
from perfxl.storage.files import safe_name
from perfxl.table.export import META
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of
from tests.ledger.made import when
from tests.support.crowd import code_of, crowd, people_of, workbook_for

arrow = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed (the extra parquet)")
fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (the extra cluster)")

COUNT, PLACES, ROWS = 12, 3, 8


@pytest.fixture
def box() -> str:
    """A folder that is in no file system."""
    files = fsspec.filesystem("memory")
    files.rm("/", recursive=True) if files.ls("/") else None
    for number in range(COUNT):
        files.pipe_file(f"/box/a/{code_of(number)}.xlsx", workbook_for(code_of(number), ROWS, number == 9))
    files.pipe_file("/box/.DS_Store", b"litter")
    return "memory://box"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("PERFXL_LANG", "en")
    return crowd(tmp_path / "w", COUNT, ROWS, PLACES, sent=False)


def perform(workspace: Workspace, *words: str) -> int:
    return run(perfxl, ["-C", str(workspace.root), "--lang", "en", *words])


def stands(workspace: Workspace) -> dict[str, str]:
    with ledger_of(workspace) as ledger:
        return {v.arrival.name: str(v.verdict) for v in ledger.versions.all()}


def test_what_lies_at_a_url_is_taken_in_and_kept(workspace: Workspace, box: str) -> None:
    assert perform(workspace, "collect", box, "--jobs", "1") == DONE
    found = stands(workspace)
    assert sorted(found) == [f"memory://box/a/{code_of(n)}.xlsx" for n in range(COUNT)]
    assert [n for n, v in sorted(found.items()) if v == "returned"] == [f"memory://box/a/{code_of(9)}.xlsx"]
    with ledger_of(workspace) as ledger:
        for one in ledger.arrivals.all():
            kept = workspace.store / one.sha256[:2] / f"{one.sha256}{one.suffix}"
            assert kept.read_bytes() == fsspec.filesystem("memory").cat_file(
                one.name.removeprefix("memory:/")
            )


def test_only_what_is_new_at_a_url_is_read_again(
    workspace: Workspace, box: str, capsys: pytest.CaptureFixture[str]
) -> None:
    perform(workspace, "collect", box)
    files = fsspec.filesystem("memory")
    files.pipe_file("/box/a/new.xlsx", workbook_for(code_of(9), ROWS))
    capsys.readouterr()
    assert perform(workspace, "collect", box, "--json") == DONE
    names = [parcel["name"] for parcel in json.loads(capsys.readouterr().out)["parcels"]]
    assert "memory://box/a/new.xlsx" in names and len(names) == 1


def test_a_file_url_is_a_path(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "ирсэн файл"
    folder.mkdir()
    (folder / "1.xlsx").write_bytes(workbook_for(code_of(1), ROWS))
    assert perform(workspace, "collect", folder.as_uri()) == DONE
    assert stands(workspace) == {(folder / "1.xlsx").as_posix(): "accepted"}


@pytest.mark.parametrize(
    ("url", "said"), [("memory://nowhere", "no such file"), ("nosuch://box", "cannot be read")]
)
def test_a_source_that_cannot_be_read_is_said(
    workspace: Workspace, url: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert perform(workspace, "collect", url) == COULD_NOT
    assert said in capsys.readouterr().err
    assert stands(workspace) == {}


def test_fsspec_is_named_where_it_is_missing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    assert perform(workspace, "collect", "memory://box") == COULD_NOT
    assert "perfxl[cluster]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "url"), [("s3://a/b", True), ("memory://x", True), (r"C:\inbox", False), ("inbox", False)]
)
def test_a_url_is_told_from_a_path(source: str, url: bool) -> None:
    assert is_url(source) is url


def test_a_url_of_a_file_with_blanks() -> None:
    assert local_path("file:///a%20b/c") == Path("/a b/c") or os.name == "nt"
    assert local_path("s3://a/b") is None


def test_a_file_that_changes_while_it_is_fetched_is_left_for_the_next_run() -> None:
    with pytest.raises(Unreadable, match="busy"):
        read(SourceFile(Path("a.xlsx"), "x://a.xlsx", 5, 1, fetch=lambda: b"more than five"))


def test_a_file_without_a_time_counts_from_the_collection_and_is_read_each_time() -> None:
    one = SourceFile(Path("a.xlsx"), "x://a.xlsx", 5, UNTIMED, when(3))
    assert one.time == when(3) and not one.is_as(5, UNTIMED)


def test_files_come_in_their_order_however_they_are_fetched() -> None:
    def fetched(n: int) -> bytes:
        return bytes(n)

    far = [SourceFile(Path(f"{n}"), f"x://{n}", n, 1, fetch=lambda n=n: fetched(n)) for n in range(60)]  # type: ignore[misc]
    assert [(one.name, len(data())) for one, data in read_ahead(far)] == [(f"x://{n}", n) for n in range(60)]


def test_nothing_is_made_of_a_url_that_is_not_there() -> None:
    with pytest.raises(NoSource):
        list(find_remote("memory://nothing/here"))


def test_each_organisation_has_its_file(workspace: Workspace, box: str, tmp_path: Path) -> None:
    target = tmp_path / "tables"
    assert perform(workspace, "collect", box, "--parquet", str(target)) == DONE
    places = list(dict.fromkeys(e.organisation for e in people_of(COUNT, PLACES)))
    files = sorted(target.iterdir())
    assert [file.stem for file in files] == [safe_name(place) for place in places]
    whole = read_table(workspace.root)
    for place, file in zip(places, files, strict=True):
        pd.testing.assert_frame_equal(
            arrow.read_table(file).to_pandas().reset_index(drop=True),
            whole[whole["organisation"] == place].reset_index(drop=True),
            check_dtype=False, check_categorical=False,
        )  # fmt: skip
        (told,) = json.loads(arrow.read_schema(file).metadata[META])
        assert told["organisation"] == place
    before = [file.read_bytes() for file in files]
    assert perform(workspace, "sync", "--parquet", str(target)) == DONE
    assert [file.read_bytes() for file in files] == before


def test_the_tables_go_to_a_url_as_well(workspace: Workspace, box: str) -> None:
    assert perform(workspace, "collect", box, "--parquet", "memory://tables/2024") == DONE
    files = fsspec.filesystem("memory")
    assert len(files.ls("/tables/2024")) == PLACES
    rows = sum(
        arrow.read_table(io.BytesIO(files.cat_file(f["name"]))).num_rows for f in files.ls("/tables/2024")
    )
    assert rows == len(read_table(workspace.root)) > 0
