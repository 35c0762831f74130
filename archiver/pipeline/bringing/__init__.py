"""Bringing: mail and minutes from outside → the vault."""
