"""Posts: the messages of a thread, in the order that the reader chose → those of one page, as shown.  Only SELECTs."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from archiver.links import thread_path
from archiver.site.reading import body
from archiver.store.attached import files_of

View = Literal["tree", "flat"]
"""An answer under what it answers; or everything by date."""
MESSAGES = 50
"""How many messages a page of a thread shows at most."""
BYTES, FRAME, LONG = 76_000, 1_100, 8_000
"""Of HTML: what the messages of a page are at most, what stands around the text of each, and what a long text counts
where a page ends: longer ones have what the others leave, and go on on the message's own page."""
DEEPEST = 6
"""Answers deeper than this are indented no further."""


def came_as_html(flaws: Iterable[str]) -> bool:
    """Whether there is HTML behind the text, to be shown on request: not where words were taken out of it."""
    kinds = {flaw.partition(":")[0] for flaw in flaws}
    return "body" in kinds and "redacted" not in kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """All nodes of a thread in the order of one view: rows of key, parent, is_ghost, depth, date, sender and bytes."""

    thread: str
    view: View
    nodes: Sequence[sqlite3.Row]
    positions: Mapping[str, int]
    starts: Sequence[int]
    """The position of the first node of each page."""
    replies: Mapping[str, Sequence[sqlite3.Row]]

    def page(self, number: int) -> Sequence[sqlite3.Row]:
        """The nodes of a page, numbered from 1."""
        if number > len(self.starts):
            return ()
        ends = [*self.starts[1:], len(self.nodes)]
        return self.nodes[self.starts[number - 1] : ends[number - 1]]

    def path(self, key: str, on: int = 0) -> str:
        """The address of a node in this view, from the page numbered `on` its anchor alone; '' for one that the view
        does not show."""
        position = self.positions.get(key)
        if position is None:
            return ""
        number = bisect_right(self.starts, position)
        if number == on:
            return f"#{key}"
        query = [
            *(["view=flat"] if self.view == "flat" else []),
            *([f"page={number}"] if number > 1 else []),
        ]
        return f"{thread_path(self.thread)}{'?' if query else ''}{'&'.join(query)}#{key}"


def starts_of(sizes: Iterable[int]) -> list[int]:
    """Where pages begin, of texts of so many bytes: each page has as many messages as its measure holds."""
    starts, left = [0], BYTES
    for at, size in enumerate(sizes):
        cost = FRAME + min(size, LONG)
        if cost > left or at - starts[-1] == MESSAGES:
            starts.append(at)
            left = BYTES
        left -= cost
    return starts


def order_of(connection: sqlite3.Connection, thread: str, view: View) -> Order:
    """The order of a thread; by date there is no place for ghosts, which have none."""
    nodes = connection.execute(
        """SELECT nodes.key, nodes.message_id, is_ghost, parent, reason, position, depth,
                  date, from_name, from_address, length(CAST(body AS BLOB)) AS bytes,
                  EXISTS (SELECT 1 FROM hidden WHERE hidden.key = nodes.key) AS is_hidden
           FROM nodes LEFT JOIN messages USING (key) WHERE thread = :thread ORDER BY position""",
        {"thread": thread},
    ).fetchall()
    if view == "flat":
        nodes = sorted(
            (each for each in nodes if not each["is_ghost"]),
            key=lambda each: (each["date"], each["position"]),
        )
    replies: defaultdict[str, list[sqlite3.Row]] = defaultdict(list)
    for each in nodes:
        replies[each["parent"]].append(each)
    return Order(
        thread=thread,
        view=view,
        nodes=nodes,
        positions={each["key"]: at for at, each in enumerate(nodes)},
        starts=starts_of(each["bytes"] or 0 for each in nodes),
        replies=replies,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message in its thread, or a ghost: a message that is known only because others refer to it."""

    node: sqlite3.Row
    mail: sqlite3.Row | None
    """What it says; None for a ghost."""
    number: int
    """Its place in this view, from 1."""
    indent: int
    parts: tuple[body.Part, ...]
    rest: int
    """How many lines of it are left to the message's own page."""
    attachments: tuple[sqlite3.Row, ...]
    flaws: tuple[str, ...]
    """What had to be repaired so that it can be read."""
    parent: sqlite3.Row | None
    parent_path: str
    replies: tuple[tuple[sqlite3.Row, str], ...]
    """By date: what answers it, each with its address."""
    is_unread: bool

    @property
    def has_original(self) -> bool:
        """It came as HTML alone: its text is our reading of it."""
        return came_as_html(self.flaws)


def posts(connection: sqlite3.Connection, order: Order, number: int, *, unread_after: str) -> list[Post]:
    """The posts of one page; those dated after `unread_after` (UTC, ISO 8601) are unread, none where it is ''."""
    shown = order.page(number)
    keys = json.dumps([each["key"] for each in shown])
    mails = {row["key"]: row for row in connection.execute(_MAILS, {"keys": keys})}
    files = files_of(connection, [each["key"] for each in shown])
    parents = (
        {each["key"]: each for each in order.nodes} if order.view == "tree" else _parents(connection, order)
    )
    first = order.starts[number - 1] + 1 if shown else 1
    most = body.share([body.bytes_shown(row["body"]) for row in mails.values()], BYTES - FRAME * len(shown))
    return [
        _post(order, number, node, at, mails.get(node["key"]), most, files, parents, unread_after)
        for at, node in enumerate(shown, first)
    ]


def _post(
    order: Order,
    page: int,
    node: sqlite3.Row,
    number: int,
    mail: sqlite3.Row | None,
    most: int,
    files: Mapping[int, list[sqlite3.Row]],
    parents: Mapping[str, sqlite3.Row],
    unread_after: str,
) -> Post:
    parent = parents.get(node["parent"])
    parts, rest = body.beginning(mail["body"], most) if mail else ((), 0)
    return Post(
        node=node,
        mail=mail,
        number=number,
        indent=min(node["depth"], DEEPEST) if order.view == "tree" else 0,
        parts=parts,
        rest=rest,
        attachments=tuple(files.get(mail["id"], ())) if mail else (),
        flaws=tuple(json.loads(mail["flaws"])) if mail else (),
        parent=parent,
        parent_path=order.path(parent["key"], page) if parent else "",
        replies=tuple(
            (each, order.path(each["key"], page))
            for each in (order.replies.get(node["key"], ()) if order.view == "flat" else ())
        ),
        is_unread=bool(unread_after and node["date"] and node["date"] > unread_after),
    )


def _parents(connection: sqlite3.Connection, order: Order) -> dict[str, sqlite3.Row]:
    """What the thread's messages answer, ghosts too."""
    rows = connection.execute(
        """SELECT nodes.key, from_name, from_address,
                  EXISTS (SELECT 1 FROM hidden WHERE hidden.key = nodes.key) AS is_hidden
           FROM nodes LEFT JOIN messages USING (key)
           WHERE thread = :thread""",
        {"thread": order.thread},
    )
    return {row["key"]: row for row in rows}


_MAILS = """
    SELECT id, key, subject, base_subject, body, flaws, fidelity FROM messages
    WHERE key IN (SELECT value FROM json_each(:keys))"""


@dataclass(frozen=True, slots=True)
class Branch:
    """A post in the outline of its page, with what hangs under it."""

    post: Post
    under: list[Branch] = field(default_factory=list)


def outline(shown: Sequence[Post]) -> list[Branch]:
    """The posts of a page as a tree that is no deeper than `DEEPEST`."""
    roots: list[Branch] = []
    open_: list[tuple[int, Branch]] = []
    for post in shown:
        while open_ and open_[-1][0] >= post.indent:
            open_.pop()
        branch = Branch(post)
        (open_[-1][1].under if open_ else roots).append(branch)
        open_.append((post.indent, branch))
    return roots
