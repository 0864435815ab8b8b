"""Looks: every text of the sheet stands out from what is behind it; sums of the page."""

from __future__ import annotations

import pytest

from perfxl.form.definition import load_form
from perfxl.issue import colours, styles
from tests.issue.sample import FORM, OTHER_FORM

WHITE = "FFFFFFFF"
ENOUGH = 4.5  # WCAG 2.1, 1.4.3: contrast of a text of usual size


def brightness(colour: str) -> float:
    """Relative luminance of an ARGB colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (2, 4, 6)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("role", sorted(styles.LOOKS))
def test_a_text_stands_out_from_its_ground(role: str) -> None:
    look = styles.LOOKS[role]
    assert contrast(look.ink, look.fill or WHITE) >= ENOUGH


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (styles.INK, colours.YELLOW),
        (colours.DARK_RED, colours.RED),
        (colours.DARK_RED, WHITE),
        (colours.AMBER, WHITE),
        (colours.GREEN, WHITE),
    ],
)
def test_colours_that_come_and_go_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= ENOUGH


@pytest.mark.parametrize("name", [FORM, OTHER_FORM], ids=["official", "invented"])
def test_the_columns_fit_the_page(name: str) -> None:
    form = load_form(name)
    room = (297 - form.paper.margin_left - form.paper.margin_right) / 25.4 * 96
    assert room * 0.95 < sum(column.width for column in form.column) <= room
