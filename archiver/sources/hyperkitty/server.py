"""HyperKitty as a server: signed in to once a pull; its list of mails, its exports, and what its API tells of each."""

from __future__ import annotations

import gzip
import json
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, BinaryIO, cast
from urllib.parse import quote, urljoin

from httpx import BasicAuth

from archiver.errors import NotMail, SignInRefused, SourceError, Unreachable
from archiver.settings import SourceSettings
from archiver.sources import mbox
from archiver.sources.web import Answer, WebServer, tree
from archiver.sources.window import Part
from archiver.words import Phrase

PAGE = 200
"""Mails a request of the list."""
_DAMAGE = (EOFError, OSError, zlib.error)


@dataclass(frozen=True, slots=True)
class Summary:
    """One mail as the list tells of it."""

    hash: str
    """Its `Message-ID-Hash` (`model.public_id`)."""
    message_id: str
    subject: str
    written: str
    """The date as the list has it, ISO 8601."""

    @property
    def date(self) -> datetime:
        """Aware."""
        return datetime.fromisoformat(self.written.replace("Z", "+00:00"))


class Server:
    """One list of one HyperKitty."""

    def __init__(self, settings: SourceSettings) -> None:
        """Nothing is contacted; the first requests send the password itself: a pull that finds nothing new is few."""
        self.settings = settings
        self.name = settings.name
        self.api = f"{settings.url}/api/list/{quote(settings.list)}/"
        self.web = WebServer(settings)
        if settings.password is not None:
            self.web.auth = BasicAuth(settings.user.encode(), settings.password.read().encode())

    def sign_in(self) -> None:
        """Begin a session, once a pull: exports and attachments want one, and a server takes a quarter of a second to
        try a password, which is too long for thousands of requests; it also counts how often one signs in."""
        if self.settings.password is None or self.web.auth is None:
            return
        login = urljoin(f"{self.settings.url}/", "../accounts/login/")
        self.web.auth = None
        form = {
            "csrfmiddlewaretoken": self._token(login),
            "login": self.settings.user,
            "password": self.settings.password.read(),
        }
        answer = self.web.post(login, form, {"Referer": login})
        if "sessionid" not in self.web.client.cookies or b'name="password"' in answer.content:
            raise SignInRefused(
                "{name}: {login} does not take the password of {user}. Check user and password.",
                name=self.name,
                login=login,
                user=self.settings.user,
            )

    def _token(self, login: str) -> str:
        """What the sign-in form must be sent with (Django's guard against forged requests)."""
        page = tree(self.web.get(login).content)
        token = page.find("input", {"name": "csrfmiddlewaretoken", "value": True})
        if token is None:
            raise SourceError(
                "{name}: {login} is no sign-in page of HyperKitty. Check the url (such as "
                "https://lists.example.jp/hyperkitty).",
                name=self.name,
                login=login,
            )
        return str(token["value"])

    def pages(self) -> Iterator[tuple[list[Summary], int]]:
        """The mails of the list, newest first, page by page; and with each page how many HyperKitty says it has."""
        if self.web.get(self.api).status == 404:
            # A list before its first post is not there yet; the site must be.
            site = self.web.get(f"{self.settings.url}/api/lists/")
            if site.headers.get("content-type") != "application/json":
                raise SourceError(
                    "{name}: {url} is no HyperKitty. Check the url.", name=self.name, url=self.settings.url
                )
            return
        url: str | None = f"{self.api}emails/?limit={PAGE}&offset=0"
        while url:
            found = self._page(self.web.get(url))
            yield [_summary(each) for each in found["results"]], found["count"]
            url = found["next"]
            if url:
                self.sign_in()

    def _page(self, answer: Answer) -> dict[str, Any]:
        found = _document(answer) if answer.status == 200 else {}
        if not isinstance(found.get("results"), list):
            raise SourceError(
                "{name}: {api}emails/ is no list of HyperKitty. Check the url.", name=self.name, api=self.api
            )
        return found

    def exported(self, query: str) -> Iterator[Part]:
        """The mails of an export, up to where it breaks off: one bad mail ends HyperKitty's stream."""
        address = quote(self.settings.list)
        with tempfile.TemporaryFile() as file:
            stopped: Unreachable | None = None
            try:
                self.web.download(f"{self.settings.url}/list/{address}/export/archive.mbox.gz{query}", file)
            except Unreachable as error:
                stopped = error
            file.seek(0)
            if file.read(2) != b"\x1f\x8b":
                raise stopped or NotMail(
                    "{name}: the export of {list} is no packed mailbox. Check that {user} may read the list.",
                    name=self.name,
                    list=self.settings.list,
                    user=self.settings.user or Phrase("a visitor"),
                )
            file.seek(0)
            with gzip.open(cast(IO[bytes], file)) as unpacked:
                try:
                    yield from mbox.parts(cast(BinaryIO, unpacked))
                except _DAMAGE:
                    return

    def told(self, url: str) -> dict[str, Any] | None:
        """What the API tells at an address; None where it has nothing there."""
        answer = self.web.get(url)
        return None if answer.status == 404 else _document(answer)

    def mail(self, hash_: str) -> dict[str, Any] | None:
        """What the API tells of one mail."""
        return self.told(f"{self.api}email/{hash_}/")

    def file(self, attachment: dict[str, Any]) -> bytes:
        """The bytes of an attachment that the API tells of."""
        return self.web.get(attachment["download"]).content


def _summary(told: dict[str, Any]) -> Summary:
    return Summary(told["message_id_hash"], told["message_id"].strip("<>"), told["subject"], told["date"])


def _document(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SourceError(
            "{url} answered with something else than the API of HyperKitty. Check the url.", url=answer.url
        )
    return found
