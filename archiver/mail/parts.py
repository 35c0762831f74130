"""Parts: the MIME tree of a mail → the text that is shown, and the attachments.  Walks, never recurses."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Tree

from archiver.mail import charsets, headers, html

DEEPEST = 50
MOST_PARTS = 1000

_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} (?P<name>\S.{0,200})\n(?P<lines>(?:[!-`][ -`]{0,90}\n)+)`?\n?end[ \t]*$", re.MULTILINE
)
_SHOWN_HEADERS = ("From", "Date", "Subject")


@dataclass(slots=True)
class File:
    """An attachment with its bytes, before it is named."""

    claimed_name: str
    claimed_type: str
    content: bytes


@dataclass(slots=True)
class Body:
    """What was found in a mail."""

    texts: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    declared: str = ""
    used: str = ""
    flaws: list[str] = field(default_factory=list)

    def note_charset(self, declared: str, used: str) -> None:
        """The first text that is more than ASCII speaks for the mail."""
        if not self.declared:
            self.declared = declared.casefold()
        if not self.used or self.used == "us-ascii":
            self.used = used
        claim = charsets.normal(declared)
        family = "iso-2022-jp" if used == "cp50221" else used
        if used != "us-ascii" and claim not in (family, used):
            self.flaws.append(f"charset: declared {declared.casefold() or 'none'}, read as {used}")
        elif used == "cp50221":
            self.flaws.append("charset: iso-2022-jp with characters of vendors")


def read_body(tree: Tree) -> Body:
    """The body of a parsed mail."""
    body = Body()
    for count, (part, depth) in enumerate(_leaves(tree), 1):
        if count > MOST_PARTS or depth > DEEPEST:
            body.flaws.append("parts: too many or too deep, the rest was not read")
            break
        _take(part, body)
    body.texts = [_without_uuencoded(text, body) for text in body.texts]
    return body


def _leaves(tree: Tree) -> Iterator[tuple[Tree, int]]:
    """The parts that matter, in order: of alternatives only the one that is shown."""
    stack: list[tuple[Tree, int]] = [(tree, 0)]
    while stack:
        part, depth = stack.pop()
        kind = content_type(part)
        children = part.get_payload()
        if kind == "message/rfc822" or (kind.startswith("message/") and isinstance(children, list)):
            yield part, depth
            if isinstance(children, list):
                stack += [(child, depth + 1) for child in reversed(children) if isinstance(child, Tree)]
        elif isinstance(children, list):
            trees = [child for child in children if isinstance(child, Tree)]
            chosen = _shown(trees) if kind == "multipart/alternative" else trees
            stack += [(child, depth + 1) for child in reversed(chosen)]
        else:
            yield part, depth


def _shown(children: list[Tree]) -> list[Tree]:
    """Of multipart/alternative: the plain text if there is any, else the last; files among them are kept."""
    plain = [child for child in children if content_type(child) == "text/plain" and not is_attached(child)]
    filled = [child for child in plain if str(child.get_payload()).strip()]
    files = [
        child
        for child in children
        if is_attached(child) or content_type(child).split("/")[0] not in ("text", "multipart", "message")
    ]
    rest = [child for child in children if child not in files]
    return (filled[:1] or rest[-1:]) + files


def content_type(part: Tree) -> str:
    value = _raw(part, "Content-Type")
    kind = headers.parameters(value)[0] if value else ""
    if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        return kind
    return "multipart/mixed" if part.is_multipart() else "text/plain"


def is_attached(part: Tree) -> bool:
    return headers.parameters(_raw(part, "Content-Disposition"))[0] == "attachment"


def _raw(part: Tree, name: str) -> str:
    """The first field of this name as the parser holds it; never an email.header.Header."""
    wanted = name.casefold()
    return next((str(value) for key, value in part.raw_items() if key.casefold() == wanted), "")


def _take(part: Tree, body: Body) -> None:
    kind = content_type(part)
    parameters = headers.parameters(_raw(part, "Content-Type"))[1]
    disposition, more = headers.parameters(_raw(part, "Content-Disposition"))
    name = more.get("filename") or parameters.get("name") or ""
    if kind == "message/rfc822":
        _take_inner(part, body, name)
        return
    content = content_of(part, body)
    is_text = kind.startswith("text/") and disposition != "attachment" and not (name and disposition)
    if is_text and not (name and kind not in ("text/plain", "text/html")):
        _take_text(content, kind, parameters, body)
    elif kind.startswith("multipart/") and not content.strip():
        return
    else:
        body.files.append(File(name, kind, content))


def _take_text(content: bytes, kind: str, parameters: dict[str, str], body: Body) -> None:
    declared = parameters.get("charset", "")
    text, used = charsets.decode(content, declared)
    body.note_charset(declared, used)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "text/html":
        body.flaws.append("body: only as HTML, shown as text")
        text = html.to_text(text)
    elif parameters.get("format", "").casefold() == "flowed":
        text = unflowed(text, delsp=parameters.get("delsp", "").casefold() == "yes")
    body.texts.append(text)


def _take_inner(part: Tree, body: Body, name: str) -> None:
    """A mail in the mail: its heading is shown, its text follows as a part of its own, its bytes are a file."""
    inner = part.get_payload()
    if not (isinstance(inner, list) and inner and isinstance(inner[0], Tree)):
        body.files.append(File(name, "message/rfc822", content_of(part, body)))
        return
    lines = [
        f"{field}: {headers.text(_raw(inner[0], field))}" for field in _SHOWN_HEADERS if _raw(inner[0], field)
    ]
    body.texts.append("\n".join(["----- 転送されたメール / Forwarded message -----", *lines]))
    try:
        content = inner[0].as_bytes()
    except (UnicodeError, ValueError, LookupError, AttributeError, KeyError, TypeError, RecursionError):
        content = b""
    body.files.append(File(name or headers.text(_raw(inner[0], "Subject")), "message/rfc822", content))


def content_of(part: Tree, body: Body | None = None) -> bytes:
    """The decoded bytes of a leaf."""
    if part.is_multipart():
        return b""
    encoding = _raw(part, "Content-Transfer-Encoding").split("(")[0].strip().casefold()
    if encoding == "base64":
        return _from_base64(_undecoded(part), body)
    if encoding == "quoted-printable":
        return quopri.decodestring(_undecoded(part))
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _from_uuencode(_undecoded(part).decode("ascii", "replace").splitlines())
    # Only so does the stdlib give the bytes as they came: without `decode` it decodes them by the claimed charset.
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _undecoded(part: Tree) -> bytes:
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _from_base64(raw: bytes, body: Body | None) -> bytes:
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        pass
    lines = [line for line in raw.splitlines() if re.fullmatch(rb"\s*[A-Za-z0-9+/=\s]*", line)]
    if len(lines) * 2 < len(raw.splitlines()):
        if body:
            body.flaws.append("encoding: claims base64, is not")
        return raw
    if body:
        body.flaws.append("encoding: damaged base64")
    return headers.base64_bytes(b"".join(lines))


def _from_uuencode(lines: list[str]) -> bytes:
    content = b""
    pieces = []
    for line in lines:
        if line.startswith(("begin ", "end")) or not line.strip("`"):
            continue
        try:
            pieces.append(binascii.a2b_uu(line.encode("ascii", "replace")))
        except binascii.Error:
            length = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
            try:
                pieces.append(binascii.a2b_uu(line[: length + 1].encode("ascii", "replace")))
            except binascii.Error:
                continue
    return content.join(pieces)


def _without_uuencoded(text: str, body: Body) -> str:
    """Take uuencoded files out of the text in which they stand."""
    if "\nend" not in text or "begin " not in text:
        return text

    def taken(match: re.Match[str]) -> str:
        content = _from_uuencode(match["lines"].splitlines())
        body.files.append(File(match["name"].strip(), "application/octet-stream", content))
        return f"[{match['name'].strip()}]"

    return _UUENCODED.sub(taken, text)


def unflowed(text: str, *, delsp: bool) -> str:
    """format=flowed (RFC 3676) with its soft line breaks taken out; quote depths and signatures stay."""
    lines: list[str] = []
    is_open = False
    for raw in text.split("\n"):
        quotes = len(raw) - len(raw.lstrip(">"))
        line = raw[quotes:].removeprefix(" ")
        depth_before = (len(lines[-1]) - len(lines[-1].lstrip(">"))) if lines else -1
        if is_open and quotes == depth_before and line.rstrip() != "--":
            lines[-1] = (lines[-1].removesuffix(" ") if delsp else lines[-1]) + line
        else:
            lines.append((">" * quotes + " " if quotes else "") + line)
        is_open = line.endswith(" ") and line != "-- "
    return "\n".join(lines)
