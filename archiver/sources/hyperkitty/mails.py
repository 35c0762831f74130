"""Mails as HyperKitty makes them anew: exported ones repaired, and those that no export gives put together."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.encoders import encode_base64
from email.message import EmailMessage, Message
from typing import Any

from archiver.sources.hyperkitty.server import Server, Summary

_BOUNDARY = re.compile(rb'boundary="(={15}\d+==)"')


def steady(content: bytes, hash_: str) -> bytes:
    """The mail with the same boundary each time: HyperKitty draws one by lot whenever it exports it, and a mail that is
    read twice would be kept twice."""
    drawn = _BOUNDARY.search(content, 0, content.find(b"\n\n"))
    return content.replace(drawn[1], b"hyperkitty-" + hash_.encode()) if drawn else content


def with_attachments(server: Server, hash_: str, content: bytes) -> bytes:
    """An exported mail, its attachments fetched one by one where the export has damaged them."""
    if b"\ncontent-disposition: attachment" not in content.lower():
        return content
    mail = message_from_bytes(content, policy=policy.compat32)
    parts = [part for part in mail.walk() if part.get_content_disposition() == "attachment"]
    told = (server.mail(hash_) or {}).get("attachments", [])
    damaged = False
    for part, attachment in zip(parts, sorted(told, key=lambda each: each["counter"]), strict=False):
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or len(payload) != attachment["size"]:
            _replace(part, server.file(attachment))
            damaged = True
    return mail.as_bytes() if damaged else content


def put_together(server: Server, summary: Summary, told: dict[str, Any]) -> bytes:
    """A mail from what the list and the API tell of it."""
    mail = EmailMessage(policy=policy.SMTPUTF8.clone(linesep="\n"))
    address = (told.get("sender") or {}).get("address", "").replace(" (a) ", "@")
    mail["Message-ID"] = f"<{summary.message_id}>"
    mail["Date"] = summary.date
    name = _one_line(told.get("sender_name") or "").replace('"', "'")
    mail["From"] = f'"{name}" <{address}>'
    mail["Subject"] = _one_line(summary.subject)
    if parent := told.get("parent"):
        answered = server.told(parent) or {}
        mail["In-Reply-To"] = f"<{answered.get('message_id', '').strip('<>')}>"
    mail.set_content(told.get("content") or "")
    for each in told.get("attachments", []):
        main, _, sub = (each["content_type"] or "application/octet-stream").partition("/")
        mail.add_attachment(
            server.file(each), maintype=main, subtype=sub or "octet-stream", filename=each["name"]
        )
    return mail.as_bytes()


def _replace(part: Message, content: bytes) -> None:
    """Put `content` in place of a part's, in base64."""
    del part["Content-Transfer-Encoding"]
    part.set_payload(content)
    encode_base64(part)


def _one_line(text: str) -> str:
    return " ".join(text.split())
