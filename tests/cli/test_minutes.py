"""Minutes on the command line: added, refused, marked by hand and added again, under the same address."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.programme import Programme

PAGE = """打合せの記録
○議長 始めます。
○甲委員 規約の改正です。異議なしと認めます。
○事務局 後日、資料を送付します。
○議長 予算に移ります。
○乙委員 よろしいかと思います。
"""


@pytest.fixture
def page(programme: Programme) -> Path:
    path = programme.folder / "打合せ.txt"
    path.write_text(PAGE, "utf-8")
    return path


@pytest.fixture
def address(page: Path) -> Iterator[str]:
    """The page on a web server."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(page.parent))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    page.with_name("page.txt").write_bytes(page.read_bytes())
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/page.txt"
        server.shutdown()


def test_a_page_is_marked_by_hand(programme: Programme, page: Path) -> None:
    """Refused for want of a date, with the way to state it; then read as stated, and corrected under one address."""
    assert "docs/minutes.md" in programme.refused(1, "minutes", "add", page)
    marks = page.with_name("打合せ.txt.toml")
    marks.write_text("date = 2020-01-02\n", "utf-8")
    assert "2020-01-02" in programme.ok("minutes", "add", page)
    assert len(programme.document("minutes", "show", "2020-01-02")["agenda_items"]) == 1
    marks.write_text(
        'date = 2020-01-02\nplace = "庁舎"\nagenda = ["○甲委員 規約", "○議長 予算"]\n'
        '[items.1]\ntitle = "規約の改正"\noutcome = "異議なく承認"\npromises = []\n',
        "utf-8",
    )
    programme.ok("minutes", "add", page)
    shown = programme.document("minutes", "show", "2020-01-02")
    first, second = shown["agenda_items"]
    assert (shown["place"], first["title"], first["outcome"]) == ("庁舎", "規約の改正", "異議なく承認")
    assert (first["action_items"], len(second["speeches"])) == ([], 2)
    assert [each["meeting"] for each in programme.document("minutes", "list")["meetings"]] == ["2020-01-02"]


def test_a_page_of_the_web_is_marked(programme: Programme, address: str) -> None:
    """An address has no file beside it: the marks are named, for one page at a time."""
    marks = programme.folder / "marks.toml"
    marks.write_text("date = 2020-01-02\n", "utf-8")
    programme.ok("minutes", "add", address, "--marks", marks)
    assert programme.document("minutes", "show", "2020-01-02")["date"] == "2020-01-02"
    assert "one by one" in programme.refused(2, "minutes", "add", address, address, "--marks", marks)
