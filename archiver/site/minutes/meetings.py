"""Meetings: the formal minutes, and beside each agenda item the threads that continue it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from datasette.utils.asgi import NotFound, Request, Response

from archiver.moments import day_of
from archiver.site import dates
from archiver.site.instance import Site
from archiver.site.minutes.beside import endings
from archiver.site.minutes.timeline import Lane, Timeline, figure
from archiver.site.pages import page
from archiver.site.words import Words, words_for
from archiver.store import following, reading
from archiver.store.following import PromiseLine
from archiver.store.reading import Placed


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
    promises: tuple[tuple[sqlite3.Row, PromiseLine | None], ...]
    """What somebody promised to do, and how far it has come (None on the public site, which does not tell)."""
    deferrals: int
    loose_deferrals: tuple[str, ...]
    """Deferrals in the item's narrative, outside every speech."""
    placed: tuple[Placed, ...]

    @property
    def sure(self) -> int:
        """How many threads continue the item for sure."""
        return sum(not each.is_proposed for each in self.placed)


async def meeting_list(site: Site, request: Request) -> Response:
    return page(site, request, "meetings.html", {"meetings": await site.read(reading.meetings)})


async def minutes(site: Site, request: Request) -> Response:
    slug, today = request.url_vars["slug"], datetime.now(site.zone).date()
    found = await site.read(lambda connection: _read(connection, slug, site, today))
    since = found.pop("since")
    if isinstance(since, Timeline) and any(lane.days for lane in since.lanes):
        found |= _pictured(since, words_for(request, site.language))
    return page(site, request, "minutes.html", found)


def _pictured(since: Timeline, words: Words) -> dict[str, object]:
    """The timeline as a figure, and as rows of a table: the first day, and the number of messages of each item."""

    def said(day: date) -> str:
        return dates.day(day, words.language)

    counts = since.counts()
    summary = words(
        "minutes.timeline_summary",
        first=said(since.first),
        last=said(since.last),
        n=sum(map(sum, (c for _, c in counts))),
    )
    days = {day: said(day) for day in (since.first, since.last, *since.meetings)}
    picture = figure(
        since,
        {
            "title": words("minutes.timeline"),
            "summary": summary,
            "meeting": words("minutes.later"),
            "item": words("item.number", n="{n}"),
        },
        days,
    )
    return {"timeline": since, "picture": picture, "summary": summary, "counts": counts}


_JSON = ("attendees", "documents", "opening", "closing", "flaws")


def _read(connection: sqlite3.Connection, slug: str, site: Site, today: date) -> dict[str, object]:
    row = connection.execute("SELECT * FROM meetings WHERE meeting = :meeting", {"meeting": slug}).fetchone()
    if row is None:
        raise NotFound("no such meeting")
    placed = reading.placed_of_meeting(connection, slug)
    keys = {each.thread for each in placed}
    later = _later(connection, row["date"])
    items = _items(connection, slug, placed, following.promises(connection, today=today, meeting=slug))
    return {
        "meeting": {name: json.loads(row[name]) if name in _JSON else row[name] for name in row.keys()},  # noqa: SIM118
        "items": items,
        "threads": reading.threads(connection, keys),
        "endings": endings(connection, keys),
        "later": later,
        "titles": {each.meeting: each for each in reading.meetings(connection)},
        "since": _since(
            connection, site, row, items, [date.fromisoformat(each["date"]) for each in later], today
        ),
        "timeline": None,
    }


def _later(connection: sqlite3.Connection, day: str) -> list[sqlite3.Row]:
    """The meetings after that day, the next first."""
    return connection.execute(
        "SELECT meeting, title, date FROM meetings WHERE date > :day ORDER BY date, meeting", {"day": day}
    ).fetchall()


def _since(
    connection: sqlite3.Connection,
    site: Site,
    row: sqlite3.Row,
    items: list[ItemShown],
    later: list[date],
    today: date,
) -> Timeline:
    """When mail was written under each item that threads continue for sure."""
    days: defaultdict[int, list[date]] = defaultdict(list)
    for item, sent in connection.execute(_MAIL_UNDER_ITEMS, {"meeting": row["meeting"], "day": row["date"]}):
        days[item].append(day_of(sent, site.zone))
    lanes = [
        Lane(title=each.title, item=each.item, days=days[each.item]) for each in items if days[each.item]
    ]
    return Timeline(first=date.fromisoformat(row["date"]), today=today, lanes=lanes, meetings=later)


_MAIL_UNDER_ITEMS = """
    SELECT item, messages.date FROM placements JOIN nodes USING (thread) JOIN messages USING (key)
    WHERE meeting = :meeting AND status IN ('sure', 'confirmed') AND messages.date >= :day"""


def _items(
    connection: sqlite3.Connection, slug: str, placed: list[Placed], promises: list[PromiseLine]
) -> list[ItemShown]:
    speeches = _by_item(
        connection,
        "SELECT item, speech, speaker, text FROM speeches WHERE meeting = :meeting ORDER BY id",
        slug,
    )
    promised = _by_item(
        connection,
        "SELECT item, owner, text, speech FROM action_items WHERE meeting = :meeting ORDER BY item, position",
        slug,
    )
    deferrals = _by_item(
        connection,
        "SELECT item, text, speech FROM deferrals WHERE meeting = :meeting ORDER BY item, position",
        slug,
    )
    lines = {(each.item, each.speech, each.text): each for each in promises if each.kind == "action"}
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
            promises=tuple(
                (each, lines.get((row["item"], each["speech"], each["text"])))
                for each in promised[row["item"]]
            ),
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
