"""Exploring: what the pages of Datasette show of ours: our frame, and the words of the reader's language."""

from __future__ import annotations

from typing import NamedTuple

from datasette.utils.asgi import Request
from markupsafe import Markup

from archiver.site import tables
from archiver.site.instance import Site
from archiver.site.pages import rendered
from archiver.site.words import words_for

_LONGEST = 4_000
"""Characters of one cell on the page of its row: a mail has a page of its own."""


class Frame(NamedTuple):
    """A page of ours without its title and its content."""

    before: Markup
    between: Markup
    after: Markup


def values(site: Site, request: Request) -> dict[str, object]:
    """For Datasette's templates, in `archiver/site/native/`."""
    words = words_for(request, site.language)
    cut = rendered(site, request, "native_frame.html", {}).split("<!--cut-->")
    return {
        "frame": Frame(*map(Markup, cut)),
        "words": words,
        "titles": {name: words(f"tables.{name}") for name in tables.TABLES},
        "abouts": {name: tables.about(name, words) for name in tables.TABLES},
        "columns_of": lambda name: tables.columns(name, words),
        "label_of": lambda name, column: tables.label(name, column, words),
        "facets_of": tables.facets,
        "facet_names": lambda found: [each["name"] for each in found or ()],
        "told": lambda about: (
            Markup(' lang="{}"').format(about.language) if about.language != words.language else ""
        ),
        "shortened": lambda value: value if isinstance(value, Markup) else _shortened(str(value)),
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
