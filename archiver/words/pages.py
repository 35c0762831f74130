"""Words of the pages: what they say, in Japanese and English, from the catalogues beside this file.

Here below, and not in the site: the terminal explains evidence and flaws in the same words, and should not wait for
Datasette to load.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from archiver.words import FOLDER, Phrase, tell
from archiver.words.recognising import recognised

LANGUAGES = ("ja", "en")


class Words:
    """The catalogue of one language: `words("home.title")`, `words("count.messages", n=3)`."""

    def __init__(self, language: str, catalogue: dict[str, dict[str, Any]]) -> None:
        self.language = language
        self.catalogue = catalogue

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key` (room.name) with `values` put in.  Raises KeyError where there are none.

        An entry may be a table of `one` and `other`, chosen by the value `n`, a number of things.
        """
        room, name = key.split(".")
        entry = self.catalogue[room][name]
        if isinstance(entry, dict):
            entry = entry["one" if values["n"] == 1 and "one" in entry else "other"]
        if isinstance(n := values.get("n"), int):
            values["n"] = f"{n:,}"
        return str(entry).format(**values)

    def tell(self, text: str) -> str:
        """A phrase of any room in this language, also one that was stored; any other text as it stands."""
        return tell(text if isinstance(text, Phrase) else recognised(text), self.language)

    def explain(self, room: str, remark: str) -> str:
        """A remark of the archive (`slug: detail`) in this language; as it stands where the slug is not known."""
        slug, _, detail = remark.partition(": ")
        entry = self.catalogue[room].get(slug)
        return entry.format(detail=self._detail(f"{room}_details", detail)) if entry else remark

    def _detail(self, room: str, detail: str) -> str:
        """What a remark says more closely: its clauses by the words they begin with, and what stands behind those."""
        known = self.catalogue.get(room, {})
        if not known or detail in known:
            return str(known.get(detail, detail))
        clauses = []
        for clause in detail.split(", "):
            begin = max((each for each in known if f"{clause} ".startswith(f"{each} ")), key=len, default="")
            value = clause[len(begin) :].strip()
            words = str(known[begin]) if begin else clause
            clauses.append(words.format(value=known.get(value, value)) if begin else words)
        return self("page.comma").join(clauses)

    def explain_all(self, room: str, remarks: Iterable[str]) -> list[str]:
        """Remarks as `explain` has them; those of one kind in one line."""
        details: dict[str, list[str]] = {}
        for remark in remarks:
            slug, _, detail = remark.partition(": ")
            details.setdefault(slug if detail else remark, []).append(detail)
        comma = self("page.comma")
        return [
            self.explain(room, f"{slug}: {comma.join(found)}" if any(found) else slug)
            for slug, found in details.items()
        ]


@cache
def words_in(language: str) -> Words:
    """The words of one of `LANGUAGES`."""
    text = (FOLDER / f"{language}.toml").read_text("utf-8")
    return Words(language, tomllib.loads(text))
