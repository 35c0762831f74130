"""Naming: which absent messages are named in headers, and by whom; never those that have a place in the forest."""

from __future__ import annotations

from collections.abc import Iterable

from archiver.model import Envelope, Node, public_id


def named(envelopes: Iterable[Envelope], nodes: Iterable[Node]) -> dict[str, str]:
    """Key of every message that is only named and stands nowhere in the forest → key of the earliest that names it.

    A thread may once have had such a message as its first, while others were missing: its address leads on.
    """
    placed = {node.message_id for node in nodes}
    found: dict[str, tuple[int, str]] = {}
    for envelope in envelopes:
        ids = envelope.references + envelope.in_reply_to
        for message_id in () if placed.issuperset(ids) else ids:
            if message_id and message_id not in placed:
                place = envelope.seconds, envelope.key
                found[message_id] = min(found.get(message_id, place), place)
    return {public_id(message_id): key for message_id, (_, key) in found.items()}
