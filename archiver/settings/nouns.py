"""What the configuration decides, as values.  Paths in them are absolute."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.settings.secret import Secret
from archiver.settings.sources import SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A list that this archive keeps: its address, and the name that people see."""

    address: str
    name: str = ""
    list_ids: tuple[str, ...] = ()
    """What else its mails may carry as List-Id, beside the address with a dot for the @: names it had before."""

    @property
    def accepted_ids(self) -> frozenset[str]:
        """Every List-Id (RFC 2919) in lower case by which a mail belongs to this list."""
        return frozenset(each.lower().replace("@", ".") for each in (self.address, *self.list_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that sends one-time sign-in links."""

    host: str
    sender: str
    port: int = 587
    encryption: str = "starttls"
    """starttls, tls or none."""
    user: str = ""
    password: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """The web server in front: what it says of a request is believed only when it comes from one of `addresses`."""

    addresses: tuple[str, ...] = ("127.0.0.1",)
    """IP addresses and networks (192.0.2.0/24)."""
    user_header: str = ""
    """The header that names the person whom the web server has signed in, '' for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an administrator decides.  Paths are absolute."""

    data: Path
    """The folder of vault.db and archive.db."""
    title: str = "archiver"
    language: str = "ja"
    """The interface's language where a browser asks for neither Japanese nor English."""
    timezone: str = "Asia/Tokyo"
    topics: Path | None = None
    """The file of standing topics, None: no standing topics."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words that mean the same here: who searches for one finds the others too."""
    lists: tuple[MailingList, ...] = field(default=())
    sources: tuple[SourceSettings, ...] = field(default=())
    address: str = ""
    """Where people reach the site (https://archive.example.jp), for links in mail."""
    members: Path | None = None
    """A file of addresses, one a line, that may ask for a sign-in link besides those on a list's roster."""
    smtp: MailServer | None = None
    """None: no mail is sent, and so no sign-in links."""
    proxy: Proxy = Proxy()

    def list_of(self, source: SourceSettings) -> MailingList:
        """The list whose mail a source has."""
        return next(each for each in self.lists if each.address.lower() == source.list)

    @property
    def zone(self) -> ZoneInfo:
        """Where days begin and end for those who meet."""
        return ZoneInfo(self.timezone)

    @property
    def vault(self) -> Path:
        """The truth: see docs/flow.md."""
        return self.data / "vault.db"

    @property
    def archive(self) -> Path:
        """Derived from the vault, private."""
        return self.data / "archive.db"

    @property
    def accounts(self) -> Path:
        """Who may sign in."""
        return self.data / "accounts.db"

    @property
    def public(self) -> Path:
        """What was published."""
        return self.data / "public.db"
