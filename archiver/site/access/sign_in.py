"""Sign-in: a password or a one-time link → a session.  Guessers are slowed, and learn of no account that exists."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from archiver.store.accounts import LONGEST_NAME, Accounts, Role, feed_keys, sessions
from archiver.store.accounts.accounts import clean
from archiver.store.accounts.sessions import Grant

LINK_SECONDS = 60 * 60
"""How long the link that the terminal shows may be used."""
MAIL_SECONDS = 15 * 60
"""How long a link sent by mail may be used."""
SESSION_SECONDS = 12 * 60 * 60
"""How long a sign-in lasts: a working day."""
TRIES_A_NAME, TRIES_AN_ADDRESS, MAILS_AN_ADDRESS = 10, 30, 3
"""How many failures in `sessions.TRIES_SECONDS` an account, a network address and a mail address may have."""


class TooManyTries(Exception):
    """This name or address tried too often."""


@dataclass(frozen=True, slots=True)
class SignIns:
    """The ways in to one site."""

    accounts: Accounts
    is_member: Callable[[str], bool]
    """Whether a mail address is on the list's roster."""

    def issue(self, role: Role = "officer", name: str = "") -> str:
        """A new token for the person at the terminal, good for one sign-in."""
        grant = Grant(name=name or role, kind="terminal", role=role)
        return sessions.add(self.accounts, "links", grant, LINK_SECONDS)

    def issue_by_mail(self, mail_address: str, network_address: str) -> str | None:
        """A new token for a member of the list, None for anyone else.  Raises `TooManyTries`."""
        mail_address = mail_address.strip()[:LONGEST_NAME]
        limits = {
            f"address {_network(network_address)}": TRIES_AN_ADDRESS,
            f"mail {mail_address.casefold()}": MAILS_AN_ADDRESS,
        }
        if not sessions.try_(self.accounts, limits):
            raise TooManyTries
        if not self.is_member(mail_address):
            return None
        return sessions.add(
            self.accounts, "links", Grant(name=mail_address, kind="member", role="officer"), MAIL_SECONDS
        )

    def use(self, token: str, network_address: str) -> str | None:
        """Use up a token: that of a new session, or None when it is wrong, used or too old.

        Raises `TooManyTries`, before looking at the token.
        """
        limits = {f"address {_network(network_address)}": TRIES_AN_ADDRESS}
        if not sessions.try_(self.accounts, limits):
            raise TooManyTries
        grant = sessions.use(self.accounts, token)
        return self._open(grant, limits) if grant else None

    async def by_password(self, name: str, password: str, network_address: str) -> str | None:
        """The token of a new session, None when name and password do not match.  Raises `TooManyTries`."""
        limits = {
            f"address {_network(network_address)}": TRIES_AN_ADDRESS,
            f"name {clean(name)[:LONGEST_NAME].casefold()}": TRIES_A_NAME,
        }
        if not sessions.try_(self.accounts, limits):
            raise TooManyTries
        account = await asyncio.to_thread(self.accounts.verify, name, password)
        if account is None:
            return None
        return self._open(Grant(name=account.name, kind="account", role=account.role), limits)

    def _open(self, grant: Grant, limits: dict[str, int]) -> str:
        sessions.forgive(self.accounts, list(limits))
        return sessions.add(self.accounts, "sessions", grant, SESSION_SECONDS)

    def who(self, session: str) -> Grant | None:
        """Who is signed in with this session; a member who left the list is out."""
        grant = sessions.find(self.accounts, session) if session else None
        if grant and grant.kind == "member" and not self.is_member(grant.name):
            return None
        return grant

    def feed_reader(self, key: str) -> Grant | None:
        """Whose feed reader comes with this key; a member who left the list has none."""
        grant = feed_keys.find(self.accounts, key) if key else None
        if grant and grant.kind == "member" and not self.is_member(grant.name):
            return None
        return grant

    def close(self, session: str) -> None:
        """Sign out: whoever holds a copy of the cookie is out as well."""
        sessions.close(self.accounts, session)


def _network(address: str) -> str:
    """The address that a guesser cannot change at will: of IPv6 the /64 network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
