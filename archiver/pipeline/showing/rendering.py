"""Rendering: the minutes page as it was kept, with the threads that continue each agenda item under it; and the same
links alone, as HTML and as text, to be pasted."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from archiver import links, mail, minutes
from archiver.pipeline.bringing.keeping import find_page
from archiver.settings import Settings
from archiver.store.archive import opened
from archiver.store.vault import Vault

HEADING = "関連スレッド"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A thread that continues an agenda item, as the minutes name it."""

    thread: str
    title: str
    messages: int
    last_day: str
    """ISO 8601, UTC."""

    def address(self, base: str) -> str:
        """On the site that is reached at `base`."""
        return f"{base.rstrip('/')}{links.thread_path(self.thread)}"

    @property
    def facts(self) -> str:
        """How many mails, and until when, in brackets."""
        return f"({self.messages}通、{self.last_day}まで)"


def render_minutes(settings: Settings, slug: str, base: str = "") -> bytes:
    """The page in UTF-8, its links beginning with `base` (https://archive.example.jp; where it is empty, with the
    site's configured address).  Raises `NotFound` where no minutes are kept under `slug`."""
    with Vault(settings.vault) as vault:
        page = find_page(vault, slug)
    with opened(settings.archive) as archive:
        related = related_threads(archive, slug)
    blocks = {item: block(item, threads, base or settings.address) for item, threads in related.items()}
    return minutes.render(page.content, blocks, page.source, page.marks)


def related_threads(archive: sqlite3.Connection, meeting: str) -> dict[int, list[Related]]:
    """The threads that continue each agenda item for sure, by item; items that none continues are left out."""
    related: dict[int, list[Related]] = {}
    for row in archive.execute(_THREADS, {"meeting": meeting}):
        found = Related(
            thread=row["thread"],
            title=mail.title_of(row["subject"]) or "(件名なし)",
            messages=row["messages"],
            last_day=row["last_date"][:10],
        )
        related.setdefault(row["item"], []).append(found)
    return related


_THREADS = """
    SELECT placements.item, threads.thread, threads.subject, threads.messages, threads.last_date
    FROM placements JOIN threads USING (thread)
    WHERE placements.meeting = :meeting AND placements.status IN ('sure', 'confirmed')
    ORDER BY placements.item, threads.first_date, threads.thread"""


def block(item: int, threads: Sequence[Related], base: str, title: str = "") -> str:
    """The HTML under one item, under the item's `title` where it stands alone.  Subjects are mail: escaped."""
    entries = "".join(
        f'\n<li><a href="{escape(each.address(base))}">{escape(each.title)}</a> {each.facts}</li>'
        for each in threads
    )
    heading = escape(f"{title} {HEADING}".strip())
    return (
        f'\n<section class="related-threads" aria-label="議題{item}の{HEADING}">\n'
        f"<p><strong>{heading}</strong></p>\n<ul>{entries}\n</ul>\n</section>\n"
    )


def text(threads: Sequence[Related], base: str) -> str:
    """The same as text, for mail and word processors."""
    lines = (f"・{each.title} {each.facts}\n  {each.address(base)}" for each in threads)
    return "\n".join((HEADING, *lines))
