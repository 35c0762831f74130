"""Originals: the lines of a body → the whole mails that are left in it under a heading, marked as such."""

from __future__ import annotations

import re

from archiver.mail.quotes import attributions, footers

MARKED = re.compile(r"\s{0,3}(?:[>＞》≫](?!_[<＜])|[A-Za-z0-9]{1,4}>(?![=/&]))")
"""How a line begins that is quoted with a mark."""
_ORIGINAL = re.compile(
    r"\s*[-_=*─━]{2,}\s*(?:Original Message(?! Ends)|Original Appointment|Reply Message|Forwarded (?:by|message)"
    r"|Start of message|元のメ(?:ッセージ|ール)|転送元メッセージ|オリジナルメッセージ"
    r"|転送メッセージ|転送されたメ(?:ッセージ|ール)|Begin forwarded message|返信元|ここから引用"
    r"|(?:Ursprüngliche|Original|Weitergeleitete|Antwort)[- ]?Nachricht|Message (?:d.origine|original|transféré)"
    r"|Mensaje (?:original|reenviado)|Mensagem (?:original|encaminhada)|Messaggio (?:originale|inoltrato)"
    r"|Oorspronkelijk bericht|(?:Oprindelig|Opprinnelig) (?:meddelelse|melding)|Ursprungligt meddelande"
    r"|Alkuperäinen viesti|(?:Исходное|Пересылаемое) сообщение|原始邮件|原始郵件|转发邮件).{0,60}$"
    r"|\s*(?:Begin forwarded message|転送されたメ(?:ッセージ|ール))[:：]\s*$",
    re.IGNORECASE,
)
_SENDER = r"(?:From|差出人|送信者|送信元|発信者|発信元|Von|De|Fra|Från|Van|Da|Od|От|发件人|寄件者|보낸 ?사람)"
_FIELD = re.compile(
    rf"\s*\*?(?:{_SENDER}|Sent|To|Cc|Bcc|Subject|Sub|Date|Reply-To|Gesendet|An|Betreff|Datum|Envoyé|À|Objet|Sendt|Til|Emne"
    r"|Skickat|Till|Ämne|Verzonden|Aan|Onderwerp|Para|Enviad[oa](?: em| el)?|Asunto|Assunto|Fecha|Inviato|Oggetto|Data"
    r"|发送时间|收件人|抄送|主题|寄件日期|收件者|主旨|送信日時|送信日|受信日時|日時|日付|宛先|件名|題名|表題|ＣＣ)\*?"
    r"[ \u3000]{0,8}[:：]\*?(?:\s{0,12}\S|(?<=[Cc]:)\s*$)",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(rf"\s*\*?{_SENDER}\*?[ \u3000]{{0,8}}[:：]\s{{0,12}}\S", re.IGNORECASE)
_SENT_BY = re.compile(
    r"\s*\*?(?:(?:差出人|送信者|送信元)\*?[ \u3000]{0,8}[:：]\s{0,12}\S|From\*?:.{1,120}\S@\S)"
)
_ABOUT_IT = re.compile(
    r"\s*\*?(?:Sent|Date|Subject|送信日時|日時|日付|件名|題名)\*?[ \u3000]{0,8}[:：]\s{0,12}\S"
)
_CUT = re.compile(r"[-\s>8<%✂]{3,}$|-{3,}$")
_OF_A_PATCH = re.compile(r"diff --git |[A-Z][a-z]{2,10}-by: ")
_NOTES_TO = re.compile(r"\s*(?:To|宛先|送信先)(?::\s{2,}|:?\t)\S")
_NOTES_SUBJECT = re.compile(r"\s*(?:Subject|件名)(?::\s|\t)\s*\S")
_NOTES_BOX = re.compile(r"\s{0,2}\|-{3,60}\+-{3,60}>\s*$")
_IN_NOTES_BOX = re.compile(r"\s{0,4}(?:[|｜]|>-{3})")
_NOTES_BOX_SUBJECT = re.compile(r"\s{0,4}[|｜]\s*(?:Subject|件名)\s?[:：]")
_DATE_ALONE = re.compile(r"\s*\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?.{0,12}\d{1,2}:\d\d.{0,8}$")
ANY_UNMARKED = re.compile(rf"\n(?:{attributions.STRONG_BEGINS}|[ \t]*(?:To|宛先|送信先)(?::\s{{2}}|:?\t))")
ANY = re.compile(
    r"\n[^\S\n]*+(?=[-_=*─━BbFfDSVO差発送転件日发寄От보])"
    r"(?:[-_=*─━]{2,}[^\S\n]*(?:[OoFfBbUMИП元オ転返こ原转]|R[Ee][Pp]|[SAWm](?=[tnlea]))|[Bb][Ee][Gg]"
    r"|転送された"
    rf"|\*?(?:[Ff][Rr][Oo][Mm]|{_SENDER}|Date|日時|件名|Subject)\*?[ \u3000]{{0,8}}[:：])"
)
"""Where there is nothing of this kind, no line has to be looked at.  A line end at the front is looked for quickly, and
a look at the first sign after it spares the rest of the expression."""
_MAY_BE = re.compile(
    rf"\s*(?=[-_=*─━BbFfDSVO差発送転件日发寄От보])(?:[-_=*─━]{{2}}|[Bb転]|\*?(?:[Ff][Rr]|{_SENDER}|Date|日時|件名|Subject))"
)
_FORWARDED_BY = re.compile(r"\s*(?:Forwarded by |.{1,60}さんが(?:転送|回送))", re.IGNORECASE)
_DASHES = re.compile(r"-{2,4}\s*$")
_OWN, _QUOTED, _ATTRIBUTED = b"oqa"


def mark(lines: list[str], kinds: bytearray, end: int) -> int:
    """The whole mail that a top poster leaves below, and those below it; returns where the first begins."""
    first = end
    last: int | None = None
    for at in [at for at, line in enumerate(lines[:end]) if _MAY_BE.match(line)]:
        if kinds[at] == _ATTRIBUTED or (kinds[at] != _OWN and first == end):
            continue
        if not (
            _ORIGINAL.match(lines[at]) or _is_block(lines[at : at + 6]) or _is_short_head(lines, at, end)
        ):
            continue
        head = _head_end(lines, at + 1, end)
        # Somebody who answers below the quoted lines of the original has words of their own there.
        if first == end and head <= (last := _last_marked(lines, end) if last is None else last):
            set_kind(kinds, at, head, b"a")
            continue
        at = at - 1 if at and (footers.is_rule(lines[at - 1]) or _FORWARDED_BY.match(lines[at - 1])) else at
        if first == end:
            set_kind(kinds, head, end, b"q")
        set_kind(kinds, at, head, b"a")
        first = min(first, at)
    return first


def _last_marked(lines: list[str], end: int) -> int:
    """The last line that is quoted with a mark; -1 for none."""
    return next((at for at in range(end - 1, -1, -1) if MARKED.match(lines[at])), -1)


def _is_block(lines: list[str]) -> bool:
    """Whether fields of a mail's head stand here, one of them its sender."""
    is_sender = _FIRST_FIELD.match(lines[0]) or (
        _FIELD.match(lines[0]) and any(map(_FIRST_FIELD.match, lines[1:4]))
    )
    return bool(is_sender) and sum(map(bool, map(_FIELD.match, lines))) >= 3


def _is_short_head(lines: list[str], at: int, end: int) -> bool:
    """Whether two fields alone stand here as a head: who sent what or when, between words and others' words.

    Above a patch they are its author's, and what stands there is what somebody sends.
    """
    if (
        at + 3 >= end
        or lines[at + 2].strip()
        or not (_SENT_BY.match(lines[at]) and _ABOUT_IT.match(lines[at + 1]))
    ):
        return False
    above = next((line for line in reversed(lines[:at]) if line.strip()), "")
    return (
        bool(above)
        and not lines[at - 1].strip()
        and not _CUT.match(above)
        and not any(map(_OF_A_PATCH.match, lines[at + 3 : end]))
    )


def _head_end(lines: list[str], at: int, end: int) -> int:
    """Where the fields under a heading end; one of them may go on in a second line."""
    is_within = _FIELD.match(lines[at - 1]) is not None
    while at < end:
        is_field = _FIELD.match(lines[at]) is not None
        goes_on = is_within and lines[at].strip() and at + 1 < end and _FIELD.match(lines[at + 1])
        if not (is_field or goes_on or not lines[at].strip()):
            break
        is_within = bool(lines[at].strip())
        at += 1
    return at + 1 if at < end and is_within and _DASHES.match(lines[at]) else at


def mark_unmarked(lines: list[str], kinds: bytearray, end: int) -> int:
    """What stands in a mail of no marks under an attribution that is one beyond doubt; returns where that begins.

    QUIRK: programs that write HTML lose the marks in its plain text; Notes puts sender and date above To and Subject.
    """
    for at in range(1, end - 1):
        start, head = at, at
        if _NOTES_TO.match(lines[at]):
            start, head = _notes_head(lines, at, end)
        elif lines[at][:1] in attributions.STRONG_SIGNS:
            head += attributions.strong(lines, at, end)
        if start < head < end and any(map(str.strip, lines[:start])):
            set_kind(kinds, start, head, b"a")
            set_kind(kinds, head, end, b"q")
            return start
    return end


def _notes_head(lines: list[str], at: int, end: int) -> tuple[int, int]:
    """(where the heading begins, where the text under it does) of a mail that Notes quotes; equal for none."""
    subject = next((each for each in range(at + 1, min(at + 5, end)) if _NOTES_SUBJECT.match(lines[each])), 0)
    date = next((each for each in range(at - 1, max(at - 5, 0), -1) if _DATE_ALONE.match(lines[each])), 0)
    if not subject or not date:
        return at, at
    return date - 1 if lines[date - 1].strip() else date, subject + 1


def mark_notes_box(lines: list[str], kinds: bytearray, end: int) -> int:
    """QUIRK: old Notes draws a box of fields over the mail that it quotes; returns where the first box begins."""
    start = next((at for at in range(1, end) if _NOTES_BOX.match(lines[at])), end)
    under = start
    while under < end and _IN_NOTES_BOX.match(lines[under]):
        under += 1
    if not any(map(_NOTES_BOX_SUBJECT.match, lines[start:under])):
        return end
    set_kind(kinds, start, under, b"a")
    set_kind(kinds, under, end, b"q")
    return start


def _may_be_field(line: str) -> bool:
    return ":" in line[:40] or "：" in line


def fields_above(lines: list[str], kinds: bytearray, at: int) -> int:
    """Where the fields of a head begin that end right above this line; the line itself for none."""
    above = at
    while (
        above
        and kinds[above - 1] == _OWN
        and _may_be_field(lines[above - 1])
        and _FIELD.match(lines[above - 1])
    ):
        above -= 1
    is_head = at - above > 1 or (at > above and _FIRST_FIELD.match(lines[above]))
    return above if is_head else at


def set_kind(kinds: bytearray, start: int, stop: int, kind: bytes) -> None:
    """Lines from `start` up to but without `stop` are of this kind."""
    kinds[start:stop] = kind * (stop - start)
