"""Which version counts."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl.finding import Verdict
from perfxl.ledger.standing import Came, Stood, settle
from tests.ledger.made import START, when

OWN = (Verdict.REFUSED, Verdict.HELD, Verdict.RETURNED, Verdict.ACCEPTED)


def came(
    name: str, minutes: float = 0, verdict: Verdict = Verdict.ACCEPTED, *, sha: str = "", code: str = "A",
    answers: str = "", stale: bool = False, late: bool = False, stranger: bool = False,
) -> Came:  # fmt: skip
    return Came(
        name,
        sha or f"sha-{name}",
        when(minutes),
        verdict,
        code,
        answers or f"answers-{name}",
        stale,
        late,
        stranger,
    )


def verdicts(stood: dict[str, Stood]) -> dict[str, str]:
    return {name: str(one.verdict) + ("*" if one.counts else "") for name, one in stood.items()}


CASES = [
    ("one accepted counts", [came("a")], {}, {"a": "accepted*"}),
    ("a later accepted one counts", [came("a"), came("b", 1)], {}, {"a": "superseded", "b": "accepted*"}),
    (
        "a later bad one never shadows an earlier good one",
        [came("a"), came("b", 1, Verdict.RETURNED)],
        {},
        {"a": "accepted*", "b": "returned"},
    ),
    ("a first one from a stranger counts", [came("a", stranger=True)], {}, {"a": "accepted*"}),
    (
        "a stranger's version replaces nothing by itself",
        [came("a"), came("b", 1, stranger=True)],
        {},
        {"a": "accepted*", "b": "held"},
    ),
    (
        "a stranger's version counts once a person has said so",
        [came("a"), came("b", 1, stranger=True)],
        {"b": "accept"},
        {"a": "superseded", "b": "accepted*"},
    ),
    (
        "a stranger's version gives way to a later one of one's own",
        [came("a", stranger=True), came("b", 1)],
        {},
        {"a": "superseded", "b": "accepted*"},
    ),
    (
        "a stranger's version between two of one's own is past",
        [came("a"), came("b", 1, stranger=True), came("c", 2)],
        {},
        {"a": "superseded", "b": "superseded", "c": "accepted*"},
    ),
    (
        "the same answers from a stranger are a repeat",
        [came("a", answers="x"), came("b", 1, answers="x", stranger=True)],
        {},
        {"a": "accepted*", "b": "duplicate"},
    ),
    (
        "the same bytes again",
        [came("a", sha="x"), came("b", 1, sha="x")],
        {},
        {"a": "accepted*", "b": "duplicate"},
    ),
    (
        "the same answers again",
        [came("a", answers="x"), came("b", 1, answers="x")],
        {},
        {"a": "accepted*", "b": "duplicate"},
    ),
    (
        "the same answers of two people are no repeat",
        [came("a", answers="x"), came("b", 1, answers="x", code="B")],
        {},
        {"a": "accepted*", "b": "accepted*"},
    ),
    (
        "the same answers in a sound workbook after a faulty one",
        [came("a", verdict=Verdict.RETURNED, answers="x"), came("b", 1, answers="x")],
        {},
        {"a": "returned", "b": "accepted*"},
    ),
    (
        "what was held after the same answers were accepted is a repeat",
        [came("a", answers="x"), came("b", 1, Verdict.HELD, answers="x")],
        {},
        {"a": "accepted*", "b": "duplicate"},
    ),
    (
        "refused comes before duplicate",
        [came("a", verdict=Verdict.REFUSED, sha="x"), came("b", 1, Verdict.REFUSED, sha="x")],
        {},
        {"a": "refused", "b": "refused"},
    ),
    (
        "a tie goes to the greater SHA-256",
        [came("a", sha="2"), came("b", sha="1")],
        {},
        {"a": "accepted*", "b": "superseded"},
    ),
    (
        "first, second, and the first one's bytes again: the second counts",
        [came("a", sha="x"), came("b", 1), came("c", 2, sha="x")],
        {},
        {"a": "superseded", "b": "accepted*", "c": "duplicate"},
    ),
    ("a person accepts a held one", [came("a", verdict=Verdict.HELD)], {"a": "accept"}, {"a": "accepted*"}),
    ("a person returns an accepted one", [came("a")], {"a": "return"}, {"a": "returned"}),
    (
        "returned by a person: the earlier one counts again",
        [came("a"), came("b", 1)],
        {"b": "return"},
        {"a": "accepted*", "b": "returned"},
    ),
    (
        "returned by a person and sent again unchanged",
        [came("a", answers="x"), came("b", 1, answers="x")],
        {"a": "return"},
        {"a": "returned", "b": "duplicate"},
    ),
    (
        "a person accepts the repeat",
        [came("a", sha="x"), came("b", 1), came("c", 2, sha="x")],
        {"c": "accept"},
        {"a": "superseded", "b": "superseded", "c": "accepted*"},
    ),
    (
        "nobody can accept what cannot be read",
        [came("a", verdict=Verdict.REFUSED)],
        {"a": "accept"},
        {"a": "refused"},
    ),
    (
        "of an earlier issue, nothing newer came: called superseded, yet it counts",
        [came("a", stale=True)],
        {},
        {"a": "superseded*"},
    ),
    (
        "of an earlier issue, sent after one of the current issue",
        [came("a"), came("b", 1, stale=True)],
        {},
        {"a": "accepted*", "b": "superseded"},
    ),
    (
        "the same answers moved to the current issue are no repeat",
        [came("a", stale=True, answers="x"), came("b", 1, answers="x")],
        {},
        {"a": "superseded", "b": "accepted*"},
    ),
    (
        "late ones are held and move nothing",
        [came("a", 5, answers="x"), came("b", 1, late=True, answers="x"), came("c", 9, late=True)],
        {},
        {"a": "accepted*", "b": "duplicate", "c": "held"},
    ),
    (
        "late bytes do not make the earlier processed one a repeat",
        [came("a", 5, sha="x"), came("b", 1, sha="x", late=True)],
        {},
        {"a": "accepted*", "b": "duplicate"},
    ),
]


@pytest.mark.parametrize(
    ("sentence", "workbooks", "decided", "expected"), CASES, ids=[case[0] for case in CASES]
)
def test_what_counts(
    sentence: str, workbooks: list[Came], decided: dict[str, str], expected: dict[str, str]
) -> None:
    for order in itertools.permutations(workbooks):
        assert verdicts(settle(order, decided)) == expected


def test_a_repeat_and_a_replaced_one_name_the_other() -> None:
    stood = settle([came("a", sha="x"), came("b", 1, sha="x"), came("c", 2)], {})
    assert (stood["b"].by, stood["a"].by, stood["c"].by) == ("a", "c", "")


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Came], dict[str, str]]:
    """Some workbooks of two people with few times, bytes and answers, so that they meet."""
    out = []
    for number in range(draw(st.integers(1, 8))):
        sha = draw(st.sampled_from("pqrst"))
        code = "AB"["pqrst".index(sha) % 2]
        out.append(
            Came(
                f"w{number}", sha, START + timedelta(minutes=draw(st.integers(0, 4))), OWN["pqrst".index(sha) % 4],
                code, draw(st.just(f"{code}{'pqrst'.index(sha) // 2}")), late=draw(st.booleans()),
            )
        )  # fmt: skip
    ids = [one.id for one in out]
    decided = draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(["accept", "return"]), max_size=3))
    return out, decided


@given(histories(), st.randoms())
def test_order_of_processing_does_not_matter(
    history: tuple[list[Came], dict[str, str]], random: object
) -> None:
    workbooks, decided = history
    shuffled = list(workbooks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(workbooks, decided) == settle(shuffled, decided)


@given(histories())
def test_one_counts_for_each_person_who_has_an_accepted_one(
    history: tuple[list[Came], dict[str, str]],
) -> None:
    workbooks, decided = history
    stood = settle(workbooks, decided)
    for code in "AB":
        own = [one for one in workbooks if one.employee == code]
        counting = [one for one in own if stood[one.id].counts]
        accepted = [one for one in own if stood[one.id].verdict in (Verdict.ACCEPTED, Verdict.SUPERSEDED)]
        assert len(counting) == (1 if accepted else 0)
        if counting:
            assert (counting[0].received, counting[0].sha256) == max((o.received, o.sha256) for o in accepted)


@given(histories())
def test_what_came_late_moves_nothing(history: tuple[list[Came], dict[str, str]]) -> None:
    workbooks, _ = history
    on_time = [one for one in workbooks if not one.late]
    before, after = settle(on_time, {}), settle(workbooks, {})
    assert {one.id: after[one.id] for one in on_time} == before
