"""Pipermail: the web archive of Mailman 2.1 → its mails, politely; private archives are signed in to.

The whole archive as mbox is read where it may be had (fidelity full).  Elsewhere: the text of each month that has
changed, with the parts that were scrubbed fetched back, and the page of each mail that the text has not got yet.

State, by months: `months`, by name `read` (how far the text was read), `pages` (mails given from their pages) and
`validators` (once the month was read to its end).  By the whole: `mailbox` (how far it was read), `front` (digest of
the pages that change when a post arrives).
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from archiver.errors import NotMail, SignInRefused, SourceError, Unreachable
from archiver.model import Listed, RawMessage, Refusal
from archiver.settings import SourceSettings
from archiver.sources import mbox, pipermail_pages, scrubbed, window
from archiver.sources.base import LARGEST, BaseSource, State
from archiver.sources.folders import MailboxSource
from archiver.sources.pipermail_pages import Entry, Index, Month
from archiver.sources.scrubbed import Notice
from archiver.sources.web import Answer, WebServer, shown
from archiver.words import Phrase

LARGEST_MONTH = 256 << 20
"""Bytes of a month's text, unpacked."""
NEWEST = 2
"""Months whose pages are looked at each time: their text may be packed only once a day."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A month's text file as it was fetched: None where it is absent, or as it was the last time."""

    file: Path | None = None
    validators: dict[str, str] = field(default_factory=dict)
    damage: str = ""


class PipermailSource(BaseSource):
    """One list's archive; the settings' `url` is the address of its first page."""

    def __init__(self, settings: SourceSettings, state: State) -> None:
        super().__init__(settings, state)
        self.list_name = unquote(urlsplit(settings.url).path.rpartition("/")[2])

    def messages(self) -> Iterator[RawMessage | Refusal]:
        with WebServer(self.settings) as web, _folder() as folder:
            archive = _Archive(web, self.settings)
            index, front = archive.index()
            if archive.mailbox_url(index):
                front = archive.front(index, front)
                if front == self.state.get("front"):
                    return
                if file := archive.mailbox(index, folder / f"{self.list_name}.mbox"):
                    yield from self._whole(file, front)
                    return
            self.size = len(index.months)
            for self.done, month in enumerate(index.months, 1):
                is_newest = month in index.months[-NEWEST:]
                yield from self._month(archive, month, folder, is_newest=is_newest)

    def inventory(self) -> Iterator[Listed]:
        with WebServer(self.settings) as web, _folder() as folder:
            archive = _Archive(web, self.settings)
            for month in archive.index()[0].months:
                entries = archive.entries(month)
                text = archive.text(month, folder, {})
                count = 0
                for count, listed in enumerate(self._box(text.file, {}).inventory() if text.file else (), 1):
                    label = entries[count - 1].subject if count <= len(entries) else ""
                    yield replace(listed, group=month.name, label=label)
                for entry in entries[count:]:
                    yield Listed(position=_position(month, entry), label=entry.subject, group=month.name)

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
        self, archive: _Archive, month: Month, folder: Path, *, is_newest: bool
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

    def _pages(self, archive: _Archive, month: Month) -> Iterator[RawMessage | Refusal]:
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


class _Archive:
    """The archive's pages and files, as one reading asks for them."""

    def __init__(self, web: WebServer, settings: SourceSettings) -> None:
        self.web = web
        self.settings = settings
        self.list_name = unquote(urlsplit(settings.url).path.rpartition("/")[2])

    def index(self) -> tuple[Index, str]:
        """What the first page says, and its digest."""
        answer = self._get("")
        index = pipermail_pages.read_index(answer.content)
        if not index.is_archive:
            raise NotMail(
                "{url} is no archive of Mailman 2.1. Check the url of {name}.",
                url=shown(answer.url),
                name=self.settings.name,
            )
        return index, hashlib.sha256(answer.content).hexdigest()

    def front(self, index: Index, digest: str) -> str:
        """A digest of what changes when a post arrives: the first page, with its sizes, and the newest months'."""
        entries = [self.entries(month) for month in index.months[-NEWEST:]]
        return hashlib.sha256(repr((digest, entries)).encode()).hexdigest()

    def entries(self, month: Month) -> list[Entry]:
        return pipermail_pages.read_month(self._get(f"{month.name}/date.html").content)

    def mailbox_url(self, index: Index) -> str:
        """Where the whole archive may be: where the first page says, or where a private archive has it; '' nowhere."""
        base = f"{self.settings.url}/"
        if index.mailbox:
            url = urljoin(base, index.mailbox)
            return url if urlsplit(url).hostname == urlsplit(base).hostname else ""
        name = f"{self.list_name}.mbox"
        return urljoin(base, f"../{name}/{name}") if "/private/" in base and index.months else ""

    def mailbox(self, index: Index, file: Path) -> Path | None:
        """The whole archive, written to `file`; None where it may not be had."""
        url = self.mailbox_url(index)
        try:
            with file.open("w+b") as target:
                answer = self.web.download(url, target)
                if address := pipermail_pages.sign_in_address(target.read(window.BLOCK), answer.url):
                    self._sign_in(address)
                    answer = self.web.download(url, target)
                target.seek(0)
                is_mailbox = answer.status == 200 and mbox.begins_mbox(target.read(4096))
        except SignInRefused:
            return None
        return file if is_mailbox else None

    def text(self, month: Month, folder: Path, validators: dict[str, str]) -> _Text:
        """A month's text, unpacked into a file of `folder`."""
        answer = self._get(month.text, validators)
        if answer.status == 304:
            return _Text(validators=validators)
        if answer.status == 404:
            return _Text()
        file = folder / f"{month.name}.txt"
        with file.open("w+b") as target:
            damage = _unpack(answer.content, target)
            target.seek(0)
            head = target.read(4096)
        if head.strip() and not mbox.begins_mbox(head):
            raise NotMail(
                "{url} holds no mail. Check the url of {name}.",
                url=shown(answer.url),
                name=self.settings.name,
            )
        return _Text(file, answer.validators, damage)

    def page(self, month: Month, entry: Entry) -> RawMessage | Refusal:
        """A mail from its page."""
        content = pipermail_pages.read_mail(self._get(_position(month, entry)).content)
        if not content:
            return Refusal(position=_position(month, entry), reason=Phrase("its page cannot be read"))
        return self.with_parts(RawMessage(content=content, position=_position(month, entry)))

    def with_parts(self, item: RawMessage | Refusal) -> RawMessage | Refusal:
        """A mail with the parts that were taken out of it; says in `assumed` which could not be had."""
        if isinstance(item, Refusal):
            return item
        parts: list[tuple[Notice, bytes]] = []
        missing = [item.assumed] if item.assumed else []
        room = LARGEST - len(item.content)
        for notice in scrubbed.notices(item.content, self.list_name):
            part = self._part(notice)
            if part is None or len(part) > room:
                missing.append(f"{notice.path} could not be fetched back")
            else:
                room -= len(part)
                parts.append((notice, part))
        content = scrubbed.rejoined(item.content, parts)
        return replace(item, content=content, fidelity="scrubbed", assumed="; ".join(missing))

    def _part(self, notice: Notice) -> bytes | None:
        try:
            answer = self._get(notice.path)
        except Unreachable:
            raise
        except SourceError:
            return None
        return scrubbed.as_sent(answer.content) if answer.status == 200 else None

    def _get(self, url: str, validators: dict[str, str] | None = None) -> Answer:
        """What is at `url`, relative to the archive; never a sign-in page."""
        answer = self.web.get(url, validators)
        if address := pipermail_pages.sign_in_address(answer.content, answer.url):
            self._sign_in(address)
            answer = self.web.get(url, validators)
            if pipermail_pages.sign_in_address(answer.content, answer.url):
                raise self._refused()
        return answer

    def _sign_in(self, address: str) -> None:
        if self.settings.password is None:
            raise SignInRefused(
                "{url} asks for a name and a password: give user and password_file of {name}.",
                url=shown(self.settings.url),
                name=self.settings.name,
            )
        form = {
            "username": self.settings.user,
            "password": self.settings.password.read(),
            "submit": "Let me in...",
        }
        answer = self.web.post(address, form)
        if pipermail_pages.sign_in_address(answer.content, answer.url):
            raise self._refused()

    def _refused(self) -> SignInRefused:
        return SignInRefused(
            "{url} does not let {user} in. Check user and password of {name}.",
            url=shown(self.settings.url),
            user=self.settings.user,
            name=self.settings.name,
        )


def _position(month: Month, entry: Entry) -> str:
    return f"{month.name}/{entry.page}"


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for what is being read, that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="archiver-") as folder:
        yield Path(folder)


def _unpack(content: bytes, target: io.BufferedRandom) -> str:
    """Write a text, packed or not, to `target`; says what is damaged.  Some servers unpack what they send."""
    if not content.startswith(b"\x1f\x8b"):
        target.write(content)
        return ""
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            while block := packed.read1(window.BLOCK):
                if target.tell() + len(block) > LARGEST_MONTH:
                    return f"it unpacks to more than {LARGEST_MONTH >> 20} MB"
                target.write(block)
    except (EOFError, OSError, zlib.error) as error:
        return str(error)
    return ""
