"""Sessions: sign-ins that are open, one-time links that wait, and how often a guesser tried.

They stand in the file of accounts, so that a restart signs nobody out and forgives no guesser.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Literal

from archiver.store.accounts.accounts import Accounts, Role
from archiver.store.database import value

Kind = Literal["account", "member", "terminal"]
TRIES_SECONDS = 15 * 60
"""How long a failed try counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """As whom a session or link signs in, and what that rests on."""

    name: str
    kind: Kind
    role: Role


def add(accounts: Accounts, table: Literal["sessions", "links"], grant: Grant, seconds: float) -> str:
    """Keep a new grant for so many seconds; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    _forget_expired(accounts)
    accounts.connection.execute(
        f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)",
        (digest_of(token), grant.name, grant.kind, grant.role, time.time() + seconds),
    )
    return token


def find(accounts: Accounts, token: str) -> Grant | None:
    """Who is signed in with this token; an account's role as it is now, None when the account is gone."""
    row = accounts.connection.execute(
        """SELECT sessions.name, kind, coalesce(accounts.role, sessions.role) AS role
           FROM sessions LEFT JOIN accounts ON kind = 'account' AND accounts.name = sessions.name
           WHERE digest = ? AND expires > ? AND (kind <> 'account' OR accounts.name IS NOT NULL)""",
        (digest_of(token), time.time()),
    ).fetchone()
    return Grant(**row) if row else None


def use(accounts: Accounts, token: str) -> Grant | None:
    """Use up a link: it works for one caller only, however many come at once."""
    row = accounts.connection.execute(
        "DELETE FROM links WHERE digest = ? AND expires > ? RETURNING name, kind, role",
        (digest_of(token), time.time()),
    ).fetchone()
    return Grant(**row) if row else None


def close(accounts: Accounts, token: str) -> None:
    """End a session."""
    accounts.connection.execute("DELETE FROM sessions WHERE digest = ?", (digest_of(token),))


def try_(accounts: Accounts, limits: dict[str, int]) -> bool:
    """Note a try of each subject; False, when one of them had tried as often as its limit lately.

    Noted before it is known whether the try succeeds, so that a thousand at once gain nothing.
    """
    now = time.time()
    execute = accounts.connection.execute
    execute("DELETE FROM tries WHERE made_at < ?", (now - TRIES_SECONDS,))
    for subject, limit in limits.items():
        if value(accounts.connection, "SELECT count(*) FROM tries WHERE subject = ?", [subject]) >= limit:
            return False
    for subject in limits:
        execute("INSERT INTO tries VALUES (?, ?)", (subject, now))
    return True


def forgive(accounts: Accounts, subjects: list[str]) -> None:
    """Forget the latest try of each: it succeeded."""
    for subject in subjects:
        accounts.connection.execute(
            """DELETE FROM tries WHERE rowid = (SELECT rowid FROM tries WHERE subject = ?
               ORDER BY made_at DESC LIMIT 1)""",
            (subject,),
        )


def _forget_expired(accounts: Accounts) -> None:
    for table in ("sessions", "links"):
        accounts.connection.execute(f"DELETE FROM {table} WHERE expires <= ?", (time.time(),))


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
