"""Heads: the header lines that a program leaves above a mail that it quotes → what that mail is called.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.mail.subjects import base_subject, is_forward, title_of
from archiver.model import Segment

_SUBJECT = re.compile(
    r"^[>＞\s]*\*?(?:Subject|件名|題名|表題)\*?\s?[:：]\*?\s*(\S.*)$", re.IGNORECASE | re.MULTILINE
)
_LONGEST = 800
"""Characters: a head stands at the top of what is quoted."""


def quoted_subject(segments: Iterable[Segment]) -> str:
    """The subject, as written, of the mail that is quoted below the sender's words; '' where no head names it."""
    for segment in segments:
        if segment.kind in ("attribution", "quote") and (found := _SUBJECT.search(segment.text[:_LONGEST])):
            return found[1].strip()
    return ""


def brings_from_outside(subject: str, quoted: str) -> bool:
    """A mail with this subject forwards one whose own subject has no mark of having been answered, or on a list."""
    return is_forward(subject) and title_of(quoted) == quoted and not base_subject(quoted)[1]
