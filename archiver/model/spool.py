"""The spool: how posts lie between our Mailman plugin, which leaves them there, and the source that takes them.

A folder a list; a post is `TIME-DIGEST.eml`, and `TIME-DIGEST.no-archive` holds the Message-ID of a post whose sender
asked that it not be archived.
"""

from __future__ import annotations

from urllib.parse import quote

POST = ".eml"
NO_ARCHIVE = ".no-archive"


def spool_folder(list_address: str) -> str:
    """Name of a list's folder in the spool."""
    return quote(list_address.lower(), safe="@")
