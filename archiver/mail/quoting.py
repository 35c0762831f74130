"""Quoting: a body → its own words, attribution lines, quotes, signatures and list footers.  Loses no character."""

from __future__ import annotations

import re

from archiver.model import Segment, SegmentKind

_QUOTE = re.compile(r"\s{0,3}(?:[>＞》≫]|[A-Za-z0-9]{1,4}>(?!=))")
_ATTRIBUTION = re.compile(
    r"(?:\b(?:wrote|writes|said|schrieb|écrit)\b|書きました|書かれました|書いた|のメール"
    r"|からのメッセージ|さんは|様は|氏は|wrote at)"
    r".{0,60}[:：>]?\s*$|"
    r"^.{0,80}\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}.{0,120}[:：]\s*$"
    r"|^\s*(?:In message|On .{5,80}\d{4}|At .{5,40}\d{4}).{0,120}[:,]?\s*$",
    re.IGNORECASE,
)
_LEADS_TO_ATTRIBUTION = re.compile(
    r"\s*(?:On|In message|In article|At)\b.{5,}|"
    r".*\d{1,4}[年/.-]\s?\d{1,2}[月/.-].*|.*\b\d{4}\b.*\d\d?:\d\d.*|.*<\S+@\S+>\s*$",
    re.IGNORECASE,
)
"""The line above one that ends an attribution: it was too long for one."""
_ONLY_ADDRESS = re.compile(r"\s*<\S+@\S+>\s?[:：]\s*$")
_BAR = re.compile(r"\s{0,2}[|｜](?:\s|$)(?!.*[|｜]\s*$)")
"""Some programs quote by a bar; a line that ends with one, too, is of a table."""
_ORIGINAL = re.compile(
    r"\s*[-_=*─━]{2,}\s*(?:Original Message|Original Appointment|Forwarded (?:by|message)"
    r"|元のメッセージ|オリジナルメッセージ|"
    r"転送メッセージ|転送されたメ(?:ッセージ|ール)|Begin forwarded message|返信元|ここから引用).{0,60}$"
    r"|\s*Begin forwarded message:\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\s*\*?(?:From|Sent|To|Cc|Subject|Date|差出人|送信者|送信日時|送信日|日時|日付|宛先|件名|ＣＣ)\*?\s?[:：]\s?\S",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(r"\s*\*?(?:From|差出人|送信者)\*?\s?[:：]\s?\S", re.IGNORECASE)
_ANY_ORIGINAL = re.compile(
    r"\n[ \t]*(?:[-_=*─━]{2,}[ \t]*[^\W\d_]|[Bb]egin [Ff]orw|\*?(?:[Ff]rom|FROM|差出人|送信者)\*?\s?[:：])"
)
"""Where there is nothing of this kind, no line has to be looked at.  A line end at the front is looked for quickly."""
_MAY_BE_ORIGINAL = re.compile(r"\s*(?:[-_=*─━]{2}|[Bb]|\*?(?:[Ff][Rr]|差出人|送信者))")
_FOOTER = re.compile(r"_{20,}\s*$|-{20,}\s*$")
_FOOTER_WORDS = re.compile(
    r"mailing list|メーリングリスト|mailman|listinfo|unsubscribe|退会|majordomo|\bML\b", re.IGNORECASE
)
_GROUP_FOOTER = re.compile(
    r"(?:You received this message because you are subscribed|このメールは.{0,40}(?:グループ|ML)に(?:登録|参加))"
)
_FOOTER_BEGINS = ("_" * 20, "-" * 20, "You received", "このメールは")
"""How the lines begin that either of these finds."""
_DISCLAIMER = re.compile(
    r"(?:intended (?:solely|only)|confidential|privileged|intended recipient|not the addressee|virus-free|"
    r"scanned (?:for|by)|disclaimer|機密情報|誤送信|誤って(?:受信|送信|受け取)|"
    r"心当たりのない|宛先(?:以外|人)|"
    r"破棄(?:して|いただ|くださ|願)|無断(?:転送|転載)|ウイルスチェック)",
    re.IGNORECASE,
)
_TELLTALES = (
    "confidential",
    "intended",
    "privileged",
    "disclaim",
    "scanned",
    "virus",
    "機密",
    "送信",
    "宛先",
    "破棄",
    "無断",
)
"""One of these stands in every disclaimer; they are found quickly."""
_DISCLAIMED = re.compile(r"(?:e-?mail|message|attachment|transmission|メール|本文|通信)", re.IGNORECASE)
_SENT_FROM = re.compile(
    r"\s*(?:Sent from (?:my|Mail)\b.{0,40}|"
    r"(?:私の)?(?:iPhone|iPad|スマートフォン|携帯電話|Android.{0,10})から(?:の)?送信.{0,5})\s*$"
)
_PGP_BEGINS = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s*$")
_PGP_SIGNATURE = re.compile(r"-----BEGIN PGP SIGNATURE-----\s*$")
_DASHES = re.compile(r"--\s?$")
_RULE = re.compile(
    r"\s*[-=_*+~#─━＊☆★◇◆○●□■∞…‥・＝－―ー～/\\:.]{8,}\s*$|\s*[-=*☆★◇◆□■＊○●+]{2,}.{1,40}[-=*☆★◇◆□■＊○●+]{2,}\s*$"
)
_CONTACT = re.compile(
    r"@|℡|☎|TEL|電話|FAX|〒|E-?mail|メール|課|係|室|部|局|市|町|村|\d{2,4}-\d{2,4}", re.IGNORECASE
)
LONGEST_SIGNATURE = 14
"""Lines: a ruled block longer than this is somebody's table."""
LONGEST_FOOTER = 12
"""Lines."""
LONGEST_DISCLAIMER = 25
"""Lines of one paragraph."""
MOST_DISCLAIMERS = 4
"""Paragraphs."""


_KINDS: dict[str, SegmentKind] = {
    "o": "own",
    "a": "attribution",
    "q": "quote",
    "s": "signature",
    "f": "footer",
}
"""A body's kinds are a row of such letters, one a line: rows are searched faster than lists."""
_RUN = re.compile(rb"(.)\1*")
_BEFORE_OWN = re.compile(rb"[aqs](?=o)")
_OWN, _QUOTED = b"oq"


def segments(body: str) -> tuple[Segment, ...]:
    """The body in runs of lines of one kind, in order; joined by newlines they give the body again."""
    lines = body.split("\n")
    return tuple(
        Segment(kind=_KINDS[run[1].decode()], text="\n".join(lines[run.start() : run.end()]))
        for run in _RUN.finditer(_kinds(body, lines))
    )


def without_footer(body: str) -> str:
    """The body without the lines that the list's server put under it."""
    head, *tail = body.rsplit("\n", LONGEST_FOOTER)
    lines = [head.rpartition("\n")[2], *tail]
    start = _footer_start(lines)
    return body if start == len(lines) else body[: len(body) - sum(len(line) + 1 for line in lines[start:])]


def _kinds(body: str, lines: list[str]) -> bytearray:
    kinds = _quotes(body, lines)
    end = _disclaimer_start(lines, kinds, _footer_start(lines))
    _mark(kinds, end, len(lines), b"f")
    if "-----BEGIN PGP" in body:
        end = _mark_openpgp(lines, kinds, end)
    if _ANY_ORIGINAL.search(f"\n{body}"):
        end = _mark_original(lines, kinds, end)
    if ("|" in body and "\n|" in body) or "\n｜" in body:
        _mark_bars(lines, kinds, end)
    _mark_attributions(lines, kinds, end)
    _mark_signature(lines, kinds, end)
    _close_gaps(lines, kinds)
    return kinds


def _quotes(body: str, lines: list[str]) -> bytearray:
    quotes = _QUOTE.match
    # Looking for the sign first is three times as fast.
    if body.isascii():
        if ">" not in body:
            return bytearray(b"o" * len(lines))
        return bytearray(
            [_QUOTED if line[:1] == ">" or (">" in line and quotes(line)) else _OWN for line in lines]
        )
    return bytearray(
        [_QUOTED if (">" in line or not line.isascii()) and quotes(line) else _OWN for line in lines]
    )


def _mark(kinds: bytearray, start: int, stop: int, kind: bytes) -> None:
    kinds[start:stop] = kind * (stop - start)


def _footer_start(lines: list[str]) -> int:
    """Where the list's own lines at the very end begin."""
    for at in range(len(lines) - 1, max(-1, len(lines) - LONGEST_FOOTER), -1):
        if not lines[at].startswith(_FOOTER_BEGINS):
            continue
        if _FOOTER.match(lines[at]) and any(map(_FOOTER_WORDS.search, lines[at + 1 :])):
            return at
        if _GROUP_FOOTER.match(lines[at]):
            return at - 1 if at and _DASHES.match(lines[at - 1]) else at
    return len(lines)


def _disclaimer_start(lines: list[str], kinds: bytearray, end: int) -> int:
    """Where what a company's server puts under every mail begins: paragraphs at the end that disclaim."""
    start = stop = end
    for _ in range(MOST_DISCLAIMERS):
        while stop and not lines[stop - 1].strip():
            stop -= 1
        at = stop
        while at and lines[at - 1].strip() and kinds[at - 1] == _OWN and stop - at < LONGEST_DISCLAIMER:
            at -= 1
        paragraph = "\n".join(lines[at:stop])
        if not any(map(paragraph.casefold().__contains__, _TELLTALES)):
            break
        if not (len(set(_DISCLAIMER.findall(paragraph))) > 1 and _DISCLAIMED.search(paragraph)) or not any(
            map(str.strip, lines[:at])
        ):
            break
        start = stop = at
    return start


def _mark_openpgp(lines: list[str], kinds: bytearray, end: int) -> int:
    """What OpenPGP puts around a signed text; returns where the signature begins."""
    for at in range(end):
        if lines[at].startswith("-----BEGIN PGP"):
            if _PGP_BEGINS.match(lines[at]):
                head = at + 1
                while head < end and lines[head].startswith("Hash:"):
                    head += 1
                _mark(kinds, at, head, b"s")
            elif _PGP_SIGNATURE.match(lines[at]):
                _mark(kinds, at, end, b"s")
                return at
    return end


def _mark_original(lines: list[str], kinds: bytearray, end: int) -> int:
    """The whole mail that a top poster leaves below; returns where it begins."""
    for at in [at for at, line in enumerate(lines[:end]) if _MAY_BE_ORIGINAL.match(line)]:
        if kinds[at] != _OWN:
            continue
        is_block = (
            _FIRST_FIELD.match(lines[at]) and sum(map(bool, map(_FIELD.match, lines[at : at + 5]))) >= 3
        )
        if not (_ORIGINAL.match(lines[at]) or is_block):
            continue
        head = at + 1
        while head < end and (not lines[head].strip() or _FIELD.match(lines[head])):
            head += 1
        # Somebody who answers below the quoted lines of the original has words of their own there.
        if any(map(_QUOTE.match, lines[head:end])):
            _mark(kinds, at, head, b"a")
            continue
        at = at - 1 if at and _FOOTER.match(lines[at - 1]) else at
        _mark(kinds, at, head, b"a")
        _mark(kinds, head, end, b"q")
        return at
    return end


def _mark_attributions(lines: list[str], kinds: bytearray, end: int) -> None:
    """The line or two before a quote that say whose words it is."""
    at = kinds.find(b"oq", 0, end) + 1
    while at > 0:
        before = at - 1
        while before > 0 and not lines[before].strip() and at - before < 3:
            before -= 1
        if kinds[before] == _OWN and (
            _ATTRIBUTION.search(lines[before])
            or (
                _ONLY_ADDRESS.match(lines[before])
                and before
                and _LEADS_TO_ATTRIBUTION.match(lines[before - 1])
            )
        ):
            above = before
            while (
                above > max(0, before - 2)
                and kinds[above - 1] == _OWN
                and _LEADS_TO_ATTRIBUTION.match(lines[above - 1])
            ):
                above -= 1
            _mark(kinds, above, at, b"a")
        at = kinds.find(b"oq", at, end) + 1


def _mark_bars(lines: list[str], kinds: bytearray, end: int) -> None:
    """Lines that begin with a bar, under an attribution."""
    for at in range(1, end):
        if kinds[at] == _OWN and _BAR.match(lines[at]):
            before = at - 1 if lines[at - 1].strip() else at - 2
            if before >= 0 and (kinds[before] == _QUOTED or _ATTRIBUTION.search(lines[before])):
                kinds[at] = _QUOTED


def _mark_signature(lines: list[str], kinds: bytearray, end: int) -> None:
    """`-- ` and what follows it, or a ruled block with an address at the end of somebody's own words."""
    stop = end
    while stop and (not lines[stop - 1].strip() or kinds[stop - 1] != _OWN):
        stop -= 1
    for at in range(stop - 1, max(-1, stop - 1 - LONGEST_SIGNATURE), -1):
        if kinds[at] != _OWN:
            break
        if _DASHES.match(lines[at]) or _SENT_FROM.match(lines[at]):
            _mark(kinds, at, stop, b"s")
            return
    rules = [
        at
        for at in range(max(0, stop - LONGEST_SIGNATURE), stop)
        if _RULE.match(lines[at]) and kinds[at] == _OWN
    ]
    for at in rules:
        block = lines[at + 1 : stop]
        if block and not kinds[at:stop].strip(b"o") and any(map(_CONTACT.search, block)):
            _mark(kinds, at, stop, b"s")
            return


def _close_gaps(lines: list[str], kinds: bytearray) -> None:
    """Empty lines belong to the run before them, so that runs do not fall to pieces."""
    for run in _BEFORE_OWN.finditer(kinds):
        at = run.end()
        while at < len(kinds) and kinds[at] == _OWN and not lines[at].strip():
            kinds[at : at + 1] = run[0]
            at += 1
