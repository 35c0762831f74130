"""Decoding: bytes and the charset that they claim → text."""
