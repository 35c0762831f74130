"""The archive: messages, threads, meetings, placements and the search index, written from values; never from files.

One build is one transaction, so readers see the archive as it was or as it is, and a killed build leaves no trace.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from archiver.errors import StoreError
from archiver.model import FIDELITIES, UNANSWERED, public_id
from archiver.store import kin, noticing
from archiver.store.database import (
    explained,
    identity,
    map_file,
    open_database,
    reading,
    run_script,
    stamp,
    value,
)
from archiver.store.documents import document_of, message_of
from archiver.store.entries import INSERT_MESSAGE, UPDATE_MESSAGE, Entry, Tokens, Words, as_json
from archiver.store.indexing import Index
from archiver.store.reading import thread_of

APPLICATION_ID = 0x41524344  # "ARCD"
VERSION = 34
"""The archive's format.  An archive of another version is made again from the vault, not migrated."""

CACHE_KIBIBYTES = 65_536
"""Of the file: threading reads all the messages, and pages that are mapped need not be copied."""

WITHHELD = "withheld"
"""In the place of the digest of the bytes: no door leads from here to the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How far into the vault an archive has come."""

    messages: int
    pages: int
    decisions: int
    topics: str


def is_archive(path: Path) -> bool:
    """Whether there is an archive of this format."""
    if not path.exists():
        return False
    with reading(path) as connection:
        return identity(connection) == (APPLICATION_ID, VERSION)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The archive, for reading.  Raises `StoreError` where there is none of this format, or SQLite complains."""
    with reading(path) as connection:
        if identity(connection) != (APPLICATION_ID, VERSION):
            raise StoreError(
                "{path} was made by another version: run `archiver build` to make it anew.", path=path
            )
        yield connection


class Archive:
    """The open archive, for writing.  `tokenise` makes the token strings of a document (archiver.search)."""

    def __init__(self, path: Path, tokenise: Callable[[Words], Tokens], *, afresh: bool = False) -> None:
        self.path = path
        self.database = open_database(path, application_id=APPLICATION_ID, version=VERSION)
        self.connection: sqlite3.Connection = self.database.conn
        self.index = Index(self.connection, tokenise)
        with explained(path):
            self.connection.execute(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
            map_file(self.connection)
            self.connection.execute("PRAGMA temp_store=memory")
            # Whole whatever happens; where the power fails, the last build may be undone, and is made up for.
            self.connection.execute("PRAGMA synchronous=normal")
            self.connection.execute("BEGIN IMMEDIATE")
            found = identity(self.database)
            if afresh or found[1] != VERSION:
                self._empty()
                run_script(self.database, files("archiver.store").joinpath("archive.sql").read_text("utf-8"))
                stamp(self.database, application_id=APPLICATION_ID, version=VERSION)
            run_script(self.database, noticing.TABLES)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with explained(self.path):
            if kind is None:
                self.connection.commit()
            else:
                self.connection.rollback()
            self.database.close()

    def _empty(self) -> None:
        """Drop every table: inside the transaction, so that readers keep the old archive until the new one stands."""
        found = self.connection.execute(
            """SELECT type, name FROM sqlite_master
               WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'
               AND (sql LIKE 'CREATE VIRTUAL TABLE%' OR name NOT LIKE 'search\\_%' ESCAPE '\\')"""
        ).fetchall()
        self.connection.execute("PRAGMA defer_foreign_keys=on")
        for kind, name in found:
            self.connection.execute(f'DROP {kind} "{name}"')

    # --- how far ---

    def counts(self) -> dict[str, int]:
        """How much is here."""
        tables = ("messages", "threads", "meetings", "placements")
        return {table: value(self.connection, f"SELECT count(*) FROM {table}") for table in tables}

    def most_messages(self) -> int:
        """At most so many are here; told at once."""
        return value(self.connection, "SELECT max(id) FROM messages") or 0

    def built(self) -> Built:
        """How far into the vault this archive has come; zeros for a new one."""
        row = self.connection.execute("SELECT messages, pages, decisions, topics FROM built").fetchone()
        messages, pages, decisions, topics = row or (0, 0, 0, "")
        return Built(messages=messages, pages=pages, decisions=decisions, topics=topics)

    def mark_built(self, built: Built) -> None:
        """Note how far into the vault this archive has come now."""
        self.connection.execute("DELETE FROM built")
        self.connection.execute(
            "INSERT INTO built VALUES (?, ?, ?, ?)",
            (built.messages, built.pages, built.decisions, built.topics),
        )

    # --- messages ---

    def add(self, entries: Sequence[Entry]) -> None:
        """Take in one batch of copies; a mail that is here already keeps its fullest copy."""
        with explained(self.path):
            for entry in entries:
                self._take(entry)

    def _take(self, entry: Entry) -> None:
        others = self.connection.execute(
            "SELECT id, fingerprint, fidelity, sha256 FROM messages WHERE message_id = ?", (entry.message_id,)
        ).fetchall()
        withdrawn = self.connection.execute(
            """SELECT fingerprint FROM hidden WHERE message_id = :id
               UNION SELECT fingerprint FROM purged WHERE message_id = :id""",
            {"id": entry.message_id},
        ).fetchall()
        if (entry.fingerprint,) in withdrawn:
            return
        same = next((row for row in others if row[1] == entry.fingerprint), None)
        if same is None:
            self._insert(entry, is_shared=bool(others or withdrawn))
            return
        number, _, fidelity, sha256 = same
        if sha256.startswith(WITHHELD):
            pass  # redacted: what stands here is made from the fullest copy, by `redact`
        elif (FIDELITIES.index(entry.fidelity), entry.sha256) < (FIDELITIES.index(fidelity), sha256):
            self.replace(number, entry)
        self._note_list(number, entry.list)

    def _insert(self, entry: Entry, *, is_shared: bool) -> None:
        """Write a mail that is new; `is_shared`: others here carry its Message-ID."""
        key = f"moving-{entry.fingerprint}" if is_shared else entry.key
        number = self.connection.execute(INSERT_MESSAGE, (key, *entry.row)).lastrowid or 0
        kin.note_mentions(self.connection, number, entry.named)
        self._note_list(number, entry.list)
        self._attach(number, entry)
        self.index.add(number, entry.tokens)
        if is_shared:
            self.settle_keys(entry.message_id)

    def replace(self, number: int, entry: Entry) -> None:
        """Put a fuller copy in the place of the one that is here."""
        noticing.note(self.connection, number)
        self.index.remove_message(number)
        self._detach(number)
        kin.forget_mentions(self.connection, number)
        self.connection.execute(UPDATE_MESSAGE, (*entry.row, number))
        kin.note_mentions(self.connection, number, entry.named)
        self._attach(number, entry)
        self.index.add(number, entry.tokens)

    def is_shared(self, message_id: str) -> bool:
        """Whether several mails carry this Message-ID, hidden ones among them."""
        sql = """SELECT count(*) FROM (SELECT fingerprint FROM messages WHERE message_id = :id
                 UNION SELECT fingerprint FROM hidden WHERE message_id = :id
                 UNION SELECT fingerprint FROM purged WHERE message_id = :id)"""
        return bool(value(self.connection, sql, {"id": message_id}) > 1)

    def keep_only(self, message_id: str, fingerprints: Collection[str]) -> None:
        """Forget, of the mails that carry this Message-ID, those with other fingerprints."""
        told = {"id": message_id, "kept": json.dumps(sorted(fingerprints))}
        others = "message_id = :id AND fingerprint NOT IN (SELECT value FROM json_each(:kept))"
        for (number,) in self.connection.execute(f"SELECT id FROM messages WHERE {others}", told).fetchall():
            self.forget(number)
        self.connection.execute(f"DELETE FROM hidden WHERE {others}", told)
        self.settle_keys(message_id)

    def forget(self, number: int) -> None:
        """Take a message out of every table but that of threads."""
        noticing.note(self.connection, number)
        self.index.remove_message(number)
        self._detach(number)
        kin.forget_mentions(self.connection, number)
        if self.connection.execute("DELETE FROM unanswered WHERE message = ?", (number,)).rowcount:
            self.index.unmark(UNANSWERED, [number])
        self.connection.execute("DELETE FROM message_lists WHERE message = ?", (number,))
        self.connection.execute("DELETE FROM messages WHERE id = ?", (number,))

    def _note_list(self, number: int, list_address: str) -> None:
        self.connection.execute("INSERT OR IGNORE INTO temp.changed_messages VALUES (?)", (number,))
        self.connection.execute("INSERT OR IGNORE INTO message_lists VALUES (?, ?)", (list_address, number))

    def _attach(self, number: int, entry: Entry) -> None:
        if entry.attachments:
            self.connection.executemany(
                "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(number, *each, document_of(number, each[0])) for each in entry.attachments],
            )
            for document, words in self.index.attached("message = ?", number):
                self.index.add_words(document, words)

    def _detach(self, number: int) -> None:
        """Take out a message's attachments, and of their texts those that no other message brings."""
        files = self.connection.execute(
            "SELECT DISTINCT sha256, format FROM attachments WHERE message = ?", (number,)
        ).fetchall()
        for document, words in self.index.attached("message = ?", number):
            self.index.remove(document, words)
        self.connection.execute("DELETE FROM attachments WHERE message = ?", (number,))
        self.connection.executemany(
            """DELETE FROM attachment_texts WHERE (sha256, format) = (?1, ?2) AND NOT EXISTS (
                 SELECT 1 FROM attachments WHERE (sha256, format) = (?1, ?2))""",
            files,
        )

    def add_text(self, sha256: str, format_name: str, state: str, text: str) -> None:
        """What was read of a file, which makes every attachment that brings it findable."""
        execute = self.connection.execute
        execute("INSERT INTO attachment_texts VALUES (?, ?, ?, ?)", (sha256, format_name, state, text))
        condition = "attachments.sha256 = ? AND attachments.format = ?"
        for document, words in self.index.attached(condition, sha256, format_name):
            self.index.add_words(document, words)
            execute("INSERT OR IGNORE INTO temp.changed_messages VALUES (?)", (message_of(document),))

    def settle_keys(self, message_id: str) -> None:
        """Where several mails carry one Message-ID, the oldest has the plain permalink, whatever came in first."""
        execute = self.connection.execute
        rows = execute(
            """SELECT fingerprint, flaws, date FROM messages WHERE message_id = :message_id
               UNION ALL SELECT fingerprint, '[]', date FROM hidden WHERE message_id = :message_id
               UNION ALL SELECT fingerprint, '[]', date FROM purged WHERE message_id = :message_id
               ORDER BY date, fingerprint""",
            {"message_id": message_id},
        ).fetchall()
        for table in ("messages", "hidden"):
            execute(f"UPDATE {table} SET key = 'moving-' || fingerprint WHERE message_id = ?", (message_id,))
        for (number,) in execute("SELECT id FROM messages WHERE message_id = ?", (message_id,)).fetchall():
            noticing.note(self.connection, number)
        plain = public_id(message_id)
        for order, (fingerprint, flaws, _) in enumerate(rows):
            own = [flaw for flaw in json.loads(flaws) if flaw != _SHARED_ID]
            shared = [*own, _SHARED_ID] if len(rows) > 1 else own
            key = plain if order == 0 else f"{plain}-{fingerprint[:8]}"
            which = (message_id, fingerprint)
            execute(
                "UPDATE messages SET key = ?, flaws = ? WHERE message_id = ? AND fingerprint = ?",
                (key, as_json(shared), *which),
            )
            execute("UPDATE hidden SET key = ? WHERE message_id = ? AND fingerprint = ?", (key, *which))

    # --- threads ---

    def key_of(self, plain: str, fingerprint: str) -> str | None:
        """The key of the message with this permanent id, hidden or not: of those that share it, of the one with this
        fingerprint, where there is one.  None where there is none."""
        sql = """SELECT key FROM (
                   SELECT key, fingerprint FROM messages UNION ALL SELECT key, fingerprint FROM hidden)
                 WHERE key IN (?, ?) ORDER BY fingerprint = ? DESC, key LIMIT 1"""
        found: str | None = value(self.connection, sql, [plain, f"{plain}-{fingerprint[:8]}", fingerprint])
        return found

    def thread_of(self, key: str) -> str | None:
        """The thread in which this permanent id stands now."""
        return thread_of(self.connection, key)


_SHARED_ID = "message-id: shared with another mail"
