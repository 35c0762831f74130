"""What an officer does at the site, in a real browser: sign in, search, read, come back to the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

Page = Any


@pytest.fixture(params=[("ja-JP", "light"), ("en-GB", "dark")], ids=["ja", "en"])
def page(request: pytest.FixtureRequest, browser: Any, signed_in: Any) -> Iterator[Page]:
    """A signed-in page that notes what the browser complains about and what is asked of other hosts."""
    locale, scheme = request.param
    context = browser.new_context(locale=locale, color_scheme=scheme, storage_state=signed_in)
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("requestfailed", lambda failed: opened.complaints.append(failed.url))
    opened.foreign = []
    opened.on(
        "request", lambda sent: opened.foreign.append(sent.url) if "127.0.0.1" not in sent.url else None
    )
    yield opened
    assert opened.complaints == [] and opened.foreign == []
    context.close()


def test_the_link_signs_in_once(browser: Any, signed_in: Any, link: str, home: str) -> None:
    """Without sign-in every page is the sign-in page; a used link opens nothing."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{home}/threads")
    sync_api.expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    sync_api.expect(page.get_by_role("alert")).to_contain_text("does not work")
    context.close()


def test_search_read_and_back_to_the_minutes(page: Page, home: str) -> None:
    """From the home page by クラウド to a thread, from the thread to its agenda item, from a deferral to its threads."""
    page.goto(home)
    page.get_by_role("searchbox").fill("クラウド")
    page.get_by_role("searchbox").press("Enter")
    sync_api.expect(page.locator(".results mark").first).to_have_text("クラウド")
    page.locator(".results h2 a[href^='/threads/']").first.click()
    sync_api.expect(page.locator(".post").first).to_be_visible()
    item = page.locator(".belongs a[href^='/meetings/']").first
    title = item.text_content()
    item.click()
    assert "#item-" in page.url
    sync_api.expect(page.locator(".item:target h2")).to_contain_text(title)
    page.locator(".went-on a.others").first.click()
    sync_api.expect(page.locator(".beside:target .title").first).to_be_in_viewport()


def test_by_keyboard_alone(page: Page, home: str) -> None:
    """The first Tab offers to skip to the content; the next stops are seen."""
    page.goto(home)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


PATHS = (
    "/",
    "/meetings",
    "/meetings/2011-06-20",
    "/topics",
    "/threads",
    "/search",
    "/search?q=クラウド",
    "/people",
    "/attachments",
    "/calendar/2011-07",
    "/calendar/2011-07-15",
    "/statistics",
    "/feeds",
    "/none",
)


@pytest.mark.parametrize("width", [320, 1366])
def test_nothing_is_cut_off(page: Page, home: str, width: int) -> None:
    """On a phone as on an office screen no page scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(home + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.complaints.clear()  # the missing page's 404


def test_axe_finds_nothing(page: Page, home: str) -> None:
    """No violation of WCAG 2.2 AA, nor of axe's best practice, on any page: Japanese in light, English in dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page.goto(f"{home}/threads")
    addresses = [home + path for path in PATHS]
    addresses += page.eval_on_selector_all(
        ".threads .title", "links => links.slice(0, 3).map(link => link.href)"
    )
    page.goto(addresses[-1])
    addresses += page.eval_on_selector_all(".post .when", "links => links.slice(0, 1).map(link => link.href)")
    page.goto(f"{home}/topics")
    addresses += page.eval_on_selector_all(
        ".entries .title", "links => links.slice(0, 1).map(link => link.href)"
    )
    assert len(addresses) == len(PATHS) + 5
    for address in addresses:
        page.goto(address)
        found = axe.run(page).response
        assert found["passes"], address
        assert not found["violations"], (address, found["violations"])
    page.complaints.clear()  # the missing page's 404
