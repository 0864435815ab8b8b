"""What a rule asks first, to save itself a look, never costs a finding: without any of it the findings are the same."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.checks.answers import Answered
from perfxl.checks.evidence import Context, evidence
from perfxl.checks.evidence.same_as_plan import _at_most, _likeness
from perfxl.checks.language import sentences, tokenizer
from perfxl.checks.language.figures import bare_number, notation
from perfxl.checks.language.mixed_letters import mixed
from perfxl.checks.language.row_text import RowText
from perfxl.checks.language.text_token import TokenKind
from perfxl.checks.language.word_lists import holds, listed
from perfxl.finding import Finding
from perfxl.form.alphabet import foreign_words
from tests.checks.evidence.case_files import FILES, case_of
from tests.checks.evidence.generator import (
    FAULTS,
    REPORTED,
    Made,
    passage_pasted,
    place_misspelt,
    planted,
    report,
)
from tests.checks.evidence.rows import context, row

RULES, LANGUAGE = "perfxl.checks.evidence", "perfxl.checks.language"


class _Everything:
    """A list that holds every word."""

    def __contains__(self, word: object) -> bool:
        return True


SAVING = {
    f"{RULES}.part_of.within": True,
    f"{RULES}.stated_percent.within": True,
    f"{LANGUAGE}.listings.within": True,
    f"{LANGUAGE}.word_lists.within": True,
    f"{RULES}.part_of._may_compare": True,
    f"{LANGUAGE}.goals._may_share": True,
    f"{RULES}.change._may_tell": True,
    f"{RULES}.remainder._may_tell": True,
    f"{RULES}.same_as_plan._at_most": 1.0,
    f"{RULES}.not_done._may_tell": True,
    f"{LANGUAGE}.closing._may_come": True,
    f"{LANGUAGE}.closing._leaving": _Everything(),
}


NO_NUMBERS = re.compile(tokenizer._next().pattern.replace(bare_number(), "(?!)"))


@contextmanager
def _looking_at_everything() -> Iterator[None]:
    """No rule is spared a look by what it asks first."""
    cut = sentences._sentence
    with ExitStack() as stack:
        for name, answer in SAVING.items():
            stack.enter_context(patch(name, return_value=answer))
        stack.enter_context(patch(f"{LANGUAGE}.tokenizer.figure", notation))
        stack.enter_context(patch(f"{LANGUAGE}.tokenizer._next", return_value=NO_NUMBERS))
        stack.enter_context(patch.object(RowText, "kinds", tuple(TokenKind) * 3))
        stack.enter_context(
            patch(
                f"{LANGUAGE}.sentences._sentence",
                lambda *parts: replace(cut(*parts), kinds=frozenset(TokenKind)),
            )
        )
        stack.enter_context(
            patch(f"{LANGUAGE}.shingles._suspects", lambda laid, least: frozenset(range(len(laid))))
        )
        yield


def _same_either_way(rows: list[Answered], about: Context) -> list[Finding]:
    quick = evidence(rows, about)
    with _looking_at_everything():
        assert _of_texts(evidence(rows, about)) == _of_texts(quick)
    return quick


def _of_texts(findings: list[Finding]) -> list[Finding]:
    """Those that do not themselves tell that a text has no figure."""
    return [finding for finding in findings if finding.code not in ("E602", "E603")]


def _rows(made: list[Made]) -> list[Answered]:
    return [
        row(
            n,
            measure=one.topic.measure,
            indicator=one.topic.indicator,
            target=one.target,
            achieved=one.achieved,
            percent=one.percent,
            end=REPORTED,
        )
        for n, one in enumerate(made, 1)
    ]


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_faults_are_told_either_way(fault: str) -> None:
    rng = random.Random(fault)
    made = [planted(fault, one, rng) for one in report(7, 20)]
    previous = {f"r{n}": (one.previous, 1.0) for n, one in enumerate(made, 1) if one.previous}
    assert _same_either_way(_rows(made), context(reported=REPORTED, previous=previous))


@pytest.mark.parametrize("plant", [passage_pasted, place_misspelt])
@pytest.mark.parametrize("seed", range(4))
def test_what_two_rows_share_is_told_either_way(plant: object, seed: int) -> None:
    made, _ = plant(report(seed, 20), random.Random(seed))  # type: ignore[operator]
    _same_either_way(_rows(made), context(reported=REPORTED))


@pytest.mark.parametrize("name", FILES)
def test_every_case_is_told_either_way(name: str) -> None:
    for table in (*FILES[name]["speaks"], *FILES[name]["silent"]):
        told = case_of(FILES[name], table)
        _same_either_way(list(told.rows), told.context)


LISTS = ("closing", "sums", "part_of", "percent", "not_done", "later", "earlier", "target", "dates", "measures", "counters", "money")  # fmt: skip
KEYS = {
    "closing": ("closers", "future_closers", "carriers", "tails", "planning"),
    "sums": ("total", "of_which_all", "of_which_some", "part", "unsure", "near", "and"),
    "part_of": ("done", "rest"),
    "percent": ("work", "not_work", "share"),
    "not_done": ("yet", "plain", "put_off", "stopped", "stopped_before", "good"),
    "later": ("relative",),
    "target": ("all", "lower_is_better", "number_word", "reach"),
    "dates": ("day", "cites"),
}
ALL_WORDS = sorted(
    {word for name in LISTS for key in KEYS.get(name, ("list",)) for word in listed(name, key)}
)
FIGURES = ["5", "20", "12,5", "1 250", "3 сая", "60%", "85 хувь", "18/25", "2023.03.05-нд", "2025 онд", "2024.02.31", "- ", "1) "]  # fmt: skip
MARKS = [" ", " ", " ", ". ", ", ", "; ", ": ", "\n", " (", ") ", " “", "” ", "-", "/"]
WRITTEN = st.lists(
    st.tuples(
        st.sampled_from([*ALL_WORDS, *FIGURES]),
        st.sampled_from(["", "", "хаар", "аагүй", "на", "өөс", "ын", "сан"]),
        st.sampled_from(MARKS),
    ),
    max_size=25,
).map(lambda parts: "".join("".join(part) for part in parts))


@settings(max_examples=400)
@given(WRITTEN, WRITTEN, st.sampled_from([0.65, 1.0, 1.0]))
def test_the_rules_own_words_are_read_alike_either_way(text: str, plan: str, percent: float) -> None:
    rows = [row(1, achieved=text, target=plan, percent=percent), row(2, achieved=plan, measure=text)]
    _same_either_way(rows, context(previous={"r1": (plan, 1.0)}))


@given(st.text(alphabet="абөҮa eoxСC\u0301\u0306-,.1є", max_size=60))
def test_mixed_words_are_the_foreign_words_of_the_text(text: str) -> None:
    assert [(one.word, one.proposed) for one in mixed(text)] == [
        (one.word, one.proposed) for one in foreign_words(text)
    ]


@given(WRITTEN.map(str.lower), st.lists(st.sampled_from(ALL_WORDS), min_size=1, max_size=5))
def test_a_phrase_is_held_where_a_word_begins_with_it(text: str, phrases: list[str]) -> None:
    plain = any(re.search(rf"(?<![^\W\d_]){re.escape(phrase)}", text) for phrase in phrases)
    assert holds(text, tuple(phrases)) is plain


@given(st.lists(st.sampled_from("абвг"), min_size=1), st.lists(st.sampled_from("абвг"), min_size=1))
def test_likeness_is_never_more_than_it_can_be(left: list[str], right: list[str]) -> None:
    assert _likeness(tuple(left), tuple(right)) <= _at_most(tuple(left), tuple(right))
