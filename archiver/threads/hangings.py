"""Hangings: what people decided about where messages hang → edges; never invents a message, never leaves a loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.model import Envelope, Hanging
from archiver.threads.edges import Edge, Edges, HeaderEdges
from archiver.threads.loops import without_loops


def hung(
    held: Mapping[str, Envelope], headers: HeaderEdges, edges: Edges, hangings: Sequence[Hanging]
) -> tuple[Edges, dict[str, str]]:
    """The edges with decisions over them; and key of each message that was cut off → key of what it hung under.

    A decision waits while a message that it names is not here.  Where decisions make a loop, the one about the
    earliest message has no effect.  A merge moves the whole thread, whatever its first message is by now, unless
    someone decided about that message itself.
    """
    if not hangings:
        return edges, {}
    known = held.keys() | headers.ghosts.keys()
    here = [each for each in hangings if each.message in known and (not each.parent or each.parent in known)]
    single = {each.message: each.parent for each in here if not each.is_merge}
    was = {key: edge.parent for key, edge in headers.edges.items()} | {
        key: edge.parent for key, edge in edges.items()
    }
    cut = {key: was[key] for key, parent in single.items() if not parent and key in was}
    edges = {child: edge for child, edge in edges.items() if child not in single}
    edges |= {key: Edge(parent, "decision") for key, parent in single.items() if parent}
    edges = dict(without_loops(held, edges))
    for each in here:
        if each.is_merge:
            top = _top(each.message, edges)
            if top not in single and top != _top(each.parent, edges):
                edges[top] = Edge(each.parent, "decision")
    return edges, cut


def _top(key: str, edges: Edges) -> str:
    while key in edges:
        key = edges[key].parent
    return key
