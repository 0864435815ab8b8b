"""The blank forms in template/ are what the definitions give today."""

from __future__ import annotations

import io
import zipfile

import pytest

from perfxl.form.definition import load_form, template_folder
from perfxl.form.token import parse
from perfxl.issue.blank import blank_file, blank_workbook
from tests.issue.dumping import dump

DEFINITIONS = sorted(template_folder().glob("*.toml"))


def parts(data: bytes) -> dict[str, bytes]:
    """Parts uncompressed: compression differs between zlib versions."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda path: path.stem)
def test_the_blank_form_is_built_from_its_definition(definition: object) -> None:
    path = next(path for path in DEFINITIONS if path == definition)
    built = parts(blank_workbook(load_form(str(path))))
    kept = parts(blank_file(path).read_bytes())
    assert list(kept) == list(built)
    assert [name for name in built if built[name] != kept[name]] == [], (
        "python -m perfxl.issue.blank writes them anew"
    )


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda path: path.stem)
def test_a_blank_form_is_nobodys(definition: object) -> None:
    path = next(path for path in DEFINITIONS if path == definition)
    shown = dump(blank_workbook(load_form(str(path))))
    token = parse(shown)
    assert token and (token.code, token.issue) == ("", 0)
    assert load_form(str(path)).head.blank_2 in shown
