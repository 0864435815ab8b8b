"""Somebody who can write into the shared folder: pipes, links, exchanged files; and who may read what we write."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from perfxl.cli.console import show
from perfxl.intake.source_folder import Unreadable, find, read
from perfxl.letters.as_issued import is_as_issued
from perfxl.letters.outbox import mark_in
from perfxl.period.close import close, verify
from perfxl.storage.careful_read import NoPlainFile, file_digest, read_plain
from perfxl.storage.files import write_file
from perfxl.workspace.folder import make_workspace
from perfxl.workspace.run import running
from tests.support.months import NOW

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="there are no pipes, links and modes of this kind there"
)


@posix
def test_a_pipe_in_the_outbox_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "x.eml")
    assert mark_in(tmp_path / "x.eml") == ""
    with pytest.raises(NoPlainFile):
        read_plain(tmp_path / "x.eml")


@posix
def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "x.eml").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError):
        read_plain(tmp_path / "x.eml")


def test_more_than_the_bound_is_not_read(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")
    assert read_plain(tmp_path / "x", 5) == b"12345"
    with pytest.raises(NoPlainFile):
        read_plain(tmp_path / "x", 4)


@posix
def test_what_we_write_is_its_owners_alone(tmp_path):
    workspace = make_workspace(tmp_path / "w", "2024-Y", "order-98-2023-annex-6")
    write_file(workspace.outbox / "a" / "b.eml", b"x")
    with running(workspace, NOW):
        pass
    for path in (workspace.root, workspace.outbox, workspace.outbox / "a", workspace.store):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path
    for path in (workspace.outbox / "a" / "b.eml", workspace.ledger_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@posix
def test_what_was_opened_to_others_on_purpose_stays_so(tmp_path):
    write_file(tmp_path / "b.xlsx", b"x")
    (tmp_path / "b.xlsx").chmod(0o640)
    write_file(tmp_path / "b.xlsx", b"y")
    assert stat.S_IMODE((tmp_path / "b.xlsx").stat().st_mode) == 0o640


@pytest.mark.parametrize("known", [True, False], ids=["by its hash", "of a ledger that knows no hash"])
def test_a_form_that_was_exchanged_in_the_folder_is_not_as_issued(own_month, known):
    with running(own_month, NOW) as run:
        one, other = list(run.ledger.issued.last().values())[:2]
        if not known:
            older = timedelta(days=1)
            one, other = (replace(sent, at=sent.at - older) for sent in (one, other))
        data = (own_month.root / one.path).read_bytes()
        assert is_as_issued(run, one, data)
        assert not is_as_issued(run, other, data)
        assert not is_as_issued(run, one, data[:-30])
        assert not is_as_issued(run, one, b"root:x:0:0")
        assert is_as_issued(run, one, data + b"\0") is not known


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x9b31m", "\x07", "\u202e", "\r", "\x7f", "\x1b]0;x\x07"])
def test_nothing_from_outside_moves_the_cursor(sign, capsys):
    show(f"inbox/a{sign}b.xlsx: х", err=True)
    assert not set(capsys.readouterr().err) & {"\x1b", "\x9b", "\x07", "\u202e", "\r", "\x7f"}


def test_a_line_of_ours_is_shown_as_it_is(capsys):
    show("Өө Үү\n  «а»\t1")
    assert capsys.readouterr().out == "Өө Үү\n  «а»\t1\n"


def test_a_month_that_was_closed_anew_is_not_the_one_whose_seal_was_kept(own_month):
    with running(own_month, NOW) as run:
        done = close(run, "HR", "test")
    assert done.seal == file_digest(done.manifest)
    assert verify(own_month, done.seal) == () == verify(own_month, f" {done.seal[:12].upper()} ")
    for other in ("0" * 64, done.seal[:9], done.seal[1:]):
        assert [change.what for change in verify(own_month, other)] == ["seal"]


@posix
def test_a_folder_that_became_a_link_while_it_was_collected_brings_nothing(tmp_path):
    inbox, private = tmp_path / "inbox", tmp_path / "private"
    for folder in (inbox / "a", private):
        folder.mkdir(parents=True)
        (folder / "x.xlsx").write_bytes(b"secret" if folder == private else b"report")
        os.utime(folder / "x.xlsx", ns=(0, 10**18))
    (seen,) = find(inbox, tmp_path)
    assert read(seen) == b"report"
    (inbox / "a").rename(tmp_path / "away")
    (inbox / "a").symlink_to(private)
    with pytest.raises(Unreadable, match="link"):
        read(seen)


@posix
def test_a_file_that_was_exchanged_for_another_is_not_read_as_the_first(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"report")
    (tmp_path / "other").write_bytes(b"secret")
    for name in ("x.xlsx", "other"):
        os.utime(tmp_path / name, ns=(0, 10**18))
    seen = next(found for found in find(tmp_path, tmp_path) if found.path.name == "x.xlsx")
    (tmp_path / "other").replace(tmp_path / "x.xlsx")
    with pytest.raises(Unreadable):
        read(seen)
