"""Questions: what a sender wrote themselves → the last sentence that asks the others for something, '' for none.

A question, or a plea for an answer, an opinion or a contribution.  Courtesies (よろしくお願いします,
ご査収ください) ask nothing, nor does what asks only perhaps (ご不明な点がありましたら…), nor an
opinion put as a question (…ではないでしょうか).
"""

from __future__ import annotations

import re

_LONGEST = 300
"""Characters of a sentence that is kept."""
_MOST_LINES = 400
"""Own lines that are read, the last ones: a question stands near the end."""
_ADDRESS = re.compile(r"\S{0,40}(?:://|@)\S*")
_BREAK = re.compile(r"(?<=[。．！？!?])\s*|(?<=\.)\s+(?=[A-Z\"'(])|\n")
_BLANK_LINES = re.compile(r"\n\s*\n")
_STARTS_ANEW = re.compile(r"\s*(?:[・○●◎◇◆■□※*\->+#|=_]|[(（]?[\d①-⑳]{1,2}[.)）．、\s])")
_ENDS = "。．.！？!?:："
_COURTESY = re.compile(r"過ごし|お元気|お変わり|健勝|清栄")
_PERHAPS = re.compile(
    r"(?:不明|疑問|質問|不都合|お気づき|お困り|何か|問題|変更|修正|異議).{0,20}(?:あれば|ありましたら|ございましたら|場合|際)"
    r"(?!.*(?:までに|期限))"
    r"|\b(?:any|have) (?:further )?(?:questions|problems|issues)\b|feel free",
    re.IGNORECASE,
)
_OPINION = re.compile(r"(?:では|じゃ|ん)(?:ない|ありません)(?:でしょう)?か[。．]?$")
_MARK = re.compile(r"[\w)」』）\"'](?:[?？]+[」』）)\"']*)$")
_KA = re.compile(
    r"(?:ます|です|でしょう|ましょう|ません|ました|ないの|るの|たの|だろう|どう|いかが|よい|良い|よろしい|可能|必要|できる|できない|あるの?)か[。．]?(?:[(（].{1,12}[)）])?$"
)
_WANTED = (
    r"(?:教示|指導|回答|返答|返信|返事|意見|助言|提案|感想|一報|示唆|検討|提出|記入|登録|投票|推薦|協議|情報提供"
    r"|連絡|出欠|都合|要望|紹介|提供|情報)"
)
_PLEA = re.compile(
    rf"(?:{_WANTED}(?:を|の(?:ほど|程)|[、を].{{0,12}}(?:を|の(?:ほど|程)))?"
    r"|(?:教え|聞かせ|知らせ|寄せ|送り)て?(?=くだ|下さ|いた|頂|願|ほし|欲し|もら)|話を(?:伺|お?聞))[、]?.{0,24}?"
    r"(?:ください|下さい|お願い|願い(?:たい|たく|ます)|いただ[きけ](?!ありがと)|頂[きけ](?!ありがと)|賜り|幸い|ほしい|欲しい|もらえ|求め|助かり)"
)
_DONE = re.compile(r"(?:ました|ております|ています|でした|である|ところです)[。．]?$")
_ASKED = re.compile(
    r"(?:質問|照会|お尋ね|おたずね|お伺い|うかがい|お聞き)(?:です|いたし|致し|させて|します|したい|したく|があ|がござ)"
)
_THANKS = re.compile(r"(?:ありがと|有難|有り難|御礼|お礼|感謝|拝受|受領|いただきました|頂きました|承知)")
_ENGLISH = re.compile(
    r"\bplease (?:let (?:me|us) know|advise|reply|respond|comment|answer|tell|send|vote)\b"
    r"|\b(?:could|would|can|will) (?:you|anyone|someone|anybody|somebody)\b.{0,200}\?"
    r"|\bany(?:one|body)? (?:thoughts|comments|ideas|objections|feedback|suggestions|know)\b"
    r"|\bwonder(?:ing)? (?:if|whether|how|why|what)\b"
    r"|\bi(?:'d| would) (?:like|appreciate) .{0,40}\b(?:know|opinions?|comments?|feedback|advice)\b",
    re.IGNORECASE,
)

_TELLTALES = ("please", "any", "wonder", "i'd", "would")
"""One of these stands, in lower case, in all that `_ENGLISH` finds without a question mark."""


def question(own: str) -> str:
    """The last sentence of `own` (the sender's own words, quotes and signature aside) that asks."""
    if not _may_ask(own):
        return ""
    for block in filter(_may_ask, reversed(_BLANK_LINES.split(_end(own)))):
        for paragraph in filter(_may_ask, reversed(_paragraphs(block))):
            for sentence in filter(_may_ask, reversed(_BREAK.split(paragraph))):
                if _asks(sentence := sentence.strip()):
                    return sentence[:_LONGEST]
    return ""


def _end(own: str) -> str:
    lines = own.rsplit("\n", _MOST_LINES)
    return "\n".join(lines[1:]) if len(lines) > _MOST_LINES else own


def _may_ask(text: str) -> bool:
    """Most of what people write asks nothing, and in ASCII that is seen at once."""
    return not text.isascii() or "?" in text or any(map(text.lower().__contains__, _TELLTALES))


def _asks(sentence: str) -> bool:
    if sentence.isascii():
        is_asked = _MARK.search(sentence) or _ENGLISH.search(sentence)
        return is_asked is not None and not _PERHAPS.search(sentence)
    if _COURTESY.search(sentence) or _PERHAPS.search(sentence) or _OPINION.search(sentence):
        return False
    if _MARK.search(sentence) or _KA.search(sentence) or _ENGLISH.search(sentence):
        return True
    if _THANKS.search(sentence) or _DONE.search(sentence):
        return False
    return bool(_PLEA.search(sentence) or _ASKED.search(sentence))


def _paragraphs(block: str) -> list[str]:
    """Lines that were wrapped are joined: a sentence may go over several."""
    pieces: list[str] = []
    previous = ""
    is_ended = True
    for raw in block.split("\n"):
        line = raw.rstrip()
        if "@" in line or "://" in line:
            line = _ADDRESS.sub(" ", line)
        shown = line.strip()
        if is_ended or not shown or _STARTS_ANEW.match(line):
            pieces += "\n", shown
        else:
            pieces += (" " if line[:1].isascii() and previous[-1:].isascii() else ""), shown
        previous = line
        is_ended = not shown or shown[-1] in _ENDS
    return "".join(pieces).split("\n")
