"""Problems: what can be wrong with one setting, in words for people."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from archiver.words import Phrase


def missing(setting: str) -> Phrase:
    return Phrase("{setting}: missing", setting=setting)


def must_be_text(setting: str) -> Phrase:
    return Phrase("{setting}: must be a text in quotes", setting=setting)


def must_be_number(setting: str) -> Phrase:
    return Phrase("{setting}: must be a number", setting=setting)


def not_one_of(setting: str, value: object, values: Collection[str]) -> Phrase:
    return Phrase(
        "{setting}: {value!r} is none of {values}", setting=setting, value=value, values=list(values)
    )


def no_such(setting: str, name: str, names: Collection[str]) -> Phrase:
    """`name` is none of `names`: the one that it looks like is named."""
    close = difflib.get_close_matches(name, names, 1)
    if close:
        return Phrase("{setting}: no such setting (did you mean {name}?)", setting=setting, name=close[0])
    return Phrase("{setting}: no such setting", setting=setting)
