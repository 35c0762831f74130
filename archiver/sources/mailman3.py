"""Mailman 3: what its REST API says of a list (through mailmanclient), and the posts in our plugin's spool.

The API gives settings, rosters, held posts and queues, but no archived mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.error import HTTPError

import requests
from mailmanclient import Client, MailmanConnectionError

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.model import Listed, ListServer, Member, RawMessage, Refusal, Role
from archiver.settings import SourceSettings
from archiver.sources.base import State
from archiver.sources.patience import within
from archiver.sources.spool import SpoolSource

TIMEOUT = 30.0
"""Seconds for one answer."""
GRACE = 60.0
"""Seconds that an answer may take however slowly it comes."""
PAGE = 50
"""Members, or held posts, a request."""


class Mailman3Source:
    """One list of a Mailman 3 server."""

    def __init__(self, settings: SourceSettings, state: State) -> None:
        self.settings = settings
        self.name = settings.name
        self.spool = SpoolSource(settings, state) if settings.path else None

    @property
    def state(self) -> State:
        return self.spool.state if self.spool else {}

    @property
    def size(self) -> int:
        return self.spool.size if self.spool else 0

    @property
    def done(self) -> int:
        return self.spool.done if self.spool else 0

    def messages(self) -> Iterator[RawMessage | Refusal]:
        if self.spool:
            yield from self.spool.messages()

    def kept(self, positions: Sequence[str]) -> None:
        if self.spool:
            self.spool.kept(positions)

    def inventory(self) -> Iterator[Listed]:
        if self.spool:
            yield from self.spool.inventory()

    def close(self) -> None: ...

    def describe(self) -> ListServer:
        """Raises `Unreachable`, `SignInRefused`, or `SourceError` for a list that the server does not have."""
        assert self.settings.password is not None  # noqa: S101  the settings see to it
        password = self.settings.password.read()
        with self._explained():
            # As bytes: requests would write a text in Latin-1, which has no 馬.
            user, secret = self.settings.user.encode(), password.encode()
            client = Client(self.settings.url, user, secret, request_hooks=[self._bounded])
            found = within(GRACE, partial(client.get_list, self.settings.list))
            values = within(GRACE, lambda: dict(found.settings.items()))
            queues = within(GRACE, lambda: {each.name: tuple(each.files) for each in client.queues.values()})
            return ListServer(
                address=self.settings.list,
                name=values["display_name"],
                description=values["description"],
                subject_prefix=values["subject_prefix"],
                archive_policy=values["archive_policy"],
                posts=int(values["post_id"]) - 1,
                roster=tuple(_roster(found)),
                held=tuple(_held(found)),
                queues=queues,
            )

    def _bounded(self, request: dict[str, Any]) -> dict[str, Any]:
        certificates = self.settings.certificates
        return request | {"timeout": TIMEOUT} | ({"verify": str(certificates)} if certificates else {})

    @contextmanager
    def _explained(self) -> Iterator[None]:
        where = f"{self.name}: {self.settings.url}"
        try:
            yield
        except HTTPError as error:
            if error.code in (401, 403):
                raise SignInRefused(
                    "{where} does not take the password of {user}. Check user and password.",
                    where=where,
                    user=self.settings.user,
                ) from error
            if error.code == 404:
                raise SourceError(
                    "{where} has no list {list}, or is not Mailman's REST address (such as "
                    "http://127.0.0.1:8001/3.1).",
                    where=where,
                    list=self.settings.list,
                ) from error
            raise Unreachable(
                "{where} answered with an error of its own (status {code}).", where=where, code=error.code
            ) from error
        except TimeoutError as error:
            raise Unreachable("{where} answers too slowly.", where=where) from error
        except (MailmanConnectionError, requests.RequestException) as error:
            if "CERTIFICATE" in str(error):
                raise Unreachable(
                    "{where}: no safe connection. Check the server's certificate, or name your own "
                    "authority's with certificates = FILE.",
                    where=where,
                ) from error
            raise Unreachable(
                "{where} cannot be reached, or stopped half-way. Is Mailman running?", where=where
            ) from error


def _roster(found: Any) -> Iterator[Member]:
    roles: tuple[Role, ...] = ("owner", "moderator", "member")
    for role in roles:
        for each in _paged(partial(found.find_members, role=role, page=1, count=PAGE)):
            # QUIRK: Mailman's API says None, in these letters, of a person without a name.
            name = "" if each.display_name in (None, "None") else each.display_name
            yield Member(role=role, address=each.email, name=name)


def _held(found: Any) -> Iterator[Listed]:
    for each in _paged(partial(found.get_held_page, page=1, count=PAGE)):
        yield Listed(
            position=f"held {each.request_id}", message_id=each.message_id.strip("<>"), label=each.subject
        )


def _paged(first: Callable[[], Any]) -> Iterator[Any]:
    page = within(GRACE, first)
    yield from page
    while page.has_next:
        page = within(GRACE, partial(getattr, page, "next"))
        yield from page
