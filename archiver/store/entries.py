"""Entries: a decoded mail → the rows of the archive that it becomes.  Pure, so that workers can do it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.model import Fidelity, Message, Organisation
from archiver.moments import written

Tokens = tuple[str, str, str, str, str, str]
"""Token strings, one a column of the search index (`indexing.COLUMNS`), and its vocabulary."""

MESSAGE_COLUMNS = (
    "message_id, fingerprint, date, date_claimed, subject, base_subject, is_reply, from_name, from_address, "
    'to_cc, body, "references", in_reply_to, quotes, quoted_subject, is_from_outside, charset_declared, charset_used, '
    "flaws, fidelity, size, sha256, organisation, told_by, asks"
)
_NAMES = MESSAGE_COLUMNS.split(", ")
INSERT_MESSAGE = f"INSERT INTO messages (key, {MESSAGE_COLUMNS}) VALUES (?, {', '.join('?' for _ in _NAMES)})"
UPDATE_MESSAGE = f"UPDATE messages SET {', '.join(f'{name} = ?' for name in _NAMES)} WHERE id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of one search document, before it is made into tokens."""

    subject: str
    body: str
    people: str = ""
    names: str = ""
    recipients: str = ""
    is_attached: bool = False
    """It is a mail that brings files."""
    is_mail: bool = True
    """Quotes and signatures are to be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One copy of a mail, ready to be written: flat, since it travels between processes."""

    list: str
    key: str
    message_id: str
    fingerprint: str
    fidelity: Fidelity
    sha256: str
    row: tuple[str | int, ...]
    """Values for `MESSAGE_COLUMNS`."""
    attachments: tuple[tuple[int, str, str, str, int, str], ...]
    """(position, name, type, format, size, sha256) of each."""
    tokens: Tokens
    named: tuple[str, ...]
    """The Message-IDs of its References and In-Reply-To headers, each once."""


def words_of(message: Message) -> Words:
    """What of a message is searched."""
    sender, recipients = message.sender, (*message.to, *message.cc)
    return Words(
        subject=message.subject,
        body=message.body,
        people=lines_of([(sender.name, sender.address)]),
        recipients=lines_of([(person.name, person.address) for person in recipients]),
        names="\n".join([attachment.name for attachment in message.attachments]),
        is_attached=bool(message.attachments),
    )


def lines_of(people: Sequence[tuple[str, str]]) -> str:
    """People by (name, address), one a line."""
    return "\n".join([f"{name} {address}" for name, address in people])


def entry_of(
    message: Message,
    tokens: Tokens,
    *,
    list_address: str,
    sha256: str,
    fidelity: Fidelity,
    size: int,
    quotes: bool,
    quoted_subject: str = "",
    is_from_outside: bool = False,
    organisation: Organisation,
    asks: str,
) -> Entry:
    """The entry of one copy: of the list it came to, with the digest, fidelity and size of its bytes, for whom its
    sender speaks, and what it asks."""
    others = {"to": message.to, "cc": message.cc}
    row = (
        *(message.message_id, message.fingerprint),
        *(written(message.date), message.date_claimed),
        *(message.subject, message.base_subject, int(message.is_reply)),
        *(message.sender.name, message.sender.address),
        as_json({kind: [(each.name, each.address) for each in people] for kind, people in others.items()}),
        *(message.body, as_json(message.references), as_json(message.in_reply_to), int(quotes)),
        *(quoted_subject, int(is_from_outside)),
        *(message.charset_declared, message.charset_used, as_json(message.flaws)),
        *(fidelity, size, sha256, organisation.name, organisation.told_by, asks),
    )
    return Entry(
        list=list_address,
        key=message.public_id,
        message_id=message.message_id,
        fingerprint=message.fingerprint,
        fidelity=fidelity,
        sha256=sha256,
        row=row,
        attachments=tuple(
            (each.index, each.name, each.type, each.format, each.size, each.sha256)
            for each in message.attachments
        ),
        tokens=tokens,
        named=tuple(dict.fromkeys((*message.references, *message.in_reply_to))),
    )


_JSON = json.JSONEncoder(ensure_ascii=False)
"""`json.dumps` would make one each time."""


def as_json(value: object) -> str:
    """JSON as columns hold it: every letter as it is."""
    return _JSON.encode(value)


def from_json(texts: str) -> tuple[str, ...]:
    """The texts that `as_json` wrote, six times as fast as a reader of any JSON: a build asks it twice a message."""
    if texts == "[]":
        return ()
    if "\\" in texts:
        return tuple(json.loads(texts))
    # No text holds a quotation mark: it would stand behind a backslash.
    return tuple(texts[2:-2].split('", "'))
