"""Withdrawing: what people hid, redacted or purged → the archive without it, and with it again once taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from archiver.model import FIDELITIES
from archiver.pipeline.settling.journal import Journal, message_of
from archiver.store import hiding, redacting
from archiver.store.archive import Archive
from archiver.store.entries import Entry
from archiver.store.vault import Decision, Vault, purging

Reader = Callable[[list[int], Sequence[str]], list[Entry]]
"""Reads copies of the vault by their ids, without these words."""


def withdraw(
    archive: Archive, vault: Vault, journal: Journal, upto: int, read: Reader, *, has_new_mail: bool
) -> None:
    """Bring the archive to what the journal says of what may be seen.  `upto`: highest id of the vault's copies."""
    _purge(archive, vault, journal)
    _hide(archive, vault, journal, upto, read)
    _redact(archive, vault, journal, upto, read, has_new_mail=has_new_mail)


def _purge(archive: Archive, vault: Vault, journal: Journal) -> None:
    for plain, fingerprint in sorted(journal.purged):
        hiding.remove(archive, plain, fingerprint, purging.sent(vault, plain, fingerprint))


def _hide(archive: Archive, vault: Vault, journal: Journal, upto: int, read: Reader) -> None:
    """Withdraw what people hid, and bring back from the vault what they revealed again."""
    hidden = hiding.hidden(archive)
    found = ((archive.key_of(*message_of(each)), each) for each in journal.hidden)
    wanted = {key: each for key, each in found if key}
    for key in hidden.keys() - wanted.keys():
        hiding.reveal(archive, key)
        message_id, _ = hidden[key]
        archive.add(read(vault.numbers_of(message_id, upto=upto), ()))
    for key, decision in wanted.items():
        if key not in hidden or hidden[key][1] != decision.id:
            hiding.withdraw(archive, key, decision.id, decision.reason)


def _redact(
    archive: Archive, vault: Vault, journal: Journal, upto: int, read: Reader, *, has_new_mail: bool
) -> None:
    """Take words out of messages, and give back those that are redacted no more."""
    wanted: dict[tuple[str, str], list[Decision]] = {}
    for which, decisions in journal.redacted.items():
        key = None if which in journal.purged else archive.key_of(*which)
        # Its fingerprint as it is now: a later version may read more of a mail than the one that redacted it.
        message = redacting.message_at(archive, key) if key else None
        if message:
            wanted.setdefault(message, []).extend(decisions)
    shown = redacting.redacted(archive)
    for which in shown.keys() | wanted.keys():
        decisions = wanted.get(which, [])
        numbers = [each.id for each in decisions]
        if has_new_mail or shown.get(which, []) != numbers or not redacting.is_withheld(archive, *which):
            _show(archive, read(vault.numbers_of(which[0], upto=upto), _words(decisions)), which[1], numbers)


def _show(archive: Archive, entries: list[Entry], fingerprint: str, numbers: list[int]) -> None:
    copies = [each for each in entries if each.fingerprint == fingerprint]
    if copies:
        fullest = min(copies, key=lambda each: (FIDELITIES.index(each.fidelity), each.sha256))
        redacting.show(archive, fullest, numbers)


def _words(decisions: list[Decision]) -> list[str]:
    return [str(each.subject["words"]) for each in decisions]
