"""The command line: exit statuses, languages, options before and after the command's name, streams that lack letters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from perfxl.form.definition import load_form
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit
from perfxl.roster.write import write_roster
from perfxl.texts import LANGUAGES
from tests.road.program import perfxl


def test_a_new_workspace_holds_what_the_contract_lists(tmp_path: Path) -> None:
    folder = tmp_path / "2024 оны ажил"
    done = perfxl("init", folder, "--period", "2024-H1")
    assert done.status == 0, done.err
    for name in ("issued", "inbox", "accepted", "outbox", "master", "store"):
        assert (folder / name).is_dir(), name
    assert (folder / "roster.xlsx").is_file()
    assert (folder / "perfxl.toml").is_file()
    assert len(list(folder.glob("*.cmd"))) == len(list(folder.glob("*.sh"))) == 10
    assert "roster.xlsx" in done.out


@pytest.mark.parametrize(
    ("arguments", "status", "stream"),
    [
        (["frobnicate"], 2, "err"),
        (["init"], 2, "err"),
        (["init", "x"], 2, "err"),
        (["issue"], 3, "err"),
        (["status", "-C", "nowhere"], 3, "err"),
        (["check", "nothing.xlsx"], 3, "err"),
        (["explain", "Z999"], 3, "err"),
        (["explain", "F102"], 0, "out"),
        (["doctor"], 0, "out"),
        (["--help"], 0, "out"),
        (["--version"], 0, "out"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_statuses(arguments: list[str], status: int, stream: str, tmp_path: Path) -> None:
    done = perfxl(*arguments, cwd=tmp_path)
    assert done.status == status, done.out + done.err
    assert getattr(done, stream).strip()


@pytest.mark.parametrize("period", ["2024-X", "2024", "2024-M4", "2024-H2", "24-Y", "2024-Q5"])
def test_a_period_that_the_form_has_not(period: str, tmp_path: Path) -> None:
    done = perfxl("init", tmp_path / "x", "--period", period, "--lang", "en")
    assert (done.status, period in done.err) == (2, True)
    assert not (tmp_path / "x").exists()


def test_common_options_stand_before_and_after(tmp_path: Path) -> None:
    perfxl("init", tmp_path / "w", "--period", "2024-Y")
    before = perfxl("-C", tmp_path / "w", "--lang", "en", "status", "--json")
    after = perfxl("status", "--json", "-C", tmp_path / "w", "--lang", "en")
    assert (before.status, before.out) == (0, after.out)
    assert before.json["period"] == "2024-Y"


def test_the_language_comes_from_the_environment_and_the_option_wins() -> None:
    mongolian = perfxl("explain", "F102").out
    english = perfxl("explain", "F102", environment={"PERFXL_LANG": "en"}).out
    assert "error" in english and "алдаа" in mongolian
    assert perfxl("explain", "F102", "--lang", "mn", environment={"PERFXL_LANG": "en"}).out == mongolian


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "ascii"])
def test_a_console_that_lacks_letters_gets_replacements(encoding: str) -> None:
    command = [sys.executable, "-m", "perfxl", "explain", "F101"]
    done = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    assert done.returncode == 0, done.stderr
    assert b"F101" in done.stdout


def test_redirected_output_is_utf_8_whatever_the_locale() -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)
    done = subprocess.run(
        [sys.executable, "-m", "perfxl", "explain", "F102"], capture_output=True, check=False, env=environment
    )
    assert "алдаа" in done.stdout.decode("utf-8")


def test_quiet_says_nothing_but_results(tmp_path: Path) -> None:
    done = perfxl("init", tmp_path / "w", "--period", "2024-Y", "--quiet")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_init_leaves_a_workspace_alone(tmp_path: Path) -> None:
    perfxl("init", tmp_path / "w", "--period", "2024-Y")
    before = {path: path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file()}
    assert perfxl("init", tmp_path / "w", "--period", "2024-Y").status == 3
    assert {path: path.read_bytes() for path in (tmp_path / "w").rglob("*") if path.is_file()} == before


def test_a_byte_order_mark_in_the_settings_is_no_fault(tmp_path: Path) -> None:
    perfxl("init", tmp_path / "w", "--period", "2024-Y")
    settings = tmp_path / "w" / "perfxl.toml"
    settings.write_bytes(b"\xef\xbb\xbf" + settings.read_bytes())
    assert perfxl("-C", tmp_path / "w", "status").status == 0


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    perfxl("init", tmp_path / "w", "--period", "2024-Y")
    (tmp_path / "w" / "perfxl.toml").write_text("[workspace\n", encoding="utf-8")
    done = perfxl("-C", tmp_path / "w", "status", "--lang", "en")
    assert (done.status, "perfxl.toml" in done.err) == (3, True)


def test_an_empty_roster_is_said(tmp_path: Path) -> None:
    perfxl("init", tmp_path / "w", "--period", "2024-Y")
    done = perfxl("-C", tmp_path / "w", "issue")
    assert (done.status, "roster.xlsx" in done.err) == (0, True)


def test_a_missing_roster_is_a_fault_with_a_sentence(tmp_path: Path) -> None:
    perfxl("init", tmp_path / "w", "--period", "2024-Y")
    (tmp_path / "w" / "roster.xlsx").unlink()
    done = perfxl("-C", tmp_path / "w", "issue", "--lang", "en")
    assert (done.status, "R1" in done.err) == (3, True)


def test_check_outside_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    done = perfxl("check", "x.xlsx", "--json", cwd=tmp_path)
    (parcel,) = json.loads(done.out)["parcels"]
    assert (done.status, parcel["verdict"], parcel["name"]) == (0, "refused", "x.xlsx")


@pytest.mark.parametrize("language", ["mn", "en"])
def test_every_command_has_its_help(language: str) -> None:
    listed = perfxl("--help", environment={"PERFXL_LANG": language}).out
    for command in ("demo", "init", "roster", "issue", "check", "collect", "status", "consolidate", "sync", "letters",
                    "decide", "why", "explain", "export", "close", "rollover", "doctor", "backup"):  # fmt: skip
        assert f"  {command} " in listed, command
        assert perfxl(command, "--help", environment={"PERFXL_LANG": language}).status == 0


def test_units_of_one_name_in_two_organisations_get_a_zip_each(tmp_path: Path) -> None:
    root = tmp_path / "w"
    perfxl("init", root, "--period", "2024-Y")
    form = load_form("order-98-2023-annex-6")
    people = tuple(
        Employee(
            code, organisation, "Тамгын хэлтэс", "Ажилтан", "Бат", name, name, titles=("АЖИЛТАН", "ТАЙЛАН")
        )
        for code, organisation, name in (("1", "А газар", "Ану"), ("2", "Б газар", "Баяр"))
    )
    units = tuple(Unit(o, u, "х") for o in ("А газар", "Б газар") for u in ("", "Тамгын хэлтэс"))
    plan = {code: (Measure("goals", "", "1", "Ажил хийх."),) for code in "12"}
    write_roster(
        root / "roster.xlsx", form, form.period_of("2024-Y"), Roster(people, units, plan, Settings(), {})
    )
    assert perfxl("-C", root, "issue", "--zip").status == 0
    held = {path.name: zipfile.ZipFile(path).namelist() for path in (root / "issued").glob("*.zip")}
    assert held == {
        "А газар, Тамгын хэлтэс.zip": ["1 Б.Ану 2024-Y.xlsx"],
        "Б газар, Тамгын хэлтэс.zip": ["2 Б.Баяр 2024-Y.xlsx"],
    }


def test_a_held_workbook_is_named_with_the_id_that_decide_asks_for(tmp_path: Path) -> None:
    root, other = tmp_path / "w", tmp_path / "o"
    form = load_form("order-98-2023-annex-6")
    for folder, code in ((root, "1"), (other, "9")):
        perfxl("init", folder, "--period", "2024-Y")
        person = Employee(
            code, "А газар", "", "Ажилтан", "Бат", "Ану", "Анугийн", titles=("АЖИЛТАН", "ТАЙЛАН")
        )
        plan = {code: (Measure("goals", "", "1", "Ажил хийх."),)}
        roster = Roster((person,), (Unit("А газар", "", "х"),), plan, Settings(), {})
        write_roster(folder / "roster.xlsx", form, form.period_of("2024-Y"), roster)
        assert perfxl("-C", folder, "issue").status == 0
    shutil.copyfile(next((other / "issued").rglob("*.xlsx")), root / "inbox" / "9.xlsx")
    collected = perfxl("-C", root, "collect")
    (one,) = perfxl("-C", root, "status", "--json").json["awaiting"]
    assert f"[{one['id']}]" in collected.out
    assert f"decide {one['id']}" in perfxl("-C", root, "status").out
    assert perfxl("-C", root, "status", "--strict").status == 10
    assert perfxl("-C", root, "decide", one["id"], "return", "--why", "манайх биш").status == 0
    assert perfxl("-C", root, "status", "--strict").status == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stops_a_run_travels_with_the_program(language: str) -> None:
    done = perfxl("explain", "stops", "--lang", language)
    rows = [line for line in done.out.splitlines() if line.startswith("| ")]
    assert done.status == 0 and len(rows) == 14  # a head and thirteen things that stop a run
    assert all(line.count("|") == 4 for line in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_ends_with_status_3_names_the_guide(language: str, tmp_path: Path) -> None:
    done = perfxl("status", "-C", tmp_path, environment={"PERFXL_LANG": language})
    assert done.status == 3
    assert "perfxl explain stops" in done.err.splitlines()[-1]


def test_a_dry_run_of_issue_shows_the_titles_and_the_verifier_and_issues_nothing(tmp_path: Path) -> None:
    folder, form = tmp_path / "work", load_form("order-98-2023-annex-6")
    assert perfxl("init", folder, "--period", "2024-Y").status == 0
    people = (
        Employee("001", "Газар", "Тасаг", "Тасгийн дарга", "Дорж", "Болд", "Болдын"),
        Employee("002", "Газар", "Тасаг", "мэргэжилтэн", "Бат", "Сүрэн", "Сүрэнгийн"),
    )
    units = (
        Unit("Газар", "", "Газрын", "Газрын дарга", "Э.Сэргэлэн"),
        Unit("Газар", "Тасаг", "Тасгийн", "Тасгийн дарга", "Д.Болд"),
    )
    plans = {"*": (Measure("goals", "Зорилт 1", "1.1", "Шалгалт хийх"),)}
    write_roster(
        folder / "roster.xlsx", form, form.period_of("2024-Y"), Roster(people, units, plans, Settings(), {})
    )
    done = perfxl("issue", "-C", folder, "--dry-run")
    assert done.status == 0, done.err
    lines = [line for line in done.out.splitlines() if line.startswith("  00")]
    assert "ГАЗРЫН ТАСГИЙН ДАРГА ·" in lines[0] and "Газрын дарга Э.Сэргэлэн" in lines[0]
    assert "ГАЗРЫН ТАСГИЙН МЭРГЭЖИЛТЭН" in lines[1] and "Тасгийн дарга Д.Болд" in lines[1]
    assert not list((folder / "issued").rglob("*.xlsx"))
