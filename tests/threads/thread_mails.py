"""Builders: envelopes that say only what matters, forests as short text, mailboxes read simply."""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterable
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from archiver.model import Envelope, Node, public_id

DAY = 86_400
START = 1_308_500_000


def identity(name: str) -> str:
    return f"{name}@list.example"


def key(name: str) -> str:
    return public_id(identity(name))


def mail(
    name: str,
    *,
    answers: str = "",
    references: str = "",
    in_reply_to: str = "",
    subject: str = "クラウドの利用",
    reply: bool | None = None,
    day: float | None = None,
    quotes: bool = False,
    sender: str = "",
    twin: str = "",
    quoted: str = "",
    outside: bool = False,
) -> Envelope:
    """One mail.  `answers` sets both headers as most programs do; names are parted by blanks; the day defaults
    to the place of the name's first letter in the alphabet; `twin` makes it another mail with that mail's id.
    """
    named = references or answers
    day = ord(name[0].lower()) - ord("a") if day is None else day
    return Envelope(
        key=key(twin) + "-" + name if twin else key(name),
        message_id=identity(twin or name),
        references=tuple(identity(each) for each in named.split()),
        in_reply_to=tuple(identity(each) for each in (in_reply_to or answers).split()[-1:]),
        base_subject=subject,
        is_reply=bool(named or in_reply_to) if reply is None else reply,
        seconds=round(START + day * DAY),
        quotes=quotes,
        sender=sender or f"{name}@city.example",
        quoted_subject=quoted,
        is_from_outside=outside,
    )


def drawn(nodes: Iterable[Node]) -> list[str]:
    """Each thread as one text: `a(b c(d))`; a ghost is `?a`, a reply joined by subject `b~`."""
    threads: list[str] = []
    depth = -1
    for node in nodes:
        name = ("?" if node.is_ghost else "") + node.message_id.split("@")[0]
        name = node.key.split("-")[-1] if "-" in node.key else name
        name += {"subject": "~", "decision": "!"}.get(node.reason, "")
        if node.position == 0:
            threads.append(name)
        elif node.depth > depth:
            threads[-1] += "(" + name
        else:
            threads[-1] += ")" * (depth - node.depth) + " " + name
        if node.position == 0 and len(threads) > 1:
            threads[-2] += ")" * depth
        depth = node.depth
    if threads:
        threads[-1] += ")" * depth
    return threads


# --- mailboxes ------------------------------------------------------------------------------------

_IDS = re.compile(r"<([^<>\s]+)>")
_BEFORE = re.compile(r"\s*(?:(re|fwd?|fw)\s*(?:\(\d+\)|\[\d+\])?\s*:|\[[^\[\]]*\])\s*", re.IGNORECASE)


def envelopes_of(path: Path) -> list[Envelope]:
    """The mails of a mailbox file or folder of single mails, read simply; those without an id get one."""
    return [envelope_of(mail, str(number)) for number, mail in enumerate(mailbox.mbox(path, create=False), 1)]


def envelope_of(mail: Message, name: str) -> Envelope:
    message_id = (_IDS.findall(str(mail.get("Message-ID", ""))) or [identity(name)])[0]
    subject, is_reply = _base(_decoded(str(mail.get("Subject", ""))))
    return Envelope(
        key=f"{public_id(message_id)}-{name}",
        message_id=message_id,
        references=tuple(_IDS.findall(str(mail.get("References", "")))),
        in_reply_to=tuple(_IDS.findall(str(mail.get("In-Reply-To", "")))),
        base_subject=subject,
        is_reply=is_reply,
        seconds=_seconds(mail),
        quotes="\n>" in str(mail.get_payload()),
    )


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, ValueError):
        return header


def _base(subject: str) -> tuple[str, bool]:
    is_reply = False
    while (found := _BEFORE.match(subject)) and subject[found.end() :].strip():
        is_reply = is_reply or bool(found[1])
        subject = subject[found.end() :]
    return " ".join(subject.casefold().split()), is_reply


def _seconds(mail: Message) -> int:
    try:
        return int(parsedate_to_datetime(str(mail["Date"])).timestamp())
    except (TypeError, ValueError, OverflowError):
        return START
