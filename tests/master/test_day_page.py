"""The day's page: what came, what awaits a person, who is missing; nothing fetched, nothing foreign carried out."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from perfxl.finding import Verdict
from perfxl.form.definition import load_form
from perfxl.master.day_page import Board, PageLine, Today, board, today_page
from perfxl.workspace.folder import Workspace
from tests.support.months import MADE, NOW, employee, month
from tests.support.runs import consolidate

PERIOD = load_form("order-98-2023-annex-6").period_of("2024-Y")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def page(
    boards: tuple[Board, ...] = (), came: tuple[PageLine, ...] = (), awaiting: tuple[PageLine, ...] = ()
) -> Today:
    return Today(PERIOD, MADE, boards, came, awaiting, ())


class Tags(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_consolidate_writes_the_page_with_who_came_and_who_is_missing(own_month: Workspace) -> None:
    done = consolidate(own_month, at=NOW - timedelta(days=1))
    assert done.today == own_month.master / "today.html"
    text = done.today.read_text(encoding="utf-8")
    assert "Өчигдрөөс хойш ирсэн" in text and "Ирүүлээгүй: 1" in text
    assert "inbox/roster.xlsx" in text


def test_what_came_the_day_before_yesterday_is_not_news(own_month: Workspace) -> None:
    done = consolidate(own_month, at=NOW + timedelta(days=2))
    assert done.today is not None
    assert "Өчигдрөөс хойш юу ч ирээгүй." in done.today.read_text(encoding="utf-8")


def test_one_organisation_s_master_still_shows_all_on_the_page(own_month: Workspace) -> None:
    names = [made.organisation for made in consolidate(own_month, at=NOW).masters]
    done = consolidate(own_month, names[0], NOW)
    assert done.today is not None
    assert all(name in done.today.read_text(encoding="utf-8") for name in names)


def test_missing_people_stand_by_unit_and_by_the_alphabet() -> None:
    drawn = month(60, 2, 2)
    shown = board(drawn)
    assert [unit for unit, _ in shown.missing] == [u for u in drawn.units if any(p.state == "missing" and p.employee.unit == u for p in drawn.people)]  # fmt: skip
    names = [person.name for person in shown.missing[0][1]]
    order = [
        "Ариунбилэг",
        "Бат",
        "Ганзориг",
        "Ёндон",
        "Мөнхбат",
        "Нямсүрэн",
        "Өнөр",
        "Үүрийнтуяа",
        "Цэцэг",
        "Энхжаргал",
    ]
    assert names == sorted(names, key=order.index)


def test_the_page_has_no_script_and_fetches_nothing() -> None:
    text = today_page(page((board(month(48, 6, 4)),)))
    tags = Tags(text)
    assert not {"script", "link", "img", "iframe", "object", "form", "a"} & {tag for tag, _ in tags.tags}
    assert not any(name in attributes for _, attributes in tags.tags for name in ("src", "href", "onclick"))
    assert not re.search(r"url\(|@import|https?:", text)
    assert "default-src 'none'" in text


def test_foreign_text_is_text() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="1">'
    who = replace(employee(1, evil), name=evil)
    one = PageLine(MADE, evil, Verdict.HELD, who, (evil,))
    nobody = PageLine(MADE, evil, Verdict.REFUSED, None)
    tags = Tags(today_page(page((), (one, nobody), (one,))))
    assert not {"script", "img"} & {tag for tag, _ in tags.tags}
    assert sum(evil in said for said in tags.said) >= 3


def test_a_long_list_is_cut_and_says_so() -> None:
    came = tuple(PageLine(MADE, f"f{n}.xlsx", Verdict.REFUSED, None) for n in range(230))
    text = today_page(page((), came))
    assert "бас 30" in text and "f199.xlsx" in text and "f200.xlsx" not in text


def test_an_empty_day_is_a_page_too() -> None:
    text = today_page(page())
    assert "Хүний шийдвэр хүлээж буй зүйл алга." in text


@pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
def test_a_browser_shows_it_at_a_phone_s_width_without_asking_the_network(tmp_path: Path) -> None:
    place = tmp_path / "today.html"
    drawn = month(177, 14, 4)
    came = tuple(
        PageLine(MADE, f"Маш урт нэртэй файл {n} " * 6, Verdict.HELD, employee(n, ""), ("Учир",))
        for n in range(5)
    )
    place.write_text(today_page(page((board(drawn),), came, came)), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<meta charset="utf-8"><iframe id="f" src="{place.name}" style="width:360px;height:800px;border:0"></iframe>'
        "<pre id='o'></pre><script>onload=()=>{const d=document.getElementById('f').contentDocument;"
        "document.getElementById('o').textContent="
        "'width='+d.documentElement.scrollWidth+' asked='+d.defaultView.performance.getEntriesByType('resource').length}"
        "</script>",
        encoding="utf-8",
    )
    assert CHROMIUM
    log = tmp_path / "net.json"
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}",
         "--virtual-time-budget=2000", "--dump-dom", frame.as_uri()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = re.search(r"width=(\d+) asked=(\d+)", done.stdout)
    assert found, done.stderr
    assert int(found[1]) <= 360
    assert int(found[2]) == 0
