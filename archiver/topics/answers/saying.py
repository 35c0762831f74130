"""Saying: a text → its sentences, and whether one sends, reports or asks something.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archiver.text import fold

_AGAIN = re.compile(
    r"改めて|あらためて|後日|追って|予定|もうしばらく|次第|ましたら|ますよう|\b(?:will|later|soon)\b"
)
"""A sentence that promises again answers nothing."""
_SENTENCE = re.compile(r"[^。!?！？\n]+[。!?！？]?")
_SAID = re.compile(
    r"(?:送付|送信|配信|配[付布]|提供|提出|提示|報告|回答|お答え|答え|案内|紹介|周知|通知|連絡|公表|掲載|作成|確認"
    r"|調査|整理|集計|照会|検討|実施|準備|修正|更新)(?:を)?(?:した|しました|いたしました|致しました|します|いたします"
    r"|致します|させていただき|申し上げ|できました|が終わ|の結果|のとおり|結果)"
    r"|(?:お送り|お知らせ|お伝え|お届け|ご報告|ご案内|ご紹介|取りまとめ|とりまとめ|まとめ)(?:し|いたし|致し|ます|ました|です|た)"
    r"|(?:見つかり|届き|そろい|揃い|まとまり|固まり|決まり)ました|添付(?:の|し|いたし|ファイル)|結果(?:は|を|が|について)|(?:もらい|いただき|頂き|得)ました"
    r"|\b(?:attach(?:ed|ing)|circulat(?:ed|ing)|here (?:is|are)|have (?:now )?\w+ed|i (?:sent|asked|checked|wrote)"
    r"|results?|report(?:s|ed)?|(?:is|are) (?:now )?(?:done|complete|ready|available|online))\b"
)
_REPORTED = re.compile(
    r"(?:報告|説明|紹介|回答|情報提供|提示|配[付布])(?:が|を|も)?(?:あ|な|さ|し|い|行|受|の)"
    r"|(?:し|い|っ|なっ)(?:た|ました)[。.]*$|\b(?:report|circulat|present|explain|complet)ed\b"
)
_ASKS = re.compile(
    r"(?:か|でしょうか|ますか)[。?]*$|\?\s*$|(?:教えて|お聞かせ|お知らせ)(?:ください|下さい|願)"
)


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """The sentences of some texts, each by itself."""
    for text in texts:
        for match in _SENTENCE.finditer(text):
            yield match.group().strip()


def says(text: str) -> str:
    """The first sentence that sends or reports something, and asks nothing."""
    for sentence in sentences([text]):
        folded = fold(sentence)
        if _SAID.search(folded) and not _AGAIN.search(folded) and not _ASKS.search(folded):
            return shortened(sentence)
    return ""


def reports(folded: str) -> bool:
    """Whether a folded sentence of the minutes reports something."""
    return bool(_REPORTED.search(folded))


def shortened(sentence: str) -> str:
    """A sentence as evidence shows it: on one line, of sixty characters at most."""
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= 60 else f"{sentence[:60]}…"
