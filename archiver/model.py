"""The nouns: what travels between the rooms.  Frozen values, no behaviour beyond naming themselves."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

RefusalKind = Literal["unreadable", "no-archive", "other-list", "purged"]
"""Why a mail was not kept: it is none or is too much, its sender asked for it, it belongs to another list, it was
purged from this archive."""

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


# --- mail ---------------------------------------------------------------------------------------


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
class Listed:
    """One message that a server says it holds."""

    position: str
    """As the `RawMessage` of the same source would say."""
    message_id: str = ""
    """Without angle brackets; '' where the server does not tell it."""
    label: str = ""
    """Words by which a person finds it there: its subject, its date."""
    group: str = ""
    """What the server counts by (a month of pipermail), '' where it counts the list as a whole."""


Role = Literal["owner", "moderator", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One line of a list's roster: who may read."""

    role: Role
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListServer:
    """What a list server says of one list."""

    address: str
    name: str
    description: str
    subject_prefix: str
    archive_policy: str
    """private, public or never (Mailman's words)."""
    posts: int
    """Posts that the list has distributed so far: Mailman's `post_id` - 1."""
    roster: tuple[Member, ...] = ()
    held: tuple[Listed, ...] = ()
    """Posts that wait for a moderator."""
    queues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Files in each of the server's queues (of all its lists), by queue: shunt must be empty."""


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
    """What kind of file it is, in one word (`word-97`): see archiver.mail.formats."""
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
        return public_id(self.message_id)


SegmentKind = Literal["own", "attribution", "quote", "signature", "footer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of lines of a body, of one kind.  Joined in order by '\n', segments give the body again."""

    kind: SegmentKind
    text: str


# --- threads ------------------------------------------------------------------------------------

EdgeReason = Literal["", "references", "in-reply-to", "subject", "decision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What threading needs to know of one message."""

    key: str
    """The message's public id: unique in the archive."""
    message_id: str
    references: tuple[str, ...]
    in_reply_to: tuple[str, ...]
    base_subject: str
    is_reply: bool
    seconds: int
    """The message's date, seconds since 1970 UTC."""
    quotes: bool = False
    """The body quotes another mail."""
    sender: str = ""
    """Address of the sender, in lower case; '' unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in the forest.  A *ghost* is a message that is known only because others refer to it."""

    key: str
    """Public id of the message (for a ghost: of its Message-ID)."""
    message_id: str
    is_ghost: bool
    parent: str
    """Key of the node this one hangs under, '' for a root."""
    reason: EdgeReason
    """Why it hangs there, '' for a root."""
    thread: str
    """Key of the thread's root node: the thread's permanent id."""
    position: int
    """Reading order in the thread, from 0: parents before children, siblings by date."""
    depth: int
    split_from: str = ""
    """Key of the message in another thread that a reply with a new subject came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message or ghost of a thread, as far as questions and answers go."""

    key: str
    parent: str
    """Key, '' for the root."""
    person: str
    """Who wrote it; '' for a ghost."""
    sent: str
    """UTC, ISO 8601; '' for a ghost."""
    asks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """Where a person decided that a message or ghost, with what hangs under it, belongs."""

    message: str
    """Key."""
    parent: str
    """Key of the node to hang it under; '' makes it a thread of its own."""
    is_merge: bool = False
    """It is the whole thread of `message`, whatever its first message is by now, that goes under `parent`."""


# --- minutes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One person's turn (Popolo `Speech`)."""

    speaker: str
    """As the page names them, without brackets: 多治見市, 事務局, 会長 …"""
    text: str
    """Paragraphs joined by '\n'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    """A promise made in the meeting: who, what, and in which speech (index from 0 among the item's, -1 none)."""

    owner: str
    text: str
    """The sentence that promises."""
    speech: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """A sentence that sends discussion to the mailing list."""

    speaker: str
    text: str
    speech: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of the agenda (Open Civic Data `EventAgendaItem`).  `order` counts from 1."""

    order: int
    title: str
    outcome: str
    """What was decided, as the page says it (原案のとおり承認された …), '' when it does not say."""
    text: str = ""
    """The narrative that is not a speech: paragraphs joined by '\n'."""
    speeches: tuple[Speech, ...] = ()
    action_items: tuple[ActionItem, ...] = ()
    deferrals: tuple[Deferral, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the minutes outside the agenda: 開会, 挨拶, 閉会 …  Text: paragraphs joined by '\n'."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting's minutes (Open Civic Data `Event`)."""

    title: str
    date: date
    start: time | None
    end: time | None
    place: str
    attendees: tuple[str, ...]
    documents: tuple[str, ...]
    agenda_items: tuple[AgendaItem, ...]
    opening: tuple[Section, ...] = ()
    """Sections before the agenda, in order."""
    closing: tuple[Section, ...] = ()
    """Sections after the agenda, in order."""
    inquiry: str = ""
    """The office that answers questions about the page, with its numbers; lines joined by '\n'."""
    flaws: tuple[str, ...] = ()
    """What could not be read or had to be guessed."""


PromiseKind = Literal["action", "deferral"]
PromiseState = Literal["open", "answered", "reported", "overdue", "closed"]
PROMISE_STATES: tuple[PromiseState, ...] = ("overdue", "open", "answered", "reported", "closed")
"""What wants attention first; *reported* is reported back in a later meeting, *closed* closed by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An action item or a deferral, as it is followed on the list."""

    key: str
    """Permanent, and unique within the meeting."""
    meeting: str
    """Slug of the meeting."""
    item: int
    kind: PromiseKind
    owner: str
    """Who promised; for a deferral, who sent the discussion to the list.  '' where the page does not say."""
    text: str
    speech: int
    """Order of the speech within the item, from 1; 0 when in none."""
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What may answer a promise: a message of the list (thread and message set), or an item of a later meeting."""

    meeting: str
    promise: str
    thread: str
    message: str
    """Permanent id of the message that says so."""
    reported_in: str
    """Slug of the later meeting, '' for a message."""
    reported_item: int
    score: float
    """0 to 1."""
    evidence: tuple[str, ...]
    """Each a sentence that a person can check."""


# --- topics -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A standing topic that spans meetings, with its rules (config/topics.toml)."""

    slug: str
    title: str
    title_en: str = ""
    words: tuple[str, ...] = ()
    """Words or phrases that speak for the topic."""
    exclude: tuple[str, ...] = ()
    """Words or phrases that speak against it."""
    items: tuple[str, ...] = ()
    """Titles (or parts of titles) of agenda items that belong to the topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadText:
    """What placing needs to know of one thread: its messages in reading order."""

    thread: str
    messages: tuple[MessageText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText:
    """One message's own words: subject and the text that its sender wrote, quotes and signature aside."""

    key: str
    subject: str
    own: str
    sent: datetime
    sender: str = ""
    """Display name, else address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMeeting:
    """A meeting with its permanent short name (`2011-06-20`), to place threads under."""

    slug: str
    meeting: Meeting
    url: str = ""
    """Where the page came from, '' when a file."""


PlacementStatus = Literal["sure", "proposed", "confirmed", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A thread under an agenda item (meeting and agenda_item set) or a standing topic (topic set)."""

    thread: str
    meeting: str
    """Slug of the meeting, '' for a standing topic."""
    agenda_item: int
    """Order of the item, from 1; 0 for a standing topic."""
    topic: str
    """Slug of the standing topic, '' for an agenda item."""
    score: float
    """0 to 1: the calibrated likelihood that a person would place it here."""
    status: PlacementStatus
    evidence: tuple[str, ...]
    """Each a sentence that a person can check: which words, which rule, which sentence."""
