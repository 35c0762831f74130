"""Remembering: a function of a field's text → the same, which knows what it gave for short texts that recur.

A long text is nobody's habit, and to keep a few thousand of them would hold more memory than the largest mail.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

LONGEST = 2_000
"""Characters."""

OfText = TypeVar("OfText", bound=Callable[..., Any])
"""Of a text, and perhaps of others beside it."""


def remembered(most: int) -> Callable[[OfText], OfText]:
    """Of the last texts, `most` of them."""

    def of(function: OfText) -> OfText:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def given(text: str, *beside: str) -> Any:
            return known(text, *beside) if len(text) <= LONGEST else function(text, *beside)

        return cast(OfText, given)

    return of
