"""Subjects: what is left of a subject when reply words, list prefixes and numbers are seen through (RFC 5256 §2.1)."""

from __future__ import annotations

import re

from archiver.text import fold

_REPLY = re.compile(
    r"(?:(?:re|fwd?|aw|wg|sv|vs|antw|rif|返信|転送|回答|ご返信|返)(?:\s*[\^*]\s*\d{1,3}|\s*\[\d{1,3}\]|\s*\(\d{1,3}\))?\s*[:>]\s*"
    r"|(?:返信|転送)\s+(?=\S))",
)
_RESENT = re.compile(r"[(\[【〔<]\s*(?:再送|再掲|再|fwd?|転送)\s*[)\]】〕>]\s*|再送\s*[::]\s*")
_TAG = re.compile(r"\[(?P<inside>[^\[\]]{0,60})\]\s*")
_FORWARDED = re.compile(r"^\[\s*(?:fwd?|転送)\s*:\s*(?P<inside>.*)\]$")
_TRAILER = re.compile(r"\s*\((?:fwd?|再送|転送)\)$")
_NUMBERS = re.compile(r"\d+\s*/\s*\d+|\d+/n\b")
_LIST_NUMBER = re.compile(r"^\s*\[[^\[\]]{1,40}[ :]\d{3,9}\]")


def title_of(subject: str) -> str:
    """A subject as a title: without the name and number that the list put before it (`[yakuin 00003]`)."""
    return _LIST_NUMBER.sub("", subject, count=1).strip()


def base_subject(subject: str) -> tuple[str, bool]:
    """(base subject, whether a word was seen through that points back to an earlier mail: Re:, 転送:, (再送) …).

    Folded for comparison.  `[list 123]` and `[list:00123]` go wherever they stand before the subject; a numbered
    part of a series (`[PATCH 2/5]`) stays, since parts of one series are different mails.  A subject that is
    nothing but prefixes keeps its tags.
    """
    rest = re.sub(r"\s+", " ", fold(subject)).strip()
    is_reply = False
    while True:
        before = rest
        forwarded = _FORWARDED.match(rest)
        if forwarded:
            rest, is_reply = forwarded["inside"].strip(), True
        rest, count = _TRAILER.subn("", rest)
        is_reply |= bool(count)
        rest, replied = _strip(_REPLY, rest)
        is_reply |= replied
        rest, resent = _strip(_RESENT, rest)
        is_reply |= resent
        rest = _without_tag(rest)
        if rest == before:
            return rest, is_reply


def _strip(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    match = pattern.match(text)
    return (text[match.end() :], True) if match else (text, False)


def _without_tag(text: str) -> str:
    match = _TAG.match(text)
    if match is None or _NUMBERS.search(match["inside"]) or not text[match.end() :].strip():
        return text
    return text[match.end() :]
