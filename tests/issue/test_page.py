"""Where pages break: nowhere before anything is answered; later no goal and no table alone at a foot, and no page more."""

from __future__ import annotations

import pytest

from perfxl.form.layout import Layout, filled
from perfxl.form.plan import Plan
from perfxl.issue.heights import row_heights
from perfxl.issue.page import Stripe, _begins, breaks, page_height, pages
from tests.issue.sample import layout, measures, plan

LENGTHS = (60, 150, 250, 400, 550, 700, 850, 1000, 1300, 1600)


def told(chosen: Plan, characters: int) -> Layout:
    laid = layout(chosen)
    return filled(laid, {(key, "achieved"): ("үр дүн " * 300)[:characters] for key in chosen.keys})


def stripes(laid: Layout) -> list[Stripe]:
    points = row_heights(laid)
    printed = (line for line in laid.lines if line.row >= laid.first_print_row)
    return [Stripe(line.row, line.role, points[line.row]) for line in printed]


def test_a_page_holds_what_the_paper_leaves() -> None:
    assert page_height(layout().form.paper) == pytest.approx((210 - 12 - 14) / 25.4 * 72 / 0.95)


@pytest.mark.parametrize("rows", [6, 15, 42])
def test_an_empty_form_has_no_fixed_break(rows: int) -> None:
    laid = layout(plan(measures(rows, 3)))
    assert breaks(laid, row_heights(laid)) == ()


@pytest.mark.parametrize("rows", [(2, 1), (6, 2), (12, 5), (30, 12)])
@pytest.mark.parametrize("characters", LENGTHS)
def test_a_break_never_takes_a_page_more(characters: int, rows: tuple[int, int]) -> None:
    laid = told(plan(measures(*rows)), characters)
    page = page_height(laid.form.paper)
    new = breaks(laid, row_heights(laid))
    assert pages(stripes(laid), page, new) <= pages(stripes(laid), page, ())


def walk(laid: Layout) -> list[list[str]]:
    """The roles of the rows of each page by the estimated heights."""
    new, page = set(breaks(laid, row_heights(laid))), page_height(laid.form.paper)
    sheets: list[list[str]] = [[]]
    used = 0.0
    for row, role, height in stripes(laid):
        if row in new or used + height > page:
            sheets.append([])
            used = 12.0  # the repeated number row
        sheets[-1].append(role)
        used += height
    return sheets


def test_where_there_are_breaks_no_page_ends_with_a_goal_or_a_head() -> None:
    placed = 0
    for characters in LENGTHS:
        laid = told(plan(measures(12, 5)), characters)
        if breaks(laid, row_heights(laid)):
            placed += 1
            ends = [page[-1] for page in walk(laid)]
            assert not [role for role in ends if role in ("goal", "heading", "caption", "number")]
    assert placed


def test_a_goal_that_would_stand_alone_begins_the_next_page() -> None:
    """By hand: a page of 100 points takes the first row and the goal, but not the goal's first row."""
    sheet = [
        Stripe(1, "number", 10.0), Stripe(2, "measure", 60.0), Stripe(3, "goal", 20.0), Stripe(4, "measure", 30.0),
    ]  # fmt: skip
    assert list(_begins(sheet, 100.0)) == [3]
    assert list(_begins(sheet, 120.0)) == []
    assert pages(sheet, 100.0, (3,)) == pages(sheet, 100.0, ()) == 2
