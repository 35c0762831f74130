"""What a visit shows, as elements to look at."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from tests.site.sample_site import Visit


def soup(visit: Visit, path: str) -> BeautifulSoup:
    """The page at `path`, which must be there."""
    answer = visit.get(path)
    assert answer.status_code == 200, path
    return BeautifulSoup(answer.text, "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The only element that `selector` finds."""
    found = page.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]
