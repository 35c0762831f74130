"""Mailman 3: what its REST API says of a list (through mailmanclient), and the posts in our plugin's spool.

The API gives settings, rosters, held posts and queues, but no archived mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.error import HTTPError

import requests
from mailmanclient import Client, MailmanConnectionError

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.model import Listed, ListServer, Member, Role
from archiver.sources.connections import trusted, unsafe, within
from archiver.sources.spool import SpoolSource
from archiver.words import Phrase

TIMEOUT = 30.0
"""Seconds for one answer."""
GRACE = 60.0
"""Seconds that an answer may take however slowly it comes."""
PAGE = 50
"""Members, or held posts, a request."""


class Mailman3Source(SpoolSource):
    """One list of a Mailman 3 server: its posts are those in the spool, if there is one."""

    def describe(self) -> ListServer:
        """Raises `Unreachable`, `SignInRefused`, or `SourceError` for a list that the server does not have."""
        assert self.settings.password is not None  # noqa: S101  the settings see to it
        password = self.settings.password.read()
        trusted(self.settings)  # of a file that is not there, requests says that the server is not
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
                raise unsafe(where, Phrase("its certificate is not trusted")) from error
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
