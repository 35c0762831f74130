"""Sentences: a text → its sentences, and what was decided, told by how a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SENTENCE = re.compile(r"[^。\n]+。*[」』)\uff09]?。?")
_MARK = re.compile(r"^\s*(?:[・•*]|-(?=\s))\s*")
_ENGLISH_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\"'\[])")
_APPROVED = re.compile(
    r"(?:原案|提案|(?:事務局|会長|議長|委員長|座長|幹事)?案)の?(?:とおり|どおり|通り)[^。、]{0,20}?(?:承認|可決|了承|決定|採択|議決|同意)"
    r"(?:すべき(?:もの)?と決(?:定)?(?:し|いたし|され)ました|(?:され|し|を得|いたし)?(?:ました|ます|た|る|する)?)"
)
_DECIDED = re.compile(
    r"(?:承認|可決|否決|了承|採択|議決|決定|同意|了解|決|選任|選出|推薦|(?:継続|再)(?:審査|審議|協議))(?:を得|すること|すべきもの)?(?:と|に)?"
    r"(?:され|し|な[っり]|決し|いたし|決定し|決定され|することとし|することにし|することとな[っり])?"
    r"(?:ました|まし|た|する|します|いたします|した次第である)?(?:もの(?:である|です))?。*$"
)
_AGREED = re.compile(r"(?:に決まり?っ?|に決し|[でと]合意し|[でと]一致し)(?:た|ました)。*$")
_DECISION = re.compile(
    r"^\W{0,2}(?:決定(?:事項)?|結論|decisions?|resolved|agreed)\s?[:\uff1a]\s*(?P<what>\S.*)$", re.IGNORECASE
)
"""The page says that this is what was decided."""
_PROCEDURE = re.compile(
    r"^[・•→⇒\s]*(?:.{0,200}(?:説明|質疑|応答|意見交換|審議|協議|諮った)[^、。]{0,10}?(?:行われ|行い|あり|のち|後|結果|上)、)?"
)
"""What a sentence tells of the way to its decision."""
_ENGLISH_DECIDED = re.compile(
    r"\b(?:approved|agreed(?! to (?:circulate|report|send))|adopted|resolved|rejected|carried|accepted|deferred)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each with its full stop and without the mark of a list."""
    for match in _SENTENCE.finditer(text):
        for sentence in _ENGLISH_END.split(_MARK.sub("", match.group()).strip()):
            if sentence:
                yield sentence


def outcome(texts: Sequence[str]) -> str:
    """What was decided, in the page's own words: the words that approve, else the last sentence that decides,
    without its account of explanations and questions before."""
    found = ""
    for text in texts:
        for sentence in sentences(text):
            if decision := _DECISION.match(sentence):
                found = decision["what"]
                continue
            if approved := _APPROVED.search(sentence):
                found = approved.group()
            elif _decides(sentence):
                found = sentence
    return _PROCEDURE.sub("", found)


def _decides(sentence: str) -> bool:
    if is_english(sentence) and _ENGLISH_DECIDED.search(sentence):
        return True
    return bool(_DECIDED.search(sentence) or _AGREED.search(sentence))


def is_english(sentence: str) -> bool:
    """Whether a sentence is written in Latin letters."""
    return sum(character > "\u2fff" for character in sentence) * 4 < len(sentence)
