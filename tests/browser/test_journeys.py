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


@pytest.mark.parametrize(
    ("locale", "scripts", "heading"), [("ja-JP", True, "サインイン"), ("en-GB", False, "Sign in")]
)
def test_sign_in_by_password(
    browser: Any, account: tuple[str, str], home: str, locale: str, scripts: bool, heading: str
) -> None:
    """Whoever follows a link to the minutes signs in by keyboard alone, with a slip first, also without scripts, and
    stands on that page; after signing out it is shut again."""
    context = browser.new_context(locale=locale, java_script_enabled=scripts, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{home}/meetings/2011-06-20")
    sync_api.expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    for _ in range(4):  # past the skip link, the name of the site and the switch of language
        page.keyboard.press("Tab")
    page.keyboard.type(account[0])
    page.keyboard.press("Tab")
    page.keyboard.type("not the one")
    page.keyboard.press("Enter")
    # The name stands there still, and the cursor where it was wrong.
    sync_api.expect(page.get_by_role("alert")).to_be_visible()
    sync_api.expect(page.locator("#name")).to_have_value(account[0])
    sync_api.expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(account[1])
    page.keyboard.press("Enter")
    sync_api.expect(page).to_have_url(f"{home}/meetings/2011-06-20")
    sync_api.expect(page.locator("#item-4")).to_be_visible()
    page.locator("header form button").click()
    page.goto(f"{home}/meetings/2011-06-20")
    sync_api.expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    context.close()


def test_search_open_and_cite(page: Page, home: str) -> None:
    """From the home page by クラウド to a thread; its reference comes to the clipboard, and its address leads back."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(home)
    page.get_by_role("searchbox").fill("クラウド")
    page.get_by_role("searchbox").press("Enter")
    sync_api.expect(page.locator(".results mark").first).to_have_text("クラウド")
    page.locator(".results h2 a[href^='/threads/']").first.click()
    sync_api.expect(page.locator(".post").first).to_be_visible()
    title = page.locator("h1").text_content()
    page.locator(".cite summary").click()
    page.locator("[data-copy=cite-text]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert title in copied and "(参照 " in copied
    page.goto(copied.partition(". http")[2].join(("http", "")).partition(",")[0])
    sync_api.expect(page.locator("h1")).to_have_text(title)


def test_from_a_deferral_to_the_thread_and_back(page: Page, home: str) -> None:
    """The sentence that sent a question to the list leads to the thread, the thread to the item, the item to its
    threads."""
    page.goto(f"{home}/meetings/2011-06-20")
    continued = page.locator(".went-on a").first
    title = continued.text_content()
    continued.click()
    sync_api.expect(page.locator("h1")).to_have_text(title)
    item = page.locator(".belongs a[href^='/meetings/']").first
    about = item.text_content()
    item.click()
    sync_api.expect(page.locator(".item:target h2")).to_contain_text(about)
    page.locator(".item:target .went-on a.others").first.click()
    sync_api.expect(page.locator(".beside:target .title").first).to_be_in_viewport()


def test_by_keyboard_alone(page: Page, home: str) -> None:
    """The first Tab offers to skip to the content; / searches; j and k go from mail to mail; ? tells the keys; in a
    field they are letters."""
    page.goto(home)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.type("?j懇親会")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    page.goto(f"{home}/meetings/2011-06-20")
    page.locator(".went-on a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/threads/*")
    ids = page.eval_on_selector_all(".post", "all => all.map(each => each.id)")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == ids[at]
    page.keyboard.press("?")
    assert page.evaluate("document.querySelector('dialog').open")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.querySelector('dialog').open")


def test_without_javascript(browser: Any, signed_in: Any, home: str) -> None:
    """Both orders, the folds of quotes and citing work; what only a script could do is not there."""
    context = browser.new_context(locale="ja-JP", java_script_enabled=False, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{home}/meetings/2011-06-20")
    page.locator(".went-on a").first.click()
    sync_api.expect(page.locator(".post.depth-2").first).to_be_visible()
    page.locator("details.quote summary").first.click()
    sync_api.expect(page.locator("details.quote blockquote").first).to_be_visible()
    page.locator(".cite summary").click()
    assert page.locator("#cite-markdown").input_value().startswith("[")
    assert not page.locator("[data-copy]").first.is_visible()
    page.locator(".views li a").nth(1).click()
    sync_api.expect(page.locator(".post.depth-0").nth(2)).to_be_visible()
    assert page.locator(".post.depth-1").count() == 0
    context.close()


def test_what_came_since_the_last_visit(browser: Any, signed_in: Any, home: str) -> None:
    """A reader whose last visit is over finds what came since marked, and one key leads to the first of it."""
    context = browser.new_context(locale="ja-JP", storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{home}/meetings/2011-06-20")
    page.locator(".went-on a").first.click()
    page.wait_for_url("**/threads/*")
    (cookie,) = (each for each in context.cookies(page.url) if each["name"] == "archiver_seen")
    dates = page.eval_on_selector_all(
        ".post time", "all => all.map(each => Date.parse(each.dateTime) / 60000)"
    )
    owner, entry = cookie["value"].split("~")
    seen = f"{owner}~{entry[:10]}0.{base36(sorted(dates)[2])}.0"
    context.add_cookies([{**cookie, "value": seen}])
    page.reload()
    assert page.locator(".post.unread").count() == len(dates) - 3
    page.keyboard.press("u")
    page.wait_for_url("**#*")
    assert page.evaluate("document.getElementById(location.hash.slice(1)).classList.contains('unread')")
    context.close()


def base36(number: float) -> str:
    digits, rest = "", int(number)
    while rest:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
