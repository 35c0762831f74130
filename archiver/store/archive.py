"""The archive: messages, threads, meetings, placements and the search index, written from values; never from files.

One build is one transaction, so readers see the archive as it was or as it is, and a killed build leaves no trace.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType

from archiver.model import (
    FIDELITIES,
    AgendaItem,
    Envelope,
    Fidelity,
    HeldMeeting,
    Message,
    Node,
    Placement,
    Section,
    Topic,
    public_id,
)
from archiver.store.database import explained, identity, open_database, run_script, stamp

APPLICATION_ID = 0x41524344  # "ARCD"
VERSION = 1
"""The archive's format.  An archive of another version is made again from the vault, not migrated."""

AGENDA_ITEM_IDS = 1 << 41
SPEECH_IDS = 1 << 42
"""Ids of agenda items and speeches start here; below are messages: one index, three ranges."""

CACHE_KIBIBYTES = 65_536

COLUMNS = ("subject", "own", "quoted", "people", "names")
"""The columns of the search index."""

Tokens = tuple[str, str, str, str, str]
"""Token strings, one a column of the search index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of one search document, before it is made into tokens."""

    subject: str
    body: str
    people: str = ""
    names: str = ""
    is_mail: bool = True
    """Quotes and signatures are to be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One copy of a mail, read and tokenised: what a worker hands to the writer."""

    list: str
    sha256: str
    fidelity: Fidelity
    size: int
    message: Message
    quotes: bool
    tokens: Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How far into the vault an archive has come."""

    messages: int
    pages: int
    decisions: int
    topics: str


def words_of(message: Message) -> Words:
    """What of a message is searched."""
    people = [message.sender, *message.to, *message.cc]
    return Words(
        subject=message.subject,
        body=message.body,
        people="\n".join(f"{person.name} {person.address}" for person in people),
        names="\n".join(attachment.name for attachment in message.attachments),
    )


class Archive:
    """The open archive, for writing.  `tokenise` makes the token strings of a document (archiver.search)."""

    def __init__(self, path: Path, tokenise: Callable[[Words], Tokens], *, afresh: bool = False) -> None:
        self.path = path
        self.tokenise = tokenise
        self.database = open_database(path, application_id=APPLICATION_ID, version=VERSION)
        self.connection: sqlite3.Connection = self.database.conn
        with explained(path):
            self.connection.execute(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")
            self.connection.execute("BEGIN IMMEDIATE")
            found = identity(self.database)
            if afresh or found[1] != VERSION:
                self._empty()
                run_script(self.database, files("archiver.store").joinpath("archive.sql").read_text("utf-8"))
                stamp(self.database, application_id=APPLICATION_ID, version=VERSION)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
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
               WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search\\_%' ESCAPE '\\'"""
        ).fetchall()
        self.connection.execute("PRAGMA defer_foreign_keys=on")
        for kind, name in found:
            self.connection.execute(f'DROP {kind} "{name}"')

    # --- how far ---

    def counts(self) -> dict[str, int]:
        """How much is here."""
        tables = ("messages", "threads", "meetings", "placements")
        return {
            table: self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
        }

    def built(self) -> Built:
        """How far into the vault this archive has come; zeros for a new one."""
        row = self.connection.execute("SELECT messages, pages, decisions, topics FROM built").fetchone()
        messages, pages, decisions, topics = row or (0, 0, 0, "")
        return Built(messages=messages, pages=pages, decisions=decisions, topics=topics)

    def mark_built(self, built: Built) -> None:
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
                if not self._merge(entry):
                    self._index(self._insert(entry), entry.tokens)

    def _merge(self, entry: Entry) -> bool:
        """True when the mail is here, after its list and, where this copy is the better one, its content are noted."""
        row = self.connection.execute(
            "SELECT id, fidelity, sha256 FROM messages WHERE message_id = ? AND fingerprint = ?",
            (entry.message.message_id, entry.message.fingerprint),
        ).fetchone()
        if row is None:
            return False
        number, fidelity, sha256 = row
        if (FIDELITIES.index(entry.fidelity), entry.sha256) < (FIDELITIES.index(fidelity), sha256):
            self._replace(number, entry)
        self._note_list(number, entry.list)
        return True

    def _insert(self, entry: Entry) -> int:
        message = entry.message
        is_shared = self.connection.execute(
            "SELECT 1 FROM messages WHERE message_id = ?", (message.message_id,)
        ).fetchone()
        cursor = self.connection.execute(
            f"INSERT INTO messages (key, {_MESSAGE_COLUMNS}) VALUES (?, {_MESSAGE_MARKS})",
            (f"moving-{message.fingerprint}" if is_shared else message.public_id, *_message_row(entry)),
        )
        number = cursor.lastrowid or 0
        self._note_list(number, entry.list)
        self._attach(number, message)
        if is_shared:
            self._settle_keys(message.message_id)
        return number

    def _replace(self, number: int, entry: Entry) -> None:
        """Put a fuller copy in the place of the one that is here."""
        self._unindex(number, self._words(number))
        assignments = ", ".join(f"{name} = ?" for name in _MESSAGE_COLUMNS.split(", "))
        self.connection.execute(
            f"UPDATE messages SET {assignments} WHERE id = ?",
            (*_message_row(entry), number),
        )
        self.connection.execute("DELETE FROM attachments WHERE message = ?", (number,))
        self._attach(number, entry.message)
        self._index(number, entry.tokens)

    def _words(self, number: int) -> Words:
        """The words under which a message of the archive was indexed."""
        subject, body, name, address, others = self.connection.execute(
            "SELECT subject, body, from_name, from_address, to_cc FROM messages WHERE id = ?", (number,)
        ).fetchone()
        people = [(name, address), *(pair for group in json.loads(others).values() for pair in group)]
        names = self.connection.execute(
            "SELECT name FROM attachments WHERE message = ? ORDER BY position", (number,)
        ).fetchall()
        return Words(
            subject=subject,
            body=body,
            people="\n".join(f"{name} {address}" for name, address in people),
            names="\n".join(name for (name,) in names),
        )

    def _note_list(self, number: int, list_address: str) -> None:
        self.connection.execute("INSERT OR IGNORE INTO message_lists VALUES (?, ?)", (list_address, number))

    def _attach(self, number: int, message: Message) -> None:
        self.connection.executemany(
            "INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, each.index, each.name, each.type, each.size, each.sha256)
                for each in message.attachments
            ],
        )

    def _settle_keys(self, message_id: str) -> None:
        """Where several mails carry one Message-ID, the oldest has the plain permalink, whatever came in first."""
        execute = self.connection.execute
        rows = execute(
            "SELECT id, fingerprint, flaws FROM messages WHERE message_id = ? ORDER BY date, fingerprint",
            (message_id,),
        ).fetchall()
        execute("UPDATE messages SET key = 'moving-' || id WHERE message_id = ?", (message_id,))
        key = public_id(message_id)
        for order, (number, fingerprint, flaws) in enumerate(rows):
            shared = [*(flaw for flaw in json.loads(flaws) if flaw != _SHARED_ID), _SHARED_ID]
            execute(
                "UPDATE messages SET key = ?, flaws = ? WHERE id = ?",
                (key if order == 0 else f"{key}-{fingerprint[:8]}", _json(shared), number),
            )

    # --- threads ---

    def envelopes(self) -> Iterator[Envelope]:
        """Every message, as threading needs it."""
        rows = self.connection.execute(
            """SELECT key, message_id, "references", in_reply_to, base_subject, is_reply,
                      CAST(strftime('%s', date) AS INTEGER), quotes, from_address FROM messages"""
        )
        for key, message_id, references, in_reply_to, base_subject, is_reply, seconds, quotes, sender in rows:
            yield Envelope(
                key=key,
                message_id=message_id,
                references=() if references == "[]" else tuple(json.loads(references)),
                in_reply_to=() if in_reply_to == "[]" else tuple(json.loads(in_reply_to)),
                base_subject=base_subject,
                is_reply=bool(is_reply),
                seconds=seconds,
                quotes=bool(quotes),
                sender=sender.lower(),
            )

    def replace_forest(self, nodes: Iterable[Node]) -> None:
        """Write the forest, and from it one row a thread."""
        with explained(self.path):
            self.connection.execute("DELETE FROM nodes")
            self.connection.executemany(
                "INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        *(node.key, node.message_id, node.is_ghost, node.parent, node.reason, node.thread),
                        *(node.position, node.depth, node.split_from),
                    )
                    for node in nodes
                ),
            )
            self.connection.execute("DELETE FROM threads")
            self.connection.execute(_THREADS)

    def thread_texts(self, since: str) -> Iterator[tuple[str, str, str, str, str]]:
        """(thread, key, subject, body, date) of every message of every thread that was alive at `since`
        (UTC, ISO 8601), thread by thread in reading order."""
        yield from self.connection.execute(
            """SELECT threads.thread, messages.key, messages.subject, messages.body, messages.date
               FROM threads JOIN nodes USING (thread) JOIN messages USING (key)
               WHERE threads.last_date >= :since ORDER BY threads.thread, nodes.position""",
            {"since": since},
        )

    # --- meetings and topics ---

    def replace_meetings(self, meetings: Sequence[tuple[HeldMeeting, str]]) -> None:
        """Write every meeting (each with the file or address its page came from) and index its items and speeches."""
        with explained(self.path):
            self._forget_meetings()
            for held, source in meetings:
                self._add_meeting(held, source)

    def _forget_meetings(self) -> None:
        execute = self.connection.execute
        indexed = execute(
            "SELECT id, title AS subject, text || char(10) || outcome, '' FROM agenda_items"
        ).fetchall()
        indexed += execute("SELECT id, '', text, speaker FROM speeches").fetchall()
        for number, subject, body, people in indexed:
            self._unindex(number, Words(subject=subject, body=body, people=people, is_mail=False))
        for table in ("deferrals", "action_items", "speeches", "agenda_items", "meetings"):
            execute(f"DELETE FROM {table}")

    def _add_meeting(self, held: HeldMeeting, source: str) -> None:
        meeting = held.meeting
        self.connection.execute(
            "INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(held.slug, meeting.title, meeting.date.isoformat()),
                *(each.strftime("%H:%M") if each else "" for each in (meeting.start, meeting.end)),
                *(meeting.place, _json(meeting.attendees), _json(meeting.documents)),
                *(_sections(meeting.opening), _sections(meeting.closing)),
                *(meeting.inquiry, _json(meeting.flaws), source),
            ),
        )
        for item in meeting.agenda_items:
            self._add_item(held.slug, item)

    def _add_item(self, slug: str, item: AgendaItem) -> None:
        executemany = self.connection.executemany
        number = self._next_id("agenda_items", AGENDA_ITEM_IDS)
        executemany(
            "INSERT INTO agenda_items VALUES (?, ?, ?, ?, ?, ?)",
            [(number, slug, item.order, item.title, item.outcome, item.text)],
        )
        self._index(
            number,
            self.tokenise(Words(subject=item.title, body=f"{item.text}\n{item.outcome}", is_mail=False)),
        )
        for order, speech in enumerate(item.speeches, 1):
            number = self._next_id("speeches", SPEECH_IDS)
            executemany(
                "INSERT INTO speeches VALUES (?, ?, ?, ?, ?, ?)",
                [(number, slug, item.order, order, speech.speaker, speech.text)],
            )
            self._index(
                number,
                self.tokenise(Words(subject="", body=speech.text, people=speech.speaker, is_mail=False)),
            )
        executemany(
            "INSERT INTO action_items VALUES (?, ?, ?, ?, ?, ?)",
            [
                (slug, item.order, n, a.owner, a.text, a.speech + 1)
                for n, a in enumerate(item.action_items, 1)
            ],
        )
        executemany(
            "INSERT INTO deferrals VALUES (?, ?, ?, ?, ?, ?)",
            [(slug, item.order, n, d.speaker, d.text, d.speech + 1) for n, d in enumerate(item.deferrals, 1)],
        )

    def _next_id(self, table: str, start: int) -> int:
        (number,) = self.connection.execute(
            f"SELECT coalesce(max(id), {start:d}) + 1 FROM {table}"
        ).fetchone()
        return int(number)

    def _index(self, number: int, tokens: Tokens) -> None:
        self.connection.execute(
            "INSERT INTO search (rowid, subject, own, quoted, people, names) VALUES (?, ?, ?, ?, ?, ?)",
            (number, *tokens),
        )

    def _unindex(self, number: int, words: Words) -> None:
        """A contentless index forgets a document when it is given the very tokens that it was indexed under."""
        self.connection.execute(
            "INSERT INTO search (search, rowid, subject, own, quoted, people, names) VALUES ('delete',?,?,?,?,?,?)",
            (number, *self.tokenise(words)),
        )

    def replace_topics(self, topics: Sequence[Topic]) -> None:
        self.connection.execute("DELETE FROM topics")
        self.connection.executemany(
            "INSERT INTO topics VALUES (?, ?, ?)",
            [(topic.slug, topic.title, topic.title_en) for topic in topics],
        )

    def replace_placements(self, placements: Iterable[Placement]) -> None:
        with explained(self.path):
            self.connection.execute("DELETE FROM placements")
            self.connection.executemany(
                "INSERT INTO placements VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        *(each.thread, each.meeting, each.agenda_item, each.topic),
                        *(round(each.score, 4), each.status, _json(each.evidence)),
                    )
                    for each in placements
                ),
            )


_SHARED_ID = "message-id: shared with another mail"
_MESSAGE_COLUMNS = (
    "message_id, fingerprint, date, date_claimed, subject, base_subject, is_reply, from_name, from_address, "
    'to_cc, body, "references", in_reply_to, quotes, charset_declared, charset_used, flaws, fidelity, size, sha256'
)
_MESSAGE_MARKS = ", ".join("?" * (_MESSAGE_COLUMNS.count(",") + 1))
_THREADS = """
INSERT INTO threads
SELECT thread, subject, list, min(date), max(date), count(*), count(DISTINCT from_address),
       (SELECT split_from FROM nodes AS root WHERE root.key = posts.thread)
FROM (
  SELECT nodes.thread, messages.date, messages.from_address,
         first_value(messages.subject) OVER reading AS subject,
         first_value((SELECT min(list) FROM message_lists WHERE message = messages.id)) OVER reading AS list
  FROM nodes JOIN messages USING (key)
  WINDOW reading AS (PARTITION BY nodes.thread ORDER BY nodes.position)
) AS posts
GROUP BY thread
"""


def _message_row(entry: Entry) -> tuple[object, ...]:
    """Values for `_MESSAGE_COLUMNS`."""
    message = entry.message
    others = {"to": message.to, "cc": message.cc}
    return (
        *(message.message_id, message.fingerprint),
        *(message.date.strftime("%Y-%m-%dT%H:%M:%SZ"), message.date_claimed),
        *(message.subject, message.base_subject, message.is_reply),
        *(message.sender.name, message.sender.address),
        _json(
            {kind: [(person.name, person.address) for person in people] for kind, people in others.items()}
        ),
        *(message.body, _json(message.references), _json(message.in_reply_to), entry.quotes),
        *(message.charset_declared, message.charset_used, _json(message.flaws)),
        *(entry.fidelity, entry.size, entry.sha256),
    )


def _sections(sections: Sequence[Section]) -> str:
    return _json([{"title": section.title, "text": section.text} for section in sections])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
