"""IMAP: a mailbox that receives the list's mail (RFC 9051), read without marking anything as read.

State: UIDVALIDITY and the last UID.  Where UIDVALIDITY has changed, the mailbox is read anew and what the vault has
is met as duplicates.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from functools import partial
from typing import Any

from imapclient import IMAPClient, exceptions

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.model import Listed, RawMessage, Refusal
from archiver.settings import SourceSettings
from archiver.sources.base import LARGEST, PulledSource, State, too_large
from archiver.sources.connections import trusted, unsafe, within
from archiver.sources.single import message_id
from archiver.words import Phrase

BATCH_MESSAGES = 500
BATCH_BYTES = 8 << 20
SEARCHED = 50_000
"""Messages that one search covers: `imaplib` takes no line beyond a million bytes."""
FIRST_WAIT = 1.0
"""Seconds before signing in is tried a second time; twice as long before the third."""
TIMEOUT = 30.0
"""Seconds without a sign of life."""
GRACE = 60.0
"""Seconds that a batch may take however slow the line is."""
SLOWEST = 10_000
"""Bytes a second: a server below this, after GRACE, is as good as gone."""
_ANSWERED = (exceptions.IMAPClientError, exceptions.ProtocolError)
"""What is raised where a server answers no, or nonsense."""
_BODY = b"BODY[]"
_HEAD = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"


class ImapSource(PulledSource):
    """One folder of one mailbox."""

    def __init__(self, settings: SourceSettings, state: State) -> None:
        super().__init__(settings, state)
        self.client: IMAPClient | None = None

    def messages(self) -> Iterator[RawMessage | Refusal]:
        with self._explained():
            client, selected = self._entered()
            with _watched(client):
                validity = int(selected[b"UIDVALIDITY"])
                last = self.state["uid"] if self.state.get("uidvalidity") == validity else 0
                sizes = _sizes(client, _uids(client, selected[b"EXISTS"], last))
            self.size = sum(sizes.values())
            for uids in _batches(sizes):
                found = self._fetched(client, uids, sizes)
                for uid in uids:
                    self.done += sizes[uid]
                    self.state = {"uidvalidity": validity, "uid": uid}
                    if item := self._item(uid, sizes[uid], found.get(uid)):
                        yield item

    def inventory(self) -> Iterator[Listed]:
        with self._explained():
            client, selected = self._entered()
            with _watched(client):
                uids = _uids(client, selected[b"EXISTS"], 0)
            for start in range(0, len(uids), BATCH_MESSAGES):
                with _watched(client):
                    heads_found = client.fetch(
                        uids[start : start + BATCH_MESSAGES], ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
                    )
                for uid, found in sorted(heads_found.items()):
                    yield Listed(position=self._position(uid), message_id=message_id(found.get(_HEAD) or b""))

    def close(self) -> None:
        if self.client is not None:
            _break(self.client)
            with suppress(OSError, exceptions.IMAPClientError):
                self.client.shutdown()
            self.client = None

    def _position(self, uid: int) -> str:
        return f"{self.settings.folder}, UID {uid}"

    def _entered(self) -> tuple[IMAPClient, dict[bytes, Any]]:
        """A connection with the folder open; tried again where the server is busy or not there at the moment."""
        settings = self.settings
        secret = settings.token or settings.password
        assert secret is not None  # noqa: S101  the settings see to it
        value = secret.read()
        trust = trusted(settings)
        for wait in (FIRST_WAIT, 2 * FIRST_WAIT):
            try:
                return self._opened(trust, secret.setting, value)
            except (TimeoutError, ssl.SSLError):
                raise
            except (OSError, *_ANSWERED):
                time.sleep(wait)
        return self._opened(trust, secret.setting, value)

    def _opened(self, trust: ssl.SSLContext, setting: str, value: str) -> tuple[IMAPClient, dict[bytes, Any]]:
        client = self._connected(trust)
        with _watched(client):
            return client, self._selected(client, setting, value)

    def _selected(self, client: IMAPClient, setting: str, value: str) -> dict[bytes, Any]:
        """Sign in and open the folder read-only; returns what the server says of it."""
        settings = self.settings
        try:
            if settings.token:
                client.oauth2_login(settings.user, value)
            elif client.has_capability("AUTH=PLAIN"):
                client.plain_login(settings.user, value)  # takes every letter, which LOGIN does not
            else:
                client.login(settings.user, value)
        except exceptions.LoginError as error:
            if "[UNAVAILABLE]" in str(error):  # RFC 5530: not now, whatever the password
                raise
            raise SignInRefused(
                "{name}: {host} does not take the {secret} of {user}. Check {setting} and user.",
                name=self.name,
                host=settings.host,
                secret=Phrase("token") if settings.token else Phrase("password"),
                user=settings.user,
                setting=setting.rpartition(" ")[2],
            ) from error
        try:
            return dict(client.select_folder(settings.folder, readonly=True))
        except exceptions.IMAPClientError as error:
            raise SourceError(
                "{name}: {host} has no folder {folder} that can be opened ({error}).",
                name=self.name,
                host=settings.host,
                folder=settings.folder,
                error=_said(error),
            ) from error

    def _connected(self, trust: ssl.SSLContext) -> IMAPClient:
        settings = self.settings
        is_tls = settings.security == "tls"
        port = settings.port or (993 if is_tls else 143)
        self.close()
        connect = partial(
            IMAPClient,
            settings.host,
            port,
            ssl=is_tls,
            ssl_context=trust if is_tls else None,
            timeout=TIMEOUT,
        )
        client = self.client = within(GRACE, connect)
        if settings.security == "starttls":
            with _watched(client):
                client.starttls(trust)
        return client

    def _fetched(
        self, client: IMAPClient, uids: list[int], sizes: dict[int, int]
    ) -> dict[int, dict[bytes, Any]]:
        wanted = [uid for uid in uids if sizes[uid] <= LARGEST]
        if not wanted:
            return {}
        with _watched(client, sum(sizes[uid] for uid in wanted)):
            return dict(client.fetch(wanted, ["BODY.PEEK[]", "INTERNALDATE"]))

    def _item(self, uid: int, size: int, found: dict[bytes, Any] | None) -> RawMessage | Refusal | None:
        """None where the message was deleted meanwhile."""
        position = self._position(uid)
        if size > LARGEST:
            return too_large(position)
        if found is None:
            return None
        content = found.get(_BODY)
        if not content:
            return Refusal(position=position, reason=Phrase("the server gives no content for it"))
        came = found.get(b"INTERNALDATE")
        arrived = format_datetime(came.astimezone()) if came else ""
        return RawMessage(content=content, position=position, fidelity="delivered", arrived=arrived)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what goes wrong on the line into one sentence."""
        where = f"{self.name}: {self.settings.host}"
        try:
            yield
        except ssl.SSLError as error:
            raise unsafe(where, error.reason or error) from error
        except TimeoutError as error:
            raise Unreachable("{where} does not answer, or too slowly.", where=where) from error
        except OSError as error:
            raise Unreachable(
                "{where} cannot be reached, or stopped half-way ({error}).", where=where, error=error
            ) from error
        except _ANSWERED as error:
            raise Unreachable(
                "{where} stopped half-way or answered with an error ({error}).",
                where=where,
                error=_said(error),
            ) from error


def _uids(client: IMAPClient, exists: int, last: int) -> list[int]:
    """The UIDs after `last` of a folder of `exists` messages, in order.

    From the newest down: where messages are deleted meanwhile the others move down and are met again, never missed.
    """
    found: set[int] = set()
    for end in range(exists, 0, -SEARCHED):
        span = f"{max(1, end - SEARCHED + 1)}:{'*' if end == exists else end}"
        # `last+1:*` always names the last message, also where it is older (RFC 9051 §6.4.9).
        new = {uid for uid in client.search([span, "UID", f"{last + 1}:*"]) if uid > last}
        found |= new
        if not new:
            break
    return sorted(found)


def _sizes(client: IMAPClient, uids: list[int]) -> dict[int, int]:
    """Size in bytes of each message, by UID."""
    sizes = {}
    for start in range(0, len(uids), 5000):
        chunk = uids[start : start + 5000]
        for uid, found in client.fetch(f"{chunk[0]}:{chunk[-1]}", ["RFC822.SIZE"]).items():
            sizes[uid] = int(found[b"RFC822.SIZE"])
    return dict(sorted(sizes.items()))


def _batches(sizes: dict[int, int]) -> Iterator[list[int]]:
    batch: list[int] = []
    total = 0
    for uid, size in sizes.items():
        if batch and (len(batch) >= BATCH_MESSAGES or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


@contextmanager
def _watched(client: IMAPClient, size: int = 0) -> Iterator[None]:
    """Break the connection where it has not given `size` bytes in fair time, however often it gives one."""
    is_broken = threading.Event()

    def end() -> None:
        is_broken.set()
        _break(client)

    watch = threading.Timer(GRACE + size / SLOWEST, end)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, *_ANSWERED) as error:
        if is_broken.is_set():
            raise TimeoutError from error
        raise
    finally:
        watch.cancel()


def _break(client: IMAPClient) -> None:
    """End the connection at once: whoever reads from it wakes up with an error."""
    with suppress(OSError):
        client.socket().shutdown(socket.SHUT_RDWR)


def _said(error: Exception) -> str:
    """What a server said, on one line."""
    return " ".join(str(error).split())[:200]
