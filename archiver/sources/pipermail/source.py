"""Pipermail: the web archive of Mailman 2.1 → its mails, politely; private archives are signed in to.

The whole archive as mbox is read where it may be had (fidelity full).  Elsewhere: the text of each month that has
changed, with the parts that were scrubbed fetched back, and the page of each mail that the text has not got yet.

State, by months: `months`, by name `read` (how far the text was read), `pages` (mails given from their pages) and
`validators` (once the month was read to its end).  By the whole: `mailbox` (how far it was read), `front` (digest of
the pages that change when a post arrives).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archiver.model import Listed, RawMessage, Refusal
from archiver.sources.base import PulledSource, State
from archiver.sources.folders import MailboxSource
from archiver.sources.pipermail.archive import NEWEST, Archive, position_of
from archiver.sources.pipermail.pages import Month
from archiver.sources.web import WebServer
from archiver.words import Phrase


class PipermailSource(PulledSource):
    """One list's archive; the settings' `url` is the address of its first page."""

    def messages(self) -> Iterator[RawMessage | Refusal]:
        with WebServer(self.settings) as web, _folder() as folder:
            archive = Archive(web, self.settings)
            index, front = archive.index()
            if archive.mailbox_url(index):
                front = archive.front(index, front)
                if front == self.state.get("front"):
                    return
                if file := archive.mailbox(index, folder / f"{archive.list_name}.mbox"):
                    yield from self._whole(file, front)
                    return
            self.size = len(index.months)
            for self.done, month in enumerate(index.months, 1):
                is_newest = month in index.months[-NEWEST:]
                yield from self._month(archive, month, folder, is_newest=is_newest)

    def inventory(self) -> Iterator[Listed]:
        with WebServer(self.settings) as web, _folder() as folder:
            archive = Archive(web, self.settings)
            for month in archive.index()[0].months:
                entries = archive.entries(month)
                text = archive.text(month, folder, {})
                count = 0
                for count, listed in enumerate(self._box(text.file, {}).inventory() if text.file else (), 1):
                    label = entries[count - 1].subject if count <= len(entries) else ""
                    yield replace(listed, group=month.name, label=label)
                for entry in entries[count:]:
                    yield Listed(position=position_of(month, entry), label=entry.subject, group=month.name)

    def _box(self, file: Path, state: State) -> MailboxSource:
        return MailboxSource(replace(self.settings, path=file), state)

    def _whole(self, file: Path, front: str) -> Iterator[RawMessage | Refusal]:
        """What is new in the whole archive."""
        box = self._box(file, self.state.get("mailbox", {}))
        for item in box.messages():
            self.size, self.done = box.size, box.done
            self.state = {"mailbox": box.state}
            yield item
        self.size, self.done = box.size, box.size
        self.state = {"mailbox": box.state, "front": front}

    def _month(
        self, archive: Archive, month: Month, folder: Path, *, is_newest: bool
    ) -> Iterator[RawMessage | Refusal]:
        """What is new in a month."""
        known = self._known(month)
        text = archive.text(month, folder, known.get("validators", {}))
        if text.file:
            box = self._box(text.file, known.get("read", {}))
            for item in box.messages():
                given = archive.with_parts(item)
                self._note(month, read=box.state, validators=None)
                yield given
        is_unchanged = "validators" in known and self._known(month).get("read") == known.get("read")
        if is_newest or not is_unchanged:
            yield from self._pages(archive, month)
        if text.damage:
            reason = Phrase("the file on the server is damaged: {damage}", damage=text.damage)
            yield Refusal(position=month.text, reason=reason)
        else:
            self._note(month, validators=text.validators)

    def _pages(self, archive: Archive, month: Month) -> Iterator[RawMessage | Refusal]:
        """The mails that the month's page has and its text has not."""
        known = self._known(month)
        missing = archive.entries(month)[known.get("read", {}).get("number", 0) :]
        given = [entry.page for entry in missing if entry.page in known.get("pages", ())]
        for entry in missing:
            if entry.page not in given:
                item = archive.page(month, entry)
                given.append(entry.page)
                self._note(month, pages=list(given))
                yield item

    def _known(self, month: Month) -> State:
        return dict(self.state.get("months", {}).get(month.name, {}))

    def _note(self, month: Month, **values: object) -> None:
        """Move the state of a month; None takes a value out."""
        known = {name: value for name, value in {**self._known(month), **values}.items() if value is not None}
        self.state = {"months": {**self.state.get("months", {}), month.name: known}}


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for what is being read, that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="archiver-") as folder:
        yield Path(folder)
