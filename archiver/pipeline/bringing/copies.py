"""Copies: which copies of a mail, fuller and poorer, are one mail.  Pure, and whatever came in first.

Copies of one fidelity are one mail where their fingerprints agree.  A poorer copy may be off in what its maker laid
hands on: lists put their own address into From (DMARC) and footers upon footers, HyperKitty takes the day of arrival
where it mistrusts the date and loses attachments, pipermail scrubs the text.  It is one mail with a fuller copy of its
Message-ID where two signs agree, date or words among them.

A copy that breaks off where another goes on is one mail with it, whatever their fidelity: a download was stopped, or a
mailbox cut.  A mail that somebody sent again with more under it ends with a line, and is another.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver import mail
from archiver.model import FIDELITIES, Fidelity, Message

Read = tuple[Message, Fidelity]
"""A copy as it was read."""


def is_same(one: Read, other: Read) -> bool:
    """Whether two copies with one Message-ID are copies of one mail."""
    return one[0].fingerprint == other[0].fingerprint or (one[1] != other[1] and _resemble(one[0], other[0]))


def fingerprints(copies: Sequence[Read]) -> list[str]:
    """For each copy with one Message-ID, fullest first, the fingerprint of the mail that it is a copy of: its own, or
    that of the first fuller one."""
    found: list[str] = []
    for at, (message, fidelity) in enumerate(copies):
        fuller = (
            found[before]
            for before, copy in enumerate(copies[:at])
            if FIDELITIES.index(copy[1]) < FIDELITIES.index(fidelity) and is_same(copy, (message, fidelity))
        )
        found.append(next(fuller, message.fingerprint))
    return found


def is_cut(copy: bytes, whole: bytes) -> bool:
    """Whether a copy breaks off, within a line or a multipart, where another with its Message-ID goes on."""
    kept, text = _body(copy), _body(whole)
    if len(kept) >= len(text) or not text.startswith(kept):
        return False
    last = text.rpartition(b"\n")[2]
    is_open = last.startswith(b"--") and last.endswith(b"--") and last not in kept
    if kept and text.startswith(b"\n", len(kept)) and not is_open:
        return False
    one, other = mail.read(copy), mail.read(whole)
    return one.fingerprint != other.fingerprint and _are_alike(one, other)


def _body(content: bytes) -> bytes:
    content = content.replace(b"\r\n", b"\n")
    return content.partition(b"\n\n")[2].rstrip()


def _are_alike(one: Message, other: Message) -> bool:
    """Whether all that a head says is the same."""
    signs = [(each.date, each.sender.address.casefold(), each.base_subject) for each in (one, other)]
    return signs[0] == signs[1]


def _resemble(one: Message, other: Message) -> bool:
    when = one.date == other.date
    words = _words(one)
    are_words_same = bool(words) and words == _words(other)
    who = bool(one.sender.address) and one.sender.address.casefold() == other.sender.address.casefold()
    subject = bool(one.base_subject) and one.base_subject == other.base_subject
    return (when or are_words_same) and when + are_words_same + who + subject >= 2


def _words(message: Message) -> str:
    """What is written, without space and the footers of each list that it went through."""
    text = message.body
    while (shorter := mail.without_footer(text).rstrip()) != text.rstrip():
        text = shorter
    return "".join(text.split())
