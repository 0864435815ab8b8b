"""The macro edition carries a password in clear: it is not the workspace's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.checks.judge import IssuedSeals, Judged, judge
from perfxl.collect.made_copy import is_made
from perfxl.form.plan import Settings
from perfxl.issue.macros import own_words
from perfxl.period.macro_editions import edition_password, write_editions
from perfxl.storage.zip_parts import packed, parts_of
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import running
from tests.attacks.planting import inside
from tests.support.months import NOW


def test_the_workspaces_password_is_in_no_edition(own_month):
    with running(own_month, NOW) as run:
        password, paths = run.ledger.password, write_editions(run).paths
    assert paths
    for path in paths:
        held = inside(path.read_bytes())
        assert password.encode() not in held
        assert edition_password(password).encode() in held


WORDS = "xl/worksheets/sheet_words.xml"


@pytest.fixture
def edition(own_month: Workspace) -> tuple[Workspace, Path]:
    """A working folder, and an edition that was issued in it."""
    with running(own_month, NOW) as run:
        return own_month, write_editions(run).paths[0]


def changed(path: Path, change: Callable[[str], str]) -> bytes:
    parts = parts_of(path.read_bytes())
    before = parts[WORDS].decode()
    parts[WORDS] = change(before).encode()
    assert parts[WORDS].decode() != before
    return packed(parts, NOW)


def judged(workspace: Workspace, path: Path, data: bytes) -> Judged:
    with running(workspace, NOW) as run:
        seals = run.ledger.issued.seals(workspace.period.code, path.name.split()[0])
        rules = replace(workspace.rules, macros=run.ledger.issued.macros())
        return judge(data, rules, lambda _: IssuedSeals(workspace.form, seals))


def told(found: Judged) -> list[tuple[str, str]]:
    return [(each.cell, str(each.facts["text"])) for each in found.findings if each.code == "L506"]


def text_of(name: str, said: str) -> Callable[[str], str]:
    """Another text beside a word's name."""
    return lambda sheet: re.sub(
        rf"(>{name}</t></is></c><c r=\"B\d+\" t=\"inlineStr\"><is><t [^>]*>)[^<]*", rf"\g<1>{said}", sheet
    )


def cell(address: str, said: str) -> Callable[[str], str]:
    row = re.sub(r"\D", "", address)
    new = f'<row r="{row}"><c r="{address}" t="inlineStr"><is><t>{said}</t></is></c></row></sheetData>'
    return lambda sheet: sheet.replace("</sheetData>", new)


CHANGES = {
    "the address for sending": (text_of("address", "evil@example.org"), "address: evil@example.org"),
    "the subject": (text_of("subject", "x"), "subject: x"),
    "the sheet that is meant": (text_of("sheet", "x"), "sheet: x"),
    "a place": (text_of("place:measure", "9"), "place:measure: 9"),
    "a sentence": (text_of("complete", "x"), "complete: x"),
    "a word more": (cell("A900", "x"), "x: "),
    "a saying that no macro has": (
        lambda sheet: sheet.replace("</row>", '<c r="D1" t="inlineStr"><is><t>PLANTED</t></is></c></row>', 1),
        "PLANTED",
    ),
    "words beside": (cell("D900", "PLANTED"), "PLANTED"),
    "a long password": (text_of("password", "p" * 60), f"password: {'p' * 60}"),
}


@pytest.mark.parametrize(("change", "text"), CHANGES.values(), ids=CHANGES.keys())
def test_the_sheet_of_words_is_compared_like_the_rest(edition, change, text):
    workspace, path = edition
    found = judged(workspace, path, changed(path, change))
    ((_, said),) = told(found)
    assert text in said
    assert is_made(found.findings)


def test_an_edition_as_it_was_issued_says_nothing_of_its_words(edition):
    workspace, path = edition
    assert told(judged(workspace, path, path.read_bytes())) == []


def test_an_address_that_went_out_earlier_is_known(edition):
    workspace, path = edition
    with running(workspace, NOW) as run:
        run.ledger.issued.record_macros(own_words(Settings((("contact_email", "earlier@example.org"),))))
    assert told(judged(workspace, path, changed(path, text_of("address", "earlier@example.org")))) == []
