"""Settling: what people decide → the journal, and at once the archive."""
