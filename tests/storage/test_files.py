"""Files are old or new; names are such as every system keeps; an open workbook is waited for, then written beside."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.storage import files
from perfxl.storage.files import (
    PATH_LIMIT,
    TEMPORARY,
    Placed,
    build_file,
    build_or_leave_beside,
    clash_names,
    fitted,
    kept_suffix,
    pending_of,
    remove_file,
    safe_name,
    shortened,
    store_bytes,
    stored,
    sweep,
    write_file,
)
from perfxl.storage.obstacle import Blocked, Cause, Obstacle, obstacle_of, opened_by
from tests.support.open_files import EXCEL_OWNER, hold_open, opened_in_excel, sharing_violation


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "а" / "б.xlsx", b"one")
    write_file(tmp_path / "а" / "б.xlsx", b"two")
    assert [(p.name, p.read_bytes()) for p in (tmp_path / "а").iterdir()] == [("б.xlsx", b"two")]


def test_a_build_that_fails_leaves_the_old_file_and_nothing_beside(tmp_path: Path) -> None:
    write_file(tmp_path / "a.xlsx", b"one")

    def build(beside: Path) -> None:
        beside.write_bytes(b"ha")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        build_file(tmp_path / "a.xlsx", build)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.xlsx", b"one")]


def test_an_open_workbook_is_written_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "master.xlsx"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        opened_in_excel(patch, path)
        with pytest.raises(Blocked) as error:
            write_file(path, b"new")
        assert error.value.obstacle.who == "Сараа"
        placed = build_or_leave_beside(path, lambda p: p.write_bytes(b"new"))
        assert placed == Placed(pending_of(path), (error.value.obstacle,))
    assert (path.read_bytes(), pending_of(path).read_bytes()) == (b"old", b"new")
    assert build_or_leave_beside(path, lambda p: p.write_bytes(b"newer")) == Placed(path)
    assert path.read_bytes() == b"newer" and not pending_of(path).exists()


def test_one_that_waits_beside_and_is_open_stays_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "master.xlsx"
    pending_of(path).write_bytes(b"waits")
    with monkeypatch.context() as patch:
        opened_in_excel(patch, pending_of(path))
        placed = build_or_leave_beside(path, lambda p: p.write_bytes(b"new"))
    assert placed == Placed(path, (Obstacle(Cause.OPEN, pending_of(path), "Сараа", "Sharing violation"),))
    assert (path.read_bytes(), pending_of(path).read_bytes()) == (b"new", b"waits")


def test_where_both_are_open_both_stay_and_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "master.xlsx"
    for place in (path, pending_of(path)):
        place.write_bytes(b"old")
    with monkeypatch.context() as patch:
        hold_open(patch, (path, pending_of(path)))
        placed = build_or_leave_beside(path, lambda p: p.write_bytes(b"new"))
    assert placed.path is None
    assert [one.path for one in placed.obstacles] == [path, pending_of(path)]
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        path.name: b"old",
        pending_of(path).name: b"old",
    }


def test_what_is_open_for_a_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        tries.append(self)
        if len(tries) < 3:
            raise sharing_violation(self)
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(files, "_PAUSE", 0.0)
    monkeypatch.setattr(Path, "unlink", unlink)
    (tmp_path / "a.eml").write_bytes(b"x")
    assert remove_file(tmp_path / "a.eml") is None
    assert not (tmp_path / "a.eml").exists()


def test_a_file_that_may_not_be_replaced_is_not_called_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Blocked) as error:
        write_file(tmp_path / "a.xlsx", b"x")
    assert error.value.obstacle.cause is Cause.DENIED


def test_a_full_disk_is_no_matter_of_one_file_and_is_named_by_it(tmp_path: Path) -> None:
    def build(beside: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError) as error:
        build_file(tmp_path / "a.xlsx", build)
    assert not isinstance(error.value, Blocked)
    assert obstacle_of(error.value) == Obstacle(
        Cause.FULL, tmp_path / "a.xlsx", message="No space left on device"
    )


@pytest.mark.parametrize(
    ("name", "data", "who"),
    [
        ("~$a.xlsx", EXCEL_OWNER, "Сараа"),
        ("~$a.xlsx", bytes([5]) + b"Saraa".ljust(54), "Saraa"),
        ("~$a.xlsx", b"", ""),
        (".~lock.a.xlsx#", "Сараа Бат,saraa,desk,05.12.2024 09:00,file:///home".encode(), "Сараа Бат"),
        (".~lock.a.xlsx#", b",saraa,desk,05.12.2024 09:00,file:///home", "saraa"),
    ],
)
def test_who_has_it_open(tmp_path: Path, name: str, data: bytes, who: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert opened_by(tmp_path / "a.xlsx") == who


def test_what_was_left_half_written_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "б").mkdir()
    (tmp_path / "б" / f"abc{TEMPORARY}.xlsx").write_bytes(b"half")
    (tmp_path / "б" / "keep.xlsx").write_bytes(b"whole")
    assert sweep(tmp_path) == 1
    assert [p.name for p in (tmp_path / "б").iterdir()] == ["keep.xlsx"]


def test_the_store_heals_a_torn_file(tmp_path: Path) -> None:
    digest = store_bytes(tmp_path, b"whole", ".xlsx")
    assert digest == hashlib.sha256(b"whole").hexdigest()
    stored(tmp_path, digest, ".xlsx").write_bytes(b"wh")
    store_bytes(tmp_path, b"whole", ".xlsx")
    assert stored(tmp_path, digest, ".xlsx").read_bytes() == b"whole"


def test_equal_bytes_that_many_threads_store_are_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows nobody may replace a file that another thread reads."""
    written = []

    def slowly(path: Path, data: bytes) -> None:
        written.append(path)
        time.sleep(0.05)
        write_file(path, data)

    monkeypatch.setattr(files, "write_file", slowly)
    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(lambda _: store_bytes(tmp_path, b"whole", ".xlsx"), range(16)))
    assert written == [stored(tmp_path, digests.pop(), ".xlsx")] and not digests


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Санхүү/бүртгэл", "Санхүү_бүртгэл"),
        ('a<b>c:d|e?f*g\\h"i', "a_b_c_d_e_f_g_h_i"),
        ("name. . ", "name"),
        ("CON", "_CON"),
        ("com1.xlsx", "_com1.xlsx"),
        ("", "_"),
        ("..", "_"),
        ("И\u0306ол\u202e\u200b", "Йол"),
        ("a\tb\nc", "a_b_c"),
    ],
)
def test_names_that_every_system_keeps(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400), st.sampled_from([".xlsx", ".xlsm", ""]))
def test_any_name_fits(name: str, suffix: str) -> None:
    folder = Path("/home/saraa/Тайлан/accepted")
    path = fitted(folder, name, suffix)
    assert path.parent == folder and path.name not in ("", ".", "..")
    clash = next(p for n, p in enumerate(clash_names(path)) if n == 98)
    assert len(str(clash)) < PATH_LIMIT
    assert not set('"<>:|?*\\') & set(path.name)


def test_long_names_that_begin_alike_stay_apart_and_the_same_every_time() -> None:
    one, two = f"{'Ө' * 200} нэг", f"{'Ө' * 200} хоёр"
    cut = [shortened(name, 60) for name in (one, two, one)]
    assert cut[0] == cut[2] != cut[1]
    assert {len(name) for name in cut} == {60}
    assert shortened("богино", 60) == "богино"


@pytest.mark.parametrize("letters", [130, 161, 400])
@pytest.mark.parametrize("spare", [0, 30])
def test_a_name_keeps_within_the_bytes_that_a_file_system_has_for_it(letters: int, spare: int) -> None:
    folder = Path("/d")
    one, two = (fitted(folder, f"{'Ө' * letters} {end}", ".xlsx", spare) for end in ("нэг", "хоёр"))
    assert one != two and one == fitted(folder, f"{'Ө' * letters} нэг", ".xlsx", spare)
    clash = next(p for n, p in enumerate(clash_names(one)) if n == 98)
    assert len(clash.name.encode()) + spare <= 255
    assert len(shortened("Ө" * letters, 300).encode()) <= 255


def test_the_limit_holds_for_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("д" * (150 - len(str(tmp_path))))
    deep.mkdir()
    monkeypatch.chdir(deep)
    path = fitted(Path("issued"), "х" * 200, ".xlsx")
    assert len(str(path.absolute())) < PATH_LIMIT


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.XLSX", ".xlsx"),
        ("mail.eml!Тайлан.xlsm", ".xlsm"),
        ("none", ""),
        ("a.тхт", ""),
        ("a.x/y", ""),
        ("a.verylongone", ""),
    ],
)
def test_the_ending_that_bytes_keep(name: str, suffix: str) -> None:
    assert kept_suffix(name) == suffix
