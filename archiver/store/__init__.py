"""Store: the only SQL that writes, and the reads that more than one page uses.

`vault` is the truth, `archive` is derived from it, `accounts` says who may look.  `finding` answers searches of the
archive, the other modules read or write one part of it.
"""
