"""The vault: every message's bytes as received, every pull's ledger, every minutes page, every decision.

Append-only.  The archive is derived from it; nothing here is derived but the index cards beside the bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from sqlite_utils import Database, Migrations

from archiver.errors import NotFound
from archiver.model import FIDELITIES, Fidelity, Listed, ListServer, Refusal, public_id
from archiver.store.database import explained, open_database, open_readonly, run_script, stamp, writing

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

APPLICATION_ID = 0x41524356  # "ARCV"
migrations = Migrations("vault")


@migrations()
def m001_truth(database: Database) -> None:
    run_script(
        database,
        """
CREATE TABLE runs (           -- the ledger: one row a pull or import of one source
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,       -- name of the configured source, or the path that was imported
  list TEXT NOT NULL,         -- address of the list
  started_at TEXT NOT NULL,   -- UTC, ISO 8601
  finished_at TEXT,           -- UTC, ISO 8601; NULL: still running, or died half-way (run it again)
  read INTEGER NOT NULL DEFAULT 0,      -- messages met; always stored + duplicate + refused
  stored INTEGER NOT NULL DEFAULT 0,    -- messages that were new
  duplicate INTEGER NOT NULL DEFAULT 0, -- messages that the vault already had
  refused INTEGER NOT NULL DEFAULT 0,   -- things that could not be kept; each is a row of refusals
  bytes INTEGER NOT NULL DEFAULT 0,     -- size of the messages met
  seconds REAL NOT NULL DEFAULT 0,      -- wall time
  CHECK (read = stored + duplicate + refused)
);
CREATE TABLE refusals (
  run INTEGER NOT NULL REFERENCES runs(id),
  position TEXT NOT NULL,     -- where in the source it stood
  reason TEXT NOT NULL        -- why it was not kept
);
CREATE INDEX refusals_run ON refusals(run);
CREATE TABLE messages (       -- one row a distinct copy: a mail may have several, the archive shows the best
  id INTEGER PRIMARY KEY,
  list TEXT NOT NULL,         -- address of the list it was pulled for
  message_id TEXT NOT NULL,   -- without angle brackets, as read on arrival
  sent_at INTEGER NOT NULL,   -- seconds since 1970 UTC, as read on arrival: the order in which an archive is built
  is_copy INTEGER NOT NULL,   -- 1: counted as a duplicate, another copy of a mail that the list had in other bytes
  sha256 TEXT NOT NULL,       -- of the bytes as received
  fidelity TEXT NOT NULL,     -- full, delivered, resynthesised, scrubbed
  run INTEGER NOT NULL REFERENCES runs(id), -- the pull that brought it
  position TEXT NOT NULL,     -- where in the source it stood
  assumed TEXT NOT NULL,      -- what the source had to assume to find its bounds, '' when nothing
  size INTEGER NOT NULL,      -- bytes as received
  content BLOB NOT NULL,      -- the bytes as received, compressed by zstd (RFC 8878)
  UNIQUE (list, sha256)
);
CREATE INDEX messages_message_id ON messages(message_id);
CREATE INDEX messages_sha256 ON messages(sha256);
CREATE TABLE pages (          -- minutes pages as fetched; a later fetch with other bytes is a new row
  id INTEGER PRIMARY KEY,
  meeting TEXT NOT NULL,      -- permanent short name of the meeting: 2011-06-20
  source TEXT NOT NULL,       -- file name or address
  fetched_at TEXT NOT NULL,   -- UTC, ISO 8601
  sha256 TEXT NOT NULL,       -- of the bytes as fetched
  content BLOB NOT NULL,      -- the bytes as fetched, compressed by zstd
  marks BLOB                  -- the secretariat's hand marks beside the page (TOML), NULL when none
);
CREATE TABLE decisions (      -- the journal of every human decision, replayed by each build
  id INTEGER PRIMARY KEY,
  made_at TEXT NOT NULL,      -- UTC, ISO 8601
  made_by TEXT NOT NULL,      -- who
  verb TEXT NOT NULL,         -- link, unlink, undo …
  subject TEXT NOT NULL,      -- JSON: what the verb is about
  reason TEXT NOT NULL,       -- why, in the person's words, '' when not said
  replaced TEXT NOT NULL      -- JSON: what it replaced, for people who read the journal
);
""",
    )


@migrations()
def m002_sources_and_rosters(database: Database) -> None:
    run_script(
        database,
        """
ALTER TABLE runs ADD COLUMN stopped TEXT NOT NULL DEFAULT '';         -- what stopped it half-way, '' when nothing
ALTER TABLE refusals ADD COLUMN message_id TEXT NOT NULL DEFAULT '';  -- of the mail, '' where it could not be told
ALTER TABLE refusals ADD COLUMN kind TEXT NOT NULL DEFAULT 'unreadable'; -- unreadable, no-archive, other-list
CREATE TABLE source_states (  -- how far each source has been read, moved with the messages that it gave
  source TEXT PRIMARY KEY,    -- name of the configured source
  place TEXT NOT NULL,        -- what it was read from; a source that was pointed elsewhere begins anew
  state TEXT NOT NULL,        -- JSON: the source's own words
  moved_at TEXT NOT NULL      -- UTC, ISO 8601
);
CREATE TABLE list_servers (   -- what the list server said of a list when it was last asked
  list TEXT PRIMARY KEY,      -- address of the list
  source TEXT NOT NULL,       -- name of the configured source that asked
  asked_at TEXT NOT NULL,     -- UTC, ISO 8601
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  subject_prefix TEXT NOT NULL,
  archive_policy TEXT NOT NULL, -- private, public, never
  posts INTEGER NOT NULL      -- distributed so far
);
CREATE TABLE rosters (        -- who belongs to a list, as the list server said when it was last asked
  list TEXT NOT NULL,
  role TEXT NOT NULL,         -- owner, moderator, member
  address TEXT NOT NULL,      -- in lower case
  name TEXT NOT NULL,         -- '' when the server knows none
  PRIMARY KEY (list, role, address)
) WITHOUT ROWID;
""",
    )


@migrations()
def m003_purging(database: Database) -> None:
    run_script(
        database,
        """
-- Of a mail whose bytes were removed for ever: its permanent id and fingerprint; '' of all others.
ALTER TABLE messages ADD COLUMN purged TEXT NOT NULL DEFAULT '';
CREATE INDEX messages_purged ON messages(purged) WHERE purged <> '';
""",
    )


@migrations()
def m004_surplus(database: Database) -> None:
    run_script(
        database,
        """
ALTER TABLE list_servers ADD COLUMN surplus INTEGER NOT NULL DEFAULT 0; -- mails here beyond the server's count, at most
""",
    )


VERSION = 4
"""The vault's format: the number of migrations above."""

_ACCOUNTS = (
    (
        "archived",
        "SELECT 1 FROM messages WHERE :id <> '' AND purged GLOB :public_id || ' *' AND list = :list",
    ),
    ("archived", "SELECT 1 FROM messages WHERE :id <> '' AND message_id = :id AND list = :list"),
    (
        "archived",
        """SELECT 1 FROM messages JOIN runs ON runs.id = messages.run
           WHERE messages.position = :position AND runs.source = :source""",
    ),
    (
        "refused",
        """SELECT 1 FROM refusals JOIN runs ON runs.id = refusals.run
           WHERE (:id <> '' AND message_id = :id OR position = :position) AND runs.source = :source""",
    ),
)
"""(how a message is accounted for, the statement that finds it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy of a mail with its index card, ready to be stored."""

    message_id: str
    sent_at: int
    sha256: str
    fidelity: Fidelity
    position: str
    assumed: str
    size: int
    content: bytes
    """Compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One row of the ledger."""

    source: str
    list: str
    read: int
    stored: int
    duplicate: int
    refused: int
    bytes: int
    seconds: float
    stopped: str
    """What ended it before its source was at its end, '' when nothing did."""


class PostsKept(NamedTuple):
    """What of a list's posts is accounted for."""

    archived: int
    """Distinct mails."""
    no_archive: int
    """Mails whose senders asked that they not be archived."""
    twice: int
    """Further posts of a Message-ID that Mailman's spool gave more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a source has been read."""

    source: str
    place: str
    """What it is read from, so that a source that is pointed elsewhere begins anew."""
    state: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A minutes page as fetched."""

    id: int
    meeting: str
    source: str
    fetched_at: str
    content: bytes
    marks: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One act of a person, as the journal keeps it."""

    id: int
    made_at: str
    made_by: str
    verb: str
    subject: dict[str, str | int]
    reason: str
    replaced: Any
    """What it replaced: JSON, for people who read the journal."""


Content = tuple[bytes, Fidelity]
"""A mail's bytes as received, and how much of the mail they hold."""


def compress(content: bytes) -> bytes:
    return zstd.compress(content, 3)


def decompress(content: bytes) -> bytes:
    return zstd.decompress(content)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Vault:
    """The open vault.  Use as a context manager; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.database = open_database(path, application_id=APPLICATION_ID, version=VERSION)
        with explained(path):
            if migrations.pending(self.database):
                migrations.apply(self.database)
                stamp(self.database, application_id=APPLICATION_ID, version=VERSION)

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def _insert(self, table: str, row: dict[str, str]) -> int:
        number = self.database.table(table).insert(row).last_pk
        assert isinstance(number, int)  # noqa: S101  both tables have an integer primary key
        return number

    # --- mail ---

    def begin_run(self, source: str, list_address: str) -> int:
        """Open a row in the ledger; returns its id."""
        with writing(self.database, self.path):
            row = {"source": source, "list": list_address, "started_at": now()}
            return self._insert("runs", row)

    def known(self, list_address: str, digests: Sequence[str]) -> set[str]:
        """Which of these sha256 digests the list's mail already has."""
        sql = "SELECT sha256 FROM messages WHERE list = :list AND sha256 IN (SELECT value FROM json_each(:digests))"
        with explained(self.path):
            rows = self.database.execute(sql, {"list": list_address, "digests": json.dumps(list(digests))})
            return {digest for (digest,) in rows}

    def record(
        self,
        run: int,
        *,
        copies: Sequence[Copy],
        is_same: Callable[[Content, Content], bool],
        known: int,
        refusals: Sequence[Refusal],
        size: int,
        seconds: float,
        state: State | None = None,
    ) -> None:
        """Store one batch and move its ledger row and the source's state forward, together.

        `is_same` says of two mails with one Message-ID whether they are copies of one mail.
        `known`: messages of the batch that the caller found here byte for byte.  A copy of a mail that the
        vault has in other bytes is kept (the archive shows the fullest) and counted as a duplicate.
        """
        with writing(self.database, self.path):
            stored = sum(self._store(run, copy, is_same) for copy in copies)
            self.database.conn.executemany(
                "INSERT INTO refusals (run, position, reason, message_id, kind) VALUES (?, ?, ?, ?, ?)",
                [(run, each.position, each.reason, each.message_id, each.kind) for each in refusals],
            )
            self.database.execute(
                """UPDATE runs SET read = read + :read, stored = stored + :stored, duplicate = duplicate + :duplicate,
                     refused = refused + :refused, bytes = bytes + :size, seconds = :seconds WHERE id = :run""",
                {
                    "run": run,
                    "read": len(copies) + known + len(refusals),
                    "stored": stored,
                    "duplicate": len(copies) - stored + known,
                    "refused": len(refusals),
                    "size": size,
                    "seconds": seconds,
                },
            )
            if state is not None:
                self.database.table("source_states").upsert(
                    {**asdict(state), "state": json.dumps(state.state), "moved_at": now()}, pk="source"
                )

    def source_state(self, source: str, place: str) -> dict[str, Any]:
        """How far the source of this name has been read; `{}` where it never was, or was another place."""
        sql = "SELECT state FROM source_states WHERE source = ? AND place = ?"
        with explained(self.path):
            row = self.database.execute(sql, (source, place)).fetchone()
        return json.loads(row[0]) if row else {}

    def _store(self, run: int, copy: Copy, is_same: Callable[[Content, Content], bool]) -> bool:
        """Keep one copy; True when the list did not have this mail in any form."""
        execute = self.database.conn.execute
        (list_address,) = execute("SELECT list FROM runs WHERE id = ?", (run,)).fetchone()
        is_copy = self.has_copy(list_address, copy, is_same)
        cursor = execute(
            """INSERT OR IGNORE INTO messages (list, message_id, sent_at, is_copy, sha256, fidelity, run,
                 position, assumed, size, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                *(list_address, copy.message_id, copy.sent_at, is_copy, copy.sha256, copy.fidelity, run),
                *(copy.position, copy.assumed, copy.size, copy.content),
            ),
        )
        return cursor.rowcount == 1 and not is_copy

    def has_copy(self, list_address: str, copy: Copy, is_same: Callable[[Content, Content], bool]) -> bool:
        """Whether the list has this mail already, be it in other bytes."""
        others = self.database.conn.execute(
            "SELECT content, fidelity FROM messages WHERE message_id = ? AND list = ?",
            (copy.message_id, list_address),
        ).fetchall()
        own = decompress(copy.content), copy.fidelity
        return any(is_same((decompress(content), fidelity), own) for content, fidelity in others)

    def finish_run(self, run: int, seconds: float, stopped: str = "") -> Ledger:
        """Close a row of the ledger and return it.  `stopped`: what ended it before its source was at its end."""
        with writing(self.database, self.path):
            row = {"finished_at": now(), "seconds": seconds, "stopped": stopped}
            self.database.table("runs").update(run, row)
            return self._ledger(run)

    def _ledger(self, run: int) -> Ledger:
        row = self.database.table("runs").get(run)
        return Ledger(**{name: row[name] for name in Ledger.__slots__})

    def refusals(self, run: int) -> list[Refusal]:
        """Everything that one run refused."""
        rows = self.database.query(
            "SELECT position, reason, message_id, kind FROM refusals WHERE run = ?", [run]
        )
        return [Refusal(**row) for row in rows]

    # --- reconciling ---

    def accounts_for(self, source: str, list_address: str, listed: Listed) -> str | None:
        """How a message that a server lists is accounted for: archived, refused, or not (None)."""
        told = {
            "list": list_address,
            "source": source,
            "id": listed.message_id,
            "public_id": public_id(listed.message_id),
            "position": listed.position,
        }
        with explained(self.path):
            for how, statement in _ACCOUNTS:
                if self.database.execute(statement, told).fetchone():
                    return how
        return None

    def posts(self, list_address: str) -> PostsKept:
        """What of a list's posts is accounted for here."""
        sql = """SELECT (SELECT count(*) FROM messages WHERE list = :list AND NOT is_copy),
            (SELECT count(DISTINCT coalesce(nullif(message_id, ''), position)) FROM refusals
             JOIN runs ON runs.id = refusals.run WHERE runs.list = :list AND kind = 'no-archive'),
            (SELECT count(*) - count(DISTINCT message_id) FROM messages
             WHERE list = :list AND is_copy AND fidelity = 'full' AND position LIKE '%.eml')"""
        with explained(self.path):
            return PostsKept(*self.database.execute(sql, {"list": list_address}).fetchone())

    def surplus(self, list_address: str) -> int:
        """How many mails beyond the server's own count the list has had here, at most: those of a time before that
        server.  When they grow fewer, posts are missing."""
        with explained(self.path):
            row = self.database.execute(
                "SELECT surplus FROM list_servers WHERE list = ?", (list_address,)
            ).fetchone()
        return int(row[0]) if row else 0

    # --- lists ---

    def keep_list_server(self, source: str, server: ListServer, surplus: int = 0) -> None:
        """Keep what a list server says of a list and its roster, in place of what it said before.

        `surplus`: mails here beyond the server's own count, as they were before it was asked.
        """
        row = {
            "list": server.address,
            "source": source,
            "asked_at": now(),
            "name": server.name,
            "description": server.description,
            "subject_prefix": server.subject_prefix,
            "archive_policy": server.archive_policy,
            "posts": server.posts,
            "surplus": max(surplus, self.surplus(server.address)),
        }
        roster = [(server.address, each.role, each.address.lower(), each.name) for each in server.roster]
        with writing(self.database, self.path):
            self.database.table("list_servers").upsert(row, pk="list")
            self.database.conn.execute("DELETE FROM rosters WHERE list = ?", (server.address,))
            self.database.conn.executemany("INSERT OR IGNORE INTO rosters VALUES (?, ?, ?, ?)", roster)

    # --- minutes ---

    def add_page(self, meeting: str, source: str, content: bytes, marks: bytes | None) -> bool:
        """Keep a minutes page; False when these very bytes are what the meeting already shows."""
        latest = {page.meeting: page for page in self.pages()}.get(meeting)
        if latest and (latest.content, latest.marks) == (content, marks):
            return False
        with writing(self.database, self.path):
            self.database.execute(
                """INSERT INTO pages (meeting, source, fetched_at, sha256, content, marks)
                   VALUES (:meeting, :source, :fetched_at, :sha256, :content, :marks)""",
                {
                    "meeting": meeting,
                    "source": source,
                    "fetched_at": now(),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "content": compress(content),
                    "marks": marks,
                },
            )
        return True

    def pages(self) -> list[Page]:
        """The latest page of every meeting, by meeting."""
        sql = """SELECT id, meeting, source, fetched_at, content, marks FROM pages
                 WHERE id IN (SELECT max(id) FROM pages GROUP BY meeting) ORDER BY meeting"""
        with explained(self.path):
            return [Page(**row | {"content": decompress(row["content"])}) for row in self.database.query(sql)]

    # --- decisions ---

    def decide(
        self,
        *,
        made_by: str,
        verb: str,
        subject: dict[str, str | int],
        reason: str,
        replaced: object = None,
        made_at: str = "",
    ) -> int:
        """Write one decision into the journal; returns its number.  `made_at`: '' for now; UTC, ISO 8601, for one that
        was made in another vault."""
        row = {
            "made_at": made_at or self._later(now()),
            "made_by": made_by,
            "verb": verb,
            "subject": json.dumps(subject, ensure_ascii=False, sort_keys=True),
            "reason": reason,
            "replaced": json.dumps(replaced, ensure_ascii=False, sort_keys=True),
        }
        with writing(self.database, self.path):
            return self._insert("decisions", row)

    def _later(self, moment: str) -> str:
        """The moment, or that of the latest decision where a clock was set back: the order of time is the order of
        the journal."""
        (latest,) = self.database.execute("SELECT coalesce(max(made_at), '') FROM decisions").fetchone()
        return max(moment, str(latest))

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Nobody else writes from here to the end of the block, which is one transaction."""
        with writing(self.database, self.path):
            yield

    def decisions(self) -> Iterator[Decision]:
        """The journal in order of time."""
        sql = (
            "SELECT id, made_at, made_by, verb, subject, reason, replaced FROM decisions ORDER BY made_at, id"
        )
        for row in self.database.query(sql):
            yield Decision(**row | {name: json.loads(row[name]) for name in ("subject", "replaced")})

    # --- for the build ---

    def state(self) -> dict[str, int]:
        """How far the vault has grown: the highest id of messages, pages and decisions."""
        sql = """SELECT (SELECT coalesce(max(id), 0) FROM messages) AS messages,
                        (SELECT coalesce(max(id), 0) FROM pages) AS pages,
                        (SELECT coalesce(max(id), 0) FROM decisions) AS decisions"""
        with explained(self.path):
            return next(iter(self.database.query(sql)))

    def numbers_of(self, message_id: str, upto: int) -> list[int]:
        """Ids, up to `upto`, of all copies of the mails that carry this Message-ID."""
        sql = "SELECT id FROM messages WHERE message_id = ? AND id <= ? ORDER BY sent_at, sha256, list"
        with explained(self.path):
            return [number for (number,) in self.database.execute(sql, [message_id, upto])]

    def shared_ids(self, numbers: Sequence[int]) -> list[str]:
        """The Message-IDs of these copies that other copies carry too."""
        sql = """SELECT DISTINCT message_id FROM messages AS one
                 WHERE id IN (SELECT value FROM json_each(:numbers)) AND EXISTS (
                   SELECT 1 FROM messages WHERE message_id = one.message_id AND id <> one.id) ORDER BY 1"""
        with explained(self.path):
            rows = self.database.execute(sql, {"numbers": json.dumps(list(numbers))}).fetchall()
        return [message_id for (message_id,) in rows]

    def message_numbers(self, after: int) -> list[int]:
        """Ids of the copies stored after id `after`, in the order in which an archive takes them:
        by date, then by content, never by arrival."""
        sql = "SELECT id FROM messages WHERE id > ? AND purged = '' ORDER BY sent_at, sha256, list"
        with explained(self.path):
            return [number for (number,) in self.database.execute(sql, [after])]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCopy:
    """One copy of a mail as the vault keeps it."""

    list: str
    sha256: str
    fidelity: Fidelity
    sent_at: int
    """Seconds since 1970 UTC: its date, or where that is none when what lay beside it says that it came."""
    content: bytes
    fuller: tuple[Content, ...]
    """The fuller copies that carry its Message-ID, fullest first, then oldest."""


_FULLER = """SELECT content, fidelity FROM messages
             WHERE message_id = :message_id AND id <= :upto AND fidelity IN (SELECT value FROM json_each(:fuller))
             ORDER BY (SELECT key FROM json_each(:fuller) WHERE value = fidelity), sent_at, sha256, list"""


def read_copies(path: Path, numbers: Iterable[int], upto: int) -> Iterator[StoredCopy]:
    """The copies with these ids, in this order, through a connection of its own: for worker processes.

    `upto`: the vault's highest id for whoever reads; later ones are left out.
    """
    connection = open_readonly(path)
    with explained(path):
        for number in numbers:
            row = dict(
                connection.execute(
                    "SELECT list, sha256, fidelity, sent_at, content, message_id FROM messages WHERE id = ?",
                    (number,),
                ).fetchone()
            )
            fuller = FIDELITIES[: FIDELITIES.index(row["fidelity"])]
            told = {"message_id": row.pop("message_id"), "upto": upto, "fuller": json.dumps(fuller)}
            others = connection.execute(_FULLER, told) if fuller else ()
            row["fuller"] = tuple((decompress(content), fidelity) for content, fidelity in others)
            yield StoredCopy(**{**row, "content": decompress(row["content"])})
    connection.close()


def read_source(path: Path, sha256: str) -> bytes:
    """The bytes as received of the copy with this digest.  Raises `NotFound`."""
    connection = open_readonly(path)
    with explained(path):
        row = connection.execute(
            "SELECT content FROM messages WHERE sha256 = ? AND purged = ''", (sha256,)
        ).fetchone()
    connection.close()
    if row is None:
        raise NotFound(f"The vault holds no message with the digest {sha256}.")
    return decompress(row["content"])
