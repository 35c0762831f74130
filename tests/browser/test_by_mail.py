"""What an officer without a password does: asks for a link, takes it from the mail, and is told when it is spent."""

from __future__ import annotations

import re
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

LINK = re.compile(r"http://127\.0\.0\.1:\d+/sign-in\?token=\S+")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_link_from_the_mail(browser: Any, home: str, post: Any, member: str, scripts: bool) -> None:
    """Through a real mail server, for a browser that was on its way to the minutes; the second use is refused, and the
    way to a new link stands on the same page.  After signing out, which is said, "back" shows nothing."""
    context = browser.new_context(locale="ja-JP", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{home}/threads")
    page.get_by_label("メールアドレス").fill(member)
    before = len(post.letters)
    page.get_by_role("button", name="リンクを送る").click()
    sync_api.expect(page.get_by_role("alert")).to_contain_text("まもなくリンクが届きます")
    letter = post.wait(before + 1)[-1]
    assert letter.rcpt_tos == [member]
    link = LINK.search(post.text_of(letter))
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="サインインする").click()
    sync_api.expect(page.locator(".welcome h1")).to_be_visible()
    assert page.locator("header a[href='/desk']").count() == 0  # an officer
    page.goto(f"{home}/threads")
    page.get_by_role("button", name="サインアウト").click()
    sync_api.expect(page.get_by_role("alert")).to_contain_text("サインアウトしました")
    page.go_back()
    sync_api.expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")
    page.goto(link[0])
    page.get_by_role("button", name="サインインする").click()
    sync_api.expect(page.get_by_role("alert")).to_contain_text("使えません")
    sync_api.expect(page.get_by_label("メールアドレス")).to_be_visible()
    context.close()
