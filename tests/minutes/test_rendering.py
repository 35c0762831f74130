"""Rendering: blocks stand at the end of their items, whatever elements the page sets them in."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archiver import minutes

PAGES = Path(__file__).parent / "pages"


def rendered(content: str | bytes, blocks: dict[int, str]) -> str:
    page = content if isinstance(content, bytes) else content.encode()
    return minutes.render(page, blocks).decode("utf-8")


@pytest.mark.parametrize("path", sorted(PAGES.iterdir()), ids=lambda path: path.name)
def test_every_form_can_be_rendered(path: Path) -> None:
    """Each item's block comes after the item's last words and before the next item's title; no word is lost."""
    content = path.read_bytes()
    meeting = minutes.read(content, path.name)
    blocks = {item.order: f"<aside>BLOCK{item.order}</aside>" for item in meeting.agenda_items}
    page = rendered(content, blocks)
    shown = BeautifulSoup(page, "html.parser").body.get_text("\n")
    words = "".join(shown.split())
    position = 0
    for item in meeting.agenda_items:
        last = (item.speeches[-1].text if item.speeches else item.text).splitlines()[-1]
        end = words.index("".join(last.split()), position)
        at = words.index(f"BLOCK{item.order}", end)
        if item.order < len(meeting.agenda_items):
            assert at < words.index(
                "".join(meeting.agenda_items[item.order].title.split())[-6:], end + len("".join(last.split()))
            )
        position = at
    if path.suffix == ".html":
        for block in blocks.values():
            page = page.replace(block, "")
        assert minutes.read(page.encode(), path.name) == meeting


HEAD = "<html><body><h1>会議録</h1><h2>日時</h2><p>2020年1月2日</p><h2>議題</h2>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<p class="x">(1)甲について<br>承認された。<br>(2)乙について<br>承認された。</p>',
            '<p class="x">(1)甲について<br>承認された。</p><i>1</i><p class="x"><br>(2)乙について<br>承認された。</p><i>2</i>',
        ),
        (
            "<div>(1)甲について<br><span>承認された。</span><br>(2)乙について<br>承認された。</div>",
            "<div>(1)甲について<br><span>承認された。</span><i>1</i><br>(2)乙について<br>承認された。</div><i>2</i>",
        ),
        (
            "<div><h3>甲について</h3><ul><li>承認された。</li></ul></div><div><h3>乙について</h3><p>承認された。</p></div>",
            "<div><h3>甲について</h3><ul><li>承認された。</li></ul></div><i>1</i>"
            "<div><h3>乙について</h3><p>承認された。</p></div><i>2</i>",
        ),
        (
            "<table><tr><td>(1)甲について</td><td>承認された。</td></tr><tr><td>(2)乙について</td><td>承認された。</td></tr></table>",
            "<table><tr><td>(1)甲について</td><td>承認された。<i>1</i></td></tr>"
            "<tr><td>(2)乙について</td><td>承認された。</td></tr></table><i>2</i>",
        ),
        (
            "<p>(1)甲について<p>承認された。<p>(2)乙について<p>承認された。",
            "<p>(1)甲について</p><p>承認された。</p><i>1</i><p>(2)乙について</p><p>承認された。</p><i>2</i>",
        ),
    ],
    ids=["shared paragraph", "shared division", "divisions", "table", "paragraphs left open"],
)
def test_where_a_block_stands(body: str, expected: str) -> None:
    """The page stays valid: no block inside a paragraph or between rows, a shared paragraph is parted."""
    page = rendered(f"{HEAD}{body}</body></html>", {1: "<i>1</i>", 2: "<i>2</i>"})
    assert page == f"{HEAD}{expected}</body></html>"


@pytest.mark.parametrize("head", ["", "<html>", "<p>"])
def test_a_page_may_leave_out_its_body(head: str) -> None:
    """HTML asks for neither <html> nor <body>; a block stands where it would stand in one."""
    facts = f"{head}会議録<br>日時<br>2020年1月2日<br>議題<br>(1)甲について<br>承認された。"
    page = rendered(f"{facts}<br>(2)乙について<br>承認された。", {1: "<i>1</i>", 2: "<i>2</i>"})
    assert page.index("承認") < page.index("<i>1</i>") < page.index("(2)") < page.index("<i>2</i>")


def test_text_becomes_a_page_of_headings_and_paragraphs() -> None:
    """Titles are headings; what a person typed is escaped."""
    text = "会議録\n日時\n2020年1月2日\n議題\n(1)<甲>について\n甲&乙は承認された。\n".encode()
    assert rendered(text, {1: "<i>1</i>"}).splitlines()[4:] == [
        "<h1>会議録</h1>",
        "<p>日時</p>",
        "<p>2020年1月2日</p>",
        "<p>議題</p>",
        "<h2>(1)&lt;甲&gt;について</h2>",
        "<p>甲&amp;乙は承認された。</p>",
        "<i>1</i>",
        "</body>",
        "</html>",
    ]
