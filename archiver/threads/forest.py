"""Forest: edges without loops → nodes in reading order.  Drops idle ghosts; never recurses, never adds an edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archiver.model import EdgeReason, Envelope, Node
from archiver.threads.edges import Edge, Edges

Order = tuple[int, str]
"""(seconds, key), by which siblings stand; a ghost has the seconds of its earliest descendant."""


@dataclass(frozen=True, slots=True)
class _Trees:
    """What hangs where, idle ghosts left out; by key."""

    order: dict[str, Order]
    children: dict[str, list[str]]
    reasons: dict[str, EdgeReason]
    roots: list[str]


def forest(
    held: Mapping[str, Envelope], ghosts: Mapping[str, str], edges: Edges, splits: Mapping[str, str]
) -> list[Node]:
    """Threads by the date of their first message, each in reading order: parents before answers.

    `held` and `ghosts` by key; `splits`: key of an answer with a new subject → key of what it answered.
    """
    trees = _trees(held, ghosts, edges)
    nodes: list[Node] = []
    for root in sorted(trees.roots, key=trees.order.__getitem__):
        answered = splits.get(root, "")
        for position, (key, parent, depth) in enumerate(_reading(root, trees.children)):
            is_ghost = key not in held
            message_id = ghosts[key] if is_ghost else held[key].message_id
            reason = trees.reasons[key] if parent else ""
            split_from = answered if key == root and answered in trees.order else ""
            nodes.append(Node(key, message_id, is_ghost, parent, reason, root, position, depth, split_from))
    return nodes


def _trees(held: Mapping[str, Envelope], ghosts: Mapping[str, str], edges: Edges) -> _Trees:
    """Hang every node below its parent, from the leaves up.

    A ghost is idle, and left out, without answers, and with a single one below another node.  A ghost that
    roots a thread stays even then: the thread keeps its id when the missing message comes.
    """
    order: dict[str, Order] = {key: (envelope.seconds, key) for key, envelope in held.items()}
    reasons = {key: edge.reason for key, edge in edges.items()}
    trees = _Trees(order, defaultdict(list), reasons, [])
    for key in _leaves_first([*held, *ghosts], edges):
        below = trees.children.pop(key, [])
        if len(below) > 1:
            below.sort(key=order.__getitem__)
        if key in ghosts:
            if not below:
                continue
            if len(below) == 1 and key in edges:
                _lift(below[0], edges[key], trees)
                continue
            if len(below) == 1 and below[0] in ghosts:
                order.pop(below[0])
                below = trees.children.pop(below[0])
            order[key] = (order[below[0]][0], key)
        if below:
            trees.children[key] = below
        if key in edges:
            trees.children[edges[key].parent].append(key)
        else:
            trees.roots.append(key)
    return trees


def _lift(answer: str, edge: Edge, trees: _Trees) -> None:
    """Hang the single answer of an idle ghost where the ghost hung; a guess or decision about the ghost is
    one about its answer."""
    trees.children[edge.parent].append(answer)
    if edge.reason in ("subject", "decision"):
        trees.reasons[answer] = edge.reason


def _leaves_first(keys: Iterable[str], edges: Edges) -> Iterator[str]:
    """Every key after all that hang below it."""
    waiting: dict[str, int] = dict.fromkeys(keys, 0)
    for edge in edges.values():
        waiting[edge.parent] += 1
    for start in [key for key, count in waiting.items() if not count]:
        key = start
        while True:
            yield key
            if key not in edges:
                break
            key = edges[key].parent
            waiting[key] -= 1
            if waiting[key]:
                break


def _reading(root: str, children: Mapping[str, list[str]]) -> Iterator[tuple[str, str, int]]:
    """(key, parent's key, depth) of a thread's nodes, parents before answers."""
    stack = [(root, "", 0)]
    while stack:
        key, parent, depth = stack.pop()
        yield key, parent, depth
        if key in children:
            stack.extend([(child, key, depth + 1) for child in reversed(children[key])])
