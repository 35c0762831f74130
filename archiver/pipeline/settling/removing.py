"""Removing: what a person settles should be seen no more, words of a message or the message for ever → journal, vault
and archive; and the proof that nothing of it remains.

`hide` (archiver.pipeline.settling.deciding) is the first of the three depths, and needs nothing of this.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archiver import mail, search
from archiver.errors import DecisionError, NotFound
from archiver.pipeline.making import building, entering
from archiver.pipeline.proving.findings import Finding
from archiver.pipeline.settling.deciding import Act, Made, decide
from archiver.pipeline.settling.journal import PURGE, REDACT, Journal
from archiver.settings import Settings
from archiver.store import deciding as archived
from archiver.store import indexing
from archiver.store.archive import opened
from archiver.store.vault import Vault, purging
from archiver.words import Phrase

LONGEST_WORDS = 200
PURGED_REMAINS = "purged-remains"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What a purge did."""

    copies: int
    """Copies of the mail whose bytes were removed from the vault."""
    is_scoured: bool
    """The free pages and logs of the files are empty too; False: someone is reading them."""


def redact(settings: Settings, message: str, words: str, act: Act) -> Made:
    """Take words out of a message, wherever it is shown or found; its source and its files are withheld.  The vault
    keeps the message, and `undo` shows it whole again."""
    return decide(settings, REDACT, redaction(settings, message, words, act), act, None)


def redaction(settings: Settings, message: str, words: str, act: Act) -> dict[str, str | int]:
    """What a redaction is about.  Raises what `redact` raises, and changes nothing."""
    words = words.strip()
    if not act.reason.strip():
        raise DecisionError("Redacting a message needs a reason, for those who will ask.")
    if not words or len(words) > LONGEST_WORDS:
        raise DecisionError("Name the words to take out: 1 to {most} characters.", most=LONGEST_WORDS)
    with opened(settings.archive) as archive:
        node = archived.node(archive, message)
        if not node.fingerprint:
            raise NotFound("There is no such message in view: it is withdrawn, or only known by reference.")
        if not _holds(archive, node.key, words):
            raise DecisionError(
                "The message does not hold “{words}”: check the spelling; it may have been taken out already.",
                words=words,
            )
    return {**node.identity, "words": words}


def others_with(settings: Settings, message: str, words: str) -> list[str]:
    """Ids of the messages of the same thread that hold the words too: answers quote what they answer."""
    with opened(settings.archive) as archive:
        keys = archived.keys_beside(archive, message)
        return [key for key in keys if _holds(archive, key, words)]


def purge(settings: Settings, message: str, act: Act) -> tuple[Made, Purged]:
    """Remove a message for ever: its bytes from the vault, every trace from the archive and its index.  The journal
    says who did so, when and why; the message is not taken in again.  Cannot be undone."""
    made = decide(settings, PURGE, purging_of(settings, message, act), act, None)
    return made, finish(settings)


def purging_of(settings: Settings, message: str, act: Act) -> dict[str, str | int]:
    """What a purge is about.  Raises what speaks against it, and changes nothing."""
    if not act.reason.strip():
        raise DecisionError("Purging a message needs a reason, for those who will ask.")
    with opened(settings.archive) as archive:
        return archived.mail(archive, message).identity


def finish(settings: Settings) -> Purged:
    """Remove the bytes of every mail that the journal says is purged, and empty what the files still hold of them.
    Repeatable: after a journal was imported, or while someone was reading."""
    with Vault(settings.vault) as vault, vault.exclusively():
        journal = Journal(vault.decisions())
        ids = purging.message_ids(vault) if journal.purged else {}
        copies = sum(_blank(vault, *which, ids.get(which[0], "")) for which in sorted(journal.purged))
    if not building.apply(settings):
        building.build(settings, progress=lambda *_: None)
    scoured = purging.scour(settings.vault)
    return Purged(
        copies=copies, is_scoured=purging.scour(settings.archive, index=indexing.TABLES) and scoured
    )


def _blank(vault: Vault, public: str, fingerprint: str, message_id: str) -> int:
    copies = _copies(vault, message_id, fingerprint)
    for number in copies:
        purging.blank(vault, number, public, fingerprint)
    purging.blank_words(vault, public, fingerprint, mail.REDACTED)
    return len(copies)


def _copies(vault: Vault, message_id: str, fingerprint: str) -> list[int]:
    """Ids of the copies of one mail, of those that carry its Message-ID ('' none)."""
    upto = vault.state()["messages"]
    numbers = vault.numbers_of(message_id, upto) if message_id else []
    entries = entering.read_entries(vault.path, numbers, upto=upto)
    return [
        number for number, entry in zip(numbers, entries, strict=True) if entry.fingerprint == fingerprint
    ]


def _holds(archive: sqlite3.Connection, key: str, words: str) -> bool:
    row = archive.execute(
        """SELECT subject, from_name, from_address, to_cc, body,
                  (SELECT group_concat(name, char(10)) FROM attachments WHERE message = messages.id) AS names
           FROM messages WHERE key = ?""",
        [key],
    ).fetchone()
    return row is not None and any(mail.holds(text or "", words) for text in row)


# --- the proof ---


def remains(settings: Settings, archive: sqlite3.Connection) -> Iterator[Finding]:
    """What there still is of messages that were purged, and of words that were redacted."""
    with Vault(settings.vault) as vault:
        journal = Journal(vault.decisions())
        ids = purging.message_ids(vault) if journal.purged else {}
        for public, fingerprint in sorted(journal.purged):
            is_kept = bool(_copies(vault, ids.get(public, ""), fingerprint))
            if is_kept or archived.is_in_archive(archive, public, fingerprint):
                detail = Phrase("it was purged, and is still here: run `archiver purge --finish`")
                yield Finding(kind=PURGED_REMAINS, subject=public, detail=detail)
    for (public, fingerprint), decisions in journal.redacted.items():
        key = archived.known_key(archive, public, fingerprint)
        for decision in decisions:
            if _holds(archive, key, str(decision.subject["words"])) or _is_found(
                archive, key, str(decision.subject["words"])
            ):
                detail = Phrase(
                    "decision {number} took words out that it still holds: run `archiver build --rebuild`",
                    number=decision.id,
                )
                yield Finding(kind="redacted-remains", subject=key, detail=detail)


def _is_found(archive: sqlite3.Connection, key: str, words: str) -> bool:
    match = search.compile(f'"{words}"', date.max).match
    return bool(match) and archived.is_indexed(archive, key, match)
