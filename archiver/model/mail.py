"""Mail, from the bytes that a source gives to what a reader sees."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase
from typing import Literal

RefusalKind = Literal["unreadable", "no-archive", "other-list", "purged", "deleted"]
"""Why a mail was not kept: it is none or is too much, its sender asked for it, it belongs to another list, it was
purged from this archive, whoever had it had deleted it."""

RIGHTLY_REFUSED = frozenset[RefusalKind](("no-archive", "purged", "deleted"))
"""What should not be kept: nobody has to look at it."""

Fidelity = Literal["full", "delivered", "resynthesised", "scrubbed"]
FIDELITIES: tuple[Fidelity, ...] = ("full", "delivered", "resynthesised", "scrubbed")
"""Best first, how much of the mail as sent a copy still holds: as received, as delivered to a subscriber, made anew by
an exporter, scrubbed by pipermail."""


def public_id(message_id: str) -> str:
    """The `Message-ID-Hash` of Mailman: base32 of the SHA-1 of the Message-ID without angle brackets.

    A pure function of the Message-ID, so a permalink can be given before the mail is archived.
    """
    digest = hashlib.sha1(message_id.encode("utf-8", "surrogateescape"), usedforsecurity=False)
    return base64.b32encode(digest.digest()).decode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """One mail's bytes as a source gave them.

    `position` says where in the source it stood, in words that a person can follow back.
    """

    content: bytes
    position: str
    fidelity: Fidelity = "full"
    assumed: str = ""
    """What the source had to assume to find this mail's bounds ('' when nothing)."""
    arrived: str = ""
    """When the place that it lay in says that it came, as written there: a mailbox's separator; '' when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something a source held that could not be kept: where it stood, and why, in words for people."""

    position: str
    reason: str
    message_id: str = ""
    """Of the mail, without angle brackets; '' where it could not be told."""
    kind: RefusalKind = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox: display name ('' when absent) and address ('' when unreadable)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The body for which a sender speaks, '' where nothing tells, and what tells it."""

    name: str
    told_by: Literal["name", "signature", "address", ""]
    """The display name, the signature, or the host of the address (which then is the name)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A part of a mail that is not its text.  `index` is its place among the mail's attachments, from 0."""

    index: int
    name: str
    """Decoded and made safe: no path, no control characters."""
    type: str
    """Media type as found by content where it can be told, else as claimed."""
    type_claimed: str
    format: str
    """What kind of file it is, in one word (`word-97`): see archiver.mail.bodies.formats."""
    size: int
    """Bytes, decoded."""
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail, decoded.  `flaws` names each repair, so a reader can distrust it."""

    message_id: str
    """Without angle brackets.  Made from the fingerprint (`…@without-message-id.invalid`) where the mail has none."""
    fingerprint: str
    """Hex digest of sender, date, subject, text and attachments, the list's own footer and subject prefix aside:
    two copies of one mail have the same (SOURCES: same message or another)."""
    references: tuple[str, ...]
    """Message-IDs of the References header, oldest first, as written (RFC 5322 §3.6.4)."""
    in_reply_to: tuple[str, ...]
    """Message-IDs of the In-Reply-To header; prose dropped."""
    subject: str
    base_subject: str
    """Without reply words, list prefixes and their numbers; folded for comparison (RFC 5256 §2.1, widened)."""
    is_reply: bool
    """The subject carries a reply or forward word."""
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    date: datetime
    """UTC, aware: the date to order by."""
    date_claimed: str
    """The Date header as written."""
    body: str
    """The whole text a reader sees, quotes included; '\n' line ends."""
    attachments: tuple[Attachment, ...]
    charset_declared: str
    """'' where the mail declares none."""
    charset_used: str
    list_id: str
    """Address-like content of List-Id (RFC 2919), '' when absent."""
    no_archive: bool
    """X-No-Archive: yes, or X-Archive: no (Mailman)."""
    flaws: tuple[str, ...]

    @property
    def public_id(self) -> str:
        """The permanent id that its Message-ID gives; of mails that share one, the oldest has it."""
        return public_id(self.message_id)


SegmentKind = Literal["own", "attribution", "quote", "signature", "footer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of lines of a body, of one kind.  Joined in order by '\n', segments give the body again."""

    kind: SegmentKind
    text: str


def lower_ascii(text: str) -> str:
    """In small letters, of ASCII alone: as `lower` of SQLite does it."""
    return text.translate(_LOWER)


_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}
