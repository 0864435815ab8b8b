"""Colours on the page as LibreOffice draws it: yellow only while empty, red only while wrong, a complete form white."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from perfxl.form.layout import Layout, filled
from perfxl.form.plan import Settings
from perfxl.issue.workbook import build_workbook
from tests.issue.sample import CREATED, layout, plan
from tests.office.office import Office

pytestmark = pytest.mark.office

YELLOW, RED = (0xFF, 0xF2, 0xCC), (0xFF, 0xC7, 0xCE)
MUCH = 200  # dots of one colour at 40 dpi: less is the edge of a letter


def colours(office: Office, laid: Layout, folder: Path) -> Counter[tuple[int, int, int]]:
    """How many dots of each colour the printed form has."""
    path = folder / "form.xlsx"
    path.write_bytes(build_workbook(laid, plan(), "нууц", Settings(), CREATED))
    office.open(path)
    pdf = office.save(folder / "form.pdf")
    done = subprocess.run(["pdftoppm", "-r", "40", str(pdf)], capture_output=True, check=True)
    dots: Counter[tuple[int, int, int]] = Counter()
    for picture in done.stdout.split(b"P6\n")[1:]:
        body = picture.split(b"255\n", 1)[1]
        dots.update(zip(body[0::3], body[1::3], body[2::3], strict=False))
    return dots


def answered(laid: Layout, percent: float | str) -> Layout:
    said: Mapping[tuple[str, str], str | float | None] = {
        (key, field): value
        for key in plan().keys
        for field, value in (("achieved", "Биелсэн"), ("percent", percent))
    }
    return filled(laid, said)


def test_a_blank_form_is_yellow_where_it_is_to_be_filled_in(office: Office, tmp_path: Path) -> None:
    dots = colours(office, layout(), tmp_path)
    assert dots[YELLOW] > MUCH
    assert dots[RED] < MUCH


def test_a_complete_form_is_printed_without_input_colours(office: Office, tmp_path: Path) -> None:
    dots = colours(office, answered(layout(), 0.9), tmp_path)
    assert dots[YELLOW] < MUCH
    assert dots[RED] < MUCH


@pytest.mark.parametrize("percent", [65.0, -0.1, "үгүй"])
def test_a_percent_that_is_none_is_red(office: Office, tmp_path: Path, percent: float | str) -> None:
    dots = colours(office, answered(layout(), percent), tmp_path)
    assert dots[RED] > MUCH
    assert dots[YELLOW] < MUCH
