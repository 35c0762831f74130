"""Loops: edges → edges without loops, for mail whose headers or clocks are wrong; never cuts where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archiver.model import EdgeReason, Envelope
from archiver.threads.edges import Edges

_STRENGTH: dict[EdgeReason, int] = {"subject": 0, "in-reply-to": 2, "references": 2, "decision": 3}
_GHOST_STRENGTH = 1
"""Where a ghost hangs is hearsay."""


def without_loops(held: Mapping[str, Envelope], edges: Edges) -> Edges:
    """Cut each loop once, at its weakest edge; of equals, above the earliest message, since it can hardly
    answer a later one."""

    def strength(key: str) -> tuple[int, int, str]:
        if key in held:
            return _STRENGTH[edges[key].reason], held[key].seconds, key
        return _GHOST_STRENGTH, 0, key

    cut = {min(loop, key=strength) for loop in _loops(edges)}
    return {child: edge for child, edge in edges.items() if child not in cut} if cut else edges


def _loops(edges: Edges) -> Iterator[list[str]]:
    """The members of each loop.  A child has one parent, so a walk upwards meets at most one."""
    walked: dict[str, str] = {}
    for start in edges:
        key = start
        while key in edges and key not in walked:
            walked[key] = start
            key = edges[key].parent
        if walked.get(key) == start:
            loop = [key]
            while (above := edges[loop[-1]].parent) != key:
                loop.append(above)
            yield loop
