"""Rendering: the minutes page as it was kept, with the threads that continue each agenda item under it."""

from __future__ import annotations

from html import escape
from itertools import groupby

from archiver import links, mail, minutes
from archiver.pipeline.keeping import find_page
from archiver.settings import Settings
from archiver.store.database import explained, open_readonly
from archiver.store.vault import Vault

HEADING = "関連スレッド"


def render_minutes(settings: Settings, slug: str) -> bytes:
    """The page in UTF-8.  Raises `NotFound` where no minutes are kept under `slug`."""
    with Vault(settings.vault) as vault:
        page = find_page(vault, slug)
    archive = open_readonly(settings.archive)
    with explained(settings.archive):
        rows = archive.execute(_THREADS, {"meeting": slug}).fetchall()
    archive.close()
    blocks = {
        item: _block(
            item, [(row["thread"], row["subject"], row["messages"], row["last_date"][:10]) for row in group]
        )
        for item, group in groupby(rows, key=lambda row: row["item"])
    }
    return minutes.render(page.content, blocks, page.source, page.marks)


_THREADS = """
    SELECT placements.item, threads.thread, threads.subject, threads.messages, threads.last_date
    FROM placements JOIN threads USING (thread)
    WHERE placements.meeting = :meeting AND placements.status IN ('sure', 'confirmed')
    ORDER BY placements.item, threads.first_date, threads.thread"""


def _block(item: int, threads: list[tuple[str, str, int, str]]) -> str:
    """The HTML under one item.  Subjects are mail, so they are escaped."""
    entries = "".join(
        f'\n<li><a href="{escape(links.thread_path(thread))}">{escape(mail.title_of(subject))}</a>'
        f" ({count}通、{last}まで)</li>"
        for thread, subject, count, last in threads
    )
    return (
        f'\n<section class="related-threads" aria-label="議題{item}の{HEADING}">\n'
        f"<p><strong>{HEADING}</strong></p>\n<ul>{entries}\n</ul>\n</section>\n"
    )
