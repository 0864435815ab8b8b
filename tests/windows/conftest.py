"""The bundle made once, unpacked from its zip into a folder with Cyrillic letters and a space, and a Wine of its own."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.period.bundle.bundle import Bundle, make_bundle
from perfxl.trouble import Trouble
from tests.windows.fetch_python import fetch
from tests.windows.wine import Windows, missing, wine_needed


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The bundle of this checkout, of the pinned Python; PERFXL_WINDOWS_PYTHON names its zip where it is there already."""
    wine_needed()
    folder = tmp_path_factory.mktemp("bundle")
    try:
        python = fetch(Path(os.environ.get("PERFXL_WINDOWS_PYTHON", folder / "python.zip")))
        return make_bundle(folder / "out", python)
    except (OSError, Trouble) as error:
        missing(f"the bundle needs the package index: {error} {getattr(error, 'facts', '')}")
        raise


@pytest.fixture(scope="session")
def windows(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """A desk with the bundle unpacked."""
    home = tmp_path_factory.mktemp("desk") / "Ажлын ширээ 1"
    with zipfile.ZipFile(bundle.zip) as archive:
        archive.extractall(home)
    desk = Windows(wine_needed(), tmp_path_factory.mktemp("wine") / "prefix", home / "perfxl", home)
    try:
        yield desk
    finally:
        desk.end()
