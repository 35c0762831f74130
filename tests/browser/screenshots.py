"""A picture of every kind of page: `python -m tests.browser.screenshots FOLDER`.

Builds and serves the sample, finds the pages by their links, and writes each as an office screen, a phone, an English
reader in the dark, and paper see it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ADDRESS, ARGUMENTS, CHROMIUM, free_port
from tests.browser.crawling import crawl

LOOKS: dict[str, dict[str, Any]] = {
    "office": {"locale": "ja-JP", "viewport": {"width": 1366, "height": 900}},
    "phone": {"locale": "ja-JP", "viewport": {"width": 390, "height": 844}, "is_mobile": True},
    "dark": {"locale": "en-GB", "viewport": {"width": 1366, "height": 900}, "color_scheme": "dark"},
    "print": {"locale": "ja-JP", "viewport": {"width": 794, "height": 1123}},
}


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The one-time link of the sample, which is served meanwhile."""
    command = [sys.executable, "-u", "-m", "archiver", "demo", str(folder), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield next(found[0] for line in server.stdout if (found := ADDRESS.search(line)))
        server.terminate()


def sign_in(browser: Browser, link: str) -> Any:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="サインインする").click()
    page.wait_for_url("**/")
    return context.storage_state()


def kinds(pages: dict[str, str]) -> dict[str, str]:
    """One address of each kind of page, the fullest, by a name for its picture."""
    found: dict[str, str] = {}
    for path in sorted(pages, key=lambda path: len(pages[path]), reverse=True):
        bare, _, query = path.partition("?")
        parts = [part for part in re.sub(r"[A-Z2-7]{32}|\d[\d-]*", "N", bare).split("/") if part]
        if parts[:1] == ["archive"] and len(parts) > 1:
            parts = ["archive", "table" if len(parts) == 2 else "row"]
        if query.startswith("view="):
            parts.append("by-date")
        found.setdefault("-".join(parts) or "home", path)
    return found


def take(browser: Browser, state: Any, home: str, pages: dict[str, str], folder: Path) -> None:
    for look, options in LOOKS.items():
        context = browser.new_context(storage_state=state, **options)
        page = context.new_page()
        if look == "print":
            page.emulate_media(media="print")
        for name, path in pages.items():
            page.goto(home + path)
            page.screenshot(path=folder / f"{name}.{look}.png", full_page=True)
        context.close()
        print(f"{look}: {len(pages)} pages")


def take_for_readme(browser: Browser, state: Any, home: str, pages: dict[str, str], folder: Path) -> None:
    """The two pictures of the README: minutes.png and thread.png, for docs/."""
    context = browser.new_context(
        storage_state=state, locale="ja-JP", viewport={"width": 1366, "height": 930}
    )
    page = context.new_page()
    for name, path in {"minutes": f"{pages['meetings-N']}#item-4", "thread": pages["threads-N"]}.items():
        page.goto(home + path)
        page.screenshot(path=folder / f"{name}.png")
    context.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        demo(Path(temporary)) as link,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        state, home = sign_in(browser, link), link.partition("/sign-in")[0]
        cookies = {each["name"]: each["value"] for each in state["cookies"]}
        with httpx.Client(base_url=home, cookies=cookies, timeout=60) as client:
            found, _ = crawl(client)
        take(browser, state, home, kinds(found) | {"not-found": "/none"}, folder)
        take_for_readme(browser, state, home, kinds(found), folder)
        context = browser.new_context(locale="ja-JP", viewport={"width": 1366, "height": 900})
        page = context.new_page()
        page.goto(f"{home}/sign-in")
        page.screenshot(path=folder / "sign-in.office.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
