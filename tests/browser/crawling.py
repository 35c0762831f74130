"""Crawling: from the home page and the desk over every link → every page of the site, as HTML.

The pages for which a browser is worth the time are those that hold something that no page before them held.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

STARTS = ("/", "/desk", "/archive")
_NATIVE = re.compile(r"/archive(/|$)|/-/")
_LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"')
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
        is_file = "content-disposition" in answer.headers
        if is_file or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found[path] = answer.text
        for link in _links(path, answer.text):
            if link not in asked and _is_new(link, forms):
                asked.add(link)
                waiting.append((link, path))
    return found, dead


def _links(path: str, html: str) -> Iterator[str]:
    """Addresses on this host to which a page leads, without fragments and the choice of language."""
    for link in _LINK.findall(html):
        target = urlsplit(urljoin(f"http://site{path}", unescape(link)))
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
    seen: set[tuple[str, str]] = set()
    chosen = []
    for path, html in pages.items():
        reader = _Kinds()
        reader.feed(html)
        kinds = reader.kinds | {("page", _form(path))}
        if kinds - seen:
            chosen.append(path)
            seen |= kinds
    return chosen


def _form(path: str) -> str:
    """What pages of one kind have in common in their addresses."""
    bare = path.partition("?")[0]
    return f"table {bare.count('/')}" if _NATIVE.match(bare) else re.sub(r"[A-Z2-7]{32}|\d+", "N", bare)


class _Kinds(HTMLParser):
    """The kinds of elements of a page, each with that of its parent."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[tuple[str, str]] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        plain = (
            each for each in classes if not each.startswith(("col-", "type-", "depth-", "table-", "db-"))
        )
        kind = " ".join((tag, *plain))
        self.kinds.add((self._open[-1] if self._open else "", kind))
        if tag not in _VOID:
            self._open.append(kind)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().partition(" ")[0] != tag:
            pass


_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
