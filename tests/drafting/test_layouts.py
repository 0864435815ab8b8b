"""Sixty Word documents in twelve layouts: every word of a plan arrives in its field or is shown to be doubtful."""

from collections import Counter
from dataclasses import replace

import pytest

from perfxl.drafting.cell_notes import column_of
from perfxl.drafting.draft import draft_roster
from perfxl.form.alphabet import blurred
from perfxl.form.definition import load_form
from perfxl.form.place import a1
from perfxl.texts.columns import columns
from tests.drafting.invented import LAYOUTS, invented_plan

FORM = load_form("order-98-2023-annex-6")
PLANNED = ("goal", "number", "measure", "indicator", "baseline", "target")
LAST = ("achieved", "dates", "percent")


def words(*texts: str) -> Counter:
    return Counter(word.strip('".,«»()-–') for text in texts for word in text.split())


def printed(plan, layout):
    """The plan as the page shows it: Word's own number stands before a goal that is in a list, a merged cell holds for both rows."""
    if layout.__name__ == "merged_and_broken":
        first, second, *others = plan.rows
        return replace(plan, rows=(first, replace(second, indicator=first.indicator), *others))
    if layout.__name__ != "automatic_numbers":
        return plan
    goals = list(dict.fromkeys(row.goal for row in plan.rows if row.goal))
    numbered = {goal: f"{n}. {goal}" for n, goal in enumerate(goals, 1)} | {"": ""}
    return replace(plan, rows=tuple(replace(row, goal=numbered[row.goal]) for row in plan.rows))


def doubtful(draft) -> set[str]:
    return {c for f in draft.findings if f.sheet == "Төлөвлөгөө" for c in f.cell.split(", ")}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda made: made.__name__)
def test_every_row_arrives_in_its_field_or_is_marked(tmp_path, layout, seed):
    plan = invented_plan(seed)
    (tmp_path / f"{layout.__name__}.docx").write_bytes(layout(plan))
    plan = printed(plan, layout)
    draft = draft_roster(tmp_path, None, FORM)
    (person,) = draft.roster.employees
    measures = draft.roster.shared[person.code]
    marks = doubtful(draft)
    results = {r.row: r for r in draft.results}

    # nothing lost, counted word by word
    there = Counter()
    for measure in measures:
        there += words(measure.goal, measure.measure, measure.indicator, measure.baseline, measure.target)
        result = results.get(measure.place.row)
        there += words(result.achieved, result.dates, result.percent) if result else Counter()
    there += words(*(u.text for u in draft.unplaced))
    meant = Counter()
    last = layout.__name__ != "plan_only"
    for row in plan.rows:
        meant += words(row.goal, row.measure, row.indicator, row.baseline, row.target)
        meant += words(row.achieved, row.dates, row.percent) if last else Counter()
    assert not meant - there

    # nothing silently wrong
    assert len(measures) == len(plan.rows)
    wrong = []
    for row, measure in zip(plan.rows, measures, strict=True):
        said = {name: getattr(measure, name) for name in PLANNED}
        result = results.get(measure.place.row)
        said |= {name: getattr(result, name) for name in LAST} if last else {}
        said["section"] = measure.section
        for name, text in said.items():
            same = "".join(text.split()) == "".join(getattr(row, name).split())
            cell = a1(measure.place.row, column_of("plans", name))
            if not same and cell not in marks:
                wrong.append((cell, name, text, getattr(row, name)))
    assert not wrong

    # the person
    assert (person.name, person.parent, person.name_genitive) == (plan.name, plan.parent, plan.genitive)
    assert blurred(person.organisation) == blurred(plan.organisation)
    assert (blurred(person.unit), person.position) == (blurred(plan.unit), plan.position)
    units = {blurred(u.unit): u.genitive for u in draft.roster.units}
    assert units[blurred(plan.unit)].upper() == plan.unit_genitive
    assert units[""].upper() == plan.organisation_genitive


@pytest.mark.parametrize(
    "layout", [f for f in LAYOUTS if f.__name__ in ("official", "one_table", "paged_with_headers", "plan_only")],
    ids=lambda made: made.__name__,
)  # fmt: skip
def test_an_honest_layout_gives_no_doubt_in_a_plan_row(tmp_path, layout):
    (tmp_path / "a.docx").write_bytes(layout(invented_plan(1)))
    draft = draft_roster(tmp_path, None, FORM)
    assert doubtful(draft) == set()
    assert draft.unplaced == ()


def test_the_columns_of_the_draft_are_those_of_the_roster():
    assert [column_of("plans", name) for name in columns("roster.plans")] == list(range(1, 15))
