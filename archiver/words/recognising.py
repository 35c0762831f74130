"""Recognising: an English sentence that was stored → the phrase it was made of, so that it can be told.

The ledger keeps sentences, not templates: a line of ten years ago is told as well as one of today, as long as some
template still says it.  The most specific template wins; what none of them says stays as it stands.
"""

from __future__ import annotations

import gettext
import re
import string
from functools import cache

from archiver.words import DOMAIN, FOLDER, Phrase

_FEWEST = 6
"""Letters that a template must have of its own: `{name}: {what}` says everything, so it recognises nothing.  Nor does a
single word, which may be somebody's name."""


class _Kept(str):
    """A value as it was written, whatever form its template asks for."""

    def __format__(self, _: str) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


def recognised(text: str) -> str:
    """The phrase that says this; the text itself where none does."""
    for expression, template in _templates():
        if found := expression.fullmatch(text):
            values = {name: recognised(value) for name, value in found.groupdict().items()}
            return Phrase(
                template,
                **{name: each if isinstance(each, Phrase) else _Kept(each) for name, each in values.items()},
            )
    return text


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Every template of the catalogues as an expression, that with most letters of its own first."""
    known: set[str] = set()
    for file in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"):
        with file.open("rb") as content:
            # gettext gives no list of what it knows but this one.
            known |= {each for each in gettext.GNUTranslations(content)._catalog if isinstance(each, str)}  # type: ignore[attr-defined]
    weighed = [(sum(map(str.isalpha, _literals(each))), each) for each in sorted(known)]
    return [
        (_expression(each), each)
        for letters, each in sorted(weighed, reverse=True)
        if letters >= _FEWEST and " " in each
    ]


def _literals(template: str) -> str:
    return re.sub(r"\{.*?\}", "", template)


def _expression(template: str) -> re.Pattern[str]:
    parts: list[str] = []
    names: set[str] = set()
    for literal, name, _, _ in string.Formatter().parse(template) if "%(" not in template else ():
        parts.append(re.escape(literal).replace(r"\ ", r"\s+"))
        if name:
            parts.append(f"(?P={name})" if name in names else f"(?P<{name}>.+?)")
            names.add(name)
    return re.compile("".join(parts) or r"\Z.", re.DOTALL)
