"""Feeds: what is new on the list, in a topic, a thread, after a meeting; and the page on which a person gets theirs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote

from datasette.utils.asgi import NotFound, Request, Response

from archiver import links
from archiver.mail import title_of
from archiver.search import LONGEST
from archiver.site.conditional import answer
from archiver.site.instance import Site, View
from archiver.site.pages import page
from archiver.site.programs import atom
from archiver.site.words import Words, words_for
from archiver.store import reading
from archiver.store.accounts import feed_keys

_ENTRIES = 50
_LONGEST_BODY = 200
_MESSAGES = """
SELECT messages.key, date, subject, from_name, from_address, body, above.key AS parent
FROM ({chosen}) AS chosen JOIN messages ON messages.key = chosen.key JOIN nodes ON nodes.key = chosen.key
  LEFT JOIN nodes AS above ON above.key = nodes.parent AND NOT above.is_ghost
ORDER BY date DESC, messages.key
"""
_OF_ALL = "SELECT key FROM messages ORDER BY date DESC, id DESC LIMIT :limit"
_OF_LIST = """SELECT key FROM messages WHERE EXISTS (
  SELECT 1 FROM message_lists WHERE message = messages.id AND list = :list) ORDER BY date DESC, id DESC LIMIT :limit"""
_OF_THREAD = """SELECT key FROM nodes JOIN messages USING (key) WHERE thread = :thread
  ORDER BY date DESC, key LIMIT :limit"""
_OF_PLACE = """SELECT key FROM placements JOIN nodes USING (thread) JOIN messages USING (key)
  WHERE placements.meeting = :meeting AND placements.topic = :topic AND status IN ('sure', 'confirmed')
  GROUP BY key ORDER BY messages.date DESC, key LIMIT :limit"""

Found = tuple[str, str, list[sqlite3.Row]]
"""What a feed is about: a title, the page for people, the messages."""
Reader = Callable[[sqlite3.Connection, Request, Site, Words], Found | str | None]
"""A text is the address to which the feed has moved; None: there is none."""


def feed_of(reader: Reader) -> View:
    """The page that answers with the messages that `reader` finds, as a feed."""

    async def view(site: Site, request: Request) -> Response:
        words = words_for(request, site.language)
        found = await site.read(lambda connection: reader(connection, request, site, words))
        if found is None:
            raise NotFound("no such feed")
        if isinstance(found, str):
            return Response.redirect(f"{found}?{request.query_string}" if request.query_string else found)
        title, about, rows = found
        has_text = not (request.actor or {}).get("is_feed_reader")
        entries = [_entry(row, words, has_text=has_text) for row in rows]
        text = atom.feed(base_of(site, request), _path_of(request), about, title, site.title, entries)
        return answer(request, text, atom.MEDIA_TYPE)

    return view


def of_list(connection: sqlite3.Connection, request: Request, site: Site, words: Words) -> Found:
    address = request.args.get("list") or ""
    name = f" {site.list_name(address)}" if address else ""
    rows = _messages(connection, _OF_LIST if address else _OF_ALL, list=address)
    return f"{site.title}{name}", "/threads", rows


def of_thread(
    connection: sqlite3.Connection, request: Request, site: Site, words: Words
) -> Found | str | None:
    key = request.url_vars["key"]
    thread = reading.thread_of(connection, key)
    if thread is None or thread != key:
        return f"{links.thread_path(thread)}.atom" if thread else None
    line = reading.threads(connection, [thread])[thread]
    title = title_of(line.subject) or words("thread.no_subject")
    return title, links.thread_path(thread), _messages(connection, _OF_THREAD, thread=thread)


def of_topic(connection: sqlite3.Connection, request: Request, site: Site, words: Words) -> Found | None:
    slug = request.url_vars["slug"]
    topic = next((each for each in reading.topics(connection) if each.topic == slug), None)
    if topic is None:
        return None
    rows = _messages(connection, _OF_PLACE, meeting="", topic=slug)
    return topic.title_in(words.language), links.topic_path(slug), rows


def of_meeting(connection: sqlite3.Connection, request: Request, site: Site, words: Words) -> Found | None:
    slug = request.url_vars["slug"]
    meeting = next((each for each in reading.meetings(connection) if each.meeting == slug), None)
    if meeting is None:
        return None
    rows = _messages(connection, _OF_PLACE, meeting=slug, topic="")
    return words("feeds.after", title=meeting.title), links.meeting_path(slug), rows


async def of_meetings(site: Site, request: Request) -> Response:
    """The minutes themselves, the newest first: the one feed that a public site has."""
    lines = await site.read(lambda connection: reading.meetings(connection, limit=_ENTRIES))
    entries = [
        atom.Entry(
            path=links.meeting_path(line.meeting),
            title=line.title,
            author=site.title,
            date=f"{line.date}T00:00:00Z",
            text=None,
        )
        for line in lines
    ]
    text = atom.feed(base_of(site, request), request.path, "/meetings", site.title, site.title, entries)
    return answer(request, text, atom.MEDIA_TYPE)


def _messages(connection: sqlite3.Connection, chosen: str, **values: str) -> list[sqlite3.Row]:
    return connection.execute(_MESSAGES.format(chosen=chosen), {**values, "limit": _ENTRIES}).fetchall()


def _entry(row: sqlite3.Row, words: Words, *, has_text: bool) -> atom.Entry:
    return atom.Entry(
        path=links.message_path(row["key"]),
        title=title_of(row["subject"]) or words("thread.no_subject"),
        author=row["from_name"] or row["from_address"] or "–",
        date=row["date"],
        text=row["body"] if has_text else None,
        answers=links.message_path(row["parent"]) if row["parent"] else "",
    )


def base_of(site: Site, request: Request) -> str:
    """Where people reach the site: as it is set, else as it was asked."""
    return site.settings.address.rstrip("/") or f"{request.scheme}://{request.host}"


def _path_of(request: Request) -> str:
    """The feed's own address, without the key of the person who reads it."""
    address = request.args.get("list")
    return f"{request.path}?list={quote(address, safe='@')}" if address else request.path


# --- the page on which people get the addresses of their feeds ---


async def feeds(site: Site, request: Request) -> Response:
    """GET lists the feeds; POST makes a key for this person's feed reader, which is shown this once, or revokes it."""
    topics = await site.read(reading.topics)
    owner = _owner(request.actor)
    key, accounts = "", site.sign_ins.accounts if site.sign_ins else None
    if request.method == "POST" and owner and accounts:
        body = (await request.post_body(max_bytes=_LONGEST_BODY)).decode("utf-8", "replace")
        if parse_qs(body).get("do") == ["make"]:
            key = feed_keys.make(accounts, *owner)
        else:
            feed_keys.revoke(accounts, *owner)
    values = {
        "topics": topics,
        "query": (request.args.get("q") or "")[:LONGEST].strip(),
        "base": base_of(site, request),
        "key": key,
        "can_have_key": owner is not None,
        "has_key": bool(owner and accounts and feed_keys.has(accounts, *owner)),
    }
    return page(site, request, "feeds.html", values)


def _owner(actor: dict[str, Any] | None) -> tuple[str, feed_keys.Kind] | None:
    """Whose key it would be: one that dies with an account or with a place on the roster, nobody else's."""
    kind = (actor or {}).get("kind")
    return (str((actor or {})["id"]), kind) if kind in ("account", "member") else None
