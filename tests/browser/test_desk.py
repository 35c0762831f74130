"""What the secretariat does at the desk, in a real browser: by mouse, by keyboard alone, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

Page = Any
MEETING = "/desk/meetings/2011-06-20"


@pytest.fixture(params=[("ja-JP", "light"), ("en-GB", "dark")], ids=["ja", "en"])
def page(request: pytest.FixtureRequest, browser: Any, signed_in: Any) -> Iterator[Page]:
    """A signed-in page; the browser may neither complain nor ask anything of another host."""
    locale, scheme = request.param
    context = browser.new_context(locale=locale, color_scheme=scheme, storage_state=signed_in)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda sent: complaints.append(sent.url) if "127.0.0.1" not in sent.url else None)
    yield opened
    assert complaints == []
    context.close()


def proposals(page: Page) -> list[str]:
    return list(page.eval_on_selector_all(".proposal", "all => all.map(each => each.id)"))


def test_confirm_and_undo(page: Page, home: str) -> None:
    """From the menu to the queue; one click confirms, the next proposal has the focus; one click takes it back."""
    page.goto(home)
    page.locator("header nav a[href='/desk']").click()
    before = proposals(page)
    page.locator("button[value=confirm]").first.click()
    page.wait_for_url("**/desk?made=*")
    assert proposals(page) == before[1:]
    assert page.evaluate("document.activeElement.id") == before[1]
    page.locator(".made button").click()
    page.wait_for_load_state()
    assert proposals(page) == before


def test_by_keyboard_alone(page: Page, home: str) -> None:
    """Tab to a proposal, n says no, u takes it back, j goes to the next; in a field the keys are letters."""
    page.goto(f"{home}/desk")
    before = proposals(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.proposal') !== null"):
            break
    page.keyboard.press("n")
    page.wait_for_url("**/desk?made=*")
    assert proposals(page) == before[1:]
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == before[min(2, len(before) - 1)]
    page.keyboard.press("m")
    assert page.evaluate("document.querySelectorAll('.proposal details[open]').length") == 1
    page.keyboard.press("u")
    sync_api.expect(page.locator(".proposal")).to_have_count(len(before))
    assert proposals(page) == before


def test_keys_do_nothing_elsewhere(page: Page, home: str) -> None:
    """A letter that is typed anywhere but on a proposal decides nothing (WCAG 2.1.4)."""
    page.goto(f"{home}/desk")
    before = proposals(page)
    page.keyboard.press("y")
    page.keyboard.press("n")
    page.reload()
    assert proposals(page) == before


def test_copy_the_links(page: Page, home: str) -> None:
    """The links of one item come to the clipboard as they stand in the field."""
    page.goto(f"{home}{MEETING}")
    item = page.locator("#item-4")
    item.locator("details:has(textarea) > summary").click()
    item.locator("button[data-copy=text-4]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == item.locator("#text-4").input_value()
    assert copied.startswith("関連スレッド\n") and f"  {home}/threads/" in copied


def test_the_minutes_with_their_links_are_saved(page: Page, home: str) -> None:
    """A file of HTML whose links lead to the threads."""
    page.goto(f"{home}{MEETING}")
    with page.expect_download() as download:
        page.locator("a.button[href$='minutes.html']").click()
    content = download.value.path().read_bytes()
    assert download.value.suggested_filename == "2011-06-20.html"
    found = html5lib.parse(content, namespaceHTMLElements=False)
    links = [each.get("href") for each in found.iterfind(".//section[@class='related-threads']//a")]
    page.goto(links[0])
    sync_api.expect(page.locator(".post").first).to_be_visible()


def test_without_javascript(browser: Any, signed_in: Any, home: str) -> None:
    """Everything but keys and copying works: the queue, undo, another place, the fields to copy from."""
    context = browser.new_context(locale="ja-JP", java_script_enabled=False, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{home}/desk")
    count = page.locator(".proposal").count()
    first = page.locator(".proposal").first
    first.locator("summary").click()
    first.locator("select").select_option(index=1)
    first.locator("button[value=elsewhere]").click()
    sync_api.expect(page.locator(".proposal")).to_have_count(count - 1)
    page.get_by_role("button", name="取り消す").first.click()
    sync_api.expect(page.locator(".proposal")).to_have_count(count)
    assert not page.locator(".keys").is_visible()
    page.goto(f"{home}{MEETING}")
    page.locator("#item-4 details:has(textarea) > summary").click()
    assert page.locator("#item-4 textarea").first.is_visible()
    assert not page.locator("[data-copy]").first.is_visible()
    context.close()


def test_words_are_taken_out_and_given_back(page: Page, home: str) -> None:
    """From the thread's page of the desk to a mail; what will happen is said first, and axe finds nothing there; then the
    mail reads so, and one click gives the words back."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page.goto(f"{home}/desk")
    thread = page.locator(".proposal a.title").first.get_attribute("href")
    page.goto(f"{home}/desk{thread}")
    page.locator("a.change").first.click()
    words = page.locator(".seen-mail .own").first.inner_text()[:4]
    page.locator("#words").fill(words)
    page.locator("#why-redact").fill("申し出")
    page.locator("button[value=redact]").click()
    sync_api.expect(page.locator("blockquote").first).to_contain_text("■■■")
    assert not axe.run(page).response["violations"]
    page.locator("form[action='/desk/decide'] button").click()
    page.wait_for_url("**/desk/messages/*?made=*")
    sync_api.expect(page.locator(".seen-mail .own").first).to_contain_text("■■■")
    page.locator(".made button").click()
    sync_api.expect(page.locator(".seen-mail .own").first).to_contain_text(words)


def test_threads_are_put_together_and_taken_apart(page: Page, home: str) -> None:
    """The page of a thread that is now part of another leads to that one, where one click takes it back."""
    page.goto(f"{home}/threads")
    one, other = (page.locator("a.title").nth(at).get_attribute("href") for at in (0, 1))
    page.goto(f"{home}/desk{one}")
    page.locator("#other-into").fill(f"{home}{other}")
    page.locator("button[value=merge]").click()
    page.wait_for_url(f"**/desk{other}?made=*")
    page.goto(f"{home}{one}")
    assert page.url.startswith(f"{home}{other}")
    page.goto(f"{home}/desk/journal")
    page.locator("form[action='/desk/undo'] button").first.click()
    page.wait_for_url("**/desk/journal?made=*")
    page.goto(f"{home}/desk{one}")
    assert page.url == f"{home}/desk{one}"


def test_axe_finds_nothing_just_after_a_decision(page: Page, home: str) -> None:
    """Also on the page that says what was just decided."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page.goto(f"{home}/desk")
    page.locator("button[value=reject]").first.click()
    page.wait_for_url("**/desk?made=*")
    assert not axe.run(page).response["violations"]
    page.locator(".made button").click()
    page.wait_for_load_state()
