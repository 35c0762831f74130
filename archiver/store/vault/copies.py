"""Copies of mails, packed and unpacked: read one by one, through connections of their own, for worker processes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import NotFound
from archiver.model import FIDELITIES, Fidelity
from archiver.store.database import reading, value
from archiver.store.vault.values import Content

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_COMPRESSOR = zstd.ZstdCompressor(level=3)
"""Kept from mail to mail: to make one takes a third of the time of packing."""


def compress(content: bytes) -> bytes:
    """By zstd (RFC 8878), level 3."""
    return _COMPRESSOR.compress(content, mode=_COMPRESSOR.FLUSH_FRAME)


def decompress(content: bytes) -> bytes:
    """What `compress` was given."""
    return zstd.decompress(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCopy:
    """One copy of a mail as the vault keeps it."""

    list: str
    message_id: str
    """As it was read when the copy came in: permalinks hang on it, whatever a later version reads."""
    sha256: str
    fidelity: Fidelity
    sent_at: int
    """Seconds since 1970 UTC: its date, or where that is none when what lay beside it says that it came."""
    content: bytes
    fuller: tuple[Content, ...]
    """The fuller copies that carry its Message-ID, fullest first, then oldest."""
    rivals: tuple[tuple[str, bytes], ...]
    """(sha256, content) of those as full as it that do, the smallest first."""


_ONE = """SELECT list, sha256, fidelity, sent_at, content, message_id,
            (SELECT count(*) FROM messages AS other WHERE other.message_id = messages.message_id) AS copies
          FROM messages WHERE id = ?"""
_RIVALS = """SELECT other.sha256, other.content FROM messages AS own JOIN messages AS other USING (message_id, fidelity)
             WHERE own.id = :id AND other.sha256 <> own.sha256 AND other.id <= :upto
             ORDER BY other.size, other.sha256"""
_FULLER = """SELECT content, fidelity FROM messages
             WHERE message_id = :message_id AND id <= :upto AND fidelity IN (SELECT value FROM json_each(:fuller))
             ORDER BY (SELECT key FROM json_each(:fuller) WHERE value = fidelity), sent_at, sha256, list"""


def read_copies(path: Path, numbers: Iterable[int], upto: int) -> Iterator[StoredCopy]:
    """The copies with these ids, in this order, through a connection of its own: for worker processes.

    `upto`: the vault's highest id for whoever reads; later ones are left out.
    """
    with reading(path) as connection:
        for number in numbers:
            row = dict(connection.execute(_ONE, (number,)).fetchone())
            fuller = FIDELITIES[: FIDELITIES.index(row["fidelity"])]
            told = {"message_id": row["message_id"], "upto": upto, "fuller": json.dumps(fuller)}
            is_alone = row.pop("copies") == 1
            others = connection.execute(_FULLER, told) if fuller and not is_alone else ()
            row["fuller"] = tuple((decompress(content), fidelity) for content, fidelity in others)
            rivals = () if is_alone else connection.execute(_RIVALS, {"id": number, "upto": upto})
            row["rivals"] = tuple((sha256, decompress(content)) for sha256, content in rivals)
            yield StoredCopy(**{**row, "content": decompress(row["content"])})


def read_source(path: Path, sha256: str) -> bytes:
    """The bytes as received of the copy with this digest.  Raises `NotFound`."""
    with reading(path) as connection:
        content = value(connection, "SELECT content FROM messages WHERE sha256 = ? AND purged = ''", [sha256])
    if content is None:
        raise NotFound("The vault holds no message with the digest {sha256}.", sha256=sha256)
    return decompress(content)
