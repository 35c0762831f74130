"""Feed keys: a secret by which a feed reader, which cannot sign in, reads one person's feeds and nothing else.

One a person; it ends when they revoke it or make another, when the account goes or its password changes, and when a
member leaves the list.
"""

from __future__ import annotations

import secrets
from typing import Literal

from archiver.moments import now
from archiver.store.accounts.accounts import Accounts
from archiver.store.accounts.sessions import Grant, digest_of
from archiver.store.database import value

Kind = Literal["account", "member"]


def make(accounts: Accounts, name: str, kind: Kind) -> str:
    """A new key in the place of the one before; it is kept nowhere."""
    key = secrets.token_urlsafe(32)
    revoke(accounts, name, kind)
    accounts.connection.execute(
        "INSERT INTO feed_keys VALUES (?, ?, ?, ?)", (digest_of(key), name, kind, now())
    )
    return key


def revoke(accounts: Accounts, name: str, kind: Kind) -> None:
    accounts.connection.execute("DELETE FROM feed_keys WHERE name = ? AND kind = ?", (name, kind))


def has(accounts: Accounts, name: str, kind: Kind) -> bool:
    sql = "SELECT 1 FROM feed_keys WHERE name = ? AND kind = ?"
    return bool(value(accounts.connection, sql, (name, kind)))


def find(accounts: Accounts, key: str) -> Grant | None:
    """Whose key it is; None where nobody's, or that of an account that is gone.  Whoever reads feeds is an officer."""
    row = accounts.connection.execute(
        """SELECT feed_keys.name, kind, 'officer' AS role FROM feed_keys WHERE digest = ?
           AND (kind = 'member' OR name IN (SELECT name FROM accounts))""",
        (digest_of(key),),
    ).fetchone()
    return Grant(**row) if row else None
