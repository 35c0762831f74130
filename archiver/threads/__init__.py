"""Threads: which message answers which.  Pure: no database, no clock, no order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archiver.model import Envelope, Hanging, Node
from archiver.threads.connecting import Connected, connect
from archiver.threads.edges import Edge, Edges
from archiver.threads.naming import named
from archiver.threads.seekers import SKEW, heeding, sought, spans
from archiver.threads.splits import declared
from archiver.threads.unanswered import unanswered


def thread(envelopes: Iterable[Envelope], hangings: Sequence[Hanging] = ()) -> list[Node]:
    """The forest of these messages: thread by thread, each in reading order.

    Every envelope gives one node.  Messages known only by reference are nodes too (ghosts) where they root
    a thread or hold two or more answers together.  The result depends on the set of envelopes alone, not
    on their order, and on what people decided (`hangings`, oldest first); threads stand by the date of their
    first message.
    """
    return connect(envelopes).forest(hangings)
