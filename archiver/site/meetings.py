"""Meetings: the formal minutes, and beside each agenda item the threads that continue it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archiver.site.instance import enter, read
from archiver.site.pages import page
from archiver.store import reading
from archiver.store.reading import Placed

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a speech, in runs; a run that is a sentence which sends discussion to the list is marked."""

    runs: tuple[tuple[str, bool], ...]

    @property
    def is_deferral(self) -> bool:
        return any(marked for _, marked in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechShown:
    speech: int
    """Order within the item, from 1."""
    speaker: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """An agenda item with its speeches, its promises, and the threads that continue it."""

    item: int
    title: str
    outcome: str
    text: tuple[str, ...]
    speeches: tuple[SpeechShown, ...]
    promises: tuple[sqlite3.Row, ...]
    deferrals: int
    loose_deferrals: tuple[str, ...]
    """Deferrals in the item's narrative, outside every speech."""
    placed: tuple[Placed, ...]

    @property
    def sure(self) -> int:
        """How many threads continue the item for sure."""
        return sum(not each.is_proposed for each in self.placed)


async def meeting_list(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    return page(site, request, "meetings.html", {"meetings": await read(datasette, reading.meetings)})


async def minutes(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    found = await read(datasette, lambda connection: _read(connection, request.url_vars["slug"]))
    return page(site, request, "minutes.html", found)


_JSON = ("attendees", "documents", "opening", "closing", "flaws")


def _read(connection: sqlite3.Connection, slug: str) -> dict[str, object]:
    row = connection.execute("SELECT * FROM meetings WHERE meeting = :meeting", {"meeting": slug}).fetchone()
    if row is None:
        raise NotFound("no such meeting")
    placed = reading.placed_of_meeting(connection, slug)
    return {
        "meeting": {name: json.loads(row[name]) if name in _JSON else row[name] for name in row.keys()},  # noqa: SIM118
        "items": _items(connection, slug, placed),
        "threads": reading.threads(connection, {each.thread for each in placed}),
    }


def _items(connection: sqlite3.Connection, slug: str, placed: list[Placed]) -> list[ItemShown]:
    speeches = _by_item(
        connection,
        "SELECT item, speech, speaker, text FROM speeches WHERE meeting = :meeting ORDER BY id",
        slug,
    )
    promises = _by_item(
        connection,
        "SELECT item, owner, text, speech FROM action_items WHERE meeting = :meeting ORDER BY item, position",
        slug,
    )
    deferrals = _by_item(
        connection,
        "SELECT item, text, speech FROM deferrals WHERE meeting = :meeting ORDER BY item, position",
        slug,
    )
    items = connection.execute(
        "SELECT item, title, outcome, text FROM agenda_items WHERE meeting = :meeting ORDER BY item",
        {"meeting": slug},
    )
    return [
        ItemShown(
            item=row["item"],
            title=row["title"],
            outcome=row["outcome"],
            text=tuple(row["text"].split("\n")) if row["text"] else (),
            speeches=tuple(_speech(speech, deferrals[row["item"]]) for speech in speeches[row["item"]]),
            promises=tuple(promises[row["item"]]),
            deferrals=len(deferrals[row["item"]]),
            loose_deferrals=tuple(each["text"] for each in deferrals[row["item"]] if not each["speech"]),
            placed=tuple(each for each in placed if each.item == row["item"]),
        )
        for row in items
    ]


def _by_item(connection: sqlite3.Connection, sql: str, slug: str) -> defaultdict[int, list[sqlite3.Row]]:
    grouped: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in connection.execute(sql, {"meeting": slug}):
        grouped[row["item"]].append(row)
    return grouped


def _speech(row: sqlite3.Row, deferrals: list[sqlite3.Row]) -> SpeechShown:
    sentences = [each["text"] for each in deferrals if each["speech"] == row["speech"]]
    return SpeechShown(
        speech=row["speech"],
        speaker=row["speaker"],
        paragraphs=tuple(mark(text, sentences) for text in row["text"].split("\n")),
    )


def mark(text: str, sentences: list[str]) -> Paragraph:
    """Mark the first place of each sentence in a paragraph; sentences that are not in it mark nothing."""
    runs = [(text, False)]
    for sentence in filter(None, sentences):
        for index, (run, is_marked) in enumerate(runs):
            before, found, after = run.partition(sentence)
            if found and not is_marked:
                runs[index : index + 1] = [(before, False), (found, True), (after, False)]
                break
    return Paragraph(runs=tuple(run for run in runs if run[0]))
