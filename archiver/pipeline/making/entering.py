"""Entering: copies of the vault → their entries: read, parted into own words and quotes, made into tokens.

Mails go through each step in groups: what a processor does to many at a time it has at hand, and all steps one after
the other for each mail would take a seventh longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from archiver import mail, search
from archiver.model import Message, Segment
from archiver.pipeline.bringing.copies import fingerprints, is_cut
from archiver.store.entries import Entry, Tokens, Words, entry_of, words_of
from archiver.store.vault import StoredCopy, read_copies

GROUP, LARGEST_GROUP = 32, 1 << 20
"""Mails, and bytes of them from which on a group takes no more: a large mail waits for no others."""

Segments = tuple[Segment, ...]


class _Held(Protocol):
    @property
    def content(self) -> bytes: ...


Held = TypeVar("Held", bound=_Held)


def in_groups(mails: Iterable[Held]) -> Iterator[list[Held]]:
    """The mails in order, as many at a time as each step is done to."""
    group: list[Held] = []
    size = 0
    for each in mails:
        group.append(each)
        size += len(each.content)
        if len(group) == GROUP or size >= LARGEST_GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def read_entries(vault: Path, numbers: list[int], words: Sequence[str] = (), *, upto: int) -> list[Entry]:
    """Read and tokenise some copies, in this order, without the words that are redacted; runs in a worker.

    `upto`: highest id of the vault's copies for whoever reads.
    """
    entries: list[Entry] = []
    for copies in in_groups(map(_whole, read_copies(vault, numbers, upto))):
        read = mail.read_all([(copy.content, _came(copy)) for copy in copies])
        messages = [_shown(*each, words) for each in zip(copies, read, strict=True)]
        parted = [mail.segments(message.body) for message in messages]
        tokens = [tokens_of(*each) for each in zip(map(words_of, messages), parted, strict=True)]
        entries += map(_entry, copies, messages, parted, tokens)
    return entries


def tokenise(words: Words) -> Tokens:
    """The token strings under which a text is searched."""
    segments = mail.segments(words.body) if words.is_mail else (Segment(kind="own", text=words.body),)
    return tokens_of(words, segments)


def tokens_of(words: Words, segments: Segments) -> Tokens:
    """The same of a mail that is parted already."""
    own = mail.text_of(segments, "own")
    quoted = "\n".join([segment.text for segment in segments if segment.kind != "own"])
    texts = (words.subject, words.people, words.names, words.recipients, own, quoted)
    subject, people, names, recipients, own, quoted = map(search.tokens, texts)
    others = search.words(quoted)
    columns = (subject, own, people, names, recipients)
    vocabulary = search.vocabulary(columns, others, names=names, is_attached=words.is_attached)
    return (subject, f"{own} {search.marked(others)}", people, names, recipients, vocabulary)


def _whole(copy: StoredCopy) -> StoredCopy:
    """A copy that breaks off stands for the one that goes on, as if that had come in its place."""
    for sha256, content in copy.rivals:
        if is_cut(copy.content, content):
            copy = replace(copy, sha256=sha256, content=content)
    return copy


def _came(copy: StoredCopy) -> datetime | None:
    return datetime.fromtimestamp(copy.sent_at, UTC) if copy.sent_at else None


def _shown(copy: StoredCopy, message: Message, words: Sequence[str]) -> Message:
    """A copy as it is shown: under the id that the vault wrote down, and with the fullest copy's fingerprint."""
    if message.message_id != copy.message_id:
        message = replace(message, message_id=copy.message_id)
    if copy.fuller:
        whole = [
            (content, fidelity)
            for content, fidelity in copy.fuller
            if not any(is_cut(content, other) for other, _ in copy.fuller)
        ]
        read = [(mail.read(content), fidelity) for content, fidelity in whole]
        message = replace(message, fingerprint=fingerprints([*read, (message, copy.fidelity)])[-1])
    return mail.redacted(message, words) if words else message


def _entry(copy: StoredCopy, message: Message, segments: Segments, tokens: Tokens) -> Entry:
    quoted_subject = mail.quoted_subject(segments)
    return entry_of(
        message,
        tokens,
        list_address=copy.list,
        sha256=copy.sha256,
        fidelity=copy.fidelity,
        size=len(copy.content),
        quotes=any(segment.kind in ("quote", "attribution") for segment in segments),
        quoted_subject=mail.base_subject(quoted_subject)[0],
        is_from_outside=mail.brings_from_outside(message.subject, quoted_subject),
        organisation=mail.organisation(
            message.sender.name, message.sender.address, mail.text_of(segments, "signature")
        ),
        asks=mail.question(mail.text_of(segments, "own")),
    )
