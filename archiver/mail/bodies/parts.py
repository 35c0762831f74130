"""Parts: the MIME tree of a mail → the text that is shown, and the attachments.  Walks, never recurses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from archiver.mail.bodies import (
    digests,
    eudora,
    flowing,
    html,
    mime,
    packed,
    pieces,
    protection,
    tnef,
    transfer,
)
from archiver.mail.bodies.mime import Part, children, read_part
from archiver.mail.decoding import charsets, claims
from archiver.mail.fields import headers

DEEPEST = 50
MOST_PARTS = 1000
MOST_WRAPPERS = 20
"""Of Outlook's, one in the other or side by side, in one file."""
INNER = "----- 転送されたメール / Forwarded message -----"
"""What stands above a mail in the mail."""

_REPORTS = frozenset(
    ("message/delivery-status", "message/disposition-notification", "message/feedback-report")
)
"""Not only for machines: they say which address, and why."""
LONGEST_EXCUSE = 1000
"""Bytes."""
_OF_HTML = ("text/html", "multipart/related")
_EXCUSE = re.compile(
    r"This is a multi-?part message in MIME format\.?"
    r"|(?=.{0,200}HTML).{0,200}?(?:表示|ご覧|対応|閲覧|\b(?:view|support|display|enable|see|reader|capable)).{0,200}",
    re.IGNORECASE | re.DOTALL,
)
_PAGE = re.compile(r"\s*(?:<!doctype html\b[^<>]{0,200}>|<html\b[^<>]{0,400}>)\s*<", re.IGNORECASE)
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

    def note_charset(self, declared: str, used: str, *, is_mixed: bool) -> None:
        """The first text that is more than ASCII speaks for the mail."""
        declared = declared.strip(" '\"").casefold()
        if self.used in ("", "us-ascii") and (used != "us-ascii" or not self.declared):
            self.declared = declared or self.declared
        if self.used in ("", "us-ascii"):
            self.used = used
        claim = claims.normal(declared)
        family = "iso-2022-jp" if used == "cp50221" else used
        if family == "iso-2022-jp" and claim.startswith("iso-2022-jp-"):
            return  # its cousins have the characters that it lacks
        if used != "us-ascii" and claim not in (family, used):
            self.flaws.append(f"charset: declared {declared or 'none'}, read as {used}")
        elif used == "cp50221":
            self.flaws.append("charset: iso-2022-jp with characters of vendors")
        if is_mixed:
            self.flaws.append("charset: lines in several charsets")


def read_body(mail: Part) -> Body:
    """The body of a mail."""
    body = Body()
    for count, (part, depth) in enumerate(_leaves(mail, body), 1):
        if count > MOST_PARTS or depth > DEEPEST:
            body.flaws.append("parts: too many or too deep, the rest was not read")
            break
        _take(part, body)
    body.texts = [_without_packed(text, body) if "begin" in text else text for text in body.texts]
    if len(body.files) > MOST_PARTS:
        body.flaws.append("parts: too many or too deep, the rest was not read")
        del body.files[MOST_PARTS:]
    return body


def html_of(mail: Part) -> str | None:
    """The first HTML of a mail that is no attachment, decoded and otherwise as it came; None where there is none."""
    for part, _ in islice(_leaves(mail, Body(), is_every=True), MOST_PARTS):
        if part.kind == "text/html" and not is_attached(part):
            content = content_of(part)
            return charsets.decode(content, html.claim_of(content, part.parameters.get("charset", "")))[0]
    return None


def _leaves(mail: Part, body: Body, *, is_every: bool = False) -> Iterator[tuple[Part, int]]:
    """The parts that matter, in order: of alternatives only the one that is shown, or all (`is_every`).

    A mail in the mail comes as itself, and then its own parts.
    """
    stack = [(mail, 0)]
    while stack:
        part, depth = stack.pop()
        flaw = protection.of_part(part)
        body.flaws += [flaw] if flaw else pieces.flaws(part) if part.kind in pieces.KINDS else []
        if depth > DEEPEST or not (part.is_multipart() or is_mail(part) or flaw):
            if depth < DEEPEST and (digest := digests.parts(part)) and not is_attached(part):
                stack += [(each, depth + 1) for each in reversed(digest)]
            else:
                yield part, depth
        elif is_mail(part):
            yield part, depth
            stack.append((read_part(content_of(part, body)), depth + 1))
        elif not part.is_multipart():
            yield part, depth
            inner = protection.unwrapped(content_of(part, body)) if protection.is_wrapped(part) else b""
            stack += [(read_part(inner), depth + 1)] if inner else []
        else:
            stack += [(child, depth + 1) for child in reversed(_parts_of(part, body, is_every=is_every))]


def _parts_of(part: Part, body: Body, *, is_every: bool) -> list[Part]:
    found = children(part)
    if not found and transfer.encoding_of(part):
        found = children(Part(part.fields, content_of(part)))  # QUIRK: RFC 2045 forbids to encode a multipart
    if not found:
        body.flaws.append("structure: a multipart without parts, shown as text")
        content = mime.without_delimiters(part)
        return [Part({}, content)] if content.strip() else []
    if part.kind == "multipart/appledouble":  # the first is what only a Macintosh has of the file (RFC 1740)
        found = [each for each in found if each.kind != "application/applefile"] or found
    return _shown(found) if part.kind == "multipart/alternative" and not is_every else found


def _shown(alternatives: list[Part]) -> list[Part]:
    """Of multipart/alternative: the plain text if there is any, else the last; files among them are kept."""
    plain = [part for part in alternatives if part.kind == "text/plain" and not is_attached(part)]
    filled = [part for part in plain if part.content.strip() and not _is_excuse(part, alternatives)]
    files = [
        part
        for part in alternatives
        if is_attached(part)
        or part.kind == "text/calendar"
        or part.kind.partition("/")[0] not in ("text", "multipart", "message")
    ]
    rest = [part for part in alternatives if part not in files]
    shown = filled[:1] or [part for part in rest if part.content.strip()][-1:]
    return shown + files + [file for part in rest if part not in shown for file in _files_in(part)]


def _is_excuse(plain: Part, alternatives: list[Part]) -> bool:
    """Whether a plain text only says that the mail is to be read as HTML, which it holds."""
    if len(plain.content) > LONGEST_EXCUSE or not any(part.kind in _OF_HTML for part in alternatives):
        return False
    text = charsets.decode(content_of(plain), plain.parameters.get("charset", ""))[0]
    return _EXCUSE.fullmatch(text.strip()) is not None


def _files_in(alternative: Part) -> list[Part]:
    """The pictures and files of an alternative that is not shown: they may stand nowhere else."""
    found: list[Part] = []
    stack = [(alternative, 0)]
    while stack and len(found) < MOST_PARTS:
        part, depth = stack.pop()
        if part.is_multipart() and depth < DEEPEST:
            stack += [(child, depth + 1) for child in reversed(children(part))]
        elif depth and (is_attached(part) or not part.kind.startswith(("text/", "multipart/"))):
            found.append(part)
    return found


def is_mail(part: Part) -> bool:
    """Whether a part is a mail of its own, or the first piece of one."""
    is_piece = part.kind == "message/partial" and part.parameters.get("number") == "1"
    return is_piece or part.kind in ("message/rfc822", "message/global", "message/news")


def is_attached(part: Part) -> bool:
    return headers.parameters(part.raw("content-disposition"))[0] == "attachment"


def _take(part: Part, body: Body) -> None:
    disposition, more = headers.parameters(part.raw("content-disposition"))
    name = headers.file_name(more.get("filename") or part.parameters.get("name") or "")
    if is_mail(part):
        _take_inner(part, body, name)
        return
    content = content_of(part, body)
    body.texts += pieces.told(part) if part.kind in pieces.KINDS else []
    is_text = (
        (part.kind.startswith("text/") or part.kind in _REPORTS or pieces.is_text(part, content))
        and disposition != "attachment"
        and not (name and disposition)
    )
    is_beside = part.kind == "text/calendar" and any(text.strip() for text in body.texts)
    if is_text and not is_beside and not (name and part.kind not in ("text/plain", "text/html")):
        _take_text(content, part.kind, part.parameters, body)
    elif content.startswith(tnef.MARK):
        _take_tnef(File(name, part.kind, content), body)
    elif content.strip() or not part.is_multipart():
        body.files.append(File(name, part.kind, content))


def _take_tnef(wrapper: File, body: Body) -> None:
    """What Outlook wrapped, wrappers in it too, in the place of the wrapper; its text where the mail has none."""
    stack = [(wrapper, 0)]
    opened = 0
    while stack and len(body.files) < MOST_PARTS:
        file, depth = stack.pop()
        found = tnef.unpack(file.content) if opened < MOST_WRAPPERS else None
        if found is None or not (found.files or found.text):
            body.files.append(file)
            continue
        opened += 1
        body.flaws.append("tnef: unpacked" if found.is_whole else "tnef: damaged, unpacked in part")
        text = html.to_text(found.text) if found.is_html else _with_line_ends(found.text)
        if depth and (text.strip() or found.subject):
            body.texts.append(f"{INNER}\nFrom: {found.sender}\nSubject: {found.subject}\n\n{text}")
        elif text.strip() and not any(text.strip() for text in body.texts):
            body.texts.append(text)
        packed = [File(each.name, each.type, each.content) for each in found.files]
        stack += [(each, depth + 1) for each in reversed(packed)]


def _take_text(content: bytes, kind: str, parameters: dict[str, str], body: Body) -> None:
    if b"=" in content and b"=ybegin " in content:
        content, files = packed.without_yenc(content)
        body.files += [File(name, "application/octet-stream", each) for name, each in files]
    declared = parameters.get("charset", "")
    claim = html.claim_of(content, declared) if kind == "text/html" else declared
    text, used, is_mixed = charsets.decode_noting(content, claim)
    body.note_charset(declared, used, is_mixed=is_mixed)
    text, is_html = eudora.without_marks(_with_line_ends(text))
    if kind == "text/html" or is_html or _is_html(text):
        body.flaws.append("body: only as HTML, shown as text")
        text = html.to_text(text)
    elif kind in ("text/enriched", "text/richtext"):
        text = flowing.unenriched(text)
    elif kind == "text/rfc822-headers":
        text = _heading(content)
    elif parameters.get("format", "").casefold() == "flowed":
        text = flowing.unflowed(text, delsp=parameters.get("delsp", "").casefold() == "yes")
    flaw = protection.of_text(text)
    body.flaws += [flaw] if flaw else []
    body.texts.append(text)


def _is_html(text: str) -> bool:
    """Whether a text that claims to be plain is a whole page."""
    return text[:40].lstrip()[:1] == "<" and _PAGE.match(text) is not None


def _with_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _take_inner(part: Part, body: Body, name: str) -> None:
    """A mail in the mail: its heading is shown, its text follows as a part of its own, its bytes are a file."""
    content = content_of(part, body)
    body.texts.append(f"{INNER}\n{_heading(content)}")
    subject = headers.text(read_part(content).raw("subject"))
    body.files.append(File(name or (subject and f"{subject}.eml"), "message/rfc822", content))


def _heading(content: bytes) -> str:
    """The fields of a mail in the mail that a reader is shown."""
    inner = read_part(content)
    shown = [(name, inner.raw(name.lower())) for name in _SHOWN_HEADERS]
    return "\n".join(f"{name}: {headers.text(value)}" for name, value in shown if value)


def _without_packed(text: str, body: Body) -> str:
    text, files, is_cut = packed.without_uuencoded(text)
    body.flaws += ["encoding: uuencode that was cut off"] if is_cut else []
    body.files += [File(name, "application/octet-stream", content) for name, content in files]
    return text


def content_of(part: Part, body: Body | None = None) -> bytes:
    """The decoded bytes of a part."""
    is_text = part.kind in ("text/plain", "text/html") and not is_attached(part)
    content, flaw = transfer.decoded(part, is_text=is_text)
    if body and flaw:
        body.flaws.append(flaw)
    return content
