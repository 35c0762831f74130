"""Attributions: lines above a quote → whether they say whose words it is."""

from __future__ import annotations

import re

LONGEST = 500
"""Characters: nobody's words about whose words these are."""
_ENDS = (
    r"(?:(?<![A-Za-z])(?:wrote|writes|said|sent(?=:)|schrieb|geschrieben|écrit|escribió|scritto"
    r"|escreveu|skrev|schreef|geschreven|kirjoitti|írta|napsala?|napísala?|napisała?)\b(?:\(a\))?|написала?|пишет|пише|写道|寫道"
    r"|書きました。?|書かれました。?|書いた|のメール|からのメッセージ|さんは|様は|氏は|(?:さん|様|氏)の発言|(?:さん|様|氏)より|曰く"
    r"|(?:への|に対する|についての)返信(?:です)?。?|(?:님이|님께서) 작성)"
)
_ATTRIBUTION = re.compile(
    rf"(?:{_ENDS}|^\s*(?:Quoting|Zitat von|Thus spake|Posted by:?) .{{1,80}})"
    r"[^。]{0,60}[:：>]?\s*$|"
    r"^.{0,80}\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}.{0,120}[:：]\s*$"
    r"|^.{0,12}\d{4}[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}.{0,100}<\S+@\S+>\s*$"
    r"|^\s*\d\d/\d\d?/\d\d?\s.{0,100}<\S+@\S+>\s?[:：]\s*$|^.{0,60}<\S+@\S+>\s?(?:の.{0,8})?(?:から|において|の中で|で)、?\s*$"
    r"|^\s*(?:In message|On .{5,80}\d{4}|At .{5,40}\d{4}).{0,120}[:,]?\s*$"
    r"|^[^。、]{0,60}[」』\"]\s?(?:から|より|に(?:ついて|おいて|対して))、?\s*$"
    r"|^[^。、]{1,24}(?:さん|様|氏)\s?[:：]\s*$|^[^。]{1,40}(?:さん|様|氏)から、?\s*$"
    r"|^[^。]{1,24}(?:さん|様|氏)の[^。]{1,80}(?:より|から)\s?[:：]\s*$"
    r"|^\s*[(（]\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?.{0,12}\d{1,2}:\d\d.{0,8}[)）]\s*$"
    r"|^\s*[(（](?:件名|題名|Subject)\s?[:：].{1,100}[)）]\s*$",
    re.IGNORECASE,
)
_SAID = (" wrote:", " writes:", " said:")
"""How most programs end one."""
_YEAR = re.compile(r"[0-9]{4}")
_SAYS = re.compile(
    r"wrote|writes|said|sent|schr|scritto|escreveu|skrev|kirjoitti|napsal|quoting|in message|zitat von"
    r"|thus spake|posted by|subject"
)
"""An attribution in ASCII has one of these; they are found in a tenth of the time."""
_LEADS = re.compile(
    r"\s*(?:On|In message|In article|At)\b.{5,}|"
    r".*\d{1,4}[年/.-]\s?\d{1,2}[月/.-].*|.*\b\d{4}\b.*\d\d?:\d\d.*"
    r"|.*<\S+@\S+>(?:\s?(?:さん|様|氏)?\s?の?.{0,8}(?:において|で|から|さん|様|氏|の)、?)?\s*$"
    r"|\s*[\"「『].{1,100}[\"」』]\s*(?:において、?|についての、?|、)?\s*$"
    r"|.{0,40}さんが送信された\s*$|.{1,80} wrote in\s*$",
    re.IGNORECASE,
)
"""The line above one that ends an attribution: it was too long for one."""
_ONLY_ADDRESS = re.compile(r"\s*<?\S+@\S+>\s?[:：]\s*$")
_SUPERCITED = re.compile(
    r'>{1,8} ?"[^"]{1,40}" == .{1,120} writes?:\s*$|>{5}\s(?:In <\S+@\S+>|.{1,120} (?:wrote|writes):)\s*$'
)
"""QUIRK: Emacs writes an attribution that looks like a quote: `>>>>> "Taro" == Taro Yamada writes:`, or two such lines
`>>>>> In <id>`, `>>>>>	Taro Yamada wrote:`."""
_OF_LANGUAGES = r"(?:Le|Am|El|Il|Em|Op|Den|På|W dniu|Dnia)"
_STRONG = re.compile(
    r"(?:On .{5,80}\d{4}.{0,60}\d\d?:\d\d.{1,160}wrote:|-{3,8} ?On .{8,160} wrote ?(?::|-{3,8})"
    rf"|{_OF_LANGUAGES} .{{1,60}}\d{{4}}.{{1,60}}\d\d?[:.]\d\d.{{1,160}}{_ENDS}.{{0,80}}:"
    r"|\d{4}[年/]\s?\d{1,2}[月/]\s?\d{1,2}日?.{0,10}\d{1,2}:\d\d.{1,100}<\S+@\S+>"
    r"(?:[:：]|\s?(?:のメール|のメッセージ|さんは書きました)[:：])"
    r"|\d{4}[年/]\s?\d{1,2}[月/]\s?\d{1,2}日?.{0,12}\d{1,2}:\d\d.{1,60}(?:さん|様)(?:は書きました|のメール|のメッセージ)[:：])\s*$"
)
"""An attribution that nothing else looks like: under it stand another's words, with or without marks."""
STRONG_BEGINS = rf"(?:On |-{{3,8}} ?On |{_OF_LANGUAGES} .{{1,60}}\d{{4}}|\d{{4}}[年/])"
_BEGINS = re.compile(STRONG_BEGINS)
STRONG_SIGNS = frozenset("-OLAEIDPW0123456789０１２３４５６７８９")
"""With what such lines begin: most are none by a look."""
LONGEST_END = 60
"""Characters of a name that went into the next line."""
MOST_LINES = 3
"""A long name or address breaks an attribution."""


def is_one(line: str) -> bool:
    """Whether a line right above a quote says whose words it is."""
    if len(line) > LONGEST:
        return False
    if line.endswith(_SAID):
        return True
    if line.isascii() and not (_YEAR.search(line) or _SAYS.search(line.lower())):
        return False
    return _ATTRIBUTION.search(line) is not None


def is_supercited(line: str) -> bool:
    """Whether an attribution has marks of quoting itself."""
    return _SUPERCITED.match(line) is not None


def ends_one(lines: list[str], at: int) -> bool:
    """Whether a line right above a quote is an attribution, or the end of one that began in the line above."""
    if is_one(lines[at]):
        return True
    if not at or len(lines[at]) > LONGEST or lines[at].rstrip()[-1:] not in (":", "："):
        return False
    if _ONLY_ADDRESS.match(lines[at]) and leads_to_one(lines[at - 1]):
        return True
    return (
        len(lines[at]) <= LONGEST_END
        and leads_to_one(lines[at - 1])
        and is_one(f"{lines[at - 1]} {lines[at]}")
    )


def leads_to_one(line: str) -> bool:
    """Whether a line is the beginning of an attribution that ends in the next one."""
    return len(line) <= LONGEST and _LEADS.match(line) is not None


def is_strong(line: str) -> bool:
    """Whether one line is an attribution that nothing else looks like."""
    return len(line) <= LONGEST and line[:1] in STRONG_SIGNS and _STRONG.match(line) is not None


def strong(lines: list[str], at: int, end: int) -> int:
    """How many lines from here are an attribution that needs no marks under it; 0 for none."""
    if not _BEGINS.match(lines[at]):
        return 0
    said = ""
    for count in range(1, min(MOST_LINES, end - at) + 1):
        line = lines[at + count - 1]
        if not line.strip() or len(line) > LONGEST:
            break
        said = f"{said} {line}" if said else line
        if _STRONG.match(said):
            return count
    return 0
