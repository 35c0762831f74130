"""Senders: the fields of a head → who wrote the mail, also where a list put its own address before the sender's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.mail.bodies.mime import Fields
from archiver.mail.fields import addresses
from archiver.model import Address

_BY_WAY_OF = re.compile(r"['\"]?(?P<name>[^\s'\"].{0,200}?)['\"]? \(?via .{1,200}", re.IGNORECASE)
"""QUIRK: where the sender's host forbids others to send in its name (DMARC), Mailman and Google Groups write
`Name via List <list@…>` into From, and the address into Reply-To, Cc or a field of their own."""
_ORIGINAL = ("x-original-from", "reply-to", "cc")


def written_by(shown: Address, fields: Fields, default: str) -> tuple[Address, str] | None:
    """(who wrote a mail that From shows as sent by way of a list, the field that says so); None where From is who
    wrote it, or nothing says who did."""
    if " via " not in shown.name or not (told := _BY_WAY_OF.fullmatch(shown.name)):
        return None
    lists = {shown.address.casefold(), *(each.address.casefold() for each in _people(fields, "to", default))}
    found = [(each, field) for field in _ORIGINAL for each in _people(fields, field, default)]
    same = (each for each in found if each[0].name == told["name"] and each[0].address != shown.address)
    other = (
        each
        for each in found
        if not each[0].name and each[1] != "cc" and each[0].address.casefold() not in lists
    )
    author = next(same, None) or next(other, None)
    return (Address(name=told["name"], address=author[0].address), author[1]) if author else None


def _people(fields: Fields, field: str, default: str) -> Iterator[Address]:
    return (each for value in fields.get(field, ()) for each in addresses.addresses(value, default))
