"""The sources of the configuration: `[[sources]]` tables → SourceSettings.  Every fault is listed at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.settings.problems import Kind as Written
from archiver.settings.problems import is_tables, missing, no_such, not_one_of, not_tables, table_problems
from archiver.settings.secret import Secret
from archiver.words import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """One place that a list's mail is pulled from."""

    kind: str
    list: str
    """Address of the list, in lower case."""
    name: str
    """As the ledger and `archiver pull NAME` call it."""
    url: str = ""
    """Without a slash at its end."""
    host: str = ""
    port: int = 0
    """0: the usual one."""
    security: str = "tls"
    """Of an IMAP connection: tls, starttls, or none (loopback only)."""
    folder: str = "INBOX"
    path: Path | None = None
    user: str = ""
    password: Secret | None = None
    token: Secret | None = None
    """OAuth access token (SASL XOAUTH2) in place of a password."""
    certificates: Path | None = None
    """File of the certificate authorities to trust in place of the system's."""
    pause: float = 0.0
    """Seconds between two requests to a web server; of pipermail 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of source must and may be told."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


_SIGN_IN = ("user", "password_env", "password_file")
KINDS: dict[str, Kind] = {
    "mailman3": Kind(("url", "user"), (*_SIGN_IN, "path", "certificates")),
    "hyperkitty": Kind(("url",), (*_SIGN_IN, "pause", "certificates")),
    "pipermail": Kind(("url",), (*_SIGN_IN, "pause", "certificates")),
    "imap": Kind(
        ("host", "user"),
        (*_SIGN_IN, "port", "security", "folder", "token_env", "token_file", "certificates"),
    ),
    "spool": Kind(("path",)),
    "mbox": Kind(("path",)),
    "maildir": Kind(("path",)),
    "prototype": Kind(("path",)),
}
"""By kind.  `spool` is where our Mailman plugin leaves its posts, `prototype` the folder of Mailman's own archiver."""

COMMON = ("kind", "list", "name")
"""What every source is told, or may be."""
_NUMBERS: dict[str, Written] = {"port": "port", "pause": "number"}


def read_sources(
    tables: Any, lists: frozenset[str], folder: Path, problems: list[Phrase]
) -> tuple[SourceSettings, ...]:
    """The sources of `tables`; faults go to `problems`.

    `lists`: addresses of the configured lists.  Relative paths are relative to `folder`.
    """
    if not is_tables(tables):
        problems.append(not_tables("sources"))
        return ()
    found = []
    for index, table in enumerate(tables, 1):
        faults = _faults(f"sources[{index}].", table, lists)
        problems += faults
        if not faults:
            found.append(_source(table, folder))
    names = [source.name for source in found]
    problems += [
        Phrase(
            "{setting}: two are called {name}: give one of them another name", setting="sources", name=name
        )
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    return tuple(found)


def _faults(where: str, table: Mapping[str, Any], lists: frozenset[str]) -> list[Phrase]:
    kind = table.get("kind")
    if kind is None:
        return [
            Phrase("{setting}: missing: write one of {values}", setting=f"{where}kind", values=list(KINDS))
        ]
    if not isinstance(kind, str) or kind not in KINDS:
        return [not_one_of(f"{where}kind", kind, KINDS)]
    known: dict[str, Written] = {
        name: _NUMBERS.get(name, "text") for name in (*COMMON, *KINDS[kind].needs, *KINDS[kind].takes)
    }
    faults = [_unknown(where, name, kind, known) for name in table if name not in known]
    faults += [missing(f"{where}{name}") for name in ("list", *KINDS[kind].needs) if not table.get(name)]
    faults += table_problems(where, {name: table[name] for name in table if name in known}, known)
    return faults or list(_value_faults(where, table, lists))


def _unknown(where: str, name: str, kind: str, known: Collection[str]) -> Phrase:
    if name in ("password", "token"):
        return Phrase(
            "{setting}: a secret does not belong in this file: name where it is with {name}_env or {name}_file",
            setting=f"{where}{name}",
            name=name,
        )
    problem = no_such(f"{where}{name}", name, known)
    return Phrase("{problem}, for a source of kind {kind}", problem=problem, kind=kind)


def _value_faults(where: str, table: Mapping[str, Any], lists: frozenset[str]) -> Iterator[Phrase]:
    if table["list"].lower() not in lists:
        yield Phrase(
            "{setting}: {value} is none of the [[lists]]: add it there",
            setting=f"{where}list",
            value=table["list"],
        )
    yield from _url_faults(f"{where}url", table.get("url"))
    yield from _security_faults(f"{where}security", table)
    yield from _secret_faults(where, table)


def _url_faults(setting: str, url: str | None) -> Iterator[Phrase]:
    if url is None:
        return
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is none
        parts, is_one = urlsplit(""), False
    if not is_one:
        yield Phrase(
            "{setting}: {value!r} is not an address (such as https://lists.example.jp/)",
            setting=setting,
            value=url,
        )
    if parts.password:
        yield Phrase(
            "{setting}: holds a password: name where it is with password_env or password_file",
            setting=setting,
        )


def _security_faults(setting: str, table: Mapping[str, Any]) -> Iterator[Phrase]:
    security = table.get("security", "tls")
    if security not in ("tls", "starttls", "none"):
        yield not_one_of(setting, security, ("tls", "starttls", "none"))
    if security == "none" and table["host"] not in ("127.0.0.1", "::1", "localhost"):
        yield Phrase(
            "{setting}: none would send the password in the clear: only this machine may be asked so",
            setting=setting,
        )


def _secret_faults(where: str, table: Mapping[str, Any]) -> Iterator[Phrase]:
    secrets = [name for name in table if name.endswith(("_env", "_file"))]
    if len(secrets) > 1:
        yield Phrase(
            "{setting}: {other} is there already: name one place",
            setting=f"{where}{secrets[1]}",
            other=secrets[0],
        )
    if secrets and not table.get("user"):
        yield missing(f"{where}user")
    if table.get("user") and not secrets:
        yield Phrase(
            "{setting}: missing: name where the password is with password_env or password_file",
            setting=f"{where}password_file",
        )


def _source(table: Mapping[str, Any], folder: Path) -> SourceSettings:
    address = table["list"].lower()
    name = table.get("name") or f"{table['kind']}:{address}"
    values: dict[str, Any] = {
        key: table[key]
        for key in ("kind", "host", "port", "security", "folder", "user", "pause")
        if key in table
    }
    values |= {key: folder / table[key] for key in ("path", "certificates") if key in table}
    for secret in ("password", "token"):
        setting = f"sources {name}: {secret}"
        if f"{secret}_env" in table:
            values[secret] = Secret(setting=setting, variable=table[f"{secret}_env"])
        elif f"{secret}_file" in table:
            values[secret] = Secret(setting=setting, file=folder / table[f"{secret}_file"])
    if table["kind"] == "pipermail":
        values.setdefault("pause", 1.0)
    return SourceSettings(**values, name=name, list=address, url=table.get("url", "").rstrip("/"))
