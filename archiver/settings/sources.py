"""The sources of the configuration: `[[sources]]` tables → SourceSettings.  Every fault is listed at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.settings.problems import missing, must_be_number, must_be_text, no_such, not_one_of
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
_NUMBERS = ("port", "pause")


def read_sources(
    tables: object, lists: frozenset[str], folder: Path, problems: list[Phrase]
) -> tuple[SourceSettings, ...]:
    """The sources of `tables`; faults go to `problems`.

    `lists`: addresses of the configured lists.  Relative paths are relative to `folder`.
    """
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(
            Phrase("{setting}: must be written as {form} tables", setting="sources", form="[[sources]]")
        )
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
    known = {*COMMON, *KINDS[kind].needs, *KINDS[kind].takes}
    faults = [_unknown(where, name, kind, known) for name in table if name not in known]
    faults += [missing(f"{where}{name}") for name in ("list", *KINDS[kind].needs) if not table.get(name)]
    for name in known & table.keys():
        is_number = isinstance(table[name], int | float) and not isinstance(table[name], bool)
        if name in _NUMBERS and not (is_number and table[name] >= 0):
            faults.append(must_be_number(f"{where}{name}"))
        elif name not in _NUMBERS and not isinstance(table[name], str):
            faults.append(must_be_text(f"{where}{name}"))
    return faults or _value_faults(where, table, lists)


def _unknown(where: str, name: str, kind: str, known: Collection[str]) -> Phrase:
    if name in ("password", "token"):
        return Phrase(
            "{setting}: a secret does not belong in this file: name where it is with {name}_env or {name}_file",
            setting=f"{where}{name}",
            name=name,
        )
    problem = no_such(f"{where}{name}", name, known)
    return Phrase("{problem}, for a source of kind {kind}", problem=problem, kind=kind)


def _value_faults(where: str, table: Mapping[str, Any], lists: frozenset[str]) -> list[Phrase]:
    faults = []
    if table["list"].lower() not in lists:
        faults.append(
            Phrase(
                "{setting}: {value} is none of the [[lists]]: add it there",
                setting=f"{where}list",
                value=table["list"],
            )
        )
    if "url" in table and (
        urlsplit(table["url"]).scheme not in ("http", "https") or not urlsplit(table["url"]).hostname
    ):
        faults.append(
            Phrase(
                "{setting}: {value!r} is not an address (such as https://lists.example.jp/)",
                setting=f"{where}url",
                value=table["url"],
            )
        )
    if urlsplit(table.get("url", "")).password:
        faults.append(
            Phrase(
                "{setting}: holds a password: name where it is with password_env or password_file",
                setting=f"{where}url",
            )
        )
    if table.get("security", "tls") not in ("tls", "starttls", "none"):
        faults.append(not_one_of(f"{where}security", table["security"], ("tls", "starttls", "none")))
    if table.get("security") == "none" and table["host"] not in ("127.0.0.1", "::1", "localhost"):
        faults.append(
            Phrase(
                "{setting}: none would send the password in the clear: only this machine may be asked so",
                setting=f"{where}security",
            )
        )
    secrets = [name for name in table if name.endswith(("_env", "_file"))]
    if len(secrets) > 1:
        faults.append(
            Phrase(
                "{setting}: {other} is there already: name one place",
                setting=f"{where}{secrets[1]}",
                other=secrets[0],
            )
        )
    if secrets and not table.get("user"):
        faults.append(missing(f"{where}user"))
    if table.get("user") and not secrets:
        faults.append(
            Phrase(
                "{setting}: missing: name where the password is with password_env or password_file",
                setting=f"{where}password_file",
            )
        )
    return faults


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
