"""Reading: a thread's messages → passages, folded and weighed by how much they say about the thread.  Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archiver.model import ReadableMessage, ThreadText
from archiver.text import fold, join_lines

SUBJECT = 3
"""A word in the subject counts as much as this many in the text."""
_LONGEST = 6_000
"""Characters of one message that are read: what a mail is about stands before its appended tables and logs."""
_LENGTH_STEP = 150
_LENGTH_MOST = 600
_SAYS_NOTHING = re.compile(
    r"(?:(?:ご|お|御)?(?:質問|相談|連絡|知らせ|願い|伺い|礼|尋ね|報告|案内|確認|挨拶)(?:です|があります|事項|させてください)?"
    r"|(?:いつも)?(?:大変)?お世話に?(?:な(?:って(?:い|お)?ります|ります))?|こんにちは|お疲れ様です|お疲れさまです|無題|件名なし"
    r"|教えてください|(?:\w{1,8})です|よろしくお願い(?:し|いたし)?ます"
    r"|(?:a )?(?:quick )?questions?|hello|hi(?: all)?|help|info|news|(?:no subject)?)"
)
_ABOUT = re.compile(
    r"(?:^|[。\n、])(?:さて、?|ところで、?)?([^。\n、]{2,30}?)(?:の件(?:です|で)?|のこと(?:です|で)|について|に関し)"
    r"|\b(?:about|regarding|concerning|as to|re:) ([^.,;:?!\n]{3,40})"
)
"""What a mail is about, where its subject says nothing."""
_OPENING = 200
EASTERNMOST = timedelta(hours=14)
_FORWARDED = re.compile(r"^\W*(?:fwd?|転送)\W|転送|情報提供|\bforward|\bfyi\b")
_PREFIX = re.compile(r"^(?:[\w^]{1,6}(?:\[\d{1,3}\])?:|\[[^\]]{0,60}\]|\s)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """One message's subject (where it is news) and own words, folded.  `number` counts from 1 in the thread."""

    number: int
    subject: str
    text: str
    quoted: str
    """What the first message quotes of mails and pages that are not in the thread, folded."""
    day: date
    """The latest date that it was anywhere on earth: a mail of the evening after a meeting stands after it."""

    @property
    def substance(self) -> float:
        """How much it says, 0 to 1: half for forty characters; in full where it brings a subject."""
        return 1.0 if self.subject else len(self.text) / (len(self.text) + 40)


def weight_of(number: int, substance: float) -> float:
    """Openings say what a thread is about: 1, .67, .5, .4 …; a reply that only nods says little."""
    return 2 / (1 + number) * substance


def passage(message: ReadableMessage, number: int, subject: str) -> Passage:
    """What one message says.  `subject`: bare, '' where it is no news."""
    text = fold(join_lines(message.own[:_LONGEST])).strip()
    quoted = fold(join_lines(message.quoted[:_LONGEST])).strip() if number == 1 else ""
    if quoted and _FORWARDED.search(f"{fold(message.subject).strip()}\n{text}"):
        text = f"{text}\n{quoted}"
    return Passage(number, subject, text, quoted, latest_date(message.sent))


def subjects(thread: ThreadText, begun: str) -> list[str]:
    """Of each message of a thread that has some its subject, bare, where it is news; `begun`: what `opened` says of the
    first.

    A later subject is news in the first message by date that has it: what comes after that, wherever it hangs, is none,
    and makes no other so.
    """
    later = thread.messages[1:]
    bare = [bare_subject(fold(message.subject).strip()) for message in later]
    places = sorted(range(len(later)), key=lambda at: (later[at].sent, later[at].key), reverse=True)
    bringing = {bare[at]: at for at in places}
    return [begun, *(each if each != begun and bringing[each] == at else "" for at, each in enumerate(bare))]


def opened(message: ReadableMessage) -> str:
    """The subject of a thread's first message, bare; with what it is about, where it says nothing."""
    subject = fold(message.subject).strip()
    if _SAYS_NOTHING.fullmatch(bare_subject(subject)):
        subject = f"{subject} {_opened(fold(join_lines(message.own[:_LONGEST])))}".strip()
    return bare_subject(subject)


def _opened(text: str) -> str:
    """What a text says in its first lines that it is about: 値上げの件ですが → 値上げ."""
    found = _ABOUT.search(text[:_OPENING])
    return next((each for each in found.groups() if each), "") if found else ""


def bare_subject(subject: str) -> str:
    """A folded subject without the reply words and list names before it."""
    return _PREFIX.sub("", subject)


def latest_date(sent: datetime) -> date:
    """The latest date that it was anywhere on earth at this moment."""
    try:
        return (sent + EASTERNMOST).date()
    except OverflowError:
        return sent.date()


def strength(hits: float, length: float) -> float:
    """How much of a text of so many characters some hits fill, 0 to 1: one in a line is more than one in a page."""
    return hits / (hits + 1 + min(length, _LENGTH_MOST) / _LENGTH_STEP) if hits else 0.0


def times(count: int) -> float:
    """What saying a word so many times is worth: each repetition adds less."""
    return 1 + math.log(count) if count else 0.0
