"""The page in Chromium: let in once, in both languages, by keyboard, in two tabs; what is hostile stays text."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfxl.period.scripts import write_scripts
from perfxl.texts import texts
from perfxl.workspace.folder import Workspace
from perfxl.workspace.run import ledger_of
from tests.desk import office
from tests.desk.browser import Served, served, watch
from tests.support.months import NOW

PAGES = (
    "", "people", "person/004", "awaiting", "letters/issue", "letters/heads", "letters/replies", "letters/replies/004",
    "letters/remind", "roster", "summary", "code/F100", "close", "next", "tools", "help", "lobby",
)  # fmt: skip


def _word(name: str, language: str = "mn", **facts: str | int) -> str:
    return texts(language).word(f"desk.{name}", **facts)


@pytest.fixture
def one(own_month: Workspace) -> Iterator[Served]:
    with served(own_month.root, lambda: NOW) as desk:
        yield desk


@pytest.fixture
def page(browser: Any, one: Served) -> Iterator[Any]:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.seen = watch(tab)
    tab.goto(one.address())
    tab.wait_for_selector(".view")
    yield tab
    assert tab.seen == []
    tab.close()


def _go(page: Any, path: str) -> None:
    page.evaluate(
        "p => { history.pushState(null, '', '/' + p); dispatchEvent(new PopStateEvent('popstate')); }", path
    )
    page.wait_for_function("p => document.querySelector('.view')?.dataset.page === p", arg=path)


def test_a_reload_keeps_the_page_and_the_address_tells_nothing(page: Any, one: Served) -> None:
    assert "#" not in page.url
    _go(page, "people")
    page.reload()
    page.wait_for_selector("table.people")
    assert page.evaluate("localStorage.length + document.cookie.length") == 0


def test_a_tab_typed_by_hand_is_told_to_use_the_icon(browser: Any, one: Served) -> None:
    tab = browser.new_page()
    tab.goto(f"http://127.0.0.1:{one.desk.port}/people")
    tab.wait_for_selector("#closed:not([hidden])")
    assert texts("mn").word("scripts.desk") in tab.locator("#closed").inner_text()
    assert "001" not in tab.content()
    tab.close()


def test_a_used_ticket_opens_nothing(browser: Any, one: Served) -> None:
    place = one.address()
    context = browser.new_context()
    for expected in (".view", "#closed:not([hidden])"):
        tab = browser.new_page() if expected != ".view" else context.new_page()
        tab.goto(place)
        tab.wait_for_selector(expected)
        tab.close()
    context.close()


def test_back_and_forward(page: Any) -> None:
    page.click("nav a[href='/people']")
    page.wait_for_selector("table.people")
    page.click("tbody a >> nth=0")
    page.wait_for_selector("h1:has-text('001')")
    page.go_back()
    page.wait_for_selector("table.people")
    page.go_forward()
    page.wait_for_selector("h1:has-text('001')")


def test_both_languages(page: Any) -> None:
    assert page.evaluate("document.documentElement.lang") == "mn"
    page.click("header button:has-text('English')")
    page.wait_for_selector(f"nav a:has-text('{_word('page_people', 'en')}')")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    page.wait_for_selector(f"nav a:has-text('{_word('page_people', 'en')}')")
    page.click(f"header button:has-text('{_word('mongolian', 'en')}')")
    page.wait_for_selector(f"nav a:has-text('{_word('page_people')}')")


def test_search_and_filter(page: Any) -> None:
    _go(page, "people")
    page.fill("[name=text]", "оюун")
    assert [row.inner_text() for row in page.locator("tbody tr:visible td:first-child").all()] == ["004"]
    page.fill("[name=text]", "")
    page.select_option("[name=state]", "missing")
    assert page.locator("tbody tr:visible").count() == 1


def test_the_keyboard_alone(page: Any) -> None:
    """Skip to the content, to a page, to a person, and a decision: no mouse."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    _tab_to(page, "a[href='/people']", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.people")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    _tab_to(page, "a[href='/person/004']", "Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("summary")
    _tab_to(page, "summary", "Tab")
    page.keyboard.press("Enter")
    _tab_to(page, "[name=what]", "Tab")
    page.keyboard.press("Space")
    _tab_to(page, "[name=why]", "Tab")
    page.keyboard.type("Утсаар тодруулсан")
    _tab_to(page, "form.decide button", "Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".job.done")
    page.wait_for_selector(f"text={_word('decided_accept')}")


def _tab_to(page: Any, selector: str, key: str) -> None:
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(selector)


def test_two_tabs_the_later_one_is_told(page: Any, browser: Any, one: Served) -> None:
    other = browser.new_page()
    other.goto(one.address())
    other.wait_for_selector(".view")
    for tab in (page, other):
        _go(tab, "person/004")
        tab.click("summary")
        tab.check("[value=accept]")
        tab.fill("[name=why]", "Утсаар тодруулсан")
    page.click("form.decide button")
    page.wait_for_selector(".job.done")
    other.click("form.decide button")
    other.wait_for_selector(f"#trouble:has-text('{texts('mn').word('trouble.desk_changed')[:20]}')")
    with ledger_of(one.desk.opened) as ledger:
        assert len(ledger.decisions.all()) == 1
    other.close()


def test_a_button_pressed_twice_is_pressed_once(page: Any, one: Served) -> None:
    _go(page, "person/004")
    page.click("summary")
    page.check("[value=accept]")
    page.fill("[name=why]", "Утсаар тодруулсан")
    page.evaluate(
        "() => { const f = document.querySelector('form.decide'); for (let i = 0; i < 5; i++) f.requestSubmit(); }"
    )
    page.wait_for_selector(".job.done")
    with ledger_of(one.desk.opened) as ledger:
        assert len(ledger.decisions.all()) == 1


def test_the_server_too_takes_one_press_as_one(one: Served) -> None:
    done: list[int] = []
    for _ in range(3):
        one.desk.once("nonce", lambda: done.append(1))
    assert done == [1]


def test_what_somebody_types_is_not_taken_away(page: Any, one: Served) -> None:
    _go(page, "person/004")
    page.click("summary")
    page.fill("[name=why]", "Эхний өгүүлбэр")
    one.desk.opened.roster.touch()
    page.wait_for_selector(f"#trouble:has-text('{_word('changed_elsewhere')[:12]}')", timeout=20_000)
    assert page.input_value("[name=why]") == "Эхний өгүүлбэр"


def test_a_mail_dragged_out_of_outlook_is_copied_not_moved(page: Any) -> None:
    effect = page.evaluate(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["x"], "a.eml"));
          let seen = "";
          addEventListener("dragover", event => { seen = event.dataTransfer.dropEffect + event.defaultPrevented; });
          window.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true }));
          return seen;
        }"""
    )
    assert effect in ("copytrue", "nonetrue")  # Chromium keeps "none" of an event that no hand made
    source = (Path(__file__).parents[2] / "perfxl" / "desk" / "static" / "desk.js").read_text(
        encoding="utf-8"
    )
    assert 'dropEffect = "copy"' in source


def test_files_chosen_with_the_button(page: Any, one: Served) -> None:
    issued = office.forms(one.desk.opened)["005"]
    page.set_input_files(
        "#files", [{"name": "Миний тайлан.xlsx", "mimeType": "", "buffer": office.filled(*issued)},
                   {"name": "хоосон.xlsx", "mimeType": "", "buffer": b""}]
    )  # fmt: skip
    page.wait_for_selector("#trouble:has-text('хоосон.xlsx')", timeout=20_000)
    page.wait_for_selector(".job.done", timeout=60_000)
    page.wait_for_selector("a[href='/person/005']")
    # The page has shown itself anew, and what went wrong still stands.
    page.wait_for_selector("#trouble:has-text('хоосон.xlsx')", timeout=20_000)
    with ledger_of(one.desk.opened) as ledger:
        assert "inbox/Миний тайлан.xlsx" in {arrival.name for arrival in ledger.arrivals.all()}


def test_hostile_words_stay_words(page: Any, one: Served) -> None:
    """A file's name, a sender and a subject are shown, never run."""
    evil = "<img src=x onerror=document.title='owned'><script>document.title='owned'</script>"
    mail = office.mail("evil@example.mn", "a.xlsx", b"PK\x03\x04 nothing", NOW).replace(
        b"Subject: ", f"Subject: {evil} ".encode()
    )
    page.set_input_files(
        "#files", [{"name": f"{evil}.eml".replace("/", "_"), "mimeType": "", "buffer": mail}]
    )
    page.wait_for_selector(".job.done", timeout=60_000)
    for path in ("", "awaiting", "people"):
        _go(page, path)
        page.wait_for_timeout(300)
        assert "owned" not in page.title()
        assert page.locator("main img, main script").count() == 0


def test_the_help_names_the_scripts_that_lie_in_the_folder(page: Any, tmp_path: Path) -> None:
    write_scripts(tmp_path)
    _go(page, "help")
    said = page.inner_text("main")
    names = {path.stem for path in tmp_path.glob("*.cmd")}
    assert names and {name for name in names if f"«{name}" not in said} == set()


def test_quit_says_that_all_is_saved(page: Any, one: Served) -> None:
    page.click(f"header button:has-text('{_word('quit')}')")
    page.wait_for_selector("#over:not([hidden])")
    assert one.desk.ended.is_set()


def test_nothing_is_cut_off_at_390_pixels(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    for path in PAGES:
        _go(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_print_leaves_the_buttons_out(page: Any) -> None:
    page.emulate_media(media="print")
    assert page.locator("header").is_hidden() and page.locator("#main h1").is_visible()


@pytest.fixture(scope="module")
def axe() -> Path:
    """The accessibility checker; `.ci/axe` fetches it."""
    script = Path(__file__).parents[2] / ".ci" / "axe"
    if os.environ.get("PERFXL_REQUIRE_OFFICE") and script.is_file():
        found = subprocess.run([str(script)], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
        return Path(found.stdout.strip())
    folder = os.environ.get("PERFXL_AXE") or "~/.cache/perfxl/axe-core-4.10.2"
    path = Path(folder).expanduser() / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("missing: axe-core (.ci/axe)")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_fault(browser: Any, own_month: Workspace, axe: Path, scheme: str) -> None:
    with served(own_month.root, lambda: NOW) as one:
        context = browser.new_context(bypass_csp=True, color_scheme=scheme)
        tab = context.new_page()
        tab.goto(one.address())
        tab.wait_for_selector(".view")
        tab.add_script_tag(path=str(axe))
        for language in ("mn", "en"):
            for path in PAGES:
                _go(tab, path)
                for part in tab.locator("summary").all():
                    part.click()
                found = tab.evaluate("axe.run(document, { resultTypes: ['violations'] })")
                grave = [
                    (v["id"], [n["target"] for n in v["nodes"]][:3])
                    for v in found["violations"]
                    if v["impact"] in ("serious", "critical")
                ]
                assert grave == [], (scheme, language, path)
            tab.click("header button[data-language]")
            tab.wait_for_function("l => document.documentElement.lang !== l", arg=language)
        context.close()
