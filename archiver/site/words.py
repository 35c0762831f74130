"""Words: what the site says, in Japanese and English, from the catalogues beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from datasette.utils.asgi import Request

from archiver.words import tell

LANGUAGES = ("ja", "en")
COOKIE = "archiver_language"


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
        """A phrase of the rooms below in this language; any other text as it stands."""
        return tell(text, self.language)

    def explain(self, room: str, remark: str) -> str:
        """A remark of the archive (`slug: detail`) in this language; as it stands where the slug is not known."""
        slug, _, detail = remark.partition(": ")
        entry = self.catalogue[room].get(slug)
        return entry.format(detail=detail) if entry else remark

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
    text = files("archiver.site").joinpath("words", f"{language}.toml").read_text("utf-8")
    return Words(language, tomllib.loads(text))


def words_for(request: Request | None, default: str) -> Words:
    """The words for this reader: by the switch, else by their last choice, else by their browser."""
    if request is None:
        return words_in(default)
    chosen = (request.args.get("lang"), request.cookies.get(COOKIE))
    asked = _accepted(request.headers.get("accept-language") or "")
    return words_in(next((each for each in (*chosen, *asked) if each in LANGUAGES), default))


def _accepted(header: str) -> list[str]:
    """The primary subtags of an Accept-Language header, best first (RFC 9110 §12.5.4)."""
    weighed = []
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        weighed.append((quality, tag.strip().lower().split("-")[0]))
    return [tag for quality, tag in sorted(weighed, key=lambda each: -each[0]) if quality > 0]
