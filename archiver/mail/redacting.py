"""Redacting: a Message and the words that must not be seen → the Message without them.  Pure.

A word is found in whatever width, case and line breaks it was written, also across the line breaks and quote marks that
office mail puts into the middle of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archiver.model import Address, Message
from archiver.text import CJK, VARIANTS

MARK = "■■■"
"""What stands in the place of a redacted word."""
_JOINED = re.compile(f"[{CJK}\uff66-\uff9f]")
_QUOTE_MARKS = re.compile(r"[ \t\u3000]*\n(?:[ \t\u3000]*[>＞|｜])*[ \t\u3000]*|[ \t\u3000]+")


def redacted(message: Message, words: Sequence[str]) -> Message:
    """The message without the words, in every part that a reader sees; and without its files, which may hold them.

    A subject that held one is told by nothing any more: it joins no thread and splits none.
    """

    def clean(text: str) -> str:
        return without(text, words)

    def people(addresses: Iterable[Address]) -> tuple[Address, ...]:
        return tuple(Address(name=clean(each.name), address=clean(each.address)) for each in addresses)

    subject = clean(message.subject)
    (sender,) = people([message.sender])
    return replace(
        message,
        subject=subject,
        base_subject=message.base_subject if subject == message.subject else "",
        sender=sender,
        to=people(message.to),
        cc=people(message.cc),
        body=clean(message.body),
        date_claimed=clean(message.date_claimed),
        attachments=(),
        flaws=(*map(clean, message.flaws), f"redacted: {len(message.attachments)}"),
    )


def without(text: str, words: Iterable[str]) -> str:
    """The text with each of the words, wherever it stands, replaced by `MARK`."""
    for word in words:
        for start, end in reversed(_places(text, word)):
            text = f"{text[:start]}{MARK}{text[end:]}"
    return text


def holds(text: str, word: str) -> bool:
    return bool(_places(text, word))


def _places(text: str, word: str) -> list[tuple[int, int]]:
    """(start, end) of each place of the word, none over another."""
    wanted, _ = _folded(word.strip())
    if not wanted:
        return []
    folded, origins = _folded(text)
    places = []
    at = folded.find(wanted)
    while at >= 0:
        places.append((origins[at], origins[at + len(wanted) - 1] + 1))
        at = folded.find(wanted, at + len(wanted))
    return places


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in one width and case, blanks as people read them; and from where in the text each character comes."""
    pieces: list[str] = []
    origins: list[int] = []
    at = 0
    while at < len(text):
        blank = _QUOTE_MARKS.match(text, at) if text[at] in " \t\u3000\n" else None
        if blank:
            is_inside = at > 0 and blank.end() < len(text)
            # No blank is read between two characters that are written without blanks between words.
            if not (is_inside and _JOINED.match(text[at - 1]) and _JOINED.match(text[blank.end()])):
                pieces.append(" ")
                origins.append(at)
            at = blank.end()
            continue
        character = VARIANTS.get(ord(text[at]), text[at])
        character = unicodedata.normalize("NFKD", character).casefold()
        pieces.append(character)
        origins += [at] * len(character)
        at += 1
    return "".join(pieces), origins
