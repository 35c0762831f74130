"""The agenda in the archive: meetings with their items and speeches, standing topics, and the threads under them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from archiver.model import AgendaItem, HeldMeeting, Placement, Section, Topic
from archiver.store.archive import Archive
from archiver.store.database import explained
from archiver.store.documents import AGENDA_ITEM_IDS, SPEECH_IDS
from archiver.store.entries import Words, as_json


def replace_meetings(archive: Archive, meetings: Sequence[tuple[HeldMeeting, str]]) -> None:
    """Write every meeting (each with the file or address its page came from) and index its items and speeches."""
    with explained(archive.path):
        _forget_meetings(archive)
        for held, source in meetings:
            _add_meeting(archive, held, source)


def _forget_meetings(archive: Archive) -> None:
    execute = archive.connection.execute
    indexed = execute(
        "SELECT id, title AS subject, text || char(10) || outcome, '' FROM agenda_items"
    ).fetchall()
    indexed += execute("SELECT id, '', text, speaker FROM speeches").fetchall()
    for number, subject, body, people in indexed:
        archive.index.remove(number, Words(subject=subject, body=body, people=people, is_mail=False))
    execute("INSERT OR IGNORE INTO temp.changed_meetings SELECT meeting FROM meetings")
    for table in ("promises", "deferrals", "action_items", "speeches", "agenda_items", "meetings"):
        execute(f"DELETE FROM {table}")


def _add_meeting(archive: Archive, held: HeldMeeting, source: str) -> None:
    meeting = held.meeting
    archive.connection.execute("INSERT OR IGNORE INTO temp.changed_meetings VALUES (?)", (held.slug,))
    archive.connection.execute(
        "INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(held.slug, meeting.title, meeting.date.isoformat()),
            *(each.strftime("%H:%M") if each else "" for each in (meeting.start, meeting.end)),
            *(meeting.place, as_json(meeting.attendees), as_json(meeting.documents)),
            *(_sections(meeting.opening), _sections(meeting.closing)),
            *(meeting.inquiry, as_json(meeting.flaws), source),
        ),
    )
    for item in meeting.agenda_items:
        _add_item(archive, held.slug, item)


def _add_item(archive: Archive, slug: str, item: AgendaItem) -> None:
    executemany = archive.connection.executemany
    number = _next_id(archive, "agenda_items", AGENDA_ITEM_IDS)
    executemany(
        "INSERT INTO agenda_items VALUES (?, ?, ?, ?, ?, ?)",
        [(number, slug, item.order, item.title, item.outcome, item.text)],
    )
    archive.index.add_words(
        number, Words(subject=item.title, body=f"{item.text}\n{item.outcome}", is_mail=False)
    )
    for order, speech in enumerate(item.speeches, 1):
        number = _next_id(archive, "speeches", SPEECH_IDS)
        executemany(
            "INSERT INTO speeches VALUES (?, ?, ?, ?, ?, ?)",
            [(number, slug, item.order, order, speech.speaker, speech.text)],
        )
        archive.index.add_words(
            number, Words(subject="", body=speech.text, people=speech.speaker, is_mail=False)
        )
    executemany(
        "INSERT INTO action_items VALUES (?, ?, ?, ?, ?, ?)",
        [(slug, item.order, n, a.owner, a.text, a.speech + 1) for n, a in enumerate(item.action_items, 1)],
    )
    executemany(
        "INSERT INTO deferrals VALUES (?, ?, ?, ?, ?, ?)",
        [(slug, item.order, n, d.speaker, d.text, d.speech + 1) for n, d in enumerate(item.deferrals, 1)],
    )


def _next_id(archive: Archive, table: str, start: int) -> int:
    (number,) = archive.connection.execute(f"SELECT coalesce(max(id), {start:d}) + 1 FROM {table}").fetchone()
    return int(number)


def replace_topics(archive: Archive, topics: Sequence[Topic]) -> None:
    """Write the standing topics, in place of those that were."""
    archive.connection.execute("DELETE FROM topics")
    archive.connection.executemany(
        "INSERT INTO topics VALUES (?, ?, ?)",
        [(topic.slug, topic.title, topic.title_en) for topic in topics],
    )


def thread_texts(
    archive: Archive, since: str, match: str
) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    """(thread, key, subject, body, date, `name <address>` of the sender, 1: what it quotes is news) of every message,
    thread by thread in reading order, of the threads that were alive at `since` (UTC, ISO 8601) or hold a message
    that `match` finds (FTS5)."""
    yield from archive.connection.execute(
        """SELECT threads.thread, messages.key, messages.subject, messages.body, messages.date,
                  trim(messages.from_name || ' <' || messages.from_address || '>'),
                  nodes.position = 0 AND nodes.split_from = ''
           FROM threads JOIN nodes USING (thread) JOIN messages USING (key)
           WHERE threads.last_date >= :since OR threads.thread IN (
             SELECT thread FROM nodes JOIN messages USING (key)
             WHERE messages.id IN (SELECT rowid FROM search WHERE search MATCH :match))
           ORDER BY threads.thread, nodes.position""",
        {"since": since, "match": match or '""'},
    )


def proposals(archive: Archive) -> list[Placement]:
    """What the words of threads and minutes alone say."""
    rows = archive.connection.execute(
        "SELECT thread, meeting, item, topic, score, status, evidence FROM proposals"
    )
    return [
        Placement(
            thread=thread,
            meeting=meeting,
            agenda_item=item,
            topic=topic,
            score=score,
            status=status,
            evidence=tuple(json.loads(evidence)),
        )
        for thread, meeting, item, topic, score, status, evidence in rows
    ]


def replace_proposals(archive: Archive, placements: Iterable[Placement]) -> None:
    """Write what the words of threads and minutes say, in place of what they said."""
    _replace(archive, "proposals", placements)


def replace_placements(archive: Archive, placements: Iterable[Placement]) -> None:
    """Write what holds: proposals with people's decisions over them."""
    _replace(archive, "placements", placements)


def forget_evidence_of_withdrawn(archive: Archive) -> None:
    """What was taken out of view may stand in the evidence of a placement or an answer: where threads are not placed
    anew, theirs goes."""
    with explained(archive.path):
        for table in ("proposals", "answers"):
            archive.connection.execute(
                f"""UPDATE {table} SET evidence = '[]' WHERE thread IN (
                      SELECT thread FROM nodes WHERE key IN (SELECT key FROM hidden)
                      OR message_id IN (SELECT message_id FROM redacted))"""
            )


def _replace(archive: Archive, table: str, placements: Iterable[Placement]) -> None:
    with explained(archive.path):
        archive.connection.execute(f"DELETE FROM {table}")
        archive.connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(each.thread, each.meeting, each.agenda_item, each.topic),
                    *(round(each.score, 4), each.status, as_json(each.evidence)),
                )
                for each in placements
            ),
        )


def _sections(sections: Sequence[Section]) -> str:
    return as_json([{"title": section.title, "text": section.text} for section in sections])
