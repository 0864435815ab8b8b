"""A bundle for a desk without Python: what is in it, what is left out, the same bytes each time, what it refuses."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from perfxl.period.bundle.bundle import Bundle, make_bundle
from perfxl.period.scripts import BESIDE_PROGRAM
from perfxl.texts import texts
from perfxl.trouble import Trouble
from tests.period.bundle.invented import python_zip, wheel, wheels


def made(tmp_path: Path, name: str = "out", extras: tuple[str, ...] = ()) -> Bundle:
    folder = tmp_path / "wheels"
    if not folder.exists():
        wheels(folder)
    python = python_zip(tmp_path / "python.zip")
    return make_bundle(tmp_path / name, python, folder, extras, unknown_python=True)


def names(bundle: Bundle) -> set[str]:
    return {path.relative_to(bundle.folder).as_posix() for path in bundle.folder.rglob("*") if path.is_file()}


def test_a_bundle_holds_python_the_packages_scripts_and_pages(tmp_path: Path) -> None:
    bundle = made(tmp_path)
    found, word = names(bundle), texts("mn").word
    scripts = {f"{word(f'scripts.{script.name}')}.cmd" for script in BESIDE_PROGRAM}
    pages = {f"{word('bundle.read_me')}.txt", f"IT/{word('bundle.for_it')}.txt", "IT/manifest.json"}
    assert scripts | pages | {"perfxl.cmd", "python/python.exe", "app/perfxl/__init__.py"} <= found
    assert {"licences/Python/LICENSE.txt", "licences/click-8.2.0/LICENSE"} <= found
    with zipfile.ZipFile(bundle.zip) as archive:
        assert set(archive.namelist()) == {f"perfxl/{name}" for name in found}


@pytest.mark.skipif(os.name == "nt", reason="rights by three digits are Unix's")
def test_others_than_who_made_it_may_start_it(tmp_path: Path) -> None:
    bundle = made(tmp_path)
    places = tuple(bundle.folder.parent.rglob("*"))
    assert {(place.is_dir(), stat.S_IMODE(place.stat().st_mode)) for place in places} == {
        (True, 0o755),
        (False, 0o644),
    }


def test_it_takes_what_windows_needs_the_newest_and_no_pandas(tmp_path: Path) -> None:
    assert made(tmp_path).packages == ("click 8.2.0", "colorama 0.4.6", "perfxl 0.1.0")


@pytest.mark.parametrize(
    ("extras", "more"),
    [
        (("pandas",), ("numpy 1.26.0", "pandas 2.2.0")),
        (("excel",), ("pywin32 306", "xlwings 0.37.0")),
    ],
)
def test_what_is_asked_for_is_put_in_as_well(
    tmp_path: Path, extras: tuple[str, ...], more: tuple[str, ...]
) -> None:
    packages = made(tmp_path, extras=extras).packages
    assert set(packages) - set(made(tmp_path, "plain").packages) == set(more)


def test_python_looks_beside_itself_and_nowhere_else(tmp_path: Path) -> None:
    bundle = made(tmp_path, extras=("excel",))
    paths = (bundle.folder / "python" / "python312._pth").read_bytes().split(b"\r\n")
    assert paths == [b"python312.zip", b".", b"..\\app", b"..\\app\\win32", b"..\\app\\win32\\lib",
                     b"..\\app\\Pythonwin", b""]  # fmt: skip
    assert (bundle.folder / "app" / "y.py").is_file() and not (bundle.folder / "app" / "x.py").exists()


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = made(tmp_path, "one"), made(tmp_path, "two")
    assert one.zip.read_bytes() == two.zip.read_bytes()
    for name in names(one):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name


def test_the_manifest_tells_it_what_was_carried_in(tmp_path: Path) -> None:
    bundle = made(tmp_path)
    told = json.loads((bundle.folder / "IT" / "manifest.json").read_text(encoding="utf-8"))
    assert told["python"]["source"] == "not known" and told["left_out"] == ["pandas"]
    assert [one["name"] for one in told["packages"]] == ["click", "colorama", "perfxl"]
    assert {one["path"] for one in told["executables"]} == {"python/python.exe", "python/python312.dll"}


def test_a_python_that_is_not_in_the_table_is_taken_only_where_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as refused:
        make_bundle(tmp_path / "out", python_zip(tmp_path / "p.zip"), wheels(tmp_path / "w"))
    assert refused.value.name == "bundle_python" and not (tmp_path / "out").exists()


def test_a_python_in_a_folder_of_its_zip_is_found(tmp_path: Path) -> None:
    python = python_zip(tmp_path / "p.zip", folder="cp312/")
    bundle = make_bundle(tmp_path / "out", python, wheels(tmp_path / "w"), unknown_python=True)
    assert (bundle.folder / "python" / "python.exe").is_file()


@pytest.mark.parametrize("lacking", ["python.exe", "python312.dll", "python312.zip"])
def test_a_zip_that_is_no_embeddable_python_is_refused(tmp_path: Path, lacking: str) -> None:
    python = python_zip(tmp_path / "p.zip", leave_out=lacking)
    with pytest.raises(Trouble) as refused:
        make_bundle(tmp_path / "out", python, wheels(tmp_path / "w"), unknown_python=True)
    assert refused.value.name == "bundle_no_python"


def test_missing_wheels_are_named(tmp_path: Path) -> None:
    wheel(tmp_path / "w", "perfxl", "0.1.0", ("click>=9", "rich"))
    wheel(tmp_path / "w", "click", "8.1.0")
    wheel(tmp_path / "w", "rich", "13.0", tag="cp312-cp312-manylinux_2_17_x86_64")
    with pytest.raises(Trouble) as refused:
        make_bundle(tmp_path / "out", python_zip(tmp_path / "p.zip"), tmp_path / "w", unknown_python=True)
    assert (refused.value.name, refused.value.facts) == ("bundle_wheels", {"names": "click>=9, rich"})


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(Trouble) as refused:
        made(tmp_path)
    assert refused.value.name == "folder_in_use"
