"""Synonyms: groups of words that mean the same here → the other words to look for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archiver.text import fold

Synonyms = Mapping[str, Sequence[str]]
"""The other words of its groups, by folded word."""


def synonyms(groups: Iterable[Sequence[str]]) -> Synonyms:
    """Every word of `groups` (of the configuration) with the words beside it."""
    found: dict[str, list[str]] = {}
    for group in groups:
        for word in group:
            others = found.setdefault(fold(word).strip(), [])
            others += [other for other in group if other not in (word, *others)]
    return found
