"""Narrowing: a query and a condition → the query with the condition, or without it.  Nobody has to retype anything."""

from __future__ import annotations

from archiver.search.fields import written
from archiver.search.reading import read


def narrowed(text: str, field: str, value: str, language: str, *, is_excluded: bool = False) -> str:
    """The query with one more condition, in the words of a language.

    It goes in front: after what a person left open (a parenthesis, a quotation mark) it would be a part of that.
    """
    root, _ = read(text)
    if len([items for items in root.alternatives if items]) > 1:
        text = f"({text})"
    return f"{'-' * is_excluded}{written(field, value, language)} {text}".strip()


def without(text: str, span: tuple[int, int]) -> str:
    """The query without one of its `conditions`."""
    start, end = span
    return " ".join(f"{text[:start]} {text[end:]}".split())
