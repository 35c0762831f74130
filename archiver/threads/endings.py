"""Endings: the last words of a thread → whether they settle the matter, and the sentence that says so.

Pure.  Only what somebody wrote counts.  What waits for an answer is told by `unanswered`.
"""

from __future__ import annotations

import re

from archiver.text import fold, join_lines

_SENTENCE = re.compile(r"[^。!?！？\n]+[。!?！？]*")
_LONGEST = 4_000
_ASKS = re.compile(
    r"(?:でしょう|ます|ません|ました|です|ない|よい|いい|る|た)か[。?]*$|\?\s*$"
    r"|(?:教えて|お聞かせ|お知らせ|ご回答|ご意見|お返事|ご連絡)を?(?:ください|下さい|くださ|いただ|頂|お?願)"
)
_SETTLES = re.compile(
    r"(?:決定|確定|了承|承認|合意|可決)(?:と?(?:し|いたし|致し|させていただき|され|となり)(?:た|ました|ます)|です|となりました)"
    r"|決まりました|決めました|ことに(?:なりました|しました|いたしました|致しました)|(?:で|と)(?:合意|決着|一致)しました"
    r"|解決(?:し|いたし|致し)(?:た|ました)|(?:受付|募集|照会|意見)は?を?(?:締め切り|締切り)(?:ました|ます)"
    r"|\b(?:(?:has|have|was|were|is|are|been|now) (?:now |been )*(?:settled|agreed|resolved|decided|approved|fixed)"
    r"|we (?:have )?(?:agreed|decided)|(?:this|that) (?:settles|resolves)|case closed|problem solved)\b"
)
_NOT_YET = re.compile(
    r"(?:した|です|ます)が、|次第|ましたら|までに|予定|見込|未定|(?:まだ|いまだ)|(?:なけれ|ない|ません)(?:ば|と|で)|れば|\b(?:if|until|unless|once|not|will|should)\b"
)


def settled(own: str) -> str:
    """The sentence of `own` (a thread's last message, quotes and signature aside) that settles the matter, '' none."""
    found = _SENTENCE.finditer(join_lines(own[-_LONGEST:]))
    sentences = [match.group().strip() for match in found if match.group().strip()]
    for sentence in reversed(sentences):
        folded = fold(sentence)
        if _SETTLES.search(folded) and not (_NOT_YET.search(folded) or _ASKS.search(folded)):
            return sentence
    return ""
