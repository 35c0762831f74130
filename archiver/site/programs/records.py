"""Records: the archive → what the site answers as JSON, in the documented shapes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from archiver import links
from archiver.pipeline.showing import exporting
from archiver.site.programs import shapes
from archiver.store import reading
from archiver.store.reading import MeetingLine, Placed, ThreadLine, TopicLine


def messages(connection: sqlite3.Connection, keys: Sequence[str]) -> list[shapes.MessageShape]:
    """These messages in this order; those that are not in view are left out."""
    rows = connection.execute(
        """SELECT messages.id AS number, key AS id, messages.message_id, date, subject, from_name, from_address, body,
                  charset_declared, charset_used, flaws, thread AS thread_id, nodes.reason,
                  (SELECT message_id FROM nodes AS above WHERE above.key = nodes.parent) AS parent,
                  (SELECT json_group_array(list) FROM message_lists WHERE message = messages.id) AS lists,
                  (SELECT json_group_array(json_object('name', name, 'type', type, 'size', size, 'format', format,
                     'text', (SELECT state FROM attachment_texts AS texts
                              WHERE texts.sha256 = files.sha256 AND texts.format = files.format), 'url', position))
                   FROM (SELECT * FROM attachments WHERE message = messages.id ORDER BY position) AS files)
                    AS attachments
           FROM messages JOIN nodes USING (key) WHERE key IN (SELECT value FROM json_each(:keys))""",
        {"keys": json.dumps(keys)},
    )
    found = {row["id"]: _message(row) for row in rows}
    return [found[key] for key in keys if key in found]


def _message(row: sqlite3.Row) -> shapes.MessageShape:
    path = links.message_path(row["id"])
    files = json.loads(row["attachments"])
    for file in files:
        file["url"] = f"{path}/attachments/{file['url']}"
    values: dict[str, Any] = dict(row)
    del values["number"]
    lists = sorted(json.loads(row["lists"]))
    return cast(
        shapes.MessageShape,
        values
        | {
            "list": lists[0] if lists else "",
            "lists": lists,
            "attachments": files,
            "flaws": json.loads(row["flaws"]),
            "url": path,
        },
    )


def thread_line(line: ThreadLine) -> shapes.ThreadLineShape:
    return {
        "thread_id": line.thread,
        "subject": line.subject,
        "list": line.list,
        "first_date": line.first_date,
        "last_date": line.last_date,
        "message_count": line.messages,
        "people_count": line.people,
        "names": list(line.names),
        "url": links.thread_path(line.thread),
    }


def placement(placed: Placed) -> shapes.PlacementShape:
    return {
        "thread_id": placed.thread,
        "meeting": placed.meeting or None,
        "agenda_item": placed.item or None,
        "topic": placed.topic or None,
        "score": placed.score,
        "status": placed.status,
        "evidence": list(placed.evidence),
    }


def meeting_line(line: MeetingLine) -> shapes.MeetingLineShape:
    return {
        "meeting": line.meeting,
        "title": line.title,
        "date": line.date,
        "place": line.place,
        "item_count": line.items,
        "thread_count": line.threads,
        "url": links.meeting_path(line.meeting),
    }


def meeting(connection: sqlite3.Connection, slug: str) -> shapes.MeetingShape | None:
    """The minutes of one meeting, None where there are none."""
    record = exporting.meeting(connection, slug)
    if record is None:
        return None
    placed = reading.placed_of_meeting(connection, slug)
    items = [
        item
        | {
            "threads": [placement(each) for each in placed if each.item == item["order"]],
            "url": links.item_path(slug, item["order"]),
        }
        for item in record["agenda_items"]
    ]
    names = shapes.MeetingShape.__annotations__
    values = {name: record[name] for name in names if name in record} | {
        "start": record["start"] or None,
        "end": record["end"] or None,
        "agenda_items": items,
        "url": links.meeting_path(slug),
    }
    return cast(shapes.MeetingShape, values)


def topic_line(line: TopicLine) -> shapes.TopicLineShape:
    return {
        "topic": line.topic,
        "title": line.title,
        "title_en": line.title_en,
        "thread_count": line.threads,
        "last_date": line.last_date or None,
        "url": links.topic_path(line.topic),
    }


def topic(connection: sqlite3.Connection, slug: str) -> shapes.TopicShape | None:
    """One standing topic with its threads, None where there is none."""
    line = next((each for each in reading.topics(connection) if each.topic == slug), None)
    if line is None:
        return None
    placed = reading.placed_of_topic(connection, slug)
    threads = reading.threads(connection, {each.thread for each in placed})
    return {
        **topic_line(line),
        "placements": [placement(each) for each in placed],
        "threads": [thread_line(each) for each in threads.values()],
    }


def person_line(row: Mapping[str, Any] | sqlite3.Row) -> shapes.PersonLineShape:
    return {
        "person": row["person"],
        "name": row["name"],
        "address": row["address"],
        "organisation": row["organisation"],
        "told_by": row["told_by"],
        "message_count": row["messages"],
        "thread_count": row["threads"],
        "first_date": row["first_date"],
        "last_date": row["last_date"],
        "url": links.person_path(row["person"]),
    }


def files(rows: Iterable[sqlite3.Row]) -> list[shapes.FileShape]:
    return [
        {
            "name": row["name"],
            "type": row["type"],
            "size": row["size"],
            "format": row["format"],
            "text": row["state"] or None,
            "url": links.attachment_path(row["key"], row["position"]),
            "kind": row["kind"],
            "date": row["date"],
            "id": row["key"],
            "thread_id": row["thread"],
        }
        for row in rows
    ]


def sent(row: sqlite3.Row) -> shapes.SentShape:
    return {
        "id": row["key"],
        "date": row["date"],
        "subject": row["subject"],
        "from_name": row["from_name"],
        "from_address": row["from_address"],
        "thread_id": row["thread"],
        "url": links.message_path(row["key"]),
    }
