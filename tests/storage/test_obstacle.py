"""Each reason why a file cannot be worked with is told apart, and has one sentence in each language."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from perfxl.storage.obstacle import Cause, Obstacle, misnamed, obstacle_of
from perfxl.texts import LANGUAGES, texts
from tests.support.open_files import EXCEL_OWNER


def failed(number: int, windows: int = 0) -> OSError:
    error = OSError(number, "Access denied", "there")
    if windows:
        error.winerror = windows  # type: ignore[attr-defined,unused-ignore]  # it is there on Windows alone
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (failed(errno.EACCES, 32), Cause.OPEN),
        (failed(errno.EACCES, 33), Cause.OPEN),
        (failed(errno.EBUSY), Cause.OPEN),
        (failed(errno.EROFS), Cause.READ_ONLY),
        (failed(errno.EACCES, 19), Cause.READ_ONLY),
        (failed(errno.EACCES), Cause.DENIED),
        (failed(errno.EPERM), Cause.DENIED),
        (failed(errno.ENAMETOOLONG), Cause.TOO_LONG),
        (failed(errno.ENOENT, 206), Cause.TOO_LONG),
        (failed(errno.ENOSPC), Cause.FULL),
        (failed(errno.EDQUOT), Cause.FULL),
        (failed(errno.EINVAL, 112), Cause.FULL),
        (failed(errno.ESTALE), Cause.NETWORK),
        (failed(errno.EINVAL, 64), Cause.NETWORK),
        (failed(errno.ENOENT, 53), Cause.NETWORK),
        (failed(errno.EINVAL, 123), Cause.NAME),
        (failed(errno.ENOENT), Cause.MISSING),
        (failed(errno.EIO), Cause.OTHER),
    ],
)
def test_a_cause_is_told_by_the_systems_number(error: OSError, cause: Cause, tmp_path: Path) -> None:
    assert obstacle_of(error, tmp_path / "a.xlsx") == Obstacle(
        cause, tmp_path / "a.xlsx", message="Access denied"
    )


def test_who_has_it_open_is_named(tmp_path: Path) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(EXCEL_OWNER)
    assert obstacle_of(failed(errno.EACCES), tmp_path / "a.xlsx") == Obstacle(
        Cause.OPEN, tmp_path / "a.xlsx", "Сараа", "Access denied"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["", "Сараа"])
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_sentence_with_the_path(cause: Cause, who: str, language: str) -> None:
    obstacle = Obstacle(cause, Path("master") / "Газар.xlsx", who, "Access denied")
    sentence = texts(language).word(f"trouble.{obstacle.name}", **obstacle.facts)
    assert str(obstacle.path) in sentence
    assert ("Сараа" in sentence) == (cause is Cause.OPEN and who == "Сараа")
    assert ("Access denied" in sentence) == (cause is Cause.OTHER)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("CON", True),
        ("nul.csv", True),
        ("com1.xlsx", True),
        ("aux .txt", True),
        ("name.", True),
        ("name ", True),
        ("console.csv", False),
        ("Газар.xlsx", False),
    ],
)
def test_names_that_windows_takes_for_something_else(name: str, wrong: bool) -> None:
    assert misnamed(Path("folder") / name) is wrong
