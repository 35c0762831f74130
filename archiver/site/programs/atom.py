"""Atom: entries → a feed (RFC 4287) that says which answers which (RFC 4685).  Pure; whatever mail holds, it is XML."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

MEDIA_TYPE = "application/atom+xml"
_ATOM, _THREADING = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/thread/1.0"
ElementTree.register_namespace("", _ATOM)
ElementTree.register_namespace("thr", _THREADING)
# XML 1.0 §2.2: these are no characters at all, however they are written.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OLDEST = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that is new.  Paths are addresses on this site."""

    path: str
    title: str
    author: str
    date: str
    """UTC, ISO 8601."""
    text: str | None
    """None: the feed does not give it."""
    answers: str = ""
    """Path of what it answers, '' nothing."""


def feed(base: str, path: str, page: str, title: str, site: str, entries: Iterable[Entry]) -> str:
    """The feed at `path`, about the page at `page`, of the site at `base` (https://archive.example.jp).

    Ids do not depend on where the site stands: a feed reader knows an entry again when the site moves.
    """
    entries = list(entries)
    root = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", _id(path))
    _add(root, "title", title)
    _add(root, "updated", max((each.date for each in entries), default=_OLDEST))
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=f"{base}{path}")
    _add(root, "link", rel="alternate", type="text/html", href=f"{base}{page}")
    _add(_add(root, "author"), "name", site)
    for each in entries:
        _add_entry(root, base, each)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_entry(root: ElementTree.Element, base: str, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", _id(entry.path))
    _add(element, "title", entry.title)
    _add(element, "updated", entry.date)
    _add(element, "published", entry.date)
    _add(element, "link", rel="alternate", type="text/html", href=f"{base}{entry.path}")
    _add(_add(element, "author"), "name", entry.author)
    if entry.answers:
        ElementTree.SubElement(
            element,
            f"{{{_THREADING}}}in-reply-to",
            {"ref": _id(entry.answers), "href": f"{base}{entry.answers}", "type": "text/html"},
        )
    if entry.text is not None:
        _add(element, "content", entry.text, type="text")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(
        parent, f"{{{_ATOM}}}{name}", {key: clean(value) for key, value in attributes.items()}
    )
    element.text = clean(text)
    return element


def clean(text: str) -> str:
    """The text without what no XML document may hold."""
    return _ILLEGAL.sub("\ufffd", text)


def _id(path: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"archiver:{clean(path)}").urn
