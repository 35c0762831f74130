"""The vault's format: its tables, column by column, in the order in which they came."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from archiver.store.database import run_script

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


@migrations()
def m005_reconciling(database: Database) -> None:
    """A server that lists a hundred thousand messages has each looked up."""
    run_script(
        database,
        """
CREATE INDEX messages_position ON messages(position);
CREATE INDEX refusals_position ON refusals(position);
CREATE INDEX refusals_message_id ON refusals(message_id);
""",
    )


@migrations()
def m006_copies(database: Database) -> None:
    """Every pull from a list server counts what is here of the list."""
    run_script(
        database,
        "CREATE INDEX messages_copies ON messages(list, fidelity, position, message_id) WHERE is_copy = 1;",
    )


VERSION = 6
"""The vault's format: the number of migrations above."""
