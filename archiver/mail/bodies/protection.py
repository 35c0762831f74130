"""Protection: signed and encrypted mail (S/MIME, OpenPGP) → what is said of it, and the text of what is only wrapped.

Nothing is verified and nothing is decrypted: the keys are the officers' own.
"""

from __future__ import annotations

import re

from archiver.mail.bodies import transfer
from archiver.mail.bodies.mime import Part

SIGNED = "signed: {}"
ENCRYPTED = "encrypted: {}"

_SMIME = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_P7M = re.compile(r"(?i)\.p7m\b")
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
"""DER of the object identifier of CMS signed-data (RFC 5652)."""
_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
_OCTETS, _OCTETS_IN_PIECES, _EXPLICIT = 0x04, 0x24, 0xA0
_INLINE_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----$", re.MULTILINE)
_INLINE_ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE-----$", re.MULTILINE)


def of_part(part: Part) -> str:
    """The flaw that a part's kind makes, '' for none."""
    protocol = part.parameters.get("protocol", "").casefold()
    system = "OpenPGP" if "pgp" in protocol or "pgp" in part.kind else "S/MIME"
    if part.kind == "multipart/signed":
        return SIGNED.format(system)
    if part.kind in ("multipart/encrypted", "application/pgp-encrypted"):
        return ENCRYPTED.format("OpenPGP")
    if _is_smime(part):
        return SIGNED.format("S/MIME") if _is_signed_data(part) else ENCRYPTED.format("S/MIME")
    return ""


def _is_smime(part: Part) -> bool:
    """By its kind, or by its name where a program knew no better kind (RFC 8551 §3.2.1)."""
    if part.kind in _SMIME:
        return True
    names = (part.parameters.get("name", ""), part.raw("content-disposition"))
    return part.kind == "application/octet-stream" and any(map(_P7M.search, names))


def of_text(text: str) -> str:
    """The flaw that OpenPGP within a text makes, '' for none."""
    if "-----BEGIN PGP " not in text:
        return ""
    if _INLINE_ENCRYPTED.search(text):
        return ENCRYPTED.format("OpenPGP")
    return SIGNED.format("OpenPGP") if _INLINE_SIGNED.search(text) else ""


def is_wrapped(part: Part) -> bool:
    """Whether a part is a mail wrapped in its signature (RFC 8551 §3.5.2)."""
    return _is_smime(part) and _is_signed_data(part)


def _is_signed_data(part: Part) -> bool:
    """As a part says; old programs do not, and what it holds does."""
    told = part.parameters.get("smime-type", "").casefold()
    if told:
        return told in ("signed-data", "certs-only")
    return _SIGNED_DATA in transfer.decoded(part, is_text=False)[0][:64]


def unwrapped(content: bytes) -> bytes:
    """The MIME part within CMS signed-data; b'' where there is none.

    Only as much of BER is read as leads to the content: its octets follow the identifier of `data`.
    """
    start = content.find(_SIGNED_DATA, 0, 64)
    at = content.find(_DATA, max(start, 0), 4096)
    if start < 0 or at < 0:
        return b""
    pieces: list[bytes] = []
    at += len(_DATA)
    while at < len(content):
        tag = content[at]
        length, at = _length(content, at + 1)
        if tag in (_EXPLICIT, _OCTETS_IN_PIECES):
            continue  # what it holds follows
        if tag != _OCTETS or length < 0:
            break
        pieces.append(content[at : at + length])
        at += length
        if at < len(content) and content[at] != _OCTETS:
            break
    return b"".join(pieces)


def _length(content: bytes, at: int) -> tuple[int, int]:
    """(length, where what it measures begins) of a BER value; -1 for one that is not told beforehand."""
    first = content[at] if at < len(content) else 0
    if first < 0x80:
        return first, at + 1
    count = first & 0x7F
    if count == 0:
        return -1, at + 1
    return int.from_bytes(content[at + 1 : at + 1 + min(count, 8)], "big"), at + 1 + count
