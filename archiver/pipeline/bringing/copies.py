"""Copies: which copies of a mail, fuller and poorer, are one mail.  Pure, and whatever came in first.

Copies of one fidelity are one mail where their fingerprints agree.  A poorer copy may be off in what its maker laid
hands on: lists put their own address into From (DMARC) and footers upon footers, HyperKitty takes the day of arrival
where it mistrusts the date and loses attachments, pipermail scrubs the text.  It is one mail with a fuller copy of its
Message-ID where two signs agree, date or words among them.
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
