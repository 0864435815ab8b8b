"""Somebody who can write into the shared folder: pipes, links, exchanged files; and who may read what we write."""

from __future__ import annotations

import ast
import os
import stat
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import perfxl
from perfxl.cli.console import show
from perfxl.intake.source_folder import Unreadable, find, read
from perfxl.letters.as_issued import is_as_issued
from perfxl.letters.outbox import mark_in
from perfxl.period.backup import back_up, restore
from perfxl.period.close import close, verify
from perfxl.period.doctor import examine
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


@posix
def test_the_doctor_says_what_others_can_read(own_month):
    own_month.root.chmod(0o700)
    own_month.ledger_path.chmod(0o644)
    assert "private" in checks(own_month)
    own_month.root.chmod(0o755)
    for path in (own_month.store, own_month.outbox):
        path.chmod(0o700)
    assert checks(own_month)["readable"] == {"names": "ledger.db"}
    own_month.ledger_path.chmod(0o600)
    assert "private" in checks(own_month)
    with running(own_month, NOW) as run:
        back_up(run, own_month.root / "b.zip")
    assert "private" in checks(own_month)
    for path in (own_month.store, own_month.outbox, own_month.root / "b.zip"):
        path.chmod(0o755)
    assert checks(own_month)["readable"] == {"names": "store, outbox, b.zip"}


def checks(workspace):
    return {check.name: check.facts for check in examine(workspace, NOW)}


@posix
def test_a_backup_and_what_is_restored_from_it_are_their_owners_alone(own_month, tmp_path):
    with running(own_month, NOW) as run:
        back_up(run, tmp_path / "b.zip")
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    root = restore(tmp_path / "b.zip", tmp_path / "new").root
    for path in (root, *root.rglob("*")):
        if path.suffix not in (".sh", ".cmd"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


# A file is opened by name in these modules alone, each for its reason.
OPENED = {
    "storage/careful_read.py": "the careful opener itself",
    "storage/files.py": "what it writes itself, under a name that nobody knows",
    "storage/drive.py": "the system's own table of drives",
    "intake/source_folder.py": "with the careful opener",
    "desk/desk.py": "with the careful opener",
    "desk/instance.py": "a ticket that is made anew",
    "period/backup.py": "a zip that is looked at first, and one that is written",
    "ledger/connection.py": "the ledger, looked at first",
    "issue/macros.py": "what travels with the program",
    "texts/__init__.py": "what travels with the program",
    "period/bundle/wheels.py": "wheels that pip has fetched",
    "period/bundle/bundle.py": "a zip that is written",
    "storage/zip_parts.py": "a zip in memory",
    "collect/uncompiled.py": "a zip in memory",
    "table/export.py": "written beside",
    "cli/demo.py": "the invented month",
    "period/close.py": "a copy of the ledger, looked at first",
    "live/check.py": "a workbook that Excel has saved for us",
}  # fmt: skip
_BY_NAME = {"read_bytes", "read_text", "copyfile", "copy", "copy2", "copytree"}


def by_name(path):
    """Lines of a module where a file is opened by its name: all but what travels with the program, and bytes in memory."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        said, function = ast.unparse(node), node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        own = any(word in said for word in ("files(", "BytesIO", "archive.open("))
        opens = name == "open" and (isinstance(function, ast.Name) or "'" in said.partition(".open(")[2])
        moved = name in _BY_NAME and ("shutil" in said or name.startswith("read_"))
        if not own and (opens or moved or name == "ZipFile"):
            yield f"{path.name}:{node.lineno} {said}"


def test_no_file_is_opened_by_its_name_without_care():
    package = Path(perfxl.__file__).parent
    found = {path.relative_to(package).as_posix(): list(by_name(path)) for path in package.rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines and name not in OPENED} == {}
