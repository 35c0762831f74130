"""The golden pairs: `case.eml` and how it must read, one folder a kind of damage; `python -m tests.mail.golden` prints
their catalogue, golden/README.md.

The reading has the fields of `archiver export messages` that a mail alone decides; a case of quoting has its segments
beside; a mailbox has the subject of each mail, what was assumed of it, and what was refused.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from archiver import mail
from archiver.model import RawMessage
from archiver.sources.files import open_path

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(path for path in FOLDER.rglob("*") if path.suffix == ".json")
INTRODUCTION = """# What goes wrong with mail

Made from the cases by `python -m tests.mail.golden`; do not edit.

Each case is a pair: the bytes as they come (`.eml`, or a mailbox) and what a reader must see (`.json`). All of them
are invented for this project; what they show is met in real mail.
"""
TITLES = {
    "charsets": "Charsets: the claim and the bytes",
    "headers": "Headers: subjects, people, parameters",
    "dates": "Dates",
    "ids": "Message-ID, References and In-Reply-To",
    "bodies": "Bodies: MIME, HTML, flowed text, signatures and encryption",
    "quoting": "Quoting: own words, quotes, attributions, signatures, footers",
    "attachments": "Attachments: their names",
    "mbox": "Mailboxes",
}


def source_of(case: Path) -> Path:
    """The bytes that a case's `.json` is about."""
    return next(path for path in case.parent.glob(f"{case.stem}.*") if path != case)


def reading_of(content: bytes) -> dict[str, Any]:
    """What a mail reads as, in the words of `archiver export messages`."""
    message = mail.read(content)
    return {
        "message_id": message.message_id,
        "date": message.date.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": message.subject,
        "from_name": message.sender.name,
        "from_address": message.sender.address,
        "to_cc": [f"{each.name} <{each.address}>".strip() for each in (*message.to, *message.cc)],
        "references": list(message.references),
        "in_reply_to": list(message.in_reply_to),
        "body": message.body,
        "attachments": [
            {"name": each.name, "type": each.type, "size": each.size} for each in message.attachments
        ],
        "charset_declared": message.charset_declared,
        "charset_used": message.charset_used,
        "flaws": list(message.flaws),
    }


def segments_of(content: bytes) -> list[dict[str, str]]:
    return [{"kind": each.kind, "text": each.text} for each in mail.segments(mail.read(content).body)]


def mailbox_of(path: Path) -> dict[str, Any]:
    """What a mailbox holds."""
    found: dict[str, Any] = {"messages": [], "refused": []}
    for item in open_path(path).messages():
        if isinstance(item, RawMessage):
            subject = mail.read(item.content).subject
            found["messages"].append({"subject": subject, "fidelity": item.fidelity, "assumed": item.assumed})
        else:
            found["refused"].append(item.reason)
    return found


def catalogue() -> str:
    """golden/README.md as it should be."""
    parts = [INTRODUCTION]
    kinds = {kind: list(cases) for kind, cases in groupby(CASES, key=lambda case: case.parent.name)}
    for kind, title in TITLES.items():
        parts.append(f"## {title}\n")
        for case in kinds.get(kind, ()):
            shows = json.loads(case.read_text("utf-8"))["shows"]
            parts.append(f"- [`{case.stem}`]({kind}/{source_of(case).name}): {shows}")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    print(catalogue(), end="")
