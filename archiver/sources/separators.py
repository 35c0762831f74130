"""Separators: bytes → whether a mail begins in them, in a mailbox or as a file of its own."""

from __future__ import annotations

import re

from archiver.sources import babyl
from archiver.sources.window import LONGEST_SEPARATOR

MMDF = b"\x01\x01\x01\x01\n"
"""Such a line stands before and after each mail."""
MMDF_LINES = (MMDF, b"\x01\x01\x01\x01\r\n")
SEPARATOR = re.compile(
    rb"From (?=[^\r\n]{0,380}\d\d?:\d\d)(?=[^\r\n]{0,380}\b(?:19|20)\d\d\b)[^\r\n]{1,400}\r?\n"
    rb"|From (?:-|\?\?\?@\?\?\?)[ \t]*\r?\n"
)
"""Whoever wrote it, in whatever language: it has a time of day and a year."""
UNDATED = re.compile(rb"From (?!:)[^\r\n]{1,400}\r?\n(?=(?:>From |[!-9;-~]{1,200}[ \t]*:))")
_BEGINS_MAIL = re.compile(rb"(?:>From |[A-Za-z][\w.-]{0,199}[ \t]*:)")
_HEADER = re.compile(rb"(?:>From |[!-9;-~]{1,200}[ \t]*:)")
_USUAL = (
    rb"(?:Return-Path|Received|Delivered-To|Message-ID|Date|From|To|Cc|Subject|Sender|Reply-To|In-Reply-To|References"
    rb"|Status|MIME-Version|Content-Type|X-[\w-]+)[ \t]*:"
)
HEAD = re.compile(
    rb"(?:(?!"
    + _USUAL
    + rb")[!-9;-~]{1,200}[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}(?:>From |"
    + _USUAL
    + rb")",
    re.IGNORECASE,
)
"""How a mail begins: with fields, a usual one among them.  A line of a text may have a colon, too."""
_DATED = re.compile(rb"\n(?:(?:Message-ID|Date|Received)[ \t]*:|(?<=\r\n)\r\n)", re.IGNORECASE)
"""After a line end: an expression that begins with one is fast."""
OF_GIT = re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\r?\n")
"""What git writes above a patch: it parts mails in git's own mailboxes, and stands in the text of mail elsewhere."""
_AFTER_A_BLANK = re.compile(rb"\n\r?\n(?=From )")


def begins_mbox(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a mailbox of any dialect."""
    head = head.lstrip(b"\r\n")
    if head.startswith((*MMDF_LINES, babyl.MARK)):
        return True
    if not head.startswith(b"From ") or head.startswith(b"From :"):
        return False
    return bool(SEPARATOR.match(head) or _HEADER.match(head[head.find(b"\n") + 1 :] or b"x:"))


def begins_mail(head: bytes) -> bool:
    """Whether bytes begin like a single mail: with a header line."""
    return bool(_BEGINS_MAIL.match(head.lstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")))


def first_in(buffer: bytes) -> int:
    """Where a mail begins beyond doubt in a file that begins with something else; -1 for nowhere."""
    for blank in _AFTER_A_BLANK.finditer(buffer):
        line = SEPARATOR.match(buffer, blank.end())
        is_one = line and not OF_GIT.match(buffer, blank.end()) and HEAD.match(buffer, line.end())
        if line and is_one and is_dated(buffer, line.end() - 1, blank.end() + LONGEST_SEPARATOR):
            return blank.end()
    return -1


def is_dated(buffer: bytes, start: int, stop: int) -> bool:
    """Whether the head that begins at `start`, as far as `stop`, says when the mail was sent."""
    dated = _DATED.search(buffer, start, stop)
    # Nearly always it stands at the top: the end of the head is looked for no further.
    return dated is not None and buffer.find(b"\n\n", start, dated.end() + 1) < 0
