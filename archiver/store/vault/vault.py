"""The open vault: all that is written into it, each act one transaction, and what the build asks of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from archiver.model import Refusal
from archiver.moments import now
from archiver.store.database import explained, open_database, stamp, value, writing
from archiver.store.vault.copies import compress, decompress
from archiver.store.vault.format import APPLICATION_ID, VERSION, migrations
from archiver.store.vault.values import Content, Copy, Decision, Ledger, Page, State


class Vault:
    """The open vault.  Use as a context manager; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.database = open_database(path, application_id=APPLICATION_ID, version=VERSION)
        with explained(path):
            is_current = not migrations.pending(self.database)
        if not is_current:
            with writing(self.database, path):  # killed in the midst, it is no database of something else
                migrations.apply(self.database)
                stamp(self.database, application_id=APPLICATION_ID, version=VERSION)

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
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
            return dict(json.loads(value(self.database, sql, (source, place)) or "{}"))

    def _store(self, run: int, copy: Copy, is_same: Callable[[Content, Content], bool]) -> bool:
        """Keep one copy; True when the list did not have this mail in any form."""
        execute = self.database.conn.execute
        list_address = value(self.database, "SELECT list FROM runs WHERE id = ?", (run,))
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
        if not others:
            return False
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
        return max(moment, value(self.database, "SELECT max(made_at) FROM decisions") or "")

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
