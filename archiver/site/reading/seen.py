"""Seen: how far a reader had come in each thread when they were last there, kept in a cookie of their own.  Pure.

Nothing of it is kept by the site: who reads what is nobody else's business, not even the administrator's.  The cookie
belongs to one person: another who signs in with the same browser starts anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from archiver.moments import written

COOKIE = "archiver_seen"
PATH = "/threads"
SECONDS = 365 * 24 * 60 * 60
THREADS = 80
"""So many threads are remembered, those visited last: two kilobytes, and the cookie goes to their pages only."""
VISIT_MINUTES = 30
"""Who comes back sooner is still on the same visit: what was unread stays marked."""
_ENTRY = re.compile(
    r"(?P<thread>[A-Z2-7]{10})(?P<since>[0-9a-z]{1,7})\.(?P<newest>[0-9a-z]{1,7})\.(?P<visited>[0-9a-z]{1,7})"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Visit:
    """One thread, in minutes since 1970 UTC: dates of mails, and of the visit itself."""

    since: int
    """Mail after this was not there at the visit before."""
    newest: int
    """The latest mail that was shown."""
    visited: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader has seen: visits by the beginning of the thread's id, the latest last."""

    owner: str
    visits: Mapping[str, Visit]

    def unread_after(self, thread: str, now: datetime) -> str:
        """UTC, ISO 8601: later mail of this thread is unread; '' where they were never here before."""
        visit = self.visits.get(_short(thread))
        if visit is None:
            return ""
        since = visit.newest if self._is_over(visit, now) else visit.since
        return written(datetime.fromtimestamp(since * 60 + 59, UTC))

    def after(self, thread: str, newest: str, now: datetime) -> Seen:
        """What they have seen after this visit, in which `newest` (UTC, ISO 8601) was the latest mail shown."""
        known = self.visits.get(_short(thread))
        minutes = min(_minutes(datetime.fromisoformat(newest)), _minutes(now))
        visit = Visit(minutes, minutes, _minutes(now))
        if known:
            since = known.newest if self._is_over(known, now) else known.since
            visit = Visit(since, max(minutes, known.newest), visit.visited)
        others = {name: each for name, each in self.visits.items() if name != _short(thread)}
        return Seen(self.owner, {**others, _short(thread): visit})

    @staticmethod
    def _is_over(visit: Visit, now: datetime) -> bool:
        return _minutes(now) - visit.visited > VISIT_MINUTES

    def __str__(self) -> str:
        kept = list(self.visits.items())[-THREADS:]
        return "~".join(
            [
                self.owner,
                *(f"{name}{_text(v.since)}.{_text(v.newest)}.{_text(v.visited)}" for name, v in kept),
            ]
        )


def read(cookie: str, person: str) -> Seen:
    """What the cookie says of this person; nothing where it is another's, or not ours."""
    owner, *entries = cookie[:4000].split("~")
    if owner != _owner(person):
        return Seen(_owner(person), {})
    visits = {}
    for found in filter(None, map(_ENTRY.fullmatch, entries)):
        visits[found["thread"]] = Visit(
            *(int(found[name], 36) % 10**9 for name in ("since", "newest", "visited"))
        )
    return Seen(owner, visits)


def _owner(person: str) -> str:
    return hashlib.sha256(person.encode("utf-8", "replace")).hexdigest()[:10]


def _short(thread: str) -> str:
    return thread[:10]


def _minutes(when: datetime) -> int:
    return max(int(when.timestamp() // 60), 0)


def _text(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
