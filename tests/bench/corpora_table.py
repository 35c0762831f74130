"""How the real mail of ../shared/corpora reads: `python -m tests.bench.corpora_table [--show KIND] [PART OF A NAME…]`.

One row a corpus: messages, refusals with their reasons, flaws by kind, messages with U+FFFD and how many of them,
the slowest message, exceptions (there must be none).  `--show replaced|refused|flaw|slow` names the messages too.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archiver import mail
from archiver.errors import ArchiverError
from archiver.model import RawMessage, Refusal
from archiver.sources.files import open_path

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


@dataclass(slots=True)
class Row:
    """What became of one corpus."""

    name: str
    messages: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    flaws: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    replaced: int = 0
    """Characters."""
    slowest: tuple[float, str] = (0.0, "")
    seconds: float = 0.0
    """CPU."""
    failures: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def take(self, item: RawMessage | Refusal, show: str) -> None:
        reason = item.reason if isinstance(item, Refusal) else mail.why_not_mail(item.content)
        if reason or isinstance(item, Refusal):
            self.refuse(item.position, reason, show)
            return
        started = time.process_time()
        try:
            message = mail.read(item.content)
            mail.segments(message.body)
        except Exception:
            self.failures.append(f"{item.position}\n{traceback.format_exc()}")
            return
        spent = time.process_time() - started
        self.messages += 1
        self.seconds += spent
        self.slowest = max(self.slowest, (spent, item.position))
        assumed = [f"bounds: {each}" for each in item.assumed.split("; ") if each]
        kinds = {kind_of(flaw) for flaw in [*message.flaws, *assumed]}
        self.flaws.update(kinds)
        names = "".join(each.name for each in message.attachments)
        replaced = (message.subject + message.body + message.sender.name + names).count("\ufffd")
        self.damaged += bool(replaced)
        self.replaced += replaced
        if (show == "replaced" and replaced) or (show == "flaw" and kinds):
            self.shown.append(f"{item.position}: {replaced} U+FFFD; {'; '.join(message.flaws)}")
        if show == "slow" and spent > 0.1:
            self.shown.append(f"{item.position}: {spent:.2f} s")

    def refuse(self, position: str, reason: str, show: str) -> None:
        self.refused[reason] += 1
        if show == "refused":
            self.shown.append(f"{position}: {reason}")


def kind_of(flaw: str) -> str:
    """A flaw without what differs from mail to mail."""
    name, _, rest = flaw.partition(": ")
    return name if name in ("charset", "replacement-characters") else f"{name}: {rest.partition(',')[0]}"


def corpora(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """(name, files) of each corpus: a mail program's test suite, a mailbox, a list's months."""
    for parent in ("nasty", "pipermail"):
        for each in sorted((folder / parent).iterdir()):
            if each.is_dir():
                yield f"{parent}/{each.name}", sorted(path for path in each.rglob("*") if path.is_file())
    for parent in ("japanese", "lists"):
        for path in sorted((folder / parent).iterdir()):
            yield f"{parent}/{path.name.partition('.')[0]}", [path]


def row_of(name: str, paths: list[Path], show: str) -> Row:
    row = Row(name)
    for path in paths:
        try:
            for item in open_path(path).messages():
                row.take(item, show)
        except ArchiverError as refusal:
            row.refuse(str(path), str(refusal).partition(": ")[2] or str(refusal), show)
        except Exception:
            row.failures.append(f"{path}\n{traceback.format_exc()}")
    return row


def lines_of(row: Row) -> Iterator[str]:
    spent, _ = row.slowest
    yield (
        f"| {row.name} | {row.messages:,} | {sum(row.refused.values())} | {row.damaged} ({row.replaced:,}) "
        f"| {spent * 1000:.0f} ms | {len(row.failures)} | {counted(row.flaws)} | {counted(row.refused)} |"
    )


def counted(counter: Counter[str]) -> str:
    return "; ".join(f"{name} {count}" for name, count in counter.most_common())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--show", default="", choices=("", "replaced", "refused", "flaw", "slow"))
    arguments.add_argument("names", nargs="*", help="only corpora with one of these in their name")
    arguments.add_argument("--corpora", type=Path, default=CORPORA)
    given = arguments.parse_args()
    print(
        "| corpus | messages | refused | with U+FFFD (characters) | slowest | exceptions | flaws | why refused |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |")
    for name, paths in corpora(given.corpora):
        if not given.names or any(each in name for each in given.names):
            row = row_of(name, paths, given.show)
            print(*lines_of(row), *(f"    {each}" for each in row.shown), *row.failures, sep="\n", flush=True)


if __name__ == "__main__":
    main()
