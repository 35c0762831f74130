"""Digests: a text that a list server made of many mails → what it says before them, each mail, and what stands after.

RFC 1153 (Mailman, Majordomo, ListProc, LISTSERV, ezmlm, fml), RFC 934 (MH, fml), mails under separators of a mailbox
(fml), and those of Yahoo! Groups and Google Groups.  The text of a person who quotes a mail under a line is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.mail.bodies import mime, transfer
from archiver.mail.bodies.mime import Part
from archiver.mail.decoding import claims
from archiver.mail.fields import headers

MOST_MAILS = 500
LONGEST_HEAD = 8_000

_FROM = (b"From ", b">From ")
_IN_BASE64 = b"LS0tLS0tLS0t"
"""A line of hyphens."""
_RULE = re.compile(
    rb"^(?:(?P<exact>-{30}|-{70})|-{27,80}|_{60,80}"
    rb"|-{4,20} ?(?:Message|Forwarded Message|\d{1,4} of \d{1,4})[^\n]{0,60}"
    rb"|>?(?P<from>From )(?![0-9a-f]{40} )[^\n]{3,200}\d\d:\d\d[^\n]{0,40})[ \t]*\r?\n(?P<blank>(?:[ \t]*\r?\n){0,3})",
    re.MULTILINE,
)
"""What stands before a mail.  What stands before a patch of git looks like a separator, and is somebody's text."""
_FIELD = re.compile(rb"[ \t]{0,4}[A-Za-z][A-Za-z0-9-]{1,60}[ \t]*:")
_FIELDS = re.compile(rb"^[ \t]{0,4}(Date|From|Subject)[ \t]*:[ \t]*\S", re.MULTILINE | re.IGNORECASE)
_INDENTED = re.compile(rb"^[ \t]{1,4}(?=(?:Date|From|Subject|To|Cc)[ \t]*:)", re.MULTILINE | re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n|\Z")
_SIGN = re.compile(
    rb"^[ \t]*(?:End of .{1,120}|Today's Topics:|Topics (?:covered|in this|of the day).{0,40}|.{1,80} Digest\b.{0,60}"
    rb"|There (?:is|are) \d{1,4} messages? .{1,60}|-{4,} \d{1,4} of \d{1,4} -{4,}|-{7} Message \d{1,4})[ \t]*\r?$",
    re.MULTILINE,
)
"""What a list server says of its digest."""
_RULE_AT_THE_END = re.compile(rb"[-_=*]{27,80}|-{4,} ?End of[^\n]{0,60}")
_TRAILER = re.compile(
    rb"^-{27,80}[ \t]*\r?\n\s{0,6}(?=End of |Subject: Digest Footer|_{20})|^-{4,} ?End of [^\n]*\n?",
    re.MULTILINE,
)
_TOPIC = re.compile(
    rb"^={20,80}[ \t]*\r?\n[^\n:]{1,40}: ?(?P<topic>[^\n]{1,400})\nUrl: [^\n]{1,400}\n={20,80}[ \t]*\r?\n\s*",
    re.MULTILINE,
)
"""Google Groups names the topic of several mails above them, and no subject in their heads."""
_HAS_SUBJECT = re.compile(rb"^Subject[ \t]*:", re.MULTILINE | re.IGNORECASE)
_STUFFED = re.compile(rb"^- (?=-)", re.MULTILINE)
"""RFC 934 §2: lines that begin with a dash."""
_CHARSET = re.compile(rb"(?<=charset=)[\"']?[\w.:-]+[\"']?", re.IGNORECASE)
_CONTENT_TYPE = re.compile(rb"^Content-Type[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Section:
    rule: int
    """Where the line before it begins."""
    start: int
    """Where its head begins."""
    is_strict: bool
    """As RFC 1153 has it, to the letter."""


def parts(part: Part) -> list[Part]:
    """The parts that a digest would have if it were a multipart/digest; [] for a text that is none."""
    if part.kind != "text/plain" or not _may_be(part):
        return []
    content = transfer.decoded(part, is_text=True)[0]
    sections = list(_sections(content))
    strict = sum(section.is_strict for section in sections)
    if not sections or (strict < 2 and not _SIGN.search(content)):
        return []
    end = _TRAILER.search(content, sections[-1].start)
    stop, after = (end.start(), content[end.end() :]) if end else (len(content), b"")
    topics = list(_TOPIC.finditer(content)) if b"\n====" in content else []
    starts = [_above(section, topics) for section in sections[1:]]
    charset = part.parameters.get("charset", "")
    mails = [
        Part({}, _mail(content[section.start : bound], charset, _topic_of(section, topics)), "message/rfc822")
        for section, bound in zip(sections, [*starts, stop], strict=True)
    ]
    told = {"content-type": part.fields.get("content-type", ["text/plain"])}
    return [
        *_text(told, content[: _above(sections[0], topics)]),
        *mails,
        *_text(told, after),
    ]


def _above(section: _Section, topics: list[re.Match[bytes]]) -> int:
    """Where what belongs to a mail begins: its line, or the topic that stands right above it."""
    return next((topic.start() for topic in topics if topic.end() == section.rule), section.rule)


def _topic_of(section: _Section, topics: list[re.Match[bytes]]) -> bytes:
    """The last topic above a mail, b'' for none."""
    return next((topic["topic"].strip() for topic in reversed(topics) if topic.end() <= section.rule), b"")


def _may_be(part: Part) -> bool:
    """Whether what stands in every digest stands in a part: found quickly, since hardly any mail is one."""
    content = part.content
    if "content-transfer-encoding" in part.fields and _IN_BASE64 in content:
        return True
    # Fewer texts hold fields than lines.
    if b"From:" not in content or b"Date:" not in content:
        return False
    return b"-------" in content or b"_" * 60 in content or content[:20].lstrip().startswith(_FROM)


def _sections(content: bytes) -> Iterator[_Section]:
    for count, rule in enumerate(_RULE.finditer(content)):
        start = rule.end()
        if count > MOST_MAILS * 4 or not _FIELD.match(content, start):
            continue
        head = content[start : _head_end(content, start)]
        names = {name.lower() for name in _FIELDS.findall(head)}
        if b"from" in names and len(names) > 1:
            is_strict = bool((rule["exact"] and rule["blank"]) or rule["from"]) and len(names) == 3
            yield _Section(rule.start(), start, is_strict)


def _head_end(content: bytes, start: int) -> int:
    end = _HEAD_END.search(content, start, start + LONGEST_HEAD)
    return end.start() if end else start


def _text(told: mime.Fields, content: bytes) -> list[Part]:
    content = _without_rules(content)
    return [Part(told, content)] if content.strip() else []


def _without_rules(content: bytes) -> bytes:
    """A text without the rules and blanks at its end."""
    kept = content.rstrip()
    while (start := kept.rfind(b"\n") + 1) and _RULE_AT_THE_END.fullmatch(kept, start):
        kept = kept[:start].rstrip()
    # Two line ends where there were any: what is in the vault keeps its digest.
    return kept + (b"\n" if kept == content else b"\n\n")


def _mail(section: bytes, charset: str, topic: bytes) -> bytes:
    """A mail as its part of a digest has it, and what its head says of the text true of the text in the digest.

    QUIRK: Mailman writes all texts in the charset of the list, without their structure, under the Content-Type that
    each came with.
    """
    end = _head_end(section, 0)
    head = _INDENTED.sub(b"", section[:end]) + b"\n"
    if topic and not _HAS_SUBJECT.search(head):
        head = b"Subject: " + topic + b"\n" + head
    body = _STUFFED.sub(b"", _without_rules(section[end:]))
    inner = mime.read_part(head + body)
    if not transfer.encoding_of(inner):
        if inner.is_multipart() and not mime.children(inner):
            head = _CONTENT_TYPE.sub(b"", head)
        if charset and not claims.is_weak(charset) and (b"\x1b" in body or not body.isascii()):
            head = _with_charset(head, headers.as_bytes(charset))
    return head + body


def _with_charset(head: bytes, charset: bytes) -> bytes:
    kind = _CONTENT_TYPE.search(head)
    if kind is None:
        return head + b"Content-Type: text/plain; charset=" + charset + b"\n"
    told = _CHARSET.sub(lambda _: charset, kind[0])
    return head[: kind.start()] + told + head[kind.end() :]
