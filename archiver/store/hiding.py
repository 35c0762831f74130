"""Hiding: messages withdrawn from view leave all that pages, search and exports read; threads stay whole."""

from __future__ import annotations

from archiver.store.archive import Archive
from archiver.store.database import explained


def hidden(archive: Archive) -> dict[str, tuple[str, int]]:
    """Key of each hidden message → (its Message-ID, number of the decision that hides it)."""
    rows = archive.connection.execute("SELECT key, message_id, decision FROM hidden")
    return {key: (message_id, decision) for key, message_id, decision in rows}


def withdraw(archive: Archive, key: str, decision: int, reason: str) -> None:
    """Take one message out of view.  One that is withdrawn already is so from now on by this decision."""
    with explained(archive.path):
        execute = archive.connection.execute
        execute(
            """INSERT INTO hidden SELECT key, message_id, fingerprint, date, base_subject, is_reply, "references",
                 in_reply_to, quotes, quoted_subject, is_from_outside, from_address, :decision, :reason
               FROM messages WHERE key = :key""",
            {"key": key, "decision": decision, "reason": reason},
        )
        row = execute("SELECT id FROM messages WHERE key = ?", (key,)).fetchone()
        if row is None:
            execute("UPDATE hidden SET decision = ?, reason = ? WHERE key = ?", (decision, reason, key))
            return
        archive.forget(*row)


def reveal(archive: Archive, key: str) -> None:
    """A message is no longer hidden: its copies may be added again."""
    archive.connection.execute("DELETE FROM hidden WHERE key = ?", (key,))


def remove(archive: Archive, plain: str, fingerprint: str, sent: str) -> None:
    """Take a message out for ever, in view or hidden; nothing of it is left but what others say of it.

    `sent`: when it was, as the vault knows, '' for not.  Where other mails carry its Message-ID they keep their
    addresses: the one of the oldest never leads to another mail.
    """
    which = {"plain": plain, "fingerprint": fingerprint}
    with explained(archive.path):
        execute = archive.connection.execute
        rows = execute(
            """SELECT id, message_id, date FROM messages WHERE key GLOB :plain || '*' AND fingerprint = :fingerprint
               UNION ALL
               SELECT 0, message_id, date FROM hidden WHERE key GLOB :plain || '*' AND fingerprint = :fingerprint""",
            which,
        ).fetchall()
        for number, message_id, _ in rows:
            if number:
                archive.forget(number)
            execute(
                "DELETE FROM redacted WHERE message_id = ? AND fingerprint = ?", (message_id, fingerprint)
            )
        execute("DELETE FROM hidden WHERE key GLOB :plain || '*' AND fingerprint = :fingerprint", which)
        date = rows[0][2] if rows else sent
        other = execute(
            """SELECT message_id FROM messages WHERE key GLOB :plain || '*'
               UNION SELECT message_id FROM hidden WHERE key GLOB :plain || '*'""",
            which,
        ).fetchone()
        if other and date:
            execute("INSERT OR IGNORE INTO purged VALUES (?, ?, ?)", (other[0], fingerprint, date))
            archive.settle_keys(other[0])
