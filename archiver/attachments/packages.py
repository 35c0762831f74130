"""Packages: a zip of XML parts → the parts, unpacked within limits, and the text in them.  Never resolves an entity.

Office Open XML and OpenDocument are both such packages.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Set
from io import BytesIO
from typing import Protocol
from xml.parsers import (
    expat,
)  # guarded: a declaration of a document type, where bombs are made, ends the reading

from archiver.attachments.limits import DEEPEST, MOST_EXPANDED, Encrypted, TooLarge, Unreadable

_CHUNK = 65_536
Attributes = dict[str, str]
"""By local name."""


class Handler(Protocol):
    """Hears the elements of a part, by local name, and leaves the text that it makes of them in `found`."""

    found: list[str]

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def characters(self, text: str) -> None: ...


class Package:
    """An open package.  All that is unpacked from it counts against `MOST_EXPANDED`."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except zipfile.BadZipFile as error:
            raise Unreadable(str(error)) from None
        self.names = self._zip.namelist()
        self._expanded = 0

    def run(self, name: str, handler: Handler) -> Iterator[str]:
        """What `handler` makes of an XML part, bit by bit; nothing where there is no such part."""
        if name not in self.names:
            return
        parser = _parser(handler)
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
                yield "".join(handler.found)
                handler.found.clear()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
                raise TooLarge(name) from None
            raise Unreadable(str(error)) from None

    def gather(self, name: str, handler: Handler) -> None:
        """Let a handler that makes no text hear an XML part to its end."""
        for _ in self.run(name, handler):
            pass

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    self._expanded += len(chunk)
                    if self._expanded > MOST_EXPANDED:
                        raise TooLarge(name)
                    yield chunk
        except RuntimeError as error:  # zipfile's word for "needs a password"
            raise Encrypted(str(error)) from None


def _parser(handler: Handler) -> expat.XMLParserType:
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise TooLarge("nested too deep")
        handler.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.characters
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse(*_: object) -> None:
    """Neither format may declare a document type (ECMA-376 part 2 §8.1.4): only a bomb does."""
    raise Unreadable("declares a document type")


class Quiet:
    """A handler that gathers values, not text; it hears what it is made to hear."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def characters(self, text: str) -> None: ...


class Prose:
    """Handles running text, in a vocabulary in which these elements mean something for it.

    `texts`: elements whose characters are text; `before` and `after`: what is put at the beginning and end of an
    element; `skipped`: elements that are passed over with all that is in them.
    """

    def __init__(
        self,
        *,
        texts: Set[str],
        before: Mapping[str, str],
        after: Mapping[str, str],
        skipped: Set[str] = frozenset(),
    ) -> None:
        self.found: list[str] = []
        self._texts, self._before, self._after, self._skipped = texts, before, after, skipped
        self._in_text = self._in_skipped = 0

    def start(self, name: str, _: Attributes) -> None:
        if self._in_skipped or name in self._skipped:
            self._in_skipped += 1
            return
        self._in_text += bool(self._in_text) or name in self._texts
        if name in self._before:
            self.found.append(self._before[name])

    def end(self, name: str) -> None:
        if self._in_skipped:
            self._in_skipped -= 1
            return
        self._in_text -= bool(self._in_text)
        after = self._after.get(name, "")
        if after == "\t" and self.found and self.found[-1] == "\n":
            self.found.pop()  # the last paragraph of a cell does not end a line
        if after:
            self.found.append(after)

    def characters(self, text: str) -> None:
        if self._in_text and not self._in_skipped:
            self.found.append(text)
