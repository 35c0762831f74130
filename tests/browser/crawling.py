"""Crawling: from the home page and the desk over every link → every page of the site, as HTML.

The pages for which a browser is worth the time are those that hold something that no page before them held.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup

STARTS = ("/", "/desk", "/-/", "/archive")
_NATIVE = re.compile(r"/archive(/|$)|/-/")
_QUERIES = 3
"""So many forms of one page by what stands after its question mark: orders and filters have no end."""
_ROWS = 2
"""So many rows of each of Datasette's tables, and none of its orders and filters."""


def crawl(client: httpx.Client, starts: tuple[str, ...] = STARTS) -> tuple[dict[str, str], dict[str, str]]:
    """The HTML of every page that links lead to, by address; and of links that lead nowhere, on which page they are."""
    found: dict[str, str] = {}
    dead: dict[str, str] = {}
    waiting = deque((start, "") for start in starts)
    asked = set(starts)
    forms: Counter[str] = Counter()
    while waiting:
        path, source = waiting.popleft()
        answer = client.get(path)
        while answer.is_redirect:
            answer = client.get(urljoin(path, answer.headers["location"]))
        if answer.status_code != 200:
            dead[path] = f"{answer.status_code}, linked from {source}"
            continue
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found[path] = answer.text
        for link in _links(path, answer.text):
            if link not in asked and _is_new(link, forms):
                asked.add(link)
                waiting.append((link, path))
    return found, dead


def _links(path: str, html: str) -> Iterator[str]:
    """Addresses on this host to which a page leads, without fragments and the choice of language."""
    for link in BeautifulSoup(html, "html.parser").select("a[href]"):
        target = urlsplit(urljoin(f"http://site{path}", str(link["href"])))
        if target.netloc == "site" and "lang=" not in target.query:
            yield target.path + (f"?{target.query}" if target.query else "")


def _is_new(link: str, forms: Counter[str]) -> bool:
    bare, _, query = link.partition("?")
    is_native = bool(_NATIVE.match(bare))
    if is_native and (query or bare.count("/") > 3 or "." in bare):
        return False
    shape = f"{bare.rpartition('/')[0]}/ROW" if is_native and bare.count("/") == 3 else bare
    if query or shape != bare:
        forms[shape] += 1
    return forms[shape] <= (_ROWS if is_native else _QUERIES)


def telling(pages: Mapping[str, str]) -> list[str]:
    """Of these pages those that hold an element, with its class and its parent, that no page before them held."""
    seen: set[tuple[str, ...]] = set()
    chosen = []
    for path, html in pages.items():
        kinds = {
            (*_kind(each), *_kind(each.parent), _form(path) if each.name in ("h1", "table") else "")
            for each in BeautifulSoup(html, "html.parser").select("body *")
        }
        if kinds - seen:
            chosen.append(path)
            seen |= kinds
    return chosen


def _kind(element: object) -> tuple[str, str]:
    name, classes = getattr(element, "name", ""), getattr(element, "attrs", {}).get("class", [])
    return str(name), " ".join(each for each in classes if not each.startswith(("col-", "type-", "depth-")))


def _form(path: str) -> str:
    return re.sub(r"[A-Z2-7]{32}|\d+", "N", path.partition("?")[0])
