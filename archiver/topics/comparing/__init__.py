"""Comparing: the words of a thread × those of an agenda item or a standing topic → how much they share."""
