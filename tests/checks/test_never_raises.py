"""Whatever stands in the cells of a form: one verdict of the closed list, and no exception."""

from __future__ import annotations

import random

import pytest

from perfxl.checks.judge import Rules, judge
from perfxl.finding import Verdict
from perfxl.texts import texts
from tests.checks.attacks import put, rewritten
from tests.checks.forms import filled, form_layout, issued, judged
from tests.issue.sample import measures, plan

CONTENTS = [
    ("", ""),
    ("<v>0</v>", ""),
    ("<v>-1E+300</v>", ""),
    ("<v>45473.99999</v>", ""),
    ("<v>2958466</v>", ""),
    ("<v>1</v>", "b"),
    ("<v>#REF!</v>", "e"),
    ("<v>2024-06-30T00:00:00</v>", "d"),
    ("<is><t>#measure</t></is>", "inlineStr"),
    ("<is><t>#key</t></is>", "inlineStr"),
    ("<is><t>tasks+1</t></is>", "inlineStr"),
    ("<is><t>tasks+999/2</t></is>", "inlineStr"),
    ("<is><t>goal:goals:1</t></is>", "inlineStr"),
    ("<is><t>section:нэг</t></is>", "inlineStr"),
    ("<is><t>sign:employee</t></is>", "inlineStr"),
    ("<is><t>sign:нэг</t></is>", "inlineStr"),
    ("<is><t>m0123456789</t></is>", "inlineStr"),
    ("<is><t>perfxl:1:a:b:c:1:AAAAA</t></is>", "inlineStr"),
    ("<is><t>{0} {cell} {x.y} %s</t></is>", "inlineStr"),
    ("<is><t>_x0000__xD800__xFFFF_</t></is>", "inlineStr"),
    ("<is><t>2024.13.45-0000.00.00</t></is>", "inlineStr"),
    ("<is><t>ТАЙЛАН ГАРГАСАН:</t></is>", "inlineStr"),
    ("<is><t>Биелэлтийн хувь</t></is>", "inlineStr"),
    ("<f>A1</f>", ""),
    ("<f>1/0</f><v>7</v>", ""),
    ("<f>((((((((((1))))))))))%</f>", ""),
    ('<f>HYPERLINK("http://example.org")</f><v>x</v>', "str"),
]


@pytest.fixture(scope="module")
def out():
    chosen = plan(measures(4, 2))
    layout = form_layout(chosen)
    data, seal = issued(layout, chosen)
    return filled(data, seal), seal


def scrambled(data, seal, seed):
    """The form with some cells (often keys and field marks) holding something else."""
    chance = random.Random(seed)
    keyed = [slot for slot in seal.slots if slot.field == "key" or slot.role == "field"]
    chosen = {s.a1 for s in chance.sample(list(seal.slots), chance.randint(1, 30))}
    chosen |= {s.a1 for s in chance.sample(keyed, chance.randint(0, 6))}

    def change(text):
        for address in sorted(chosen):
            if f'r="{address}"' in text:
                text = put(address, *chance.choice(CONTENTS))(text)
        return text + " "

    return rewritten(data, change)


@pytest.mark.parametrize("block", range(10))
def test_scrambled_forms_get_a_verdict_and_sentences(out, block):
    data, seal = out
    for seed in range(block * 30, block * 30 + 30):
        bad = scrambled(data, seal, seed)
        for found in (judged(bad, seal), judge(bad, Rules("", ""), None)):
            assert found.verdict in Verdict
            assert (found.verdict != Verdict.REFUSED) or len(found.findings) == 1
            for language in ("mn", "en"):
                assert all(texts(language).of(one) for one in found.findings)
