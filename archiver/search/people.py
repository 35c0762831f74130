"""People: who writes from several addresses → all of them, for a search by a name or address of one.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archiver.search.tokens import is_cjk, pieces
from archiver.text import fold

People = Sequence[Mapping[str, Sequence[str]]]
"""Of each person who has several: the names under which they write, by address."""
_NAME = re.compile("[\u3400-\u9fff々]{3,6}")


def as_names(typed: list[str]) -> list[list[str]]:
    """A word of kanji as family name and given name, which people write with a blank between them: 山田　太郎."""
    if len(typed) != 1 or not _NAME.fullmatch(typed[0]):
        return []
    return [[typed[0][:at], typed[0][at:]] for at in range(1, len(typed[0]))]


def addresses_of(forms: Iterable[list[str]], people: People, *, is_open: bool) -> Iterator[str]:
    """The addresses of those whom one of the forms of a name, in pieces, names.  `is_open`: the last word may be the
    beginning of a longer."""
    wanted = re.compile("|".join(_pattern(form, is_open=is_open) for form in forms))
    for person in people:
        names = (f"{name} {address}" for address, each in person.items() for name in each or [""])
        if any(wanted.search(" ".join(pieces(fold(name)))) for name in names):
            yield from map(fold, person)


def _pattern(form: list[str], *, is_open: bool) -> str:
    """As the index finds them: Latin words whole, Japanese anywhere in a run."""
    begins = "" if is_cjk(form[0]) else r"(?<![^ ])"
    ends = "" if is_open or is_cjk(form[-1]) else r"(?![^ ])"
    return begins + re.escape(" ".join(form)) + ends
