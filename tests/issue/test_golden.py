"""The issued form as text, compared with what was looked at and found good. PERFXL_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from perfxl.form.definition import load_form
from perfxl.form.layout import CONTINUED, Layout, filled
from perfxl.form.plan import Plan, Settings
from perfxl.issue.workbook import build_workbook
from tests.issue.dumping import dump
from tests.issue.sample import CREATED, OTHER_FORM, layout, measures, other_plan, plan

GOLDEN = Path(__file__).with_name("golden")
SETTINGS = Settings(
    (
        ("deadline", "2024.12.22"),
        ("contact_name", "Б.Хонгорзул"),
        ("contact_phone", "7012-3456"),
        ("contact_email", "hr@example.mn"),
    )
)
SENTENCE = "Мэдүүлгийн 98 хувийг хугацаанд нь бүрдүүлж, 1 250 иргэнд зөвлөгөө өгөв. "


def narrative(characters: int) -> str:
    return (SENTENCE * (characters // len(SENTENCE) + 1))[:characters].strip()


def blank() -> tuple[Layout, Plan]:
    return layout(), plan()


def half() -> tuple[Layout, Plan]:
    keys = plan().keys
    said: dict[tuple[str, str], str | float | None] = {
        (keys[0], "achieved"): narrative(300),
        (keys[0], "percent"): 1.0,
        (keys[0], "achieved_number"): 85.0,
        (keys[1], "achieved"): narrative(500),
        (keys[1], "percent"): 65.0,
        ("tasks+1", "measure"): "Хээрийн сургалт зохион байгуулах",
    }
    return filled(layout(), said), plan()


def long_narrative() -> tuple[Layout, Plan]:
    key = plan().keys[0]
    said = {(key, "achieved"): narrative(1600), (key + CONTINUED, "achieved"): narrative(1400)}
    return filled(layout(), said), plan()


def no_plan() -> tuple[Layout, Plan]:
    return layout(plan(())), plan(())


def forty_five() -> tuple[Layout, Plan]:
    chosen = plan(measures(35, 10))
    said = {(key, "achieved"): narrative(1200) for key in chosen.keys}
    return filled(layout(chosen), said), chosen


def invented() -> tuple[Layout, Plan]:
    return layout(other_plan(), load_form(OTHER_FORM), "2024-Q2"), other_plan()


@pytest.mark.parametrize(
    "made", [blank, half, long_narrative, no_plan, forty_five, invented], ids=lambda made: made.__name__
)
def test_the_form_is_what_was_looked_at(made: Callable[[], tuple[Layout, Plan]]) -> None:
    laid, chosen = made()
    found = dump(build_workbook(laid, chosen, "нууц", SETTINGS, CREATED))
    path = GOLDEN / f"{made.__name__}.txt"
    if os.environ.get("PERFXL_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    changes = list(difflib.unified_diff(golden.splitlines(), found.splitlines(), n=0, lineterm=""))[2:40]
    assert not changes, "\n".join(changes)
