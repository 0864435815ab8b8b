"""A whole month in a real browser, without a typed command; its result is that of the same month by command line."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from perfxl.cli import asking, gathering, going_out, month_end, upkeep
from perfxl.cli.commands import perfxl
from perfxl.cli.console import run
from perfxl.collect.awaiting import awaiting
from perfxl.period.close import verify
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import looking
from tests.desk import office
from tests.desk.browser import Served, needed, served, watch
from tests.support.months import NOW

LATER = NOW + timedelta(days=1)
DROP = """files => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { lastModified: 1 }));
  }
  for (const kind of ["dragenter", "dragover", "drop"])
    window.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@dataclass
class Hand:
    """A person at the page: presses, writes, drops, waits for the work; takes a picture of each stage where asked to."""

    page: Any
    one: Served
    pictures: Path | None
    stages: list[str] = field(default_factory=list)
    works: int = 0  # pieces of work that are over

    def press(self, name: str) -> None:
        """The button or link of that name."""
        self.page.locator(f"#page :is(button, a):has-text('{name}'):visible").first.click()

    def go(self, path: str) -> None:
        """A page by its address in the bar, as the back button or a bookmark would."""
        self.page.evaluate(
            "p => { history.pushState(null, '', p); dispatchEvent(new PopStateEvent('popstate')); }", path
        )
        self.page.wait_for_function("p => document.querySelector('.view')", arg=path)
        self.page.wait_for_timeout(300)

    def drop(self, files: Iterable[office.Dropped]) -> None:
        """Files dropped onto the page; waits until they are collected."""
        given = [[one.name, base64.b64encode(one.data).decode()] for one in files]
        self.page.evaluate(DROP, given)
        self.worked()

    def wait(self, until: Callable[[], bool]) -> None:
        """Until something is so, and the page has noticed."""
        for _ in range(600):
            if until():
                break
            self.page.wait_for_timeout(100)
        assert until()
        self.page.wait_for_timeout(1500)

    def worked(self) -> None:
        """The work that was asked for is done, and done well."""
        jobs = self.one.desk.jobs
        self.wait(lambda: jobs.job is not None and jobs.job.number > self.works and not jobs.at_work)
        assert jobs.job is not None and jobs.job.state == "done", jobs.job
        self.works = jobs.job.number

    def stage(self, name: str) -> None:
        """A picture of how the page stands now, wide and narrow."""
        self.stages.append(name)
        assert self.page.locator("#trouble").inner_text() == ""
        if self.pictures:
            for width in (1280, 390):
                self.page.set_viewport_size({"width": width, "height": 900})
                self.page.wait_for_timeout(200)
                shown = self.page.evaluate("document.documentElement.scrollWidth")
                self.page.screenshot(
                    path=self.pictures / f"{len(self.stages):02d} {name} {width}.png", full_page=True
                )
                assert shown <= width, (name, width)

    def now(self) -> str:
        """What the page says to do now."""
        self.go("/")
        return str(self.page.locator(".now h2").inner_text())


def _word(name: str, language: str = "mn", **facts: str | int) -> str:
    from perfxl.texts import texts

    return texts(language).word(f"desk.{name}", **facts)


def test_a_month_without_a_typed_command(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed()
    clock = [NOW]
    place = tmp_path / "Ажлын хавтаснууд"
    place.mkdir()
    pictures = Path(os.environ["PERFXL_PICTURES"]) if os.environ.get("PERFXL_PICTURES") else None
    with served(place, lambda: clock[0]) as one:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        seen = watch(page)
        hand = Hand(page, one, pictures)
        page.goto(one.address())
        month = _first_half(hand, clock)
        twin = _twin(month, tmp_path / "twin")  # the same forms, for the command line
        came = (list(office.first_delivery(month, NOW)), list(office.second_delivery(month)))
        _second_half(hand, clock, *came)
        assert seen == []
        assert f"127.0.0.1:{one.desk.port}" in page.url
        page.close()
    _by_command_line(twin, monkeypatch, *came)
    _same(month, twin)
    assert verify(month) == ()


def _first_half(hand: Hand, clock: list[datetime]) -> Workspace:
    """A new working folder, a roster with a fault, mended, issued and handed out."""
    page, desk = hand.page, hand.one.desk
    page.wait_for_selector("form[data-act=make_workspace]")
    hand.stage("lobby")
    page.fill("form[data-act=make_workspace] [name=name]", "Ажил-2024")
    page.select_option("[name=period]", "2024-Y")
    hand.press(_word("lobby_make"))
    page.wait_for_selector(".now")
    month = desk.opened
    assert month.root.name == "Ажил-2024"
    assert page.locator(".now h2").inner_text() == _word("step_roster")
    hand.stage("empty roster")
    hand.press(_word("open_roster"))
    hand.wait(lambda: hand.one.opened == [month.roster])
    known = office.roster(month)
    office.write(month, office.misspelt(known))
    page.wait_for_selector(f"text={_word('show_faults', count=1)}", timeout=20_000)
    hand.press(_word("show_faults", count=1))
    page.wait_for_selector("tr.error")
    assert page.locator("tr.error td").nth(2).inner_text() == "D6"
    assert page.locator("tr.warning td").nth(2).inner_text() == "C4"
    hand.stage("roster faults")
    office.write(month, known)
    assert hand.now() == _word("step_issue")
    hand.stage("issue")
    hand.press(_word("button_issue", count=office.STAFF))
    hand.worked()
    assert len(office.forms(month)) == office.STAFF
    assert hand.now() == _word("step_send")
    hand.press(_word("button_send"))
    page.wait_for_selector("[name=who]")
    hand.stage("send")
    hand.press(_word("mode_by_hand"))
    hand.worked()
    assert hand.now() == _word("step_collect")
    hand.stage("collect")
    return month


def _second_half(
    hand: Hand, clock: list[datetime], first: list[office.Dropped], second: list[office.Dropped]
) -> None:
    """What comes, decisions, letters, corrections, the master, the closing, the next period."""
    page, desk, month = hand.page, hand.one.desk, hand.one.desk.opened
    hand.go("/")
    hand.drop(first)
    assert sorted(path.name for path in month.inbox.iterdir())[0] == "001.xlsx"
    assert hand.now() == _word("step_decide")
    hand.stage("first delivery")
    assert desk_count(hand) == 2  # the photo, and the workbook whose marks disagree
    hand.press(_word("button_decide", count=desk_count(hand)))
    page.wait_for_selector("form.decide")
    hand.stage("awaiting")
    form = page.locator("form.decide:has([value=accept])").first
    form.locator("[value=accept]").check()
    form.locator("[name=why]").fill("Утсаар тодруулсан: өөрийнх нь тайлан.")
    form.locator("[name=by]").fill("Б.Уянга")
    form.locator("button").dblclick()
    hand.worked()
    _done_with(hand)
    assert hand.now() == _word("step_answer")
    hand.press(_word("button_answer"))
    page.wait_for_selector("[name=who]")
    hand.stage("replies")
    page.locator("tbody a").first.click()
    page.wait_for_selector(".letter pre")
    hand.stage("one letter")
    hand.press(_word("letter_open"))
    hand.wait(lambda: hand.one.opened[-1].suffix == ".eml")
    hand.press(_word("mode_by_hand"))
    hand.worked()
    assert hand.now() == _word("step_collect")
    clock[0] = LATER
    hand.drop(second)
    assert hand.now() == _word("step_consolidate")
    hand.go("/people")
    hand.stage("people")
    hand.go("/person/006")
    hand.stage("person")
    hand.go("/")
    hand.press(_word("button_consolidate"))
    hand.worked()
    hand.stage("summary")
    assert hand.now() == _word("step_close")
    hand.press(_word("button_close"))
    page.wait_for_selector("form[data-act=close]")
    hand.stage("close")
    hand.press(_word("button_close_now"))
    hand.worked()
    assert hand.now() == _word("step_next")
    hand.press(_word("button_next"))
    page.wait_for_selector("form[data-act=rollover]")
    hand.stage("next")
    page.fill("[name=name]", "Ажил-2025")
    page.select_option("[name=period]", "2025-Y")
    hand.press(_word("button_rollover"))
    hand.worked()
    hand.stage("rolled over")
    page.locator("#page form[data-act=open_workspace] button").first.click()
    hand.wait(lambda: desk.opened.root.name == "Ажил-2025")
    assert hand.now() == _word("step_issue")
    hand.stage("the next period")


def desk_count(hand: Hand) -> int:
    """How many matters the page says are awaited."""
    return int(hand.page.locator("nav .count").inner_text())


def _done_with(hand: Hand) -> None:
    """What is left to a person and is no workbook of ours is said to be done."""
    while True:
        hand.go("/awaiting")
        forms = hand.page.locator("form.decide:has([value=done])")
        if not forms.count():
            return
        forms.first.locator("[name=why]").fill("Маягтыг нь утсаар сануулсан.")
        forms.first.locator("button").click()
        hand.worked()


def _twin(month: Workspace, root: Path) -> Workspace:
    """The working folder as it was when its forms had gone out."""
    shutil.copytree(month.root, root, ignore=shutil.ignore_patterns(".perfxl*"))
    return open_workspace(root)


def _by_command_line(
    twin: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    first: list[office.Dropped],
    second: list[office.Dropped],
) -> None:
    """The same by commands."""
    clock = [NOW]
    for module in (asking, gathering, going_out, month_end, upkeep):
        monkeypatch.setattr(module, "now", lambda: clock[0])

    def do(*words: str) -> None:
        assert run(perfxl, ["-C", str(twin.root), *words]) == 0, words

    _lay(twin, first)
    do("collect", "--jobs", "1")
    from perfxl.workspace.run import ledger_of

    with ledger_of(twin) as ledger:
        held = next(id for id, stood in ledger.versions.standing().items() if stood.verdict == "held")
    do("decide", held, "accept", "--why", "Утсаар тодруулсан: өөрийнх нь тайлан.", "--by", "Б.Уянга")
    with looking(twin, NOW) as run_:
        left = [row.id for row in awaiting(run_)]
    for id in left:
        do("decide", id, "done", "--why", "Маягтыг нь утсаар сануулсан.", "--by", "Б.Уянга")
    clock[0] = LATER
    _lay(twin, second)
    do("collect", "--jobs", "1")
    do("sync", "--jobs", "1")
    do("close", "--by", "Б.Уянга", "--anyway", "--why", "Сарын эцэс.")
    do("rollover", str(twin.root.parent / "next"), "--period", "2025-Y")


def _lay(workspace: Workspace, files: Iterable[office.Dropped]) -> None:
    for one in files:
        (workspace.inbox / one.name).write_bytes(one.data)


def _same(month: Workspace, twin: Workspace) -> None:
    """Master, register and the next roster are the same part by part."""
    (master,) = month.master.glob("*.xlsx")
    assert office.parts(master) == office.parts(twin.master / master.name)
    (register,) = (month.root / "closing" / "1").glob("*.xlsx")
    assert office.parts(register) == office.parts(twin.root / "closing" / "1" / register.name)
    ours, theirs = month.root.parent / "Ажил-2025" / "roster.xlsx", twin.root.parent / "next" / "roster.xlsx"
    assert office.parts(ours) == office.parts(theirs)
