"""Reconciling: what each list server says it holds, against what the vault can account for.

A message that a server lists is accounted for when the vault has it, or when the ledger says why it was
refused.  Mailman lists nothing, but counts: its posts are accounted for by the list's mails, the posts whose
senders asked that they not be archived, and what waits in the spool of our plugin.  A list may also have mails from
before that server: as many as were ever here beyond its count must be so now (`servers.surplus_of`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.errors import ArchiverError
from archiver.model import Listed, ListServer
from archiver.pipeline.bringing.pulling import place_of
from archiver.pipeline.proving.findings import Finding
from archiver.settings import Settings, SourceSettings
from archiver.sources.base import PulledSource
from archiver.sources.opening import open_source
from archiver.store.vault import Vault, servers
from archiver.words import Phrase

NAMED = 1000
"""Messages that are named one by one, a source; beyond that their number is said."""


@dataclass(slots=True)
class Account:
    """One source, reconciled: what it says, and what of that could not be accounted for."""

    source: str
    list_address: str
    counts: dict[str, int] = field(default_factory=dict)
    """In the order in which a person reads them; what the server says comes first."""
    findings: list[Finding] = field(default_factory=list)
    held: tuple[Listed, ...] = ()
    """Posts that wait for a moderator."""

    def document(self) -> dict[str, object]:
        """{"source", "list", "counts", "held": [{"message_id", "subject"}]}."""
        held = [{"message_id": each.message_id, "subject": each.label} for each in self.held]
        return {"source": self.source, "list": self.list_address, "counts": self.counts, "held": held}


def reconcile(settings: Settings) -> Iterator[Account]:
    """Ask each configured source and give its account."""
    said: set[Finding] = set()
    with Vault(settings.vault) as vault:
        for source in settings.sources:
            account = Account(source.name, source.list)
            try:
                _ask(vault, settings, source, account)
            except ArchiverError as error:
                account.findings.append(_finding("not-reconciled", source.name, error.sentence))
            # Two lists of one server have one shunt queue: each file is named once.
            account.findings = [each for each in account.findings if each not in said]
            said.update(account.findings)
            yield account


def _ask(vault: Vault, settings: Settings, source: SourceSettings, account: Account) -> None:
    opened = open_source(source, vault.source_state(source.name, place_of(settings, source)))
    try:
        server = opened.describe()
        if server is not None:
            _count_posts(vault, opened, server, account)
        else:
            _match(vault, opened, account)
    finally:
        opened.close()


def _match(vault: Vault, source: PulledSource, account: Account) -> None:
    """A source that lists its messages: each is looked up."""
    counts: Counter[str] = Counter()
    for listed in source.inventory():
        counts["there"] += 1
        how = servers.accounts_for(vault, account.source, account.list_address, listed)
        counts[how or "unexplained"] += 1
        if how is None and counts["unexplained"] <= NAMED:
            detail = Phrase(
                "the server has it{label}, the vault does not: run `archiver pull {source}`",
                label=_label(listed),
                source=account.source,
            )
            account.findings.append(_finding("not-pulled", listed.message_id or listed.position, detail))
    if counts["unexplained"] > NAMED:
        rest = Phrase(
            "and {number} more: run `archiver pull {source}`",
            number=counts["unexplained"] - NAMED,
            source=account.source,
        )
        account.findings.append(_finding("not-pulled", account.source, rest))
    account.counts |= {name: counts[name] for name in ("there", "archived", "refused", "unexplained")}


def _count_posts(vault: Vault, source: PulledSource, server: ListServer, account: Account) -> None:
    """A server that counts its posts: what the archive, its refusals and the spool do not add up to is missing."""
    kept = servers.posts_of(vault, account.list_address)
    spool = list(source.inventory())
    missing = server.posts + servers.surplus_of(vault, account.list_address) - sum(kept) - len(spool)
    account.held = server.held
    account.counts |= {
        "posts": server.posts,
        "archived": kept.archived,
        "posted twice": kept.twice,
        "no-archive": kept.no_archive,
        "spool": len(spool),
        "held": len(server.held),
        **{f"queue {name}": len(files) for name, files in server.queues.items() if files},
        "unexplained": max(missing, 0),
    }
    for file in server.queues.get("shunt", ()):
        detail = Phrase(
            "Mailman could not handle this post and put it aside: it was neither archived nor delivered. "
            "Look at it with `mailman qfile`, then `mailman unshunt` ({file})",
            file=file,
        )
        account.findings.append(_finding("shunted", file, detail))
    if missing > 0:
        detail = Phrase(
            "the list has distributed {posts} posts; {missing} of them are neither in the vault "
            "nor in the spool, and no sender asked that they not be archived: look in Mailman's queues",
            posts=server.posts,
            missing=missing,
        )
        account.findings.append(_finding("not-accounted-for", account.list_address, detail))


def _finding(kind: str, subject: str, detail: Phrase) -> Finding:
    return Finding(kind=kind, subject=subject, detail=detail)


def _label(listed: Listed) -> str:
    return f" ({listed.label})" if listed.label else ""
