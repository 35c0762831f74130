"""Accounts: who may sign in and as what, in a file of its own that only its owner can read; passwords as argon2id.

The file also holds what signing in needs to remember: see `archiver.store.accounts.sessions`.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal, get_args

from archiver.errors import AccountError, NotFound, StoreTooNew
from archiver.moments import now
from archiver.store.database import WAIT_SECONDS, explained, run_script, value

APPLICATION_ID = 0x41524341  # "ARCA"
VERSION = 2
Role = Literal["officer", "secretariat", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what those before it may."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
LONGEST_NAME = 100

_STEPS = (
    """
CREATE TABLE accounts (
  name TEXT PRIMARY KEY,      -- what a person types to sign in; also stands in the journal
  role TEXT NOT NULL,         -- officer, secretariat, administrator
  password TEXT NOT NULL,     -- argon2id (RFC 9106), in its own encoding
  made_at TEXT NOT NULL       -- UTC, ISO 8601
);
CREATE TABLE sessions (
  digest TEXT PRIMARY KEY,    -- SHA-256 of the token in the cookie; the token itself is kept nowhere
  name TEXT NOT NULL,         -- account, or address on the list's roster
  kind TEXT NOT NULL,         -- account, member, terminal: what the sign-in rests on
  role TEXT NOT NULL,         -- of a member or terminal; an account's role is looked up anew each time
  expires REAL NOT NULL       -- seconds since 1970 UTC
);
CREATE TABLE links (          -- one-time links that wait to be used
  digest TEXT PRIMARY KEY,    -- SHA-256 of the token in the link
  name TEXT NOT NULL,         -- as for sessions, down to expires
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  expires REAL NOT NULL
);
CREATE TABLE tries (          -- sign-ins that failed or are under way
  subject TEXT NOT NULL,      -- "name …" or "address …"
  made_at REAL NOT NULL       -- seconds since 1970 UTC
);
CREATE INDEX tries_subject ON tries(subject, made_at);
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
""",
    """
CREATE TABLE feed_keys (      -- by which a feed reader reads the feeds of a person
  digest TEXT PRIMARY KEY,    -- SHA-256 of the key, which itself is kept nowhere
  name TEXT NOT NULL,         -- account, or address on the list's roster
  kind TEXT NOT NULL,         -- account, member: what it rests on
  made_at TEXT NOT NULL,      -- UTC, ISO 8601
  UNIQUE (name, kind)
);
""",
)
"""One a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may sign in."""

    name: str
    role: Role
    made_at: str


class Accounts:
    """The open file of accounts.  Use as a context manager, or keep it open; may be used from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hashing = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made with its permissions, so that there is no moment at which others could open it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        with explained(path):
            self.connection = sqlite3.connect(
                path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self.connection.row_factory = sqlite3.Row
            self._migrate()

    def _migrate(self) -> None:
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")  # of two that come at once, the second finds it done
        version = value(self.connection, "PRAGMA user_version")
        if version > VERSION:
            raise StoreTooNew("{path} was written by a newer archiver: install that one.", path=self.path)
        for step in _STEPS[version:]:
            run_script(self.connection, step)
        if version == 0:
            execute("INSERT INTO secrets VALUES ('cookies', ?)", (secrets.token_hex(32),))
        execute(f"PRAGMA application_id={APPLICATION_ID:d}")
        execute(f"PRAGMA user_version={VERSION:d}")
        execute("COMMIT")

    def __enter__(self) -> Accounts:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def secret(self) -> str:
        """What the site signs its cookies with: the same after a restart, and for every process."""
        return str(value(self.connection, "SELECT value FROM secrets WHERE name = 'cookies'"))

    def add(self, name: str, role: Role, password: str) -> None:
        """Make an account.  Raises `AccountError` where name or password will not do."""
        name = self.ensure_free(name)
        hashed = self._hash(password)
        with explained(self.path):
            try:
                self.connection.execute(
                    "INSERT INTO accounts VALUES (?, ?, ?, ?)", (name, role, hashed, now())
                )
            except sqlite3.IntegrityError:
                raise _taken(name) from None

    def ensure_free(self, name: str) -> str:
        """The name as it would be kept.  Raises `AccountError` where it will not do, or is somebody's."""
        name = clean(name)
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise AccountError(
                "{name!r} cannot be a name: write 1 to {most} visible characters.",
                name=name,
                most=LONGEST_NAME,
            )
        if self.find(name):
            raise _taken(name)
        return name

    def ensure_known(self, name: str) -> None:
        """Raises `NotFound` for a name without an account."""
        if not self.find(name):
            raise _unknown(name)

    def remove(self, name: str) -> None:
        """Remove an account; whoever is signed in with it is out.  Raises `NotFound`."""
        self._change(name, "DELETE FROM accounts WHERE name = :name")

    def set_password(self, name: str, password: str) -> None:
        """Set another password; whoever is signed in with the old one is out.  Raises `NotFound`, `AccountError`."""
        self._change(
            name, "UPDATE accounts SET password = :password WHERE name = :name", password=self._hash(password)
        )

    def _change(self, name: str, statement: str, **values: str) -> None:
        name = clean(name)
        with explained(self.path):
            if not self.connection.execute(statement, {"name": name, **values}).rowcount:
                raise _unknown(name)
            for table in ("sessions", "feed_keys"):
                self.connection.execute(f"DELETE FROM {table} WHERE kind = 'account' AND name = ?", (name,))

    def all(self) -> list[Account]:
        """Every account, by name."""
        rows = self.connection.execute("SELECT name, role, made_at FROM accounts ORDER BY name")
        return [Account(**row) for row in rows]

    def find(self, name: str) -> Account | None:
        row = self.connection.execute(
            "SELECT name, role, made_at FROM accounts WHERE name = ?", (clean(name),)
        ).fetchone()
        return Account(**row) if row else None

    def verify(self, name: str, password: str) -> Account | None:
        """The account, if this is its password.  Takes as long (some 0.05 s) for a name that is not there."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        kept = value(self.connection, "SELECT password FROM accounts WHERE name = ?", [clean(name)])
        with self._hashing:  # each takes 64 MiB: guessers wait for one another
            try:
                PasswordHasher().verify(kept or _DECOY, _normal(password))
            except (VerificationError, InvalidHashError):
                return None
        return self.find(name)

    def _hash(self, password: str) -> str:
        from argon2 import PasswordHasher  # only where a password is handled: the other verbs start faster

        if not SHORTEST_PASSWORD <= len(_normal(password)) <= LONGEST_PASSWORD:
            raise AccountError(
                "A password has {least} to {most} characters; a sentence is easy to remember.",
                least=SHORTEST_PASSWORD,
                most=LONGEST_PASSWORD,
            )
        with self._hashing:
            return PasswordHasher().hash(_normal(password))


_DECOY = "$argon2id$v=19$m=65536,t=3,p=4$ZGVjb3lkZWNveWRlY295ZA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""A well-formed hash with the library's parameters that no password has."""


def _taken(name: str) -> AccountError:
    return AccountError(
        "There is an account {name} already. `archiver user password {name}` changes its password.", name=name
    )


def _unknown(name: str) -> NotFound:
    return NotFound("There is no account {name}. `archiver user list` shows those that there are.", name=name)


def clean(name: str) -> str:
    """A name as it is kept: in half and full width, with blanks around it, it is the same."""
    return unicodedata.normalize("NFKC", name).strip()


def _normal(password: str) -> str:
    """One form for what an input method may write in several (NIST SP 800-63B §3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)[: LONGEST_PASSWORD + 1]
