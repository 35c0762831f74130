"""Checking: vault against its ledger and digests, archive against vault.  Only reads, and names every discrepancy."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from archiver.model import EVERYTHING, UNANSWERED, public_id
from archiver.pipeline.proving.findings import Finding
from archiver.pipeline.settling import removing
from archiver.pipeline.settling.journal import Journal
from archiver.pipeline.settling.waiting import unmet
from archiver.settings import Settings
from archiver.store.archive import opened
from archiver.store.database import reading
from archiver.store.vault import Vault, decompress
from archiver.words import Phrase
from archiver.words.recognising import recognised


def check(settings: Settings) -> list[Finding]:
    """Every discrepancy between ledger, vault and archive."""
    with reading(settings.vault) as vault:
        findings = [*_ledger(vault), *_digests(vault)]
    with opened(settings.archive) as archive:
        findings += _decisions(settings, archive)
        findings += (remains := list(removing.remains(settings, archive)))
        purged = {each.subject for each in remains if each.kind == removing.PURGED_REMAINS}
        archive.execute("ATTACH ? AS vault", [str(settings.vault)])
        findings += [Finding(kind=kind, subject=row[0], detail=detail) for kind, detail, sql in _AGREEMENTS
                     for row in archive.execute(sql, _ENTRIES) if public_id(row[0]) not in purged]  # fmt: skip
    return findings


def _decisions(settings: Settings, archive: sqlite3.Connection) -> Iterator[Finding]:
    with Vault(settings.vault) as vault:
        journal = Journal(vault.decisions())
    for decision, kind, detail in unmet(journal, archive, settings.zone):
        yield Finding(kind=kind, subject=str(decision.id), detail=detail)


def _ledger(vault: sqlite3.Connection) -> Iterator[Finding]:
    for row in vault.execute("SELECT source, list, started_at FROM runs WHERE finished_at IS NULL"):
        later = vault.execute(
            """SELECT 1 FROM runs WHERE source = :source AND list = :list AND started_at >= :started_at
               AND finished_at IS NOT NULL""",
            dict(row),
        )
        if not later.fetchone():
            detail = Phrase(
                "the run that began at {time} did not finish: run it again", time=row["started_at"]
            )
            yield Finding(kind="run-unfinished", subject=row["source"], detail=detail)
    for row in vault.execute(
        """SELECT source, stopped FROM runs WHERE stopped <> '' AND id IN (SELECT max(id) FROM runs GROUP BY source)"""
    ):
        yield Finding(
            kind="run-stopped",
            subject=row["source"],
            detail=Phrase("the last pull stopped: {why}", why=recognised(row["stopped"])),
        )
    stored, kept = vault.execute(
        """SELECT (SELECT coalesce(sum(stored), 0) FROM runs),
                  (SELECT count(*) FROM messages WHERE NOT is_copy)"""
    ).fetchone()
    if stored != kept:
        detail = Phrase(
            "it counts {stored} messages as stored, the vault holds {kept}: restore the vault from a backup",
            stored=stored,
            kept=kept,
        )
        yield Finding(kind="ledger", subject="vault.db", detail=detail)


def _digests(vault: sqlite3.Connection) -> Iterator[Finding]:
    for row in vault.execute("SELECT message_id, sha256, content FROM messages WHERE purged = ''"):
        try:
            is_sound = hashlib.sha256(decompress(row["content"])).hexdigest() == row["sha256"]
        except Exception:
            is_sound = False
        if not is_sound:
            detail = Phrase("its bytes are not those that were received: restore the vault from a backup")
            yield Finding(kind="vault-damaged", subject=row["message_id"], detail=detail)


_ENTRIES = {"everything": f'"{EVERYTHING}"', "unanswered": f'"{UNANSWERED}"'}
"""Of the vocabulary, as the statements ask for them."""
_AGREEMENTS = (
    (
        "not-in-archive",
        Phrase("the vault has it, the archive does not: run `archiver build`"),
        """SELECT message_id FROM vault.messages WHERE purged = ''
           EXCEPT SELECT message_id FROM main.messages EXCEPT SELECT message_id FROM hidden ORDER BY 1""",
    ),
    (
        "not-in-vault",
        Phrase("the archive has it, the vault does not: run `archiver build --rebuild`"),
        """SELECT message_id FROM main.messages
           WHERE sha256 NOT IN (SELECT sha256 FROM vault.messages WHERE purged = '')
           AND (message_id, fingerprint) NOT IN (SELECT message_id, fingerprint FROM redacted)""",
    ),
    (
        "not-in-thread",
        Phrase("it stands in no thread: run `archiver build --rebuild`"),
        "SELECT message_id FROM main.messages WHERE key NOT IN (SELECT key FROM nodes)",
    ),
    (
        "not-in-index",
        Phrase("search cannot find it: run `archiver build --rebuild`"),
        """SELECT message_id FROM main.messages WHERE id NOT IN (SELECT id FROM search_docsize)
           UNION ALL SELECT meeting || '/' || item FROM agenda_items WHERE id NOT IN (SELECT id FROM search_docsize)
           UNION ALL SELECT meeting || '/' || item || '/' || speech FROM speeches
           WHERE id NOT IN (SELECT id FROM search_docsize)
           UNION ALL SELECT message_id || ' ' || name FROM documents JOIN attachments ON document = documents.id
             JOIN main.messages ON messages.id = attachments.message
           WHERE documents.kind = 'attachment' AND documents.id NOT IN (SELECT id FROM search_docsize)
           UNION ALL SELECT 'entry ' || id FROM search_docsize WHERE id NOT IN (
             SELECT rowid FROM search_words WHERE search_words MATCH :everything)
           UNION ALL SELECT 'question ' || message FROM unanswered WHERE message NOT IN (
             SELECT rowid FROM search_words WHERE search_words MATCH :unanswered)""",
    ),
    (
        "index-of-nothing",
        Phrase("the index has an entry that nothing stands behind: run `archiver build --rebuild`"),
        """SELECT CAST(id AS TEXT) FROM (
             SELECT id FROM search_docsize
             UNION SELECT rowid FROM search_words WHERE search_words MATCH :everything)
           WHERE id NOT IN (SELECT id FROM main.messages UNION ALL SELECT id FROM agenda_items
                            UNION ALL SELECT id FROM speeches
                            UNION ALL SELECT document FROM attachments)
           UNION ALL SELECT 'question ' || rowid FROM search_words WHERE search_words MATCH :unanswered
             AND rowid NOT IN (SELECT message FROM unanswered)""",
    ),
    (
        "broken-link",
        Phrase("a thread is placed that is not there: run `archiver undo` or link it anew"),
        "SELECT thread FROM placements WHERE thread NOT IN (SELECT thread FROM threads)",
    ),
    (
        "not-in-archive",
        Phrase("these minutes are kept but not built: run `archiver build`"),
        "SELECT DISTINCT meeting FROM vault.pages WHERE meeting NOT IN (SELECT meeting FROM meetings)",
    ),
)
"""(kind, what to do, statement that names what disagrees): the archive with the vault attached."""
