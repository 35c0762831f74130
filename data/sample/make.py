"""messages.toml → yakuin.mbox: the sample list in the bytes that mailers of 2011 wrote.  Never reads a clock."""

from __future__ import annotations

import base64
import quopri
import re
import time
import tomllib
from datetime import timedelta
from email.utils import format_datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
Entry = dict[str, Any]

LIST = "yakuin@kachokai.example"
_FOOTER = "\n_______________________________________________\nyakuin mailing list\n" + LIST + "\n"
_TRANSFER = {"ISO-2022-JP": "7bit", "UTF-8": "base64", "Shift_JIS": "8bit"}
_ESCAPES = {"ascii": b"\x1b(B", "kana": b"\x1b(I", "kanji": b"\x1b$B"}


def in_charset(text: str, charset: str) -> bytes:
    """The text as a Windows mailer writes it in that charset."""
    if charset == "ISO-2022-JP":
        return b"".join(_line_in_jis(line) for line in text.splitlines(keepends=True))
    return text.encode({"Shift_JIS": "cp932"}.get(charset, charset))


def _line_in_jis(line: str) -> bytes:
    # QUIRK: by way of cp932, as Windows mailers did: ①, ㈱ and 髙 land in rows that JIS X 0208 leaves empty, and
    # half-width kana come after ESC ( I.  Neither is in RFC 1468; both are in the mail of the time.
    written = b""
    for kind, characters in groupby(line, _kind):
        code = b"".join(_jis(character.encode("cp932")) for character in characters)
        written += code if kind == "ascii" else _ESCAPES[kind] + code + _ESCAPES["ascii"]
    return written


def _kind(character: str) -> str:
    if character.isascii():
        return "ascii"
    return "kana" if "\uff61" <= character <= "\uff9f" else "kanji"


def _jis(code: bytes) -> bytes:
    """One character of cp932 → its 7-bit code: two Shift_JIS rows of 94 lie in one lead byte."""
    if len(code) == 1:
        return bytes([code[0] & 0x7F])
    lead, trail = code
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + 0x21
    if trail >= 0x9F:
        return bytes([row + 1, trail - 0x7E])
    return bytes([row, trail - (0x1F if trail < 0x80 else 0x20)])


def encoded(text: str, charset: str) -> str:
    """A header's text in B-encoded words of at most 75 characters, folded (RFC 2047 §2); leading ASCII stays."""
    if text.isascii():
        return text
    leading = re.match(r"(?:[ -~]* )?", text).group()  # type: ignore[union-attr]
    words: list[str] = []
    rest = text[len(leading) :]
    while rest:
        size = len(rest)
        while len(word := _word(rest[:size], charset)) > 75 - (len(leading) + 9 if not words else 0):
            size -= 1
        words.append(word)
        rest = rest[size:]
    return leading + "\n ".join(words)


def _word(text: str, charset: str) -> str:
    return f"=?{charset}?B?{base64.b64encode(in_charset(text, charset)).decode()}?="


def message_id(mail: Entry, sender: Entry) -> str:
    return f"<{mail['date']:%Y%m%d%H%M%S}.{mail['id']}@{sender['address'].split('@')[1]}>"


def link_headers(mail: Entry, parent: str, chain: list[str]) -> list[str]:
    """How this mailer says what it answers: `links` in messages.toml."""
    if not parent:
        return []
    replied, references = f"In-Reply-To: {parent}", "References: " + "\n ".join(chain)
    prose = f'In-Reply-To: Your message of "{mail.get("prose", "")}"'
    return {
        "both": [replied, references],
        "in-reply-to": [replied],
        "references": [references],
        "prose": [f"{prose}\n {parent}"],
        "prose only": [prose],
        "none": [],
    }[mail.get("links", "both")]


def part(text: str, kind: str, charset: str, transfer: str) -> bytes:
    """One part: its own headers, an empty line, its bytes."""
    head = f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n"
    encode = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(transfer, bytes)
    return head.encode() + encode(in_charset(text, charset))


def attached(file: Entry) -> bytes:
    """A CSV as Excel saves it (cp932), its name after RFC 2231 or, as Outlook did, in an encoded word."""
    if file["naming"] == "RFC 2231":
        kind, name = "text/csv", f"filename*=Shift_JIS''{quote(file['name'].encode('cp932'))}"
    else:
        word = _word(file["name"], "ISO-2022-JP")
        kind, name = f'application/octet-stream;\n name="{word}"', f'filename="{word}"'
    content = base64.encodebytes(file["content"].replace("\n", "\r\n").encode("cp932"))
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment;\n {name}\n\n"
    return head.encode() + content


def several(kind: str, mail: Entry, parts: list[bytes]) -> bytes:
    boundary = f"----=_NextPart_{mail['id']}"
    head = f'Content-Type: multipart/{kind};\n boundary="{boundary}"\n\n'
    inner = b"".join(f"--{boundary}\n".encode() + each.rstrip(b"\n") + b"\n\n" for each in parts)
    return head.encode() + inner + f"--{boundary}--\n".encode()


def content(mail: Entry, sender: Entry, footer: str) -> bytes:
    """The body with the headers that describe it: one part, or several."""
    charset = mail.get("charset", "ISO-2022-JP")
    transfer = mail.get("transfer", _TRANSFER[charset])
    parts = []
    if "body" in mail:
        text = mail["body"].replace("{署名}", sender["signature"]) + footer
        parts.append(part(text, "text/plain", charset, transfer))
    if "markup" in mail:
        parts.append(part(mail["markup"], "text/html", charset, transfer))
    if "attachment" in mail:
        parts.append(attached(mail["attachment"]))
    if len(parts) == 1:
        return parts[0]
    return several("mixed" if "attachment" in mail else "alternative", mail, parts)


def received(mail: Entry, sender: Entry) -> list[str]:
    """The list host's line above the sender's; they tell the true time where the sender's clock is wrong."""
    posted, arrived = (mail["date"] + timedelta(seconds=seconds) for seconds in (3, 7))
    host = sender["address"].split("@")[1]
    return [
        f"Received: from mx.{host} (mx.{host} [192.0.2.{10 + len(host)}])\n"
        f"\tby ml.kachokai.example (Postfix) with ESMTP id {mail['id'].upper()}2011; {format_datetime(arrived)}",
        f"Received: from PC (unknown [192.0.2.200]) by mx.{host} (Postfix) with SMTP;\n"
        f"\t{format_datetime(posted)}",
    ]


def as_sent(source: Entry, mail: Entry, parent: str, chain: list[str]) -> bytes:
    """One mail, as the list sent it on."""
    sender = source["senders"][mail["from"]]
    charset = mail.get("charset", "ISO-2022-JP")
    mailman = mail["date"] >= source["moved"]
    software = (
        "List-Id: <yakuin.kachokai.example>"
        if mailman
        else f"X-ML-Name: yakuin\nX-Mail-Count: {mail['id'][1:]}"
    )
    headers = [
        *received(mail, sender),
        f"Message-ID: {message_id(mail, sender)}",
        f"Date: {format_datetime(mail['clock'] if 'clock' in mail else mail['date'])}",
        f"From: {encoded(mail['from'], charset)} <{sender['address']}>",
        f"To: {LIST}",
        f"Subject: {encoded(mail['subject'], charset)}",
        *link_headers(mail, parent, chain),
        "MIME-Version: 1.0",
        f"X-Mailer: {mail.get('mailer', sender['mailer'])}",
        *(["Auto-Submitted: auto-replied"] if mail.get("automatic") else []),
        "X-Archiver-Sample: yes",
        software,
    ]
    return "\n".join(headers).encode("ascii") + b"\n" + content(mail, sender, _FOOTER if mailman else "")


def mailbox(source: Entry) -> bytes:
    """All mails in order, as mboxrd (every line that begins `>*From ` gets one more `>`)."""
    chains: dict[str, list[str]] = {}
    written = b""
    for mail in source["messages"]:
        sender = source["senders"][mail["from"]]
        cited = mail.get("cites", mail.get("answers", ""))
        chain = chains.get(cited, [cited] if cited else [])
        chains[mail["id"]] = [*chain, message_id(mail, sender)]
        sent = re.sub(rb"(?m)^(>*From )", rb">\1", as_sent(source, mail, chain[-1] if chain else "", chain))
        line = f"From {sender['address']} {time.asctime(mail['date'].utctimetuple())}\n"
        written += line.encode() + sent.rstrip(b"\n") + b"\n\n"
    return written


if __name__ == "__main__":
    (HERE / "yakuin.mbox").write_bytes(mailbox(tomllib.loads((HERE / "messages.toml").read_text("utf-8"))))
