"""Where pages break: no goal and no table alone at a foot, no break where it is not needed."""

from __future__ import annotations

import pytest

from perfxl.form.layout import Layout, filled
from perfxl.form.plan import Measure, Plan
from perfxl.issue.heights import row_heights
from perfxl.issue.page import breaks, page_height
from tests.issue.sample import layout, measure, measures, plan


def broken(laid: Layout) -> list[str]:
    """The keys of the rows that begin a new page."""
    keys = {line.row: line.key for line in laid.lines}
    return [keys[row] for row in breaks(laid, row_heights(laid))]


def told(chosen: Plan, characters: int) -> Layout:
    laid = layout(chosen)
    return filled(laid, {(key, "achieved"): ("үр дүн " * 300)[:characters] for key in chosen.keys})


def test_a_page_holds_what_the_paper_leaves() -> None:
    assert page_height(layout().form.paper) == pytest.approx((210 - 12 - 14) / 25.4 * 72 / 0.95)


def test_a_short_report_is_not_broken_up() -> None:
    assert broken(told(plan(), 60)) == ["section:skills"]


def test_a_goal_goes_with_its_first_measure() -> None:
    assert "goal:goals:2" in broken(told(plan(), 700))


def test_an_empty_form_begins_goals_on_new_pages_once_half_a_page_may_be_full() -> None:
    rows: list[Measure] = [measure(number, goal=goal) for goal in (1, 2, 3) for number in range(1, 4)]
    assert broken(layout(plan(rows)))[:2] == ["goal:goals:2", "goal:goals:3"]


def walk(laid: Layout) -> list[list[str]]:
    """The rows of each page by the estimated heights."""
    points, new, page = row_heights(laid), set(breaks(laid, row_heights(laid))), page_height(laid.form.paper)
    pages: list[list[str]] = [[]]
    used = 0.0
    for line in laid.lines:
        if line.row < laid.first_print_row:
            continue
        if line.row in new or used + points[line.row] > page:
            pages.append([])
            used = 12.0  # the repeated number row
        pages[-1].append(line.role)
        used += points[line.row]
    return pages


def test_no_page_of_a_filled_report_ends_with_a_goal_or_a_head() -> None:
    for characters in (60, 250, 400, 700, 1000, 1300, 1600):
        pages = walk(told(plan(measures(12, 5)), characters))
        assert not [page[-1] for page in pages if page[-1] in ("goal", "heading", "caption", "number")]
