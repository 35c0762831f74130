"""Store: the only SQL that writes, and the reads that more than one page uses.

`vault` is the truth, `archive` is derived from it, `reading` answers questions about the archive.
"""
