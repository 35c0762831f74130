"""Mailing lists, as their servers tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One message that a server says it holds."""

    position: str
    """As the `RawMessage` of the same source would say."""
    message_id: str = ""
    """Without angle brackets; '' where the server does not tell it."""
    label: str = ""
    """Words by which a person finds it there: its subject, its date."""
    group: str = ""
    """What the server counts by (a month of pipermail), '' where it counts the list as a whole."""


Role = Literal["owner", "moderator", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One line of a list's roster: who may read."""

    role: Role
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListServer:
    """What a list server says of one list."""

    address: str
    name: str
    description: str
    subject_prefix: str
    archive_policy: str
    """private, public or never (Mailman's words)."""
    posts: int
    """Posts that the list has distributed so far: Mailman's `post_id` - 1."""
    roster: tuple[Member, ...] = ()
    held: tuple[Listed, ...] = ()
    """Posts that wait for a moderator."""
    queues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Files in each of the server's queues (of all its lists), by queue: shunt must be empty."""
