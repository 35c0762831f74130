"""The vault: every message's bytes as received, every pull's ledger, every minutes page, every decision.

Append-only.  The archive is derived from it; nothing here is derived but the index cards beside the bytes.
"""

from archiver.store.vault.copies import StoredCopy, compress, decompress, read_copies, read_source
from archiver.store.vault.format import APPLICATION_ID
from archiver.store.vault.values import Content, Copy, Decision, Ledger, Page, PostsKept, State
from archiver.store.vault.vault import Vault
