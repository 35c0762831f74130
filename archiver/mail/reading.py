"""Reading: the bytes of one mail → Message.  Pure; never raises on bad mail, and names what it had to repair."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.mail.bodies import formats, mime, names, parts
from archiver.mail.decoding import claims
from archiver.mail.fields import addresses, dates, headers, senders
from archiver.mail.fields.subjects import base_subject
from archiver.mail.quotes.footers import without_footer
from archiver.model import Address, Attachment, Message
from archiver.words import Phrase

_FIELD = re.compile(rb"(?:^|\n)[!-9;-~]{1,100}[ \t]*:")
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
_AS_NUL = bytes.maketrans(_CONTROLS, bytes(len(_CONTROLS)))
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]")
"""What no text shows, and a terminal might obey."""
_COLOURS = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
"""What a log that was pasted into a mail tells a terminal."""
WITHOUT_ID = "without-message-id.invalid"


def why_not_mail(content: bytes) -> Phrase | None:
    """None when the bytes can be mail, else a reason that a person agrees with."""
    if not content.strip():
        return Phrase("is empty")
    head = content[:65536].lstrip(b"\r\n")
    if not _FIELD.search(head.replace(b"\r", b"\n")):
        return Phrase("has no mail headers")
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells a mail from another before it is read: see `Message`."""

    message_id: str
    date: datetime
    no_archive: bool
    list_id: str
    """In lower case, '' when absent."""


def identify(content: bytes, beside: datetime | None = None) -> Identity:
    """A mail's identity, from its head alone where it can be: twenty times as fast as `read`.

    `beside`: see `read`.
    """
    fields = mime.read_fields(mime.split_head(_bare(content))[0])
    message_id = _message_id(fields, "", [])
    if message_id.startswith("@"):
        message_id = read(content).message_id
    date, _ = dates.trusted(fields.get("date", [""])[0], _arrivals(fields), beside)
    return Identity(
        message_id=message_id, date=date, no_archive=_no_archive(fields), list_id=_list_id(fields)
    )


def read(content: bytes, beside: datetime | None = None) -> Message:
    """Decode a mail.  What is damaged gives a usable value, and a flaw.

    `beside`: when the mail must have come, by what lay beside it; a mail without a usable date is ordered by it.
    """
    return read_all([(content, beside)])[0]


def read_all(mails: Sequence[tuple[bytes, datetime | None]]) -> list[Message]:
    """The same of each, step by step: a processor has at hand what it does to many."""
    whole = [mime.read_part(_bare(content)) for content, _ in mails]
    bodies = list(map(parts.read_body, whole))
    return [
        _message(mail.fields, body, beside)
        for mail, body, (_, beside) in zip(whole, bodies, mails, strict=True)
    ]


def _message(fields: mime.Fields, body: parts.Body, beside: datetime | None) -> Message:
    flaws: list[str] = []
    default = body.used if claims.is_weak(body.declared) else body.declared
    sender = _sender(fields, default, flaws)
    claimed, received = fields.get("date", [""])[0], _arrivals(fields)
    date, flaw = dates.trusted(claimed, received, beside)
    flaws += [flaw] if flaw else []
    text = _clean("\n\n".join(text.strip("\n") for text in body.texts if text.strip()))
    attachments = _attachments(body.files)
    subject = _subject(fields, default, flaws)
    base, is_reply = base_subject(subject)
    # What lies beside a mail belongs to that copy of it, and counts only where a date had to be guessed.
    own_date = dates.trusted(claimed, received)[0] if flaw and beside else date
    fingerprint = _fingerprint(sender, own_date, base, text, attachments)
    replaced = text.count("\ufffd") + subject.count("\ufffd")
    return Message(
        message_id=_message_id(fields, fingerprint, flaws),
        fingerprint=fingerprint,
        references=headers.message_ids(" ".join(fields.get("references", []))),
        in_reply_to=headers.message_ids(" ".join(fields.get("in-reply-to", []))),
        subject=subject,
        base_subject=base,
        is_reply=is_reply,
        sender=sender,
        to=_people(fields, "to", default),
        cc=_people(fields, "cc", default),
        date=date,
        date_claimed=_clean(headers.text(claimed, default)),
        body=text,
        attachments=attachments,
        charset_declared=_clean(body.declared),
        charset_used=body.used or "us-ascii",
        list_id=_list_id(fields),
        no_archive=_no_archive(fields),
        flaws=tuple(
            dict.fromkeys(
                [*flaws, *body.flaws, *([f"replacement-characters: {replaced}"] if replaced else [])]
            )
        ),
    )


def _arrivals(fields: mime.Fields) -> list[str]:
    """What servers wrote when the mail came, the last first."""
    return fields.get("received") or fields.get("x-originalarrivaltime") or fields.get("delivery-date", [])


def attachment(content: bytes, index: int) -> bytes | None:
    """The decoded bytes of the attachment with this index; None when there is none."""
    files = parts.read_body(mime.read_part(_bare(content))).files
    return files[index].content if 0 <= index < len(files) else None


def html_of(content: bytes) -> str | None:
    """The HTML that a mail shows, as it came; None where it has none."""
    return parts.html_of(mime.read_part(_bare(content)))


def _bare(content: bytes) -> bytes:
    """A mail without what mailboxes and editors put before it."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content[:1] in (b"\n", b"\r"):
        content = content.lstrip(b"\r\n")
    if b"\r" in content[:1000] and b"\n" not in content:
        content = content.replace(b"\r", b"\n")  # the line ends of an old Macintosh
    if content.startswith((b">From ", b"From ")) and not content.startswith(b"From :"):
        content = content[content.find(b"\n") + 1 :]
    return content


_OBSCURED = re.compile(
    r"\s*(?P<local>[^\s@<>]+) (?:at|(?:en|em|a|chez|bei|su|na|ve|hos)(?= \S+\.)|\uff20|\udca1\udcf7|\x1b\$B!w\x1b\(B)"
    r" (?P<domain>[\w.-]+)(?:\s+\((?P<name>.*)\))?\s*",
    re.DOTALL,
)
"""QUIRK: pipermail writes `user at host (Name)`, with the word of the list's language; Japanese builds a full-width @
in UTF-8, EUC-JP or ISO-2022-JP."""


def _sender(fields: dict[str, list[str]], default: str, flaws: list[str]) -> Address:
    if fields.get("from") and (obscured := _OBSCURED.fullmatch(fields["from"][0])):
        name = headers.text(obscured["name"] or "", default)
        return Address(name=name, address=_clean(f"{obscured['local']}@{obscured['domain']}"))
    for name in ("from", "sender", "reply-to", "return-path"):
        people = _people(fields, name, default)
        if people:
            if name != "from":
                flaws.append(f"from: none, taken from {name}")
            elif author := senders.written_by(people[0], fields, default):
                flaws.append(f"from: the list's, taken from {author[1]}")
                return author[0]
            return people[0]
    flaws.append("from: none")
    return Address(name="", address="")


def _people(fields: dict[str, list[str]], name: str, default: str) -> tuple[Address, ...]:
    values = fields.get(name, ())
    if len(values) == 1:
        return addresses.addresses(values[0], default)
    return tuple(person for value in values for person in addresses.addresses(value, default))


def _subject(fields: dict[str, list[str]], default: str, flaws: list[str]) -> str:
    values = [headers.text(value, default) for value in fields.get("subject", [])]
    if len(values) > 1:
        flaws.append("subject: more than one")
    return _clean(headers.with_single_blanks(next(filter(None, values), "")))


def _message_id(fields: dict[str, list[str]], fingerprint: str, flaws: list[str]) -> str:
    for value in fields.get("message-id", []):
        found = headers.message_id(value)
        if found:
            if "<" not in value:
                flaws.append("message-id: without brackets")
            return _clean(found)
    flaws.append("message-id: none")
    return f"{fingerprint}@{WITHOUT_ID}"


def _attachments(files: list[parts.File]) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            index=index,
            name=_clean(names.safe_name(file.claimed_name, file.claimed_type, index)),
            type=names.media_type(file.content, file.claimed_type, file.claimed_name),
            type_claimed=file.claimed_type,
            format=formats.format_of(file.content, file.claimed_type, file.claimed_name),
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
        )
        for index, file in enumerate(files)
    )


_BLANKS = b" \t\n\r\x0b\x0c"
_WIDE_BLANK = "\u3000".encode()


def _fingerprint(
    sender: Address, date: datetime, base: str, text: str, attachments: tuple[Attachment, ...]
) -> str:
    """Digest of what the sender wrote; the list's footer and prefix aside."""
    head = f"{sender.address.casefold()}\n{date.isoformat()}\n".encode()
    told = f"{base}{without_footer(text)}".encode().translate(None, _BLANKS)
    told = told if told.isascii() else told.replace(_WIDE_BLANK, b"")
    files = "".join([each.sha256 for each in attachments]).encode()
    return hashlib.sha256(head + told + files).hexdigest()[:32]


def _list_id(fields: dict[str, list[str]]) -> str:
    value = headers.unfolded(fields.get("list-id", [""])[0])
    match = _IN_BRACKETS.search(value)
    return _clean((match[1] if match else value).strip().casefold())


_IN_BRACKETS = re.compile(r"<([^<>]+)>")


def _no_archive(fields: dict[str, list[str]]) -> bool:
    """The sender's wish as Mailman reads it: X-No-Archive in any form, or X-Archive: no."""
    return "x-no-archive" in fields or any(
        headers.unfolded(value).strip().casefold() == "no" for value in fields.get("x-archive", [])
    )


def _clean(text: str) -> str:
    """Text that SQLite and JSON take: no NUL and its like, no lone surrogates."""
    if text.isprintable():
        return text
    if "\x1b" in text:
        text = _COLOURS.sub("", text)
    # To look whether there is anything to take out takes a fifth of taking it out.
    if _is_clean(text):
        return text
    return _SURROGATES.sub("\ufffd", _CONTROL.sub("", text))


def _is_clean(text: str) -> bool:
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return False  # there are surrogates
    return b"\0" not in content.translate(_AS_NUL) and "\ufeff" not in text
