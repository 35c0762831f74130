"""The sample minutes are the seed's page: every sentence of it, unchanged and in order."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from archiver.samples import sample_folder
from tests.conftest import SHARED

SEED = SHARED / "seeds" / "minutes-2011-06-20.txt"


def test_the_page_is_the_seed() -> None:
    """White space aside, the page's text is the seed's text."""
    if not SEED.is_file():
        pytest.skip(f"no seed here: {SEED} is absent")
    page = BeautifulSoup((sample_folder("minutes") / "2011-06-20.html").read_bytes(), "html.parser")
    assert "".join(page.body.get_text().split()) == "".join(SEED.read_text("utf-8").split())


def test_the_page_asks_no_other_host() -> None:
    """No script, style sheet, picture or frame: the page can be read where there is no Internet."""
    page = BeautifulSoup((sample_folder("minutes") / "2011-06-20.html").read_bytes(), "html.parser")
    assert not page.find_all(["script", "link", "img", "iframe", "style"])
