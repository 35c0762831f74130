"""Foreign: files of mail programs that are neither a mailbox nor a mail as it was sent → the mail in one, or what its
owner can do about it.
"""

from __future__ import annotations

import re

from archiver.words import Phrase

_APPLE = re.compile(rb"(\d{1,12})[ \t]*\r?\n(?=[A-Za-z>])")
"""Apple Mail's .emlx: how long the mail is, the mail, and a list of properties."""
_OUTLOOK = Phrase(
    "is a file of Outlook (.msg), not a mail as it was sent: save the mail as .eml and import that"
)
_STORES: tuple[tuple[bytes, Phrase], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OUTLOOK),
    (
        b"!BDN",
        Phrase(
            "is a store of Outlook (.pst or .ost): copy its mails to a mailbox on a mail server and pull from that"
        ),
    ),
    (
        b"\xcf\xad\x12\xfe",
        Phrase(
            "is a folder of Outlook Express (.dbx): drag its mails into a folder of Windows and import that"
        ),
    ),
    (
        b"\x1a\x00\x00\x04\x00\x00",
        Phrase("is a database of Notes (.nsf): save its mails as .eml and import those"),
    ),
)


def advice(head: bytes) -> Phrase | None:
    """What is said of a file that begins with these bytes and that only its own program reads; None for others."""
    return next((phrase for mark, phrase in _STORES if head.startswith(mark)), None)


def is_apple(head: bytes) -> bool:
    """Whether a file that begins with these bytes is one of Apple Mail's."""
    return _APPLE.match(head) is not None


def of_apple(content: bytes) -> bytes:
    """The mail in a file of Apple Mail; what is cut off gives what there is."""
    told = _APPLE.match(content)
    return content[told.end() : told.end() + int(told[1])] if told else content
