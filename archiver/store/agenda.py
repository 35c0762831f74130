"""The agenda in the archive: meetings with their items and speeches, standing topics, and the threads under them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from archiver.links import is_address
from archiver.model import (
    ActionItem,
    AgendaItem,
    Deferral,
    HeldMeeting,
    Meeting,
    Placement,
    Section,
    Speech,
    Topic,
)
from archiver.store.archive import Archive
from archiver.store.database import empty, explained
from archiver.store.documents import AGENDA_ITEM_IDS, SPEECH_IDS
from archiver.store.entries import Words, as_json


def replace_meetings(archive: Archive, meetings: Sequence[tuple[HeldMeeting, str]]) -> None:
    """Write every meeting (each with the file or address its page came from) and index its items and speeches.

    What was proposed for one that is not what it was may be of other items now, and goes.
    """
    here = {held.slug: held for held, _ in meetings}
    others = [(each.slug,) for each in held_meetings(archive) if each != here.get(each.slug)]
    with explained(archive.path):
        archive.connection.executemany("DELETE FROM proposals WHERE meeting = ?", others)
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


def held_meetings(archive: Archive) -> list[HeldMeeting]:
    """The meetings as `replace_meetings` was given them, without reading a page."""
    execute = archive.connection.execute
    items: dict[str, list[AgendaItem]] = defaultdict(list)
    speeches = _under_items(archive, "SELECT meeting, item, speaker, text FROM speeches ORDER BY speech")
    actions = _under_items(
        archive, "SELECT meeting, item, owner, text, speech FROM action_items ORDER BY position"
    )
    deferrals = _under_items(
        archive, "SELECT meeting, item, speaker, text, speech FROM deferrals ORDER BY position"
    )
    for slug, order, title, outcome, text in execute(
        "SELECT meeting, item, title, outcome, text FROM agenda_items ORDER BY id"
    ):
        place = slug, order
        items[slug].append(
            AgendaItem(
                order=order,
                title=title,
                outcome=outcome,
                text=text,
                speeches=tuple(Speech(speaker=who, text=said) for who, said in speeches[place]),
                action_items=tuple(
                    ActionItem(owner=who, text=said, speech=at - 1) for who, said, at in actions[place]
                ),
                deferrals=tuple(
                    Deferral(speaker=who, text=said, speech=at - 1) for who, said, at in deferrals[place]
                ),
            )
        )
    return [_held(row, tuple(items[row[0]])) for row in execute("SELECT * FROM meetings")]


def _under_items(archive: Archive, statement: str) -> dict[tuple[str, int], list[tuple[Any, ...]]]:
    found: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for meeting, item, *values in archive.connection.execute(statement):
        found[meeting, item].append(tuple(values))
    return found


def _held(row: tuple[Any, ...], items: tuple[AgendaItem, ...]) -> HeldMeeting:
    slug, title, day, start, end, place, attendees, documents, opening, closing, inquiry, flaws, source = row
    meeting = Meeting(
        title=title,
        date=date.fromisoformat(day),
        start=time.fromisoformat(start) if start else None,
        end=time.fromisoformat(end) if end else None,
        place=place,
        attendees=tuple(json.loads(attendees)),
        documents=tuple(json.loads(documents)),
        agenda_items=items,
        opening=tuple(Section(**each) for each in json.loads(opening)),
        closing=tuple(Section(**each) for each in json.loads(closing)),
        inquiry=inquiry,
        flaws=tuple(json.loads(flaws)),
    )
    return HeldMeeting(slug=slug, meeting=meeting, url=source if is_address(source) else "")


def replace_topics(archive: Archive, topics: Sequence[Topic]) -> None:
    """Write the standing topics, in place of those that were."""
    archive.connection.execute("DELETE FROM topics")
    archive.connection.executemany(
        "INSERT INTO topics VALUES (?, ?, ?)",
        [(topic.slug, topic.title, topic.title_en) for topic in topics],
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


def replace_proposals(
    archive: Archive, placements: Iterable[Placement], of: Iterable[str] | None = None
) -> None:
    """Write what the words of threads and minutes say, in place of what they said; `of`: of these threads alone."""
    _replace(archive, "proposals", placements, of)


def replace_placements(archive: Archive, placements: Iterable[Placement]) -> None:
    """Write what holds: proposals with people's decisions over them."""
    _replace(archive, "placements", placements)


def _replace(
    archive: Archive, table: str, placements: Iterable[Placement], of: Iterable[str] | None = None
) -> None:
    with explained(archive.path):
        empty(archive.connection, table, of)
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
