"""Reading the configuration: the tables of the file → Settings, or every fault in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from archiver.errors import ConfigurationError
from archiver.settings.nouns import MailingList, MailServer, Proxy, Settings
from archiver.settings.problems import (
    Kind,
    is_tables,
    is_texts,
    missing,
    not_one_of,
    not_table,
    not_tables,
    table_problems,
)
from archiver.settings.secret import Secret
from archiver.settings.sources import read_sources
from archiver.words import Phrase

_FILE: dict[str, Kind] = {
    **dict.fromkeys(("title", "data", "language", "timezone", "topics", "address", "members"), "text"),
    **dict.fromkeys(("lists", "sources", "smtp", "proxy", "synonyms"), "table"),
}
_LIST: dict[str, Kind] = {"address": "text", "name": "text", "list_ids": "texts"}
_SMTP: dict[str, Kind] = {
    **dict.fromkeys(("host", "sender", "encryption", "user", "password_file"), "text"),
    "port": "port",
}
_PROXY: dict[str, Kind] = {"addresses": "table", "user_header": "text"}


def settings_of(values: dict[str, Any], path: Path) -> Settings:
    """What the tables of the file at `path` say.  Raises `ConfigurationError` with every fault."""
    folder = path.resolve().parent
    lists, smtp, proxy = values.get("lists", []), values.get("smtp"), values.get("proxy", {})
    problems = [
        *table_problems("", values, _FILE),
        *_list_problems(lists),
        *_value_problems(values),
        *(_smtp_problems(smtp, values) if smtp is not None else ()),
        *_proxy_problems(proxy),
        *_synonym_problems(values.get("synonyms", [])),
    ]
    known = (str(each.get("address", "")).lower() for each in lists) if is_tables(lists) else ()
    sources = read_sources(values.get("sources", []), frozenset(known), folder, problems)
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
        proxy=Proxy(**proxy | {"addresses": tuple(proxy.get("addresses", Proxy().addresses))}),
        **{name: values[name] for name in ("title", "language", "timezone", "address") if name in values},
    )


def _list_problems(lists: Any) -> Iterator[Phrase]:
    if not is_tables(lists):
        yield not_tables("lists")
        return
    for index, each in enumerate(lists, 1):
        where = f"lists[{index}]."
        yield from table_problems(where, each, _LIST)
        address = each.get("address")
        if address is None:
            yield missing(f"{where}address")
        elif isinstance(address, str) and address.count("@") != 1:
            setting = f"{where}address"
            yield Phrase("{setting}: {value!r} is not a mail address", setting=setting, value=address)


def _synonym_problems(groups: Any) -> Iterator[Phrase]:
    if not isinstance(groups, list) or not all(is_texts(each) and len(each) > 1 for each in groups):
        yield Phrase(
            "{setting}: must be groups of two words or more, as in {example}",
            setting="synonyms",
            example='[["自治体クラウド", "共同利用"]]',
        )


def _value_problems(values: Mapping[str, Any]) -> Iterator[Phrase]:
    if values.get("language", "ja") not in ("ja", "en"):
        yield not_one_of("language", values["language"], ("ja", "en"))
    zone = values.get("timezone", "Asia/Tokyo")
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError, TypeError):
        yield Phrase(
            "{setting}: {value!r} is not a time zone (such as Asia/Tokyo)", setting="timezone", value=zone
        )


def _smtp_problems(smtp: Any, values: Mapping[str, object]) -> Iterator[Phrase]:
    if not isinstance(smtp, dict):
        yield not_table("smtp")
        return
    yield from table_problems("smtp.", smtp, _SMTP)
    yield from (missing(f"smtp.{name}") for name in ("host", "sender") if name not in smtp)
    if smtp.get("encryption", "starttls") not in ("starttls", "tls", "none"):
        yield not_one_of("smtp.encryption", smtp["encryption"], ("starttls", "tls", "none"))
    if not str(values.get("address", "")).startswith(("https://", "http://")):
        yield Phrase(
            "{setting}: missing; mail with a sign-in link must say where the site is (https://…)",
            setting="address",
        )


def _mail_server(smtp: dict[str, Any], folder: Path) -> MailServer:
    values = {name: smtp[name] for name in smtp if name != "password_file"}
    if "password_file" in smtp:
        values["password"] = Secret(setting="smtp.password_file", file=folder / smtp["password_file"])
    return MailServer(**values)


def _proxy_problems(proxy: Any) -> Iterator[Phrase]:
    if not isinstance(proxy, dict):
        yield not_table("proxy")
        return
    yield from table_problems("proxy.", proxy, _PROXY)
    addresses, setting = proxy.get("addresses", []), "proxy.addresses"
    if not isinstance(addresses, list):
        yield Phrase("{setting}: must be a list of IP addresses", setting=setting)
        return
    for each in addresses:
        if not _is_network(each):
            yield Phrase("{setting}: {value!r} is not an IP address or network", setting=setting, value=each)
    if proxy.get("user_header") and not addresses:
        yield Phrase(
            "{setting}: missing; anyone could write the header that names the person", setting=setting
        )


def _is_network(value: object) -> bool:
    try:
        ip_network(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True
