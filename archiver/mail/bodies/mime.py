"""MIME: bytes → a part with its fields, and the parts in it (RFC 2045, 2046).  Never raises, never recurses.

Our own and not the standard library's: that one goes line by line through every level (a third of the time of
reading a mail), recurses once a level, and decodes 8-bit text by the charset that the mail claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.mail.fields import headers

Fields = dict[str, list[str]]
"""Raw values, folded and undecoded, by lower-case name, in order; of the names that `_FIELD` knows."""

MOST_PARTS = 1000
"""Of one part: the rest is read as if it belonged to the last."""

_FIELD = re.compile(
    r"\n((?:[CDFILMRSTcdfilmrst]|[Xx]-[AaNnOo])[!-9;-~]{0,99}+)[ \t]*+:[ \t]?([^\n]*+(?:\n[ \t][^\n]*+)*+)"
)
"""Of a name that begins as those do that are read: of what servers add, the greater part is passed over quickly."""
_IN_A_HEAD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:|[ \t]|>?From |$", re.MULTILINE)
"""How a line of a head begins."""
_END = re.compile(rb"\n(?:\r?\n|(?=--))")
"""Of a head: an empty line, or a delimiter where blanks stood in that, or it was forgotten."""
_KIND = re.compile(r"[\w.+-]+/[\w.+-]+")
_MEANT = {"plain/text": "text/plain", "html/text": "text/html"}


@dataclass(slots=True)
class Part:
    """A mail or a part of one: its fields, and its body as it came."""

    fields: Fields
    content: bytes
    default: str = "text/plain"
    kind: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kind, self.parameters = headers.parameters(self.raw("content-type"))
        self.kind = _MEANT.get(kind, kind) if _KIND.fullmatch(kind) else self.default

    def raw(self, name: str) -> str:
        """The first field of this (lower-case) name, '' when there is none."""
        return self.fields.get(name, ("",))[0]

    def is_multipart(self) -> bool:
        return self.kind.startswith("multipart/")


def read_part(content: bytes, default: str = "text/plain") -> Part:
    """A part from its bytes."""
    head, body = split_head(content)
    return Part(read_fields(head), body, default)


def split_head(content: bytes) -> tuple[bytes, bytes]:
    """(head, body): the first empty line parts them; a part may begin with it, and then has no head.

    Where the lines before it are no fields, the empty line was forgotten, and they are the body's first ones.
    """
    if content.startswith((b"\n", b"\r\n")):
        return b"", content[content.find(b"\n") + 1 :]
    end = _END.search(content)
    head, body = (content[: end.start() + 1], content[end.end() :]) if end else (content, b"")
    last = head.rfind(b"\n", 0, -1) + 1
    if (end and end[0] == b"\n") or _IN_A_HEAD.match(head, last):
        return head, body
    while last and not _IN_A_HEAD.match(head, begin := head.rfind(b"\n", 0, last - 1) + 1):
        last = begin
    return head[:last], content[last:]


def read_fields(head: bytes) -> Fields:
    """The fields of a head; lines that are no fields are passed over."""
    fields: Fields = {}
    for name, value in _FIELD.findall("\n" + head.decode("utf-8", "surrogateescape")):
        fields.setdefault(name.lower(), []).append(value)
    return fields


def children(part: Part) -> list[Part]:
    """The parts of a multipart, in order; [] where nothing parts them.

    Preamble and epilogue are for mailers that know no MIME, and are left out.  A last part that is not closed
    reaches to the end.
    """
    return next(filter(None, (_between(part, delimiter) for delimiter in _candidates(part))), [])


def without_delimiters(part: Part) -> bytes:
    """What a multipart without parts holds but for the lines that would part them."""
    boundary = headers.as_bytes(part.parameters.get("boundary", "")).rstrip()
    if not boundary or b"--" + boundary not in part.content:
        return part.content
    lines = part.content.split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"--" + boundary))


def _between(part: Part, delimiter: bytes) -> list[Part]:
    default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
    found: list[Part] = []
    start = -1
    for begin, end, is_last in _delimiters(part.content, delimiter):
        if start >= 0:
            found.append(read_part(_without_last_line_end(part.content[start:begin]), default))
        # QUIRK: some programs close too early; what a delimiter opens after that is a part, too.
        start = -1 if is_last else end
        if len(found) > MOST_PARTS:
            break
    if start >= 0:
        found.append(read_part(part.content[start:], default))
    return found


def _delimiters(content: bytes, delimiter: bytes) -> Iterator[tuple[int, int, bool]]:
    """(where it begins, where the line after it begins, whether it is the last) of each line that is a delimiter.

    A pattern for each boundary would take longer to compile than the whole mail to read.
    """
    begin = content.find(delimiter)
    while begin >= 0:
        end = content.find(b"\n", begin) + 1 or len(content)
        if begin == 0 or content[begin - 1] == 0x0A:
            rest = content[begin + len(delimiter) : end].strip()
            if rest in (b"", b"--"):
                yield begin, end, bool(rest)
        begin = content.find(delimiter, end)


_LIKE_A_DELIMITER = re.compile(
    rb"^--(\S[^\r\n]{0,200}?)[ \t]*\r?\n(?=Content-[\w-]{1,40}[ \t]*:)", re.MULTILINE | re.IGNORECASE
)


def _candidates(part: Part) -> Iterator[bytes]:
    """What may part the parts: the boundary, or where that never stands the first line that must be meant as one."""
    boundary = headers.as_bytes(part.parameters.get("boundary", "")).rstrip()
    if boundary and b"--" + boundary in part.content:
        yield b"--" + boundary
    meant = _LIKE_A_DELIMITER.search(part.content)
    if meant:
        yield b"--" + meant[1]


def _without_last_line_end(content: bytes) -> bytes:
    """The line end before a delimiter belongs to it (RFC 2046 §5.1.1)."""
    return content.removesuffix(b"\n").removesuffix(b"\r")
