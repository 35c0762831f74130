"""Heads: the header lines that a program leaves above a mail that it quotes → what that mail is called.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.mail.fields.subjects import base_subject, is_forward, title_of
from archiver.model import Segment

_SUBJECT = re.compile(
    r"^[>＞\s]*\*?(?:Subject|件名|題名|表題)\*?\s?[:：]\*?\s*(\S.*)$", re.IGNORECASE | re.MULTILINE
)
_OF_DIGEST = re.compile(r"^[>＞\s]*Message:\s*\d{1,4}\s*$", re.IGNORECASE | re.MULTILINE)
"""The line that Mailman sets above each mail of a digest."""
_LONGEST = 800
"""Characters: a head stands at the top of what is quoted."""


def quoted_subject(segments: Iterable[Segment]) -> str:
    """The subject, as written, of the mail that is quoted below the sender's words; '' where no head names it."""
    read = list(segments)
    for at, segment in enumerate(read):
        if segment.kind not in ("attribution", "quote"):
            continue
        lower = segment.text.lower()
        if lower.isascii() and "subject" not in lower and "message:" not in lower:
            continue  # hardly any quote has a head, and in ASCII that is seen at once
        if _OF_DIGEST.search(segment.text):
            answers_below = any(each.kind == "own" and each.text.strip() for each in read[at + 1 :])
            return _subject_in_digest(segment.text, is_last=answers_below)
        if found := _SUBJECT.search(segment.text[:_LONGEST]):
            return found[1].strip()
    return ""


def _subject_in_digest(quoted: str, *, is_last: bool) -> str:
    """Of the only mail that is left of a digest, or of the last above the sender's words; else nobody can tell."""
    heads = [found for part in _OF_DIGEST.split(quoted)[1:] if (found := _SUBJECT.search(part[:_LONGEST]))]
    return heads[-1][1].strip() if (heads and is_last) or len(heads) == 1 else ""


def brings_from_outside(subject: str, quoted: str) -> bool:
    """A mail with this subject forwards one whose own subject has no mark of having been answered, or on a list."""
    return is_forward(subject) and title_of(quoted) == quoted and not base_subject(quoted)[1]
