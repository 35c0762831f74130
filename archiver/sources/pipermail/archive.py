"""The archive of one list in pipermail → its pages and files, signed in to where it is private; mails made whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from archiver.errors import NotMail, SignInRefused, SourceError, Unreachable
from archiver.model import RawMessage, Refusal
from archiver.settings import SourceSettings
from archiver.sources import separators, window
from archiver.sources.base import LARGEST
from archiver.sources.pipermail import pages, scrubbed
from archiver.sources.pipermail.pages import Entry, Index, Month
from archiver.sources.pipermail.scrubbed import Notice
from archiver.sources.web import Answer, WebServer, joined, shown
from archiver.words import Phrase

LARGEST_MONTH = 256 << 20
"""Bytes of a month's text, unpacked."""
NEWEST = 2
"""Months whose pages are looked at each time: their text may be packed only once a day."""


@dataclass(frozen=True, slots=True)
class Text:
    """A month's text file as it was fetched: None where it is absent, or as it was the last time."""

    file: Path | None = None
    validators: dict[str, str] = field(default_factory=dict)
    damage: str = ""


class Archive:
    """The archive's pages and files, as one reading asks for them."""

    def __init__(self, web: WebServer, settings: SourceSettings) -> None:
        self.web = web
        self.settings = settings
        self.list_name = unquote(urlsplit(settings.url).path.rpartition("/")[2])

    def index(self) -> tuple[Index, str]:
        """What the first page says, and its digest."""
        answer = self._get("")
        index = pages.read_index(answer.content)
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
        """The mails on a month's page, oldest first."""
        return pages.read_month(self._get(f"{month.name}/date.html").content)

    def mailbox_url(self, index: Index) -> str:
        """Where the whole archive may be: where the first page says, or where a private archive has it; '' nowhere."""
        base = f"{self.settings.url}/"
        if index.mailbox:
            url = joined(base, index.mailbox)
            return url if urlsplit(url).hostname == urlsplit(base).hostname else ""
        name = f"{self.list_name}.mbox"
        return urljoin(base, f"../{name}/{name}") if "/private/" in base and index.months else ""

    def mailbox(self, index: Index, file: Path) -> Path | None:
        """The whole archive, written to `file`; None where it may not be had."""
        url = self.mailbox_url(index)
        try:
            with file.open("w+b") as target:
                answer = self.web.download(url, target)
                if address := pages.sign_in_address(target.read(window.BLOCK), answer.url):
                    self._sign_in(address)
                    answer = self.web.download(url, target)
                target.seek(0)
                is_mailbox = answer.status == 200 and separators.begins_mbox(target.read(4096))
        except SignInRefused:
            return None
        return file if is_mailbox else None

    def text(self, month: Month, folder: Path, validators: dict[str, str]) -> Text:
        """A month's text, unpacked into a file of `folder`."""
        answer = self._get(month.text, validators)
        if answer.status == 304:
            return Text(validators=validators)
        if answer.status == 404:
            return Text()
        file = folder / f"{month.name}.txt"
        with file.open("w+b") as target:
            damage = _unpack(answer.content, target)
            target.seek(0)
            head = target.read(4096)
        if head.strip() and not separators.begins_mbox(head):
            raise NotMail(
                "{url} holds no mail. Check the url of {name}.",
                url=shown(answer.url),
                name=self.settings.name,
            )
        return Text(file, answer.validators, damage)

    def page(self, month: Month, entry: Entry) -> RawMessage | Refusal:
        """A mail from its page."""
        content = pages.read_mail(self._get(position_of(month, entry)).content)
        if not content:
            return Refusal(position=position_of(month, entry), reason=Phrase("its page cannot be read"))
        return self.with_parts(RawMessage(content=content, position=position_of(month, entry)))

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
        if address := pages.sign_in_address(answer.content, answer.url):
            self._sign_in(address)
            answer = self.web.get(url, validators)
            if pages.sign_in_address(answer.content, answer.url):
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
        if pages.sign_in_address(answer.content, answer.url):
            raise self._refused()

    def _refused(self) -> SignInRefused:
        return SignInRefused(
            "{url} does not let {user} in. Check user and password of {name}.",
            url=shown(self.settings.url),
            user=self.settings.user,
            name=self.settings.name,
        )


def position_of(month: Month, entry: Entry) -> str:
    """As the ledger says where a mail stood, and its address relative to the archive."""
    return f"{month.name}/{entry.page}"


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
