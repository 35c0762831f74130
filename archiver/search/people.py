"""People: who writes from several addresses → all of them, for a search by a name or address of one.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archiver.search.tokens import is_cjk, pieces
from archiver.text import fold

People = Sequence[Mapping[str, Sequence[str]]]
"""Of each person who has several: the names under which they write, by address."""


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
