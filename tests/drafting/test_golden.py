"""The draft roster as text, compared with what was looked at and found good. PERFXL_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

from pathlib import Path

from perfxl.drafting.draft import draft_roster
from perfxl.drafting.draft_workbook import draft_workbook
from perfxl.form.definition import load_form
from tests.drafting.invented import invented_plan, merged_and_broken, plan_only, second_header_row_only
from tests.support.workbook_text import compare, workbook_text

FORM = load_form("order-98-2023-annex-6")
YEAR = FORM.period_of("2025-Y")


def test_the_draft_is_what_was_looked_at(tmp_path: Path) -> None:
    for seed, layout in enumerate((merged_and_broken, second_header_row_only, plan_only)):
        (tmp_path / f"{seed}.docx").write_bytes(layout(invented_plan(seed)))
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04")
    data = draft_workbook(draft_roster(tmp_path, None, FORM), FORM, YEAR)
    assert compare(workbook_text(data), Path(__file__).with_name("golden") / "draft.txt") == ""
