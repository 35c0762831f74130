"""Sign-in: one-time links → sessions.  Both live in the serving process only and die with it."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from dataclasses import dataclass, field

LINK_SECONDS = 60 * 60
"""How long a link may be used."""
SESSION_SECONDS = 12 * 60 * 60
"""How long a sign-in lasts: a working day."""
TRIES, TRIES_SECONDS = 10, 60
"""How many wrong links one address may try in how many seconds."""
_ADDRESSES = 1000


class TooManyTries(Exception):
    """This address tried too many wrong links."""


@dataclass(slots=True)
class SignIns:
    """The links that wait to be used, and the sessions that are open."""

    _links: dict[str, float] = field(default_factory=dict)
    """Expiry by digest of the token; the token itself is kept nowhere."""
    _sessions: dict[str, float] = field(default_factory=dict)
    """Expiry by name of the session."""
    _wrong: dict[str, deque[float]] = field(default_factory=dict)
    """When each address tried a wrong link."""

    def issue(self) -> str:
        """A new token, good for one sign-in."""
        token = secrets.token_urlsafe(32)
        self._links[_digest(token)] = time.time() + LINK_SECONDS
        return token

    def use(self, token: str, address: str) -> str | None:
        """Use up a token: the name of a new session, or None when it is wrong, used or too old.

        Raises `TooManyTries`, before looking at the token.
        """
        now = time.time()
        wrong = self._wrong.get(address, deque())
        while wrong and wrong[0] < now - TRIES_SECONDS:
            wrong.popleft()
        if len(wrong) >= TRIES:
            raise TooManyTries
        if self._links.pop(_digest(token), 0) <= now:
            self._note_wrong(address, wrong, now)
            return None
        self._forget_expired(now)
        session = secrets.token_urlsafe(16)
        self._sessions[session] = now + SESSION_SECONDS
        return session

    def _note_wrong(self, address: str, wrong: deque[float], now: float) -> None:
        wrong.append(now)
        self._wrong.pop(address, None)
        if len(self._wrong) >= _ADDRESSES:
            del self._wrong[next(iter(self._wrong))]
        self._wrong[address] = wrong

    def _forget_expired(self, now: float) -> None:
        for kept in (self._links, self._sessions):
            for name in [name for name, expiry in kept.items() if expiry <= now]:
                del kept[name]

    def is_open(self, session: str) -> bool:
        return self._sessions.get(session, 0) > time.time()

    def close(self, session: str) -> None:
        """Sign out: whoever holds a copy of the cookie is out as well."""
        self._sessions.pop(session, None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
