"""Names: the name of a person or file, in its forms → the expression that finds it.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.model import Names
from archiver.search.expressions import (
    FIRST_PHRASE,
    SHORTEST_BEGINNING,
    Expression,
    entries,
    entry,
    joined,
    own,
)
from archiver.search.reading import Term
from archiver.search.tokens import is_cjk, phrase

_NAME = re.compile("[\u3400-\u9fff々]{3,6}")


def as_names(typed: list[str]) -> list[list[str]]:
    """A word of kanji as family name and given name, which people write with a blank between them: 山田　太郎."""
    if len(typed) != 1 or not _NAME.fullmatch(typed[0]):
        return []
    return [[typed[0][:at], typed[0][at:]] for at in range(1, len(typed[0]))]


def is_open(value: Term, typed: list[str]) -> bool:
    """Whether the last word of a name may be the beginning of a longer."""
    return (
        bool(typed) and not value.is_quoted and not is_cjk(typed[-1]) and len(typed[-1]) >= SHORTEST_BEGINNING
    )


def named(
    found: list[list[str]], others: list[list[str]], *, is_open: bool, is_scored: bool
) -> Expression | None:
    """A name of a person or file in its forms, or any of the `others`."""
    typed = found[0]
    if not typed:
        return None
    is_known = not others and len(typed) == 1 and len(typed[0]) < FIRST_PHRASE[is_cjk(typed[0])]
    likely = [entries(typed, is_prefix=is_open), *(entries(form, is_prefix=False) for form in others)]
    return Expression(
        joined("OR", [*(phrase(form, prefix=is_open) for form in found), *map(phrase, others)]),
        words=own(entry(typed[0], is_prefix=is_open)) if is_known else "",
        likely=joined("OR", list(map(own, likely))),
        is_scored=is_scored,
        is_slow=is_known and (is_open or is_cjk(typed[0])),
    )


def beginnings(before: str, column: str, names: Sequence[str]) -> list[Names]:
    """What is to be known of an expression that finds any of these names in a column."""
    if len(names) < 2 or not names[-1].endswith("*"):
        return []
    text, others = (before + joined("OR", each) for each in (names, names[:-1]))
    return [Names(text=text, others=others, beginning=f'{column} : {names[-1].rpartition(" ")[0]}"')]
