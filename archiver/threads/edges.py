"""Edges: what the headers of each mail say of which message answers which; no trees, no loops sought yet.

References first, then In-Reply-To (RFC 5256 §3 REFERENCES step 1, after JWZ), with messages that are known
only by reference kept as *ghosts*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from archiver.model import EdgeReason, Envelope, public_id


class Edge(NamedTuple):
    """A message or ghost hangs under `parent` (a key), for this reason."""

    parent: str
    reason: EdgeReason


Edges = dict[str, Edge]
"""Child's key → its edge.  A key that is absent is a root."""


@dataclass(frozen=True, slots=True)
class HeaderEdges:
    """What headers alone say."""

    edges: Edges
    nearest: dict[str, str]
    """Key of a message → key of the nearest ancestor in its own headers that is present."""
    ghosts: dict[str, str]
    """Key of a ghost → its Message-ID."""


def header_edges(held: Mapping[str, Envelope]) -> HeaderEdges:
    """Read every message's chain of ancestors.  `held`: by key, in the order (seconds, key).

    A message's own headers decide its parent.  The parent of a ghost, and of a reply whose own headers are
    lost, is taken from the chain of the earliest message that names it after another one.
    """
    holders = _holders(held)
    keys = dict(holders)
    found = HeaderEdges({}, {}, {})
    told: dict[str, str] = {}
    for key, envelope in held.items():
        ids, reason = _chain(envelope, holders)
        if not ids:
            continue
        chain = [keys.get(each) or _ghost(each, keys, found.ghosts) for each in ids]
        found.edges[key] = Edge(chain[-1], reason)
        present = (
            chain[-1] if chain[-1] in held else next((each for each in reversed(chain) if each in held), "")
        )
        if present:
            found.nearest[key] = present
        for parent, child in pairwise(chain):
            if child not in told and child != parent:
                told[child] = parent
    for child, parent in told.items():
        if child not in found.edges and (child in found.ghosts or held[child].is_reply):
            found.edges[child] = Edge(parent, "references")
    return found


def _holders(held: Mapping[str, Envelope]) -> dict[str, str]:
    """Message-ID → key of the message that answers to it are answers to.

    Where several mails carry one Message-ID, it is the one whose key is the plain public id.
    """
    holders: dict[str, str] = {}
    for key, envelope in held.items():
        if holders.setdefault(envelope.message_id, key) != key and key == public_id(envelope.message_id):
            holders[envelope.message_id] = key
    return holders


def _ghost(message_id: str, keys: dict[str, str], ghosts: dict[str, str]) -> str:
    """The key of a message that is not here, from now on among `keys` and `ghosts`."""
    key = keys[message_id] = public_id(message_id)
    ghosts[key] = message_id
    return key


def _chain(envelope: Envelope, holders: Mapping[str, str]) -> tuple[Sequence[str], EdgeReason]:
    """A message's ancestors by its own headers, oldest first, and which header names the last.

    A single In-Reply-To that is present outranks the end of References: some programs copy their parent's
    References without adding the parent, or sort them.  An In-Reply-To that is absent counts only where
    there are no References, since it is often an address or prose (RFC 2822 §3.6.4, RFC 822 §4.6.2).
    """
    chain = _others(envelope.references, envelope.message_id)
    answered = _others(envelope.in_reply_to, envelope.message_id)
    if len(answered) == 1 and (not chain or answered[0] in holders):
        if answered[0] not in chain:
            return (*chain, answered[0]), "in-reply-to"
        return (*(each for each in chain if each != answered[0]), answered[0]), "references"
    if chain or not answered:
        return chain, "references"
    return (next((each for each in answered if each in holders), answered[0]),), "in-reply-to"


def _others(named: tuple[str, ...], message_id: str) -> tuple[str, ...]:
    """Those of the named that are an id, and not the message's own."""
    if message_id in named or "" in named:
        return tuple(each for each in named if each and each != message_id)
    return named
