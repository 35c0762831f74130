"""The verb that proves that nothing is lost: by itself, since it reads mail again, and a search is to start at once."""

from __future__ import annotations

import sys

import click

from archiver.cli.helping import command, option
from archiver.cli.printing import as_json, configured, say, show_json
from archiver.pipeline.proving import checking, reconciling
from archiver.pipeline.proving.findings import Finding
from archiver.settings import Settings
from archiver.words import Phrase, tell


@command()
@option("--offline", is_flag=True, help="Do not ask the configured sources what they hold.")
@as_json
@configured
def check(settings: Settings, offline: bool, as_json: bool) -> None:
    """Prove that nothing is lost: ledger, vault, archive, threads and index agree, and the list servers too.

    Names every discrepancy; exit status 1 if there is one.
    """
    findings = checking.check(settings)
    accounts = [] if offline else list(reconciling.reconcile(settings))
    findings += [finding for account in accounts for finding in account.findings]
    if as_json:
        document = {"ok": not findings, "findings": [finding.document() for finding in findings]}
        show_json(document | ({"accounts": [account.document() for account in accounts]} if accounts else {}))
    else:
        _show_check(findings, accounts)
    sys.exit(1 if findings else 0)


def _show_check(findings: list[Finding], accounts: list[reconciling.Account]) -> None:
    for account in accounts:
        counts = [
            Phrase("{name} {number}", name=Phrase(name), number=number)
            for name, number in account.counts.items()
        ]
        say("{source}: {counts}", source=account.source, counts=counts or Phrase("could not be asked"))
        for held in account.held:
            say("  held: {mail} ({label}) waits for a moderator", mail=held.message_id, label=held.label)
    for finding in findings:
        click.echo(f"{finding.kind}: {finding.subject}: {tell(finding.detail)}")
    if findings:
        return
    if accounts:
        say("Everything agrees: ledger, vault, archive, threads and index, and every source.")
    else:
        say("Everything agrees: ledger, vault, archive, threads and index.")
