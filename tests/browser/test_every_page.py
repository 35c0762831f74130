"""Every page that links lead to: nothing dead, nothing badly formed; and axe finds nothing on those that differ."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import html5lib
import httpx
import pytest
from bs4 import BeautifulSoup

from tests.browser.crawling import crawl, telling
from tests.browser.screenshots import kinds

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

LARGEST = 100_000
ROOT = Path(__file__).parents[2]
VALIDATOR = ROOT / ".cache/node_modules/vnu-jar/build/dist/vnu.jar"
STYLESHEET = ROOT / "archiver/site/static/archiver.css"


Crawled = tuple[dict[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def crawled(signed_in: Any, link: str) -> Crawled:
    home = link.partition("/sign-in")[0]
    cookies = {each["name"]: each["value"] for each in signed_in["cookies"]}
    with httpx.Client(
        base_url=home, cookies=cookies, headers={"accept-language": "ja"}, timeout=60
    ) as client:
        return crawl(client)


@pytest.fixture(scope="module")
def pages(crawled: Crawled) -> dict[str, str]:
    return crawled[0]


def test_no_link_is_dead(crawled: Crawled) -> None:
    """Whatever a page leads to is there."""
    assert crawled[1] == {}


def test_the_crawl_goes_everywhere(pages: dict[str, str]) -> None:
    """Links lead to every kind of page from the home page and the desk."""
    for start in ("/meetings/", "/topics/", "/threads/", "/messages/", "/desk/threads/", "/archive/messages"):
        assert any(path.startswith(start) for path in pages), start
    assert len(pages) > 150


def test_no_page_is_heavy(pages: dict[str, str]) -> None:
    """Under 100 kB each."""
    assert {path: len(html.encode()) for path, html in pages.items() if len(html.encode()) >= LARGEST} == {}


def test_every_page_is_sound(pages: dict[str, str]) -> None:
    """Valid HTML, each id once, one h1, no level of headings skipped, every anchor there to be led to: on every page
    that holds what others do not."""
    faults: list[tuple[str, object]] = []
    for path in telling(pages):
        html = pages[path]
        parser = html5lib.HTMLParser()
        parser.parse(html)
        faults += [(path, each) for each in parser.errors]
        page = BeautifulSoup(html, "html.parser")
        ids = Counter(str(each["id"]) for each in page.select("[id]"))
        faults += [(path, f"id {name} {count} times") for name, count in ids.items() if count > 1]
        levels = [
            int(each.name[1]) for each in page.select("h1, h2, h3, h4, h5") if not each.find_parent("dialog")
        ]
        if levels.count(1) != 1 or any(after - before > 1 for before, after in pairwise(levels)):
            faults.append((path, levels))
        for each in page.select("a[href]"):
            target, fragment = urldefrag(urljoin(path, str(each["href"])))
            if fragment and target == path and fragment not in ids:
                faults.append((path, f"no #{fragment}"))
    assert faults == []


def test_the_validator_of_the_w3c_finds_nothing(
    pages: dict[str, str], signed_in: Any, link: str, tmp_path: Path
) -> None:
    """Not an error and not a warning, on any page that holds what others do not, in both languages; nor in the
    stylesheet."""
    if not shutil.which("java") or not VALIDATOR.exists():
        pytest.skip("no Java, or no Nu validator (npm install --prefix .cache vnu-jar)")
    cookies = {each["name"]: each["value"] for each in signed_in["cookies"]}
    home, chosen = link.partition("/sign-in")[0], telling(pages)
    shutil.copy(STYLESHEET, tmp_path)
    for language in ("ja", "en"):
        asked = {
            "base_url": home,
            "headers": {"accept-language": language},
            "timeout": 60,
            "follow_redirects": True,
        }
        with httpx.Client(**asked) as stranger, httpx.Client(**asked, cookies=cookies) as client:
            answers = [(path, client.get(path)) for path in (*chosen, "/no-such-page")]
            for number, (path, answer) in enumerate([*answers, ("/sign-in", stranger.get("/sign-in"))]):
                (tmp_path / f"{language}-{number}.html").write_text(f"{answer.text}<!-- {path} -->")
    command = ["java", "-jar", str(VALIDATOR), "--also-check-css", "--format", "json", str(tmp_path)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True).stderr)
    faults = [
        (each["url"].rpartition("/")[2], each.get("extract"), each["message"]) for each in told["messages"]
    ]
    assert faults == []


@pytest.mark.parametrize("width", [320, 683, 1366])
def test_nothing_is_cut_off(
    browser: Any, signed_in: Any, home: str, pages: dict[str, str], width: int
) -> None:
    """On a phone, at twice the size on an office screen (683 of 1366) and on that screen no page scrolls sideways."""
    context = browser.new_context(
        locale="ja-JP", storage_state=signed_in, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    wide = []
    for path in kinds(pages).values():
        page.goto(home + path, wait_until="domcontentloaded")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    context.close()
    assert wide == []


@pytest.mark.parametrize(("locale", "scheme"), [("ja-JP", "light"), ("en-GB", "dark")])
def test_axe_finds_nothing(
    browser: Any, signed_in: Any, home: str, pages: dict[str, str], locale: str, scheme: str
) -> None:
    """No violation of WCAG 2.2 AA, the size of targets too, nor of axe's best practice, on any page that holds what
    others do not, folds opened: ours and Datasette's own.  No page asks anything of another host."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    context = browser.new_context(locale=locale, color_scheme=scheme, storage_state=signed_in)
    signed = context.new_page()
    foreign: list[str] = []
    signed.on("request", lambda sent: foreign.append(sent.url) if not sent.url.startswith(home) else None)
    faults = {}
    stranger = browser.new_context(locale=locale, color_scheme=scheme).new_page()
    for path in [*telling(pages), "/no-such-page", "/sign-in"]:
        page = stranger if path == "/sign-in" else signed
        page.goto(home + path, wait_until="domcontentloaded")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = axe.run(
            page, options={"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
        ).response
        assert found["passes"], path
        if found["violations"]:
            faults[path] = [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]]
    context.close()
    stranger.context.close()
    assert faults == {} and foreign == []
