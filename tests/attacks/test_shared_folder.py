"""Somebody who can write into the working folder lays pipes, links and other workbooks where we read and write."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import pytest

from perfxl.letters.corrections import corrections_there, write_corrections
from perfxl.letters.letter import Outgoing
from perfxl.letters.round import LetterRound, letters_run, preview
from perfxl.letters.to_heads import HeadsWriter
from perfxl.letters.writer import LetterWriter
from perfxl.period.issuing import zip_units
from perfxl.storage.careful_read import NoPlainFile
from perfxl.storage.obstacle import Cause
from perfxl.workspace.run import looking, running
from tests.road.program import perfxl
from tests.support.months import NOW

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes and links of this kind there")
MARK = b"PLANTED-7f3a"


@contextmanager
def pipe(path: Path) -> Iterator[list[str]]:
    """A pipe whose other end gives MARK to whoever opens it, and notes that somebody did."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    opened: list[str] = []

    def wait() -> None:
        with suppress(OSError):
            handle = os.open(path, os.O_WRONLY)
            opened.append(path.name)
            os.write(handle, MARK)
            os.close(handle)

    threading.Thread(target=wait, daemon=True).start()
    yield opened


PLACES = (
    ("roster.xlsx", ("roster",)),
    ("roster.xlsx", ("sync",)),
    ("roster/Нэгж.csv", ("roster",)),
    ("perfxl.toml", ("status",)),
    ("ledger.db", ("status",)),
    ("ledger.db", ("sync",)),
    (".perfxl.lock", ("collect",)),
    ("inbox/x.xlsx", ("collect",)),
    ("inbox/x.eml", ("collect",)),
    ("outbox/x.eml", ("letters",)),
    ("outbox/x.xlsx", ("letters",)),
    ("previous.json", ("issue",)),
    ("master/x.xlsx", ("consolidate",)),
    ("branches/x.csv", ("consolidate", "--rollup")),
    ("branches/x.sqlite", ("consolidate", "--rollup")),
    ("x.xlsx", ("check", "x.xlsx")),
    ("plans/x.xlsx", ("roster", "plans")),
    ("plans/x.docx", ("roster", "plans")),
    ("x.zip", ("backup", "x.zip")),
    ("x.zip", ("restore", "x.zip", "new")),
    ("closing/1/manifest.json", ("close", "--verify")),
)


@posix
@pytest.mark.parametrize(("place", "command"), PLACES, ids=[f"{p} at {c[0]}" for p, c in PLACES])
def test_nobody_waits_at_a_pipe(own_month, place, command):
    with pipe(own_month.root / place) as opened:
        perfxl(*command, "-C", own_month.root, cwd=own_month.root)
    assert opened == []


@posix
@pytest.mark.parametrize("folder", ["issued", "store", "accepted", "master", "outbox"])
def test_nobody_waits_at_a_pipe_in_place_of_a_file_of_ours(own_month, folder):
    files = [path for path in sorted((own_month.root / folder).rglob("*")) if path.is_file()]
    with pipe(files[0]) as opened:
        for command in (
            ("doctor",),
            ("sync",),
            ("letters", "--issue"),
            ("issue", "--zip"),
            ("backup", "b.zip"),
        ):
            perfxl(*command, "-C", own_month.root, cwd=own_month.root)
    assert opened == []


@posix
@pytest.mark.parametrize(
    "name",
    [
        "issued",
        "outbox",
        "accepted",
        "master",
        "store",
        "master/history",
        "closing",
        "issued/*",
        "accepted/*",
    ],
)
def test_nothing_is_written_through_a_folder_that_is_a_link(own_month, tmp_path, name):
    folder = next(own_month.root.glob(name), own_month.root / name)
    shutil.rmtree(folder, ignore_errors=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.symlink_to(elsewhere)
    for command in (
        ("issue", "--zip"),
        ("sync",),
        ("letters", "--issue"),
        ("consolidate",),
        ("close", "--anyway"),
    ):
        done = perfxl(*command, "-C", own_month.root, "--lang", "en", cwd=own_month.root)
        assert done.status == 3 and "is a link to another place" in done.err, (command, done.err)
    assert list(elsewhere.rglob("*")) == []


@posix
def test_a_link_among_our_folders_stops_a_run(own_month, tmp_path):
    (own_month.accepted / "x").symlink_to(tmp_path)
    with pytest.raises(NoPlainFile), running(own_month, NOW):
        pass


@posix
def test_a_link_in_place_of_the_ledger_is_not_written_through(own_month, tmp_path):
    own_month.ledger_path.rename(tmp_path / "other.db")
    before = (tmp_path / "other.db").read_bytes()
    own_month.ledger_path.symlink_to(tmp_path / "other.db")
    assert perfxl("sync", "-C", own_month.root).status == 3
    assert (tmp_path / "other.db").read_bytes() == before


@posix
def test_a_link_in_place_of_the_lock_empties_nothing(own_month, tmp_path):
    (tmp_path / "victim").write_bytes(MARK)
    own_month.lock_path.unlink(missing_ok=True)
    own_month.lock_path.symlink_to(tmp_path / "victim")
    assert perfxl("sync", "-C", own_month.root).status == 3
    assert (tmp_path / "victim").read_bytes() == MARK


def held(letters: tuple[Outgoing, ...]) -> bytes:
    """Everything in the enclosures, zips opened."""
    out = []
    for letter in letters:
        for enclosure in letter.enclosures:
            out.append(enclosure.data)
            if enclosure.name.endswith(".zip"):
                with zipfile.ZipFile(BytesIO(enclosure.data)) as archive:
                    out += [archive.read(name) for name in archive.namelist()]
    return b"".join(out)


def exchanged(path: Path, how: str, tmp_path: Path) -> None:
    """The file becomes something else."""
    if how == "a byte more":  # a form as issued but for an answer: the reader finds nothing wrong with it
        data = path.read_bytes()
        path.write_bytes(data + b"\0")
        return
    path.unlink()
    if how == "another file":
        path.write_bytes(MARK)
    else:
        (tmp_path / "secret").write_bytes(MARK)
        path.symlink_to(tmp_path / "secret")


WAYS = ["another file", "a byte more", pytest.param("a link", marks=posix)]


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("heads", [False, True], ids=["to each", "to heads"])
def test_what_was_exchanged_in_issued_leaves_by_no_letter(own_month, tmp_path, how, heads):
    with running(own_month, NOW) as run:
        code = LetterWriter(run, {}).issued()[0][0].code
        path = own_month.root / run.ledger.issued.last()[code].path
        exchanged(path, how, tmp_path)
        current = path.read_bytes()
        writer = LetterWriter(run, {})
        letters, findings = HeadsWriter(writer).forms() if heads else writer.issued()
    told = [(found.code, found.facts.get("who")) for found in findings if found.code in ("M305", "M311")]
    assert told == [("M305" if how == "a link" else "M311", code)]
    assert current not in held(letters)


@pytest.mark.parametrize("how", WAYS)
def test_what_was_exchanged_in_issued_goes_into_no_zip(own_month, tmp_path, how):
    with running(own_month, NOW) as run:
        path = own_month.root / next(iter(run.ledger.issued.last().values())).path
        exchanged(path, how, tmp_path)
        zips = zip_units(run)
        assert [(one.cause, one.path) for one in run.obstacles] == [
            (Cause.MISSING if how == "a link" else Cause.EXCHANGED, path)
        ]
    for one in zips:
        with zipfile.ZipFile(one) as archive:
            assert path.name not in archive.namelist()


def test_a_correction_workbook_that_was_exchanged_goes_to_nobody(own_month):
    with running(own_month, NOW) as run:
        letters_run(run, LetterRound())
        (code, path), *_ = corrections_there(run).items()
        path.write_bytes(MARK)
        assert code not in corrections_there(run)
        assert MARK not in held(preview(run, LetterRound()).letters)
        write_corrections(run)
        assert path.read_bytes() != MARK


@posix
def test_a_copy_that_became_a_link_is_written_anew(own_month, tmp_path):
    with looking(own_month, NOW) as run:
        _, name, _ = next(iter(run.ledger.copies.all()))
    path = own_month.root / name
    (tmp_path / "secret").write_bytes(MARK)
    path.unlink()
    path.symlink_to(tmp_path / "secret")
    assert perfxl("sync", "-C", own_month.root).status == 0
    assert not path.is_symlink() and path.is_file()
    assert (tmp_path / "secret").read_bytes() == MARK
