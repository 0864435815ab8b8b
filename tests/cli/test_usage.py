"""Wrong command lines: said in the language of the run, with the way out, nothing of click's own English."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.cli.commands import perfxl
from perfxl.cli.console import USAGE, run

WRONG = [
    (["collect", "--bogus"], "--bogus гэсэн сонголт алга. Магадгүй: --jobs"),
    (["colect"], "colect гэсэн тушаал алга. Магадгүй: collect"),
    (["цуглуул"], "цуглуул гэсэн тушаал алга."),
    (["init"], "DIR дутуу байна."),
    (["init", "шинэ"], "--period дутуу байна."),
    (["explain"], "CODE дутуу байна."),
    (["explain", "F101", "хоёр", "гурав"], "Илүү үг байна: хоёр гурав."),
    (["collect", "--jobs", "олон"], "--jobs: бичсэн утга тохирохгүй байна. 1 буюу түүнээс их бүхэл тоо"),
    (["collect", "--jobs", "0"], "--jobs: бичсэн утга тохирохгүй байна."),
    (["demo", "--staff", "2"], "8-5000 хоорондох бүхэл тоо"),
    (["status", "--lang", "ru"], "--lang: бичсэн утга тохирохгүй байна. Дараахын аль нэг нь байна: mn, en"),
    (["collect", "--jobs"], "--jobs сонголтын ард утга бичнэ үү."),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=lambda value: " ".join(value)[:30])
def test_a_wrong_command_line_is_told_in_mongolian(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PERFXL_LANG", raising=False)
    monkeypatch.setattr("sys.argv", ["perfxl", *arguments])

    assert run(perfxl, arguments) == USAGE

    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    for english in ("Error", "Usage", "Try", "No such", "Invalid", "Missing", "Got"):
        assert english not in told.err


def test_the_same_in_english(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["perfxl", "--lang", "en", "explain"])

    assert run(perfxl, ["--lang", "en", "explain"]) == USAGE

    assert capsys.readouterr().err.splitlines() == [
        "Usage: perfxl explain [OPTIONS] CODE",
        "Error: CODE is missing.",
        "More: perfxl explain --help",
    ]


def test_help_is_headed_in_the_language_of_the_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["perfxl", "collect", "--help"])

    run(perfxl, ["collect", "--help"])

    assert capsys.readouterr().out.startswith("Хэрэглээ: perfxl collect [OPTIONS] [SOURCE…]")


def test_a_path_that_cannot_be_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["perfxl", "backup", str(tmp_path)])

    assert run(perfxl, ["backup", str(tmp_path)]) == USAGE

    assert "FILE: бичсэн утга тохирохгүй байна. Файл, хавтасны замаа шалгана уу" in capsys.readouterr().err
