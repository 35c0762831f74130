"""mbox: a stream of bytes → the mails in it, for every dialect that people have.  Streams; never seeks.

Dialects: mboxo, mboxrd (RFC 4155 and qmail's mbox(5)), mboxcl and mboxcl2 (Content-Length), MMDF, BABYL (RMAIL of
Emacs), pipermail's monthly text (`user at host`, in Japanese builds `user ＠ host`), and mails between lone dots as
EdMax and Becky! keep them.  Where a line could begin a mail or belong to a
body, the mail before it says in `assumed` what was taken for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import BinaryIO

from archiver.model import RawMessage, Refusal
from archiver.sources import babyl, base, separators
from archiver.sources import window as windows
from archiver.sources.base import too_large
from archiver.sources.window import LONGEST_SEPARATOR, Part, Window, framed
from archiver.words import Phrase

NO_FIRST = "the From line before the first mail is missing"
BEFORE_THE_FIRST = Phrase("is no mail: it stands before the first From line")
EXPUNGED = Phrase("was deleted in Thunderbird, which keeps it in the file until the folder is compacted")
FOLDER_DATA = Phrase("is no mail: a mail program keeps notes on its folder there")
_FOLDER_DATA = b"\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA"
"""QUIRK: Pine and the IMAP server of Washington put a mail of their own first into a mailbox."""
_IN_A_PART = re.compile(
    rb"\n--[^\r\n]{1,200}\r?\n(?:[!-9;-~]{1,80}:[^\n]*\n(?:[ \t][^\n]*\n)*)*\r?\n\Z", re.IGNORECASE
)
LONGEST_PART_HEAD = 600
"""Bytes of the head of a part that holds a mail."""
_EXPUNGED = re.compile(rb"X-Mozilla-Status:[ \t]*[0-9A-Fa-f]{3}[89A-Fa-f]\b")
_LINE_ENDS = re.compile(rb"(?:[ \t]*\r?\n)+|\Z")

_CONTENT_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_OBSCURED = re.compile(
    rb" (?:at|\xef\xbc\xa0|\xa1\xf7|\x1b\$B!w\x1b\(B) |^From \S+ (?:en|em|a|chez|bei|su|na|ve|hos) \S+\."
)
"""`user at host`; the full-width @ of Japanese builds in UTF-8, EUC-JP and ISO-2022-JP."""


def split(stream: BinaryIO, name: str) -> Iterator[RawMessage | Refusal]:
    """The mails of a mailbox, in order.  `name` is what positions are counted in."""
    for number, part in enumerate(parts(stream), 1):
        yield as_item(part, f"{name}: message {number}, byte {part.offset}")


def split_late(stream: BinaryIO, name: str) -> Iterator[RawMessage | Refusal]:
    """The same of a mailbox whose first separator was lost, or that has something else before it."""
    window = Window(stream)
    window.fill(windows.BLOCK)
    for number, part in enumerate(_split_from(window)):
        position = f"{name}: message {number + 1}, byte {part.offset}"
        if number:
            yield as_item(part, position)
        elif part.content is not None and separators.begins_mail(part.content):
            yield as_item(replace(part, assumed=(*part.assumed, NO_FIRST)), position)
        else:
            yield Refusal(position=f"{name}: byte 0", reason=BEFORE_THE_FIRST)


def parts(stream: BinaryIO) -> Iterator[Part]:
    """What stands between the separators of a mailbox, in order."""
    window = Window(stream)
    window.fill(windows.BLOCK)
    window.start = len(window.buffer) - len(window.buffer.lstrip(b"\r\n"))
    for line in separators.MMDF_LINES:
        if window.buffer.startswith(line, window.start):
            return _bare(framed(window, line, line))
    if window.buffer.startswith(babyl.MARK, window.start):
        return babyl.mails(framed(window, b"", b"\n\x1f", kept=1))
    first = separators.UNDATED.match(window.buffer, window.start)
    window.is_undated = bool(first and not separators.SEPARATOR.match(window.buffer, window.start))
    window.is_of_git = bool(separators.OF_GIT.match(window.buffer, window.start))
    return _split_from(window)


def as_item(part: Part, position: str) -> RawMessage | Refusal:
    """A part as the contract of sources wants it."""
    if part.content is None:
        return too_large(position)
    if is_expunged(part.content):
        return Refusal(position=position, reason=EXPUNGED, kind="deleted")
    if _FOLDER_DATA in part.content[:LONGEST_PART_HEAD]:
        return Refusal(position=position, reason=FOLDER_DATA)
    return RawMessage(
        content=part.content,
        position=position,
        fidelity=part.fidelity,
        assumed="; ".join(part.assumed),
        arrived=part.separator.decode("utf-8", "replace"),
    )


def _split_from(window: Window) -> Iterator[Part]:
    while window.start < len(window.buffer):
        end, assumed = _end_of_mail(window)
        offset = window.offset + window.start - window.dropped
        size = window.offset + end - offset
        yield _part(window.buffer[window.start : end], offset, size, assumed, is_whole=not window.dropped)
        window.start, window.dropped = end, 0
        if end >= len(window.buffer):
            window.fill(windows.BLOCK)


def _end_of_mail(window: Window) -> tuple[int, list[str]]:
    """Where in the buffer the current mail ends, and what was assumed."""
    assumed: list[str] = []
    counted = _counted_end(window)
    if counted is not None:
        return counted, assumed
    search = window.start + 1
    while True:
        found = _find_from(window.buffer, search - 1)
        # A separator and the line after it must be in the buffer before they can be judged.
        is_whole = found >= 0 and found + LONGEST_SEPARATOR <= len(window.buffer)
        if not is_whole and not window.ended:
            search = window.more(max(search, found if found >= 0 else len(window.buffer) - 5))
        elif found < 0:
            return len(window.buffer), assumed
        elif _is_separator(window, found + 1, assumed):
            return found + 1, assumed
        else:
            search = found + 2


def _find_from(buffer: bytes, start: int) -> int:
    """Where a line end stands before `From `; -1 for nowhere.  A search for what ends with a blank is slow."""
    found = buffer.find(b"\nFrom", start)
    while found >= 0 and not buffer.startswith(b" ", found + 5):
        found = buffer.find(b"\nFrom", found + 5)
    return found


def _is_separator(window: Window, start: int, assumed: list[str]) -> bool:
    """Whether the `From ` line at `start` begins a mail."""
    buffer = window.buffer
    is_after_blank = buffer.endswith((b"\n\n", b"\n\r\n"), window.start, start)
    separator = separators.SEPARATOR.match(buffer, start)
    if separator is None and window.is_undated and is_after_blank:
        separator = separators.UNDATED.match(buffer, start)
    if separator is None:
        return False
    if not window.is_of_git and separators.OF_GIT.match(buffer, start):
        assumed.append("a From line of git, above a patch, belongs to the text")
        return False
    if not separators.HEAD.match(buffer, separator.end()):
        if is_after_blank and separator.end() < len(buffer):
            assumed.append("an unquoted From line with no header after it belongs to the text")
        return False
    if is_after_blank and _is_within_a_part(buffer, window.start, start):
        assumed.append("an unquoted From line above a mail within a mail belongs to that")
        return False
    if not is_after_blank:
        assumed.append("the next mail begins without an empty line before it")
    elif not separators.is_dated(buffer, separator.end() - 1, start + LONGEST_SEPARATOR):
        assumed.append("a From line with headers but no date after it begins the next mail")
    return True


def _is_within_a_part(buffer: bytes, begin: int, start: int) -> bool:
    """Whether what stands right above a line is the head of a part that holds a mail."""
    head = buffer[max(begin, start - LONGEST_PART_HEAD) : start]
    part = _IN_A_PART.search(head) if b"essage/rfc822" in head else None
    return part is not None and b"essage/rfc822" in part[0]


def _counted_end(window: Window) -> int | None:
    """The end by Content-Length (mboxcl), where a separator or the end of the file bears it out."""
    head_end = windows.head_end(window.buffer, window.start)
    # Few mails say how long they are, and an expression takes its time to find that.
    if head_end < 0 or b"\ncontent-length:" not in window.buffer[window.start : head_end].lower():
        return None
    length = _CONTENT_LENGTH.search(window.buffer, window.start, head_end)
    if length is None:
        return None
    end = head_end - window.start + int(length.group(1))
    if end > base.LARGEST:
        return None
    while len(window.buffer) - window.start < end + LONGEST_SEPARATOR and window.fill(
        max(windows.BLOCK, end)
    ):
        pass
    end += window.start
    for blank in (b"\n", b"\r\n", b"\n\n", b""):
        after = end + len(blank)
        if window.buffer.startswith(blank + b"From ", end) and separators.SEPARATOR.match(
            window.buffer, after
        ):
            return after
        if window.ended and after == len(window.buffer) and window.buffer.endswith(blank):
            return after
    return None


def _part(mail: bytes, offset: int, size: int, assumed: list[str], *, is_whole: bool) -> Part:
    """One mail without its separator, `>From ` unquoted."""
    if not is_whole:
        return Part(offset, size, None)
    line_end = mail.find(b"\n") + 1
    is_scrubbed = bool(_OBSCURED.search(mail, 0, line_end))
    # MMDF frames its mails; only where they stand bare does an empty line belong to the mailbox.
    separator = mail[:line_end].rstrip() if mail.startswith(b"From ") else b""
    content = mail[line_end : _last_blank_line(mail, line_end)] if separator else mail
    if b">From " in content:
        content = _unquote(content)
    return Part(offset, size, content, "scrubbed" if is_scrubbed else "full", tuple(assumed), separator)


def _last_blank_line(mail: bytes, start: int) -> int:
    """Where the empty line begins that ends what begins at `start`; the end of all where there is none."""
    for blank in (b"\r\n\r\n", b"\n\n"):
        if mail.endswith(blank, start):
            return len(mail) - len(blank) // 2
    return len(mail)


def _unquote(content: bytes) -> bytes:
    """Take one `>` from each quoted `From ` line of the body (mboxrd, and what mboxo meant)."""
    head_end = windows.head_end(content)
    if head_end < 0:
        return content
    return content[:head_end] + _QUOTED_FROM.sub(rb"\1", content[head_end:])


def _bare(parts: Iterator[Part]) -> Iterator[Part]:
    """Mails that their mailbox frames, and that may have a separator all the same."""
    for part in parts:
        if part.content is None:
            yield part
        elif part.content.strip():
            yield _part(part.content, part.offset, part.size, [], is_whole=True)


def split_dotted(stream: BinaryIO, name: str) -> Iterator[RawMessage | Refusal]:
    """The mail that a stream is, or the mails that lone dots part in it, as POP3 parts them (RFC 1939 §3).

    EdMax and Becky! keep their folders so.
    """
    window = Window(stream)
    window.fill(windows.BLOCK)
    found = (
        part
        for part in framed(window, b"", b"\n.", kept=1, is_end=_is_lone_dot)
        if part.content is None or part.content.strip()
    )
    first = list(islice(found, 2))
    for number, part in enumerate(chain(first, found), 1):
        if part.content is not None and part.offset:
            part.content = part.content.lstrip(b"\r\n")  # of the line of the dot
        yield as_item(part, f"{name}: message {number}, byte {part.offset}" if len(first) > 1 else name)


def _is_lone_dot(buffer: bytes, at: int) -> bool:
    """Whether the dot before `at` is alone on its line, and a mail or nothing begins on the next."""
    line = _LINE_ENDS.match(buffer, at)
    return line is not None and (line.end() == len(buffer) or bool(separators.HEAD.match(buffer, line.end())))


def is_expunged(content: bytes) -> bool:
    """Whether Thunderbird was told to delete a mail, and shows it no more."""
    at = content.find(b"X-Mozilla-Status:", 0, 2000)
    return at >= 0 and bool(_EXPUNGED.match(content, at))
