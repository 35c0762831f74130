"""Settings: config/archiver.toml → Settings.  Every fault is listed at once; nothing is guessed."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from archiver.errors import ConfigurationError
from archiver.settings.problems import missing, must_be_number, must_be_text, no_such, not_one_of
from archiver.settings.secret import Secret
from archiver.settings.sources import SourceSettings, read_sources
from archiver.words import Phrase

__all__ = ["MailingList", "Secret", "Settings", "SourceSettings", "default_path", "load"]

DEFAULT_PATH = Path("config/archiver.toml")


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
        return ZoneInfo(self.timezone)

    @property
    def vault(self) -> Path:
        return self.data / "vault.db"

    @property
    def archive(self) -> Path:
        return self.data / "archive.db"

    @property
    def accounts(self) -> Path:
        return self.data / "accounts.db"

    @property
    def public(self) -> Path:
        return self.data / "public.db"


def load(path: Path) -> Settings:
    """Read the file at `path`.  Relative paths in it are relative to its folder.

    Raises `ConfigurationError` with every fault.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            str(path),
            [Phrase("no such file: run `archiver init` to write one, or name yours with --config FILE")],
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), [Phrase("cannot be read: {error}", error=error)]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(str(path), [Phrase("is not TOML: {error}", error=error)]) from None
    return _settings(values, path)


def default_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration file where none is named: $ARCHIVER_CONFIG, else config/archiver.toml."""
    return Path(environment.get("ARCHIVER_CONFIG") or DEFAULT_PATH)


_TEXTS = ("title", "data", "language", "timezone", "topics", "address", "members")
_LIST_TEXTS = ("address", "name")
_LIST_VALUES = (*_LIST_TEXTS, "list_ids")


def _settings(values: dict[str, Any], path: Path) -> Settings:
    problems = _unknown("", values, (*_TEXTS, "lists", "sources", "smtp", "proxy", "synonyms")) + _not_texts(
        "", values, _TEXTS
    )
    lists = values.get("lists", [])
    problems += _list_problems(lists)
    problems += _value_problems(values)
    smtp, proxy = values.get("smtp"), values.get("proxy", {})
    problems += _smtp_problems(smtp, values) if smtp is not None else []
    problems += _proxy_problems(proxy)
    problems += _synonym_problems(values.get("synonyms", []))
    folder = path.resolve().parent
    addresses = (
        frozenset(str(each.get("address", "")).lower() for each in lists if isinstance(each, dict))
        if isinstance(lists, list)
        else frozenset()
    )
    sources = read_sources(values.get("sources", []), addresses, folder, problems)
    topics = folder / values["topics"] if isinstance(values.get("topics"), str) else None
    if topics and not topics.is_file():
        problems.append(Phrase("{setting}: no such file: {path}", setting="topics", path=topics))
    if problems:
        raise ConfigurationError(str(path), problems)
    return Settings(
        data=(folder / values.get("data", "../data")).resolve(),
        topics=topics,
        synonyms=tuple(map(tuple, values.get("synonyms", ()))),
        lists=tuple(MailingList(**each | {"list_ids": tuple(each.get("list_ids", ()))}) for each in lists),
        sources=sources,
        members=folder / values["members"] if "members" in values else None,
        smtp=_mail_server(smtp, folder) if smtp is not None else None,
        proxy=_proxy(**proxy),
        **{name: values[name] for name in ("title", "language", "timezone", "address") if name in values},
    )


def _list_problems(lists: object) -> list[Phrase]:
    if not isinstance(lists, list) or not all(isinstance(each, dict) for each in lists):
        return [Phrase("{setting}: must be written as {form} tables", setting="lists", form="[[lists]]")]
    problems = []
    for index, each in enumerate(lists, 1):
        where = f"lists[{index}]."
        problems += _unknown(where, each, _LIST_VALUES) + _not_texts(where, each, _LIST_TEXTS)
        list_ids = each.get("list_ids", [])
        if not isinstance(list_ids, list) or not all(isinstance(one, str) for one in list_ids):
            problems.append(Phrase("{setting}: must be texts in [brackets]", setting=f"{where}list_ids"))
        if "address" not in each:
            problems.append(missing(f"{where}address"))
        elif isinstance(each["address"], str) and each["address"].count("@") != 1:
            problems.append(
                Phrase(
                    "{setting}: {value!r} is not a mail address",
                    setting=f"{where}address",
                    value=each["address"],
                )
            )
    return problems


def _synonym_problems(groups: object) -> list[Phrase]:
    def is_group(group: object) -> bool:
        return isinstance(group, list) and len(group) > 1 and all(isinstance(word, str) for word in group)

    if not isinstance(groups, list) or not all(map(is_group, groups)):
        return [
            Phrase(
                "{setting}: must be groups of two words or more, as in {example}",
                setting="synonyms",
                example='[["自治体クラウド", "共同利用"]]',
            )
        ]
    return []


def _value_problems(values: dict[str, Any]) -> list[Phrase]:
    problems = []
    if values.get("language", "ja") not in ("ja", "en"):
        problems.append(not_one_of("language", values["language"], ("ja", "en")))
    zone = values.get("timezone", "Asia/Tokyo")
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError, TypeError):
        problems.append(
            Phrase(
                "{setting}: {value!r} is not a time zone (such as Asia/Tokyo)", setting="timezone", value=zone
            )
        )
    return problems


def _unknown(where: str, values: Mapping[str, object], names: tuple[str, ...]) -> list[Phrase]:
    return [no_such(f"{where}{name}", name, names) for name in values if name not in names]


def _not_texts(where: str, values: Mapping[str, object], names: tuple[str, ...]) -> list[Phrase]:
    return [
        must_be_text(f"{where}{name}")
        for name in names
        if name in values and not isinstance(values[name], str)
    ]


_SMTP_TEXTS = ("host", "sender", "encryption", "user", "password_file")


def _smtp_problems(smtp: object, values: Mapping[str, object]) -> list[Phrase]:
    if not isinstance(smtp, dict):
        return [Phrase("{setting}: must be written as a {form} table", setting="smtp", form="[smtp]")]
    problems = _unknown("smtp.", smtp, (*_SMTP_TEXTS, "port")) + _not_texts("smtp.", smtp, _SMTP_TEXTS)
    problems += [missing(f"smtp.{name}") for name in ("host", "sender") if name not in smtp]
    if smtp.get("encryption", "starttls") not in ("starttls", "tls", "none"):
        problems.append(not_one_of("smtp.encryption", smtp["encryption"], ("starttls", "tls", "none")))
    if not isinstance(smtp.get("port", 587), int):
        problems.append(must_be_number("smtp.port"))
    if not str(values.get("address", "")).startswith(("https://", "http://")):
        problems.append(
            Phrase(
                "{setting}: missing; mail with a sign-in link must say where the site is (https://…)",
                setting="address",
            )
        )
    return problems


def _mail_server(smtp: dict[str, Any], folder: Path) -> MailServer:
    values = {name: smtp[name] for name in smtp if name != "password_file"}
    if "password_file" in smtp:
        values["password"] = Secret(setting="smtp.password_file", file=folder / smtp["password_file"])
    return MailServer(**values)


def _proxy(addresses: Iterable[str] = Proxy().addresses, user_header: str = "") -> Proxy:
    return Proxy(addresses=tuple(addresses), user_header=user_header)


def _proxy_problems(proxy: object) -> list[Phrase]:
    if not isinstance(proxy, dict):
        return [Phrase("{setting}: must be written as a {form} table", setting="proxy", form="[proxy]")]
    problems = _unknown("proxy.", proxy, ("addresses", "user_header"))
    problems += _not_texts("proxy.", proxy, ("user_header",))
    addresses = proxy.get("addresses", [])
    if not isinstance(addresses, list):
        return [*problems, Phrase("{setting}: must be a list of IP addresses", setting="proxy.addresses")]
    for each in addresses:
        try:
            ip_network(each)
        except (TypeError, ValueError):
            problems.append(
                Phrase(
                    "{setting}: {value!r} is not an IP address or network",
                    setting="proxy.addresses",
                    value=each,
                )
            )
    if proxy.get("user_header") and not addresses:
        problems.append(
            Phrase(
                "{setting}: missing; anyone could write the header that names the person",
                setting="proxy.addresses",
            )
        )
    return problems
