"""Purging: bytes of the vault removed for ever.  What is left of a copy is what keeps it from coming in again.

The row stays, so that the ledger still balances and no number is given twice: the digest of the bytes, and the digests
that tell the mail, and when it was sent.  Its bytes and its Message-ID go, from the free pages of the file as well.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from archiver.model import public_id
from archiver.moments import written
from archiver.store.database import WAIT_SECONDS, explained, value
from archiver.store.vault import Vault, compress

_NOTHING = compress(b"")


def purged(vault: Vault) -> frozenset[str]:
    """Permanent ids of the mails that were purged."""
    with explained(vault.path):
        rows = vault.database.execute("SELECT DISTINCT purged FROM messages WHERE purged <> ''")
        return frozenset(mark.partition(" ")[0] for (mark,) in rows)


def message_ids(vault: Vault) -> dict[str, str]:
    """Permanent id of every mail of which there are bytes → its Message-ID."""
    with explained(vault.path):
        rows = vault.database.execute("SELECT DISTINCT message_id FROM messages WHERE purged = ''")
        return {public_id(message_id): message_id for (message_id,) in rows}


def sent(vault: Vault, public: str, fingerprint: str) -> str:
    """When a mail that was purged was sent (UTC, ISO 8601), '' where the vault never had it."""
    with explained(vault.path):
        sql = "SELECT min(sent_at) FROM messages WHERE purged = ?"
        seconds = value(vault.database, sql, [f"{public} {fingerprint}"])
    return "" if seconds is None else written(datetime.fromtimestamp(seconds, UTC))


def blank(vault: Vault, number: int, public: str, fingerprint: str) -> None:
    """Remove the bytes of one copy, and what is written of it in words; inside of a transaction."""
    vault.database.conn.execute("PRAGMA secure_delete=on")
    vault.database.conn.execute(
        "UPDATE messages SET content = ?, message_id = '', assumed = '', purged = ? WHERE id = ?",
        (_NOTHING, f"{public} {fingerprint}", number),
    )


def blank_words(vault: Vault, public: str, fingerprint: str, mark: str) -> None:
    """Take the words out of the decisions that redacted the mail."""
    execute = vault.database.conn.execute
    for number, subject in execute("SELECT id, subject FROM decisions WHERE verb = 'redact'").fetchall():
        found = json.loads(subject)
        if (found["message"], found["fingerprint"]) == (public, fingerprint):
            cleaned = json.dumps(found | {"words": mark}, ensure_ascii=False, sort_keys=True)
            execute("UPDATE decisions SET subject = ? WHERE id = ?", (cleaned, number))


def scour(path: Path, *, index: tuple[str, ...] = ()) -> bool:
    """Write the file anew, without what its free pages, its log and old parts of its full-text `index` still hold.

    False where another process is reading it, so that the log could not be emptied.
    """
    with (
        explained(path),
        closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA secure_delete=on")
        for table in index:
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        connection.execute("VACUUM")
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
