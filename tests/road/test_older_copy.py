"""A draft saved weeks before the report that counts, with other answers, sent later: it awaits a person with both dates."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import datetime, timedelta

import openpyxl

from perfxl.collect.awaiting import awaiting
from perfxl.collect.collect import collect
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of, running
from perfxl.workspace.stored_bytes import kept_bytes
from tests.support.months import NOW

CODE, CORE = "006", "docProps/core.xml"
LATER = NOW + timedelta(days=2)


def version(workspace: Workspace, text: str, saved: str) -> tuple[bytes, str]:
    """The report that counts with this answer in its first row, saved at a time; and the number of that row."""
    with ledger_of(workspace) as ledger:
        seal, arrival = ledger.issued.latest_seals()[CODE], ledger.versions.counting_arrivals()[CODE]
    first = next(line for line in seal.lines if line.role == "measure")
    book = openpyxl.load_workbook(io.BytesIO(kept_bytes(workspace, arrival)))
    (answer,) = (s for s in seal.slots if (s.key, s.field, s.role) == (first.key, "achieved", "input"))
    book[seal.sheet][answer.a1] = text
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == CORE:
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved.encode(), body)
            new.writestr(name, body)
    return out.getvalue(), first.number


def dropped(workspace: Workspace, name: str, data: bytes, at: datetime) -> None:
    """A file laid into the inbox at a time, and collected."""
    path = workspace.inbox / name
    path.write_bytes(data)
    os.utime(path, (at.timestamp(), at.timestamp()))
    with running(workspace, at) as run:
        collect(run)


def test_an_earlier_draft_sent_later_replaces_nothing_and_both_dates_are_told(own_month: Workspace) -> None:
    final, number = version(own_month, "Ажлыг бүрэн хийж дуусгасан.", "2024-12-19T08:00:00Z")
    dropped(own_month, "эцсийн.xlsx", final, NOW)
    data, _ = version(own_month, "Эхний ноорог: ажил эхлээгүй байна.", "2024-11-01T08:00:00Z")
    with ledger_of(own_month) as ledger:
        before = ledger.versions.counting_arrivals()[CODE]
        assert before.name.endswith("эцсийн.xlsx")
    dropped(own_month, "ноорог.xlsx", data, LATER)
    with running(own_month, LATER) as run:
        assert run.ledger.versions.counting_arrivals()[CODE] == before
        (stands,) = (v for v in run.ledger.versions.all() if v.arrival.name.endswith("ноорог.xlsx"))
        assert stands.arrival.id in [row.id for row in awaiting(run)]
    (told,) = (found for found in stands.judged.findings if found.code == "I904")
    assert (str(stands.verdict), told.facts["saved"], told.facts["rows"]) == ("held", "2024.11.01", number)
    for language in ("mn", "en"):
        sentence = texts(language).of(told)
        assert "2024.11.01" in sentence and str(told.facts["newer"]) in sentence
