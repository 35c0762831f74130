"""Connecting: messages → which hangs under which by their headers and subjects, before anyone decides otherwise.

Some of an archive's messages are connected as they are in the whole of it, where nothing outside shares an id with
them, every mail that a subject may lead to is given beside them, and `beyond` names nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from archiver.model import Envelope, Hanging, Node, Seeker
from archiver.threads.edges import Edges, HeaderEdges, header_edges
from archiver.threads.forest import forest
from archiver.threads.hangings import hung
from archiver.threads.loops import without_loops
from archiver.threads.seekers import seekers
from archiver.threads.splits import new_subjects
from archiver.threads.subjects import subject_edges

Alike = Callable[[Sequence[Seeker]], Iterable[Envelope]]
"""The mails that the subjects of these replies may lead to, in any order; others do no harm."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Messages, and what they say themselves of where they hang."""

    held: Mapping[str, Envelope]
    """By key, in the order (seconds, key)."""
    headers: HeaderEdges
    splits: dict[str, str]
    """Key of an answer that begins a new subject → key of what it answered."""
    seekers: Sequence[Seeker]
    edges: Edges

    def beyond(self, hangings: Sequence[Hanging]) -> set[str]:
        """Keys that headers, subjects or decisions tie to these messages, and that are not among them."""
        known = self.held.keys() | self.headers.ghosts.keys()
        decided = {
            key for each in hangings if not known.isdisjoint(ends := _ends(each)) for key in ends if key
        }
        return ({edge.parent for edge in self.edges.values()} | decided) - known

    def forest(self, hangings: Sequence[Hanging]) -> list[Node]:
        """The threads, with what people decided (`hangings`, oldest first) over what the messages say."""
        edges, cut = hung(self.held, self.headers, self.edges, hangings)
        return forest(self.held, self.headers.ghosts, edges, self.splits | cut)


def _ends(hanging: Hanging) -> tuple[str, str]:
    return hanging.message, hanging.parent


def connect(envelopes: Iterable[Envelope], alike: Alike | None = None) -> Connected:
    """Connect these messages.  `alike`: where others are told by subject; without it only these."""
    held = in_order(envelopes)
    headers = header_edges(held)
    splits = new_subjects(held, headers)
    edges = without_loops(held, {child: edge for child, edge in headers.edges.items() if child not in splits})
    seeking = seekers(held, edges)
    mails = in_order([*held.values(), *alike(seeking)]) if alike else held
    edges = without_loops(held, edges | subject_edges(mails, seeking))
    return Connected(held, headers, splits, seeking, edges)


def in_order(envelopes: Iterable[Envelope]) -> dict[str, Envelope]:
    """By key, in the order (seconds, key)."""
    return {each.key: each for each in sorted(envelopes, key=attrgetter("seconds", "key"))}
