"""Threads: which message answers which.  Pure: no database, no clock, no order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from archiver.model import Envelope, Hanging, Node
from archiver.threads.edges import Edge, Edges, header_edges
from archiver.threads.forest import forest
from archiver.threads.hangings import hung
from archiver.threads.loops import without_loops
from archiver.threads.naming import named
from archiver.threads.splits import new_subjects
from archiver.threads.subjects import subject_edges
from archiver.threads.unanswered import unanswered

__all__ = ["Edge", "Edges", "named", "thread", "unanswered"]


def thread(envelopes: Iterable[Envelope], hangings: Sequence[Hanging] = ()) -> list[Node]:
    """The forest of these messages: thread by thread, each in reading order.

    Every envelope gives one node.  Messages known only by reference are nodes too (ghosts) where they root
    a thread or hold two or more answers together.  The result depends on the set of envelopes alone, not
    on their order, and on what people decided (`hangings`, oldest first); threads stand by the date of their
    first message.
    """
    held = {each.key: each for each in sorted(envelopes, key=attrgetter("seconds", "key"))}
    headers = header_edges(held)
    splits = new_subjects(held, headers)
    edges = without_loops(held, {child: edge for child, edge in headers.edges.items() if child not in splits})
    edges = without_loops(held, edges | subject_edges(held, edges))
    edges, cut = hung(held, headers, edges, hangings)
    return forest(held, headers.ghosts, edges, splits | cut)
