"""HyperKitty, the archive of Mailman 3: its API lists the mails, its export gives them.

What it gives is made anew from its database (resynthesised): Cc, References and the mail's own encodings are gone.
State: `seen`, the mails that it listed when it was last read to its end.  The list comes newest first and shifts
while posts arrive, so a walk goes on until a whole page is known and the count agrees.
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.encoders import encode_base64
from email.message import EmailMessage, Message
from typing import IO, Any, BinaryIO, cast
from urllib.parse import quote, urljoin

from bs4 import BeautifulSoup
from httpx import BasicAuth

from archiver.errors import NotMail, SignInRefused, SourceError, Unreachable
from archiver.model import Listed, RawMessage, Refusal, public_id
from archiver.settings import SourceSettings
from archiver.sources import mbox
from archiver.sources.base import BaseSource, State
from archiver.sources.seen import Seen, written
from archiver.sources.single import message_id
from archiver.sources.web import WebServer
from archiver.sources.window import Part
from archiver.words import Phrase

PAGE = 200
"""Mails a request of the list."""
FEW = 20
"""So many are asked for one by one; more come by one export of their days."""
_DAMAGE = (EOFError, OSError, zlib.error)
_BOUNDARY = re.compile(rb'boundary="(={15}\d+==)"')


@dataclass(frozen=True, slots=True)
class _Summary:
    """One mail as the list tells of it."""

    hash: str
    message_id: str
    subject: str
    date: str


class HyperKittySource(BaseSource):
    """One list of one HyperKitty."""

    def __init__(self, settings: SourceSettings, state: State) -> None:
        super().__init__(settings, state)
        self.web: WebServer | None = None
        self.api = f"{settings.url}/api/list/{quote(settings.list)}/"

    def messages(self) -> Iterator[RawMessage | Refusal]:
        web = self._opened()
        seen = Seen(self.state.get("seen", ""))
        listed, is_whole = self._listed(web, seen)
        new = {each.hash: each for each in listed if each.hash not in seen}
        self.size = len(new)
        for item in self._given(web, new):
            self.done += 1
            yield item
        if is_whole:
            self.state = {"seen": written(each.hash for each in listed)}
        elif listed:
            self.state = {"seen": seen.and_written(each.hash for each in listed)}

    def inventory(self) -> Iterator[Listed]:
        web = self._opened()
        for page in self._pages(web):
            for each in page:
                yield Listed(
                    position=self._position(each.hash),
                    message_id=each.message_id,
                    label=f"{each.date[:10]} {each.subject}",
                )

    def close(self) -> None:
        if self.web is not None:
            self.web.close()
            self.web = None

    def _position(self, hash_: str) -> str:
        return f"message {hash_}"

    # --- signing in ---

    def _opened(self) -> WebServer:
        """The server, asked with the password itself: for the few requests of a pull that finds nothing new."""
        self.close()
        web = self.web = WebServer(self.settings)
        if self.settings.password is not None:
            password = self.settings.password.read()
            web.auth = BasicAuth(self.settings.user.encode(), password.encode())
        return web

    def _signed_in(self, web: WebServer) -> None:
        """Begin a session, once a pull: exports and attachments want one, and a server takes a quarter of a second to
        try a password, which is too long for thousands of requests; it also counts how often one signs in."""
        if self.settings.password is None or web.auth is None:
            return
        login = urljoin(f"{self.settings.url}/", "../accounts/login/")
        web.auth = None
        page = BeautifulSoup(web.get(login).content, "html.parser")
        token = page.find("input", {"name": "csrfmiddlewaretoken"})
        if token is None:
            raise SourceError(
                "{name}: {login} is no sign-in page of HyperKitty. Check the url (such as "
                "https://lists.example.jp/hyperkitty).",
                name=self.name,
                login=login,
            )
        form = {
            "csrfmiddlewaretoken": str(token["value"]),
            "login": self.settings.user,
            "password": self.settings.password.read(),
        }
        answer = web.post(login, form, {"Referer": login})
        if "sessionid" not in web.client.cookies or b'name="password"' in answer.content:
            raise SignInRefused(
                "{name}: {login} does not take the password of {user}. Check user and password.",
                name=self.name,
                login=login,
                user=self.settings.user,
            )

    # --- the list ---

    def _pages(self, web: WebServer) -> Iterator[list[_Summary]]:
        """The mails of the list, newest first; also sets `count`, what HyperKitty says it has."""
        self.count = 0
        if web.get(self.api).status == 404:
            # A list before its first post is not there yet; the site must be.
            if web.get(f"{self.settings.url}/api/lists/").headers.get("content-type") != "application/json":
                raise SourceError(
                    "{name}: {url} is no HyperKitty. Check the url.", name=self.name, url=self.settings.url
                )
            return
        url: str | None = f"{self.api}emails/?limit={PAGE}&offset=0"
        while url:
            answer = web.get(url)
            found = _document(answer.content, answer.url) if answer.status == 200 else {}
            if not isinstance(found.get("results"), list):
                raise SourceError(
                    "{name}: {api}emails/ is no list of HyperKitty. Check the url.",
                    name=self.name,
                    api=self.api,
                )
            self.count = found["count"]
            yield [
                _Summary(
                    each["message_id_hash"], each["message_id"].strip("<>"), each["subject"], each["date"]
                )
                for each in found["results"]
            ]
            url = found["next"]
            if url:
                self._signed_in(web)

    def _listed(self, web: WebServer, seen: Seen) -> tuple[list[_Summary], bool]:
        """The mails of the list, oldest first, as far back as there may be new ones; and whether that is all."""
        listed: dict[str, _Summary] = {}
        for page in self._pages(web):
            listed |= {each.hash: each for each in page}
            new = sum(each not in seen for each in listed)
            if all(each.hash in seen for each in page) and self.count == len(seen) + new:
                return [*reversed(listed.values())], False
        return [*reversed(listed.values())], True

    # --- the mails ---

    def _given(self, web: WebServer, new: dict[str, _Summary]) -> Iterator[RawMessage | Refusal]:
        if new:
            self._signed_in(web)
        if len(new) > FEW:
            # One mail that HyperKitty cannot export may end an export before it begins: then each is asked for.
            with suppress(NotMail, Unreachable):
                for part in self._exported(web, self._days(new)):
                    item = mbox.as_item(part, "")
                    hash_ = public_id(message_id(part.content or b""))
                    if isinstance(item, RawMessage) and hash_ in new:
                        whole = self._whole(web, hash_, item.content)
                        del new[hash_]
                        yield whole
        for hash_ in list(new):
            yield self._single(web, new.pop(hash_))

    def _days(self, new: dict[str, _Summary]) -> str:
        """The part of the export that holds these mails: all of it where nothing was read before."""
        if not self.state:
            return ""
        dates = [datetime.fromisoformat(each.date.replace("Z", "+00:00")) for each in new.values()]
        start, end = min(dates) - timedelta(days=1), max(dates) + timedelta(days=2)
        return f"?start={start:%Y-%m-%d}&end={end:%Y-%m-%d}"

    def _exported(self, web: WebServer, query: str) -> Iterator[Part]:
        """The mails of an export, up to where it breaks off: one bad mail ends HyperKitty's stream."""
        address = quote(self.settings.list)
        with tempfile.TemporaryFile() as file:
            stopped: Unreachable | None = None
            try:
                web.download(f"{self.settings.url}/list/{address}/export/archive.mbox.gz{query}", file)
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

    def _single(self, web: WebServer, summary: _Summary) -> RawMessage | Refusal:
        """One mail: from an export of its own, else put together from what the API tells."""
        with suppress(NotMail, Unreachable):
            for part in self._exported(web, f"?message={summary.hash}"):
                if part.content and public_id(message_id(part.content)) == summary.hash:
                    return self._whole(web, summary.hash, part.content)
        answer = web.get(f"{self.api}email/{summary.hash}/")
        if answer.status == 404:
            return Refusal(
                position=self._position(summary.hash),
                reason=Phrase("HyperKitty lists it and does not give it"),
                message_id=summary.message_id,
            )
        told = _document(answer.content, answer.url)
        return self._raw(summary.hash, self._put_together(web, summary, told))

    def _whole(self, web: WebServer, hash_: str, content: bytes) -> RawMessage:
        """An exported mail; attachments that the export has damaged are fetched one by one."""
        if b"\ncontent-disposition: attachment" in content.lower():
            content = self._with_attachments(web, hash_, content)
        return self._raw(hash_, content)

    def _raw(self, hash_: str, content: bytes) -> RawMessage:
        return RawMessage(
            content=_steady(content, hash_), position=self._position(hash_), fidelity="resynthesised"
        )

    def _with_attachments(self, web: WebServer, hash_: str, content: bytes) -> bytes:
        mail = message_from_bytes(content, policy=policy.compat32)
        parts = [part for part in mail.walk() if part.get_content_disposition() == "attachment"]
        told = _document(web.get(f"{self.api}email/{hash_}/").content, hash_).get("attachments", [])
        damaged = False
        for part, attachment in zip(parts, sorted(told, key=lambda each: each["counter"]), strict=False):
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes) or len(payload) != attachment["size"]:
                _replace(part, web.get(attachment["download"]).content)
                damaged = True
        return mail.as_bytes() if damaged else content

    def _put_together(self, web: WebServer, summary: _Summary, told: dict[str, Any]) -> bytes:
        mail = EmailMessage(policy=policy.SMTPUTF8.clone(linesep="\n"))
        address = (told.get("sender") or {}).get("address", "").replace(" (a) ", "@")
        mail["Message-ID"] = f"<{summary.message_id}>"
        mail["Date"] = datetime.fromisoformat(summary.date.replace("Z", "+00:00"))
        name = _one_line(told.get("sender_name") or "").replace('"', "'")
        mail["From"] = f'"{name}" <{address}>' if address else f'"{name}" <>'
        mail["Subject"] = _one_line(summary.subject)
        if parent := told.get("parent"):
            found = _document(web.get(parent).content, parent)
            mail["In-Reply-To"] = f"<{found.get('message_id', '').strip('<>')}>"
        mail.set_content(told.get("content") or "")
        for each in told.get("attachments", []):
            main, _, sub = (each["content_type"] or "application/octet-stream").partition("/")
            content = web.get(each["download"]).content
            mail.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=each["name"])
        return mail.as_bytes()


def _steady(content: bytes, hash_: str) -> bytes:
    """The mail with the same boundary each time: HyperKitty draws one by lot whenever it exports it, and a mail that is
    read twice would be kept twice."""
    drawn = _BOUNDARY.search(content, 0, content.find(b"\n\n"))
    return content.replace(drawn[1], b"hyperkitty-" + hash_.encode()) if drawn else content


def _replace(part: Message, content: bytes) -> None:
    """Put `content` in place of a part's, in base64."""
    del part["Content-Transfer-Encoding"]
    part.set_payload(content)
    encode_base64(part)


def _document(content: bytes, url: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise SourceError(
            "{url} answered with something else than the API of HyperKitty. Check the url.", url=url
        )
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
