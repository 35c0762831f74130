"""Roster: the addresses of the list's members, as the list server gave them or as a file names them."""

from __future__ import annotations

from pathlib import Path

from archiver.store.database import reading, value


def is_member(vault: Path, members: Path | None, address: str) -> bool:
    """Whether `address` is on the roster of one of the vault's lists, or stands in the file `members`, one a line."""
    wanted = address.strip().casefold()
    if not wanted or "@" not in wanted:
        return False
    return wanted in _named(members) or _on_roster(vault, wanted)


def _named(members: Path | None) -> set[str]:
    if members is None or not members.is_file():
        return set()
    lines = (line.partition("#")[0].strip().casefold() for line in members.read_text("utf-8").splitlines())
    return {line for line in lines if line}


def _on_roster(vault: Path, address: str) -> bool:
    if not vault.is_file():
        return False
    with reading(vault) as connection:
        has_rosters = value(connection, "SELECT 1 FROM sqlite_master WHERE name = 'rosters'")
        sql = "SELECT 1 FROM rosters WHERE lower(address) = ?"
        return bool(has_rosters and value(connection, sql, [address]))
