"""Publishing: the minutes that the secretariat released → a file of their own, which holds nothing else.

It is written from the vault's pages and never from the archive, so no mail can come into it by mistake.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from archiver.links import is_address
from archiver.model import HeldMeeting
from archiver.pipeline.bringing.keeping import read_page
from archiver.pipeline.making.entering import tokenise
from archiver.pipeline.settling.journal import Journal
from archiver.settings import Settings
from archiver.store import agenda
from archiver.store.archive import Archive, Built
from archiver.store.database import explained
from archiver.store.finding import places
from archiver.store.vault import Page, Vault


def publish(settings: Settings, target: Path) -> list[str]:
    """Write what is public now to `target`; returns the short names of the meetings in it.

    The file is new each time and takes the old one's place at once: nothing that was public before is left in it.
    """
    with Vault(settings.vault) as vault:
        released = Journal(vault.decisions()).published
        meetings = [_public(page) for page in vault.pages() if page.meeting in released]
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f"{target.name}.new")
    new.unlink(missing_ok=True)
    with Archive(new, tokenise) as archive:
        agenda.replace_meetings(archive, meetings)
        places.replace_places(archive)
        archive.mark_built(Built(messages=0, pages=len(meetings), decisions=0, topics=""))
    with explained(new), closing(sqlite3.connect(new)) as connection:
        # One file, without a write-ahead log beside it that would stay behind.
        connection.execute("PRAGMA journal_mode=delete")
    new.replace(target)
    return [held.slug for held, _ in meetings]


def _public(page: Page) -> tuple[HeldMeeting, str]:
    """The minutes without what concerns only us: where the file lay, and how well it could be read."""
    meeting = replace(read_page(page), flaws=())
    source = page.source if is_address(page.source) else Path(page.source).name
    return HeldMeeting(slug=page.meeting, meeting=meeting), source
