"""List servers: what one says of a list and its posts, kept; and how each message that it holds is accounted for."""

from __future__ import annotations

from archiver.model import Listed, ListServer, public_id
from archiver.moments import now
from archiver.store.database import explained, value, writing
from archiver.store.vault import PostsKept, Vault

ACCOUNTS = (
    ("archived", "SELECT 1 FROM messages WHERE :id <> '' AND message_id = :id AND list = :list"),
    (
        "archived",
        # As a range, so that the index is used: GLOB with a bound value would look at every row.
        """SELECT 1 FROM messages WHERE :id <> '' AND purged <> ''
           AND purged BETWEEN :public_id || ' ' AND :public_id || '!' AND +list = :list""",
    ),
    (
        "archived",
        """SELECT 1 FROM messages JOIN runs ON runs.id = messages.run
           WHERE messages.position = :position AND runs.source = :source""",
    ),
    (
        "refused",
        """SELECT 1 FROM refusals JOIN runs ON runs.id = refusals.run
           WHERE :id <> '' AND message_id = :id AND runs.source = :source""",
    ),
    (
        "refused",
        """SELECT 1 FROM refusals JOIN runs ON runs.id = refusals.run
           WHERE position = :position AND runs.source = :source""",
    ),
)
"""(how a message is accounted for, the statement that finds it)."""


def accounts_for(vault: Vault, source: str, list_address: str, listed: Listed) -> str | None:
    """How a message that a server lists is accounted for: archived, refused, or not (None)."""
    told = {
        "list": list_address,
        "source": source,
        "id": listed.message_id,
        "public_id": public_id(listed.message_id),
        "position": listed.position,
    }
    with explained(vault.path):
        for how, statement in ACCOUNTS:
            if value(vault.database, statement, told):
                return how
    return None


def posts_of(vault: Vault, list_address: str) -> PostsKept:
    """What of a list's posts is accounted for here."""
    # Asked so that the indexes know: every row holds a mail, and there may be hundreds of thousands.
    sql = """SELECT (SELECT count(*) FROM messages WHERE list = :list)
          - (SELECT count(*) FROM messages WHERE list = :list AND is_copy = 1),
        (SELECT count(DISTINCT coalesce(nullif(message_id, ''), position)) FROM refusals
         JOIN runs ON runs.id = refusals.run WHERE runs.list = :list AND kind = 'no-archive'),
        (SELECT count(*) - count(DISTINCT message_id) FROM messages
         WHERE list = :list AND is_copy = 1 AND fidelity = 'full' AND position LIKE '%.eml')"""
    with explained(vault.path):
        return PostsKept(*vault.database.execute(sql, {"list": list_address}).fetchone())


def surplus_of(vault: Vault, list_address: str) -> int:
    """How many mails beyond the server's own count the list has had here, at most: those of a time before that
    server.  When they grow fewer, posts are missing."""
    with explained(vault.path):
        return value(vault.database, "SELECT surplus FROM list_servers WHERE list = ?", [list_address]) or 0


def keep(vault: Vault, source: str, server: ListServer, surplus: int = 0) -> None:
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
        "surplus": max(surplus, surplus_of(vault, server.address)),
    }
    roster = [(server.address, each.role, each.address.lower(), each.name) for each in server.roster]
    with writing(vault.database, vault.path):
        vault.database.table("list_servers").upsert(row, pk="list")
        vault.database.conn.execute("DELETE FROM rosters WHERE list = ?", (server.address,))
        vault.database.conn.executemany("INSERT OR IGNORE INTO rosters VALUES (?, ?, ?, ?)", roster)
