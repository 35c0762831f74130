"""Quoting: a body → its own words, attribution lines, quotes, signatures and list footers.  Loses no character."""

from __future__ import annotations

import re

from archiver.mail.quotes import footers, signatures
from archiver.model import Segment, SegmentKind

LONGEST_ATTRIBUTION = 500
"""Characters: nobody's words about whose words these are."""
_QUOTE = re.compile(r"\s{0,3}(?:[>＞》≫](?!_[<＜])|[A-Za-z0-9]{1,4}>(?!=))")
_ATTRIBUTION = re.compile(
    r"(?:(?<![A-Za-z])(?:wrote|writes|said|schrieb|écrit|escribió|scritto|skrev|schreef)\b|書きました|書かれました|書いた|のメール"
    r"|からのメッセージ|さんは|様は|氏は|(?:さん|様|氏)の発言|(?:さん|様|氏)より|曰く"
    r"|(?:への|に対する)返信(?:です)?。?|(?:님이|님께서) 작성|^(?:Quoting|Zitat von|Thus spake) .{1,80})"
    r".{0,60}[:：>]?\s*$|"
    r"^.{0,80}\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}.{0,120}[:：]\s*$"
    r"|^.{0,12}\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}.{0,100}<\S+@\S+>\s*$"
    r"|^\s*\d\d/\d\d?/\d\d?\s.{0,100}<\S+@\S+>\s?[:：]\s*$|^.{0,60}<\S+@\S+>\s?(?:の.{0,8})?(?:から|において|の中で|で)、?\s*$"
    r"|^\s*(?:In message|On .{5,80}\d{4}|At .{5,40}\d{4}).{0,120}[:,]?\s*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"[0-9]{4}")
_SAID = (" wrote:", " writes:", " said:")
"""How most programs end one."""
_SAYS = re.compile(r"wrote|writes|said|schrieb|scritto|skrev|schreef|quoting|in message|zitat von|thus spake")
"""An attribution in ASCII has one of these; they are found in a tenth of the time."""
_LEADS_TO_ATTRIBUTION = re.compile(
    r"\s*(?:On|In message|In article|At)\b.{5,}|"
    r".*\d{1,4}[年/.-]\s?\d{1,2}[月/.-].*|.*\b\d{4}\b.*\d\d?:\d\d.*|.*<\S+@\S+>(?:\s?の.{0,8}(?:において|で|から)、?)?\s*$"
    r"|\s*[\"「『].{1,100}[\"」』]\s*(?:において、?|についての、?|、)?\s*$|.{0,40}さんが送信された\s*$",
    re.IGNORECASE,
)
"""The line above one that ends an attribution: it was too long for one."""
_ONLY_ADDRESS = re.compile(r"\s*<?\S+@\S+>\s?[:：]\s*$")
_SUPERCITED = re.compile(r'>{1,8} ?"[^"]{1,40}" == .{1,120} writes?:\s*$')
"""QUIRK: Emacs writes an attribution that looks like a quote: `>>>>> "Taro" == Taro Yamada writes:`."""
_STRONG = re.compile(
    r"(?:On .{8,80}\d{4}.{0,60}\d\d?:\d\d.{1,160}wrote:|-{3} On .{8,160} wrote:"
    r"|\d{4}[年/]\s?\d{1,2}[月/]\s?\d{1,2}日?.{0,10}\d{1,2}:\d\d.{1,100}<\S+@\S+>[:：])\s*$"
)
"""An attribution that nothing else looks like: under it stand another's words, with or without marks."""
_BAR = re.compile(
    r"\s{0,2}(?:[|｜](?:\s|$)(?!.*[|｜]\s*$)|[:}%#]\s|&gt;)|\s{0,4}(?:[A-Za-z]{5,12}>\s|[^\W\d_a-zA-Z]{1,5}[＞>])"
)
"""What quotes under an attribution only: a bar (a line that ends with one, too, is of a table), other signs, names."""
_NAME_BAR = re.compile(r"\s{0,4}[A-Za-z]{5,12}> ")
_ANY_BAR = re.compile(r"\n(?!>)\s{0,4}+(?:[A-Za-z]{5,12}+>\s|[|｜:}%#]\s|&gt;|[^\W\d_a-zA-Z]{1,5}+[＞>])")
_ORIGINAL = re.compile(
    r"\s*[-_=*─━]{2,}\s*(?:Original Message(?! Ends)|Original Appointment|Forwarded (?:by|message)"
    r"|元のメ(?:ッセージ|ール)|転送元メッセージ|オリジナルメッセージ|"
    r"Ursprüngliche Nachricht|Message d.origine|Mensaje original|原始邮件|原始郵件|"
    r"転送メッセージ|転送されたメ(?:ッセージ|ール)|Begin forwarded message|返信元|ここから引用).{0,60}$"
    r"|\s*(?:Begin forwarded message|転送されたメ(?:ッセージ|ール))[:：]\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\s*\*?(?:From|Sent|To|Cc|Subject|Date|Von|Gesendet|An|Betreff|Datum|De|Envoyé|À|Objet|发件人|发送时间|收件人|抄送|主题|差出人|送信者|送信日時|送信日|日時|日付|宛先|件名|ＣＣ)\*?\s?[:：]\s{0,3}\S",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(r"\s*\*?(?:From|差出人|送信者|Von|De|发件人)\*?\s?[:：]\s{0,3}\S", re.IGNORECASE)
_NOTES_TO = re.compile(r"\s*(?:To|宛先|送信先)(?::\s{2,}|\t)\S")
_NOTES_SUBJECT = re.compile(r"\s*(?:Subject|件名)(?::\s|\t)\s*\S")
_NOTES_BOX = re.compile(r"\s{0,2}\|-{3,60}\+-{3,60}>\s*$")
_IN_NOTES_BOX = re.compile(r"\s{0,4}(?:[|｜]|>-{3})")
_NOTES_BOX_SUBJECT = re.compile(r"\s{0,4}[|｜]\s*(?:Subject|件名)\s?[:：]")
_DATE_ALONE = re.compile(r"\s*\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?.{0,12}\d{1,2}:\d\d.{0,8}$")
_STRONG_BEGINS = re.compile(r"On |--- On |\d{4}[年/]")
_ANY_UNMARKED = re.compile(r"\n(?:On |--- On |\d{4}[年/]|[ \t]*(?:To|宛先|送信先)(?::\s{2}|\t))")
_ANY_ORIGINAL = re.compile(
    r"\n[^\S\n]*(?=[-_=*─━BbFf転差送VD发])(?:[-_=*─━]{2,}[^\S\n]*[OoFfBbUM元オ転返こ原]|[Bb][Ee][Gg]|転送された"
    r"|\*?(?:[Ff][Rr][Oo][Mm]|差出人|送信者|Von|De|发件人)\*?\s?[:：])"
)
"""Where there is nothing of this kind, no line has to be looked at.  A line end at the front is looked for quickly, and
a look at the first sign after it spares the rest of the expression."""
_MAY_BE_ORIGINAL = re.compile(r"\s*(?:[-_=*─━]{2}|[Bb転]|\*?(?:[Ff][Rr]|差出人|送信者|Von|De:|发))")
_PGP_BEGINS = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s*$")
_PGP_SIGNATURE = re.compile(r"-----BEGIN PGP SIGNATURE-----\s*$")
_KINDS: dict[int, SegmentKind] = {
    ord("o"): "own",
    ord("a"): "attribution",
    ord("q"): "quote",
    ord("s"): "signature",
    ord("f"): "footer",
}
"""A body's kinds are a row of such letters, one a line: rows are searched faster than lists."""
_RUN = re.compile(rb"o+|a+|q+|s+|f+")
_BEFORE_OWN = re.compile(rb"[aqs](?=o)")
_OWN, _QUOTED, _ATTRIBUTED = b"oqa"


def segments(body: str) -> tuple[Segment, ...]:
    """The body in runs of lines of one kind, in order; joined by newlines they give the body again."""
    lines = body.split("\n")
    kinds = _kinds(body, lines)
    return tuple(
        [
            Segment(kind=_KINDS[kinds[run.start()]], text="\n".join(lines[run.start() : run.end()]))
            for run in _RUN.finditer(kinds)
        ]
    )


def _kinds(body: str, lines: list[str]) -> bytearray:
    kinds = _quotes(body, lines)
    end = footers.disclaimer_start(lines, kinds, footers.first_start(lines))
    _mark(kinds, end, len(lines), b"f")
    if "-----BEGIN PGP" in body:
        end = _mark_openpgp(lines, kinds, end)
    if _ANY_ORIGINAL.search(f"\n{body}"):
        end = _mark_original(lines, kinds, end)
    if "|---" in body:
        end = _mark_notes_box(lines, kinds, end)
    if kinds.find(_QUOTED, 0, end) < 0 and _ANY_UNMARKED.search(body):
        end = _mark_unmarked(lines, kinds, end)
    if _ANY_BAR.search(body):
        _mark_bars(lines, kinds, end)
    _mark_attributions(lines, kinds, end)
    signatures.mark(lines, kinds, end)
    _close_gaps(lines, kinds)
    return kinds


def _quotes(body: str, lines: list[str]) -> bytearray:
    quotes = _QUOTE.match
    # Looking for the sign first is three times as fast.
    if body.isascii():
        if ">" not in body:
            return bytearray(b"o" * len(lines))
        return bytearray(
            [_QUOTED if ">" in line and (line[0] == ">" or quotes(line)) else _OWN for line in lines]
        )
    return bytearray(
        [_QUOTED if (">" in line or not line.isascii()) and quotes(line) else _OWN for line in lines]
    )


def _mark(kinds: bytearray, start: int, stop: int, kind: bytes) -> None:
    kinds[start:stop] = kind * (stop - start)


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
    """The whole mail that a top poster leaves below, and those below it; returns where the first begins."""
    first = end
    for at in [at for at, line in enumerate(lines[:end]) if _MAY_BE_ORIGINAL.match(line)]:
        if kinds[at] == _ATTRIBUTED or (kinds[at] != _OWN and first == end):
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
        if first == end and any(map(_QUOTE.match, lines[head:end])):
            _mark(kinds, at, head, b"a")
            continue
        at = at - 1 if at and footers.is_rule(lines[at - 1]) else at
        if first == end:
            _mark(kinds, head, end, b"q")
        _mark(kinds, at, head, b"a")
        first = min(first, at)
    return first


def _mark_unmarked(lines: list[str], kinds: bytearray, end: int) -> int:
    """What stands in a mail of no marks under an attribution that is one beyond doubt; returns where that begins.

    QUIRK: programs that write HTML lose the marks in its plain text; Notes puts sender and date above To and Subject.
    """
    for at in range(1, end - 1):
        start, head = at, at + 1
        if _NOTES_TO.match(lines[at]):
            start, head = _notes_head(lines, at, end)
        elif not (_STRONG_BEGINS.match(lines[at]) and _STRONG.match(lines[at])):
            continue
        if start < head and any(map(str.strip, lines[:start])):
            _mark(kinds, start, head, b"a")
            _mark(kinds, head, end, b"q")
            return start
    return end


def _notes_head(lines: list[str], at: int, end: int) -> tuple[int, int]:
    """(where the heading begins, where the text under it does) of a mail that Notes quotes; equal for none."""
    subject = next((each for each in range(at + 1, min(at + 5, end)) if _NOTES_SUBJECT.match(lines[each])), 0)
    date = next((each for each in range(at - 1, max(at - 5, 0), -1) if _DATE_ALONE.match(lines[each])), 0)
    if not subject or not date:
        return at, at
    return date - 1 if lines[date - 1].strip() else date, subject + 1


def _mark_notes_box(lines: list[str], kinds: bytearray, end: int) -> int:
    """QUIRK: old Notes draws a box of fields over the mail that it quotes; returns where the first box begins."""
    start = next((at for at in range(1, end) if _NOTES_BOX.match(lines[at])), end)
    under = start
    while under < end and _IN_NOTES_BOX.match(lines[under]):
        under += 1
    if not any(map(_NOTES_BOX_SUBJECT.match, lines[start:under])):
        return end
    _mark(kinds, start, under, b"a")
    _mark(kinds, under, end, b"q")
    return start


def _mark_attributions(lines: list[str], kinds: bytearray, end: int) -> None:
    """The line or two before a quote that say whose words it is."""
    if _SUPERCITED.match(lines[0]):
        kinds[0] = _ATTRIBUTED
    at = kinds.find(b"oq", 0, end) + 1
    while at > 0:
        if " == " in lines[at] and _SUPERCITED.match(lines[at]):
            kinds[at] = _ATTRIBUTED
        before = at - 1
        while before > 0 and not lines[before].strip() and at - before < 3:
            before -= 1
        above = before
        while above >= 0 and kinds[above] == _OWN and _FIELD.match(lines[above]):
            above -= 1
        if above < before and (before - above > 1 or _FIRST_FIELD.match(lines[before])):
            _mark(kinds, above + 1, at, b"a")
        if kinds[before] == _OWN and (
            _is_attribution(lines[before])
            or (
                len(lines[before]) <= LONGEST_ATTRIBUTION
                and _ONLY_ADDRESS.match(lines[before])
                and before
                and _leads_to_attribution(lines[before - 1])
            )
        ):
            above = before
            while (
                above > max(0, before - 2)
                and kinds[above - 1] == _OWN
                and _leads_to_attribution(lines[above - 1])
            ):
                above -= 1
            _mark(kinds, above, at, b"a")
        at = kinds.find(b"oq", at, end) + 1


def _leads_to_attribution(line: str) -> bool:
    return len(line) <= LONGEST_ATTRIBUTION and _LEADS_TO_ATTRIBUTION.match(line) is not None


def _is_attribution(line: str) -> bool:
    if len(line) > LONGEST_ATTRIBUTION:
        return False
    if line.endswith(_SAID):
        return True
    if line.isascii() and not (_YEAR.search(line) or _SAYS.search(line.lower())):
        return False
    return _ATTRIBUTION.search(line) is not None


def _mark_bars(lines: list[str], kinds: bytearray, end: int) -> None:
    """Lines that begin with a bar, or another sign that only here is one of quoting, under an attribution."""
    for at in range(1, end):
        if kinds[at] == _OWN and _BAR.match(lines[at]):
            if (name := _NAME_BAR.match(lines[at])) and lines[at - 1].startswith(name[0]):
                kinds[at - 1 : at + 1] = b"qq"  # one line may be anything, two are a quote
                continue
            before = at - 1 if lines[at - 1].strip() else at - 2
            if before < 0:
                continue
            is_next = kinds[before] == _QUOTED and (
                lines[at].lstrip()[:1] in "|｜" or _BAR.match(lines[before])
            )
            if is_next or _is_attribution(lines[before]):
                kinds[at] = _QUOTED


def _close_gaps(lines: list[str], kinds: bytearray) -> None:
    """Empty lines belong to the run before them, so that runs do not fall to pieces."""
    for run in _BEFORE_OWN.finditer(kinds):
        at = run.end()
        while at < len(kinds) and kinds[at] == _OWN and not lines[at].strip():
            kinds[at : at + 1] = run[0]
            at += 1
