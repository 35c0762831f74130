"""Sentences: what was decided, promised, and sent to the mailing list, told by how a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^。\n]+(?:。+|$)|[^\n]+$", re.MULTILINE)
_ENGLISH_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")

_APPROVED = re.compile(
    r"(?:原案|事務局案|案|提案)の?(?:とおり|どおり|通り)[^。、]{0,20}?(?:承認|可決|了承|決定|採択|議決)(?:された|した|する|しました|されました)?"
)
_OUTCOME = re.compile(
    r"(?:承認|可決|否決|了承|採択|議決|決定|同意|了解|継続審査と|継続協議と|原案可決)(?:すること(?:と|に))?"
    r"(?:された|した|しました|されました|なった|なりました|決した|いたしました|する)?(?:もの)?(?:である)?。?$"
)
_ENGLISH_OUTCOME = re.compile(
    r"\b(?:approved|agreed|adopted|resolved|rejected|carried|deferred)\b", re.IGNORECASE
)

_ACTS = (
    "情報提供|提供|報告|検討|確認|調査|紹介|対応|周知|連絡|努力|準備|送付|送信|配付|配布|共有|調整|実施|作成|公表|掲載|回答|整理|"
    "お知らせ|案内|通知|照会|依頼|要望|相談|協議|働きかけ|手配|改善|修正|更新|説明|精査|集約|取りまとめ|とりまとめ|お伝え|反映"
)
_WILL = (
    "する|します|いたします|致します|したい|したいと思う|したいと思います|したいと考える|したいと考えている|したいと考えております|"
    "していく|していきます|していきたい|していきたいと思う|していきたいと思います|していきたいと考えている|していきたいと考えております|"
    "してまいりたい|してまいります|して参ります|してまいる|する予定である|する予定です|する予定|することとする|することとしたい|"
    "するよう努める|するよう努力する|するよう努めます|できるよう努める|できるよう努力する|させていただく|させていただきます|しておく|しておきます|ます"
)
_PROMISE = re.compile(
    rf"(?:(?:{_ACTS})(?:を|は|も)?(?:{_WILL})|(?:努力|尽力)(?:する|します|していく|していきたい)|(?:努める|努めます|努めていく|努めてまいりたい)"
    r"|(?:伝え|知らせ|調べ|進め|取り組ん|取りまとめ|まとめ|示し|送り|答え)(?:る|ます|ていく|でいく|ていきたい|でいきたい|てまいりたい|でまいりたい|たい))"
    r"[。.]*$"
)
_REQUEST = re.compile(r"(?:いただき|頂き|ください|下さい|もらい|ほしい|欲しい|願い|くれ)|(?:か|のか)[。.]*$")
_ENGLISH_PROMISE = re.compile(
    r"(?:^|\b)(?:action(?: item)?\s*[:\-]|(?:will|shall|is to|are to|agreed to|undertook to)\s+"
    r"(?:circulate|report|check|send|provide|prepare|investigate|contact|confirm|follow|draft|consider|look|share|"
    r"publish|write|ask|arrange|update|bring|propose|review|explore|organi[sz]e|inform|distribute|post|raise))",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"メーリングリスト|メーリング・リスト|メールで|メールにて|メール上|電子メール|(?<![A-Za-z])ML(?![A-Za-z])|ＭＬ"
)
_DISCUSS = re.compile(
    r"(?:議論|検討|協議|意見交換|審議|意見|調整|相談|継続|続け|情報交換|やりとり|やり取り|進め|行い|行う|行な|募|照会|諮)"
)
_ENGLISH_DEFERRAL = re.compile(
    r"\b(?:discuss\w*|continue\w*|consider\w*|pursue\w*|resolve\w*|take\w*|taken|debate\w*|deal\w*|defer\w*|refer\w*|move\w*|follow\w*)\b"
    r".{0,120}\b(?:mailing[ -]list|e-?mail|on[ -](?:the[ -])?list|off-?line by e-?mail|the list)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each with its full stop."""
    for match in _SENTENCE.finditer(text):
        for sentence in _ENGLISH_SENTENCE.split(match.group().strip()):
            if sentence:
                yield sentence


def outcome(texts: list[str]) -> str:
    """What was decided, in the page's own words: the last such sentence, or the words that approve; '' for none."""
    found = ""
    for text in texts:
        for sentence in sentences(text):
            approved = _APPROVED.search(sentence)
            if approved:
                found = approved.group()
            elif _OUTCOME.search(sentence) or (sentence.isascii() and _ENGLISH_OUTCOME.search(sentence)):
                found = sentence
    return found


def is_promise(sentence: str) -> bool:
    """Whether the speaker says that they will do something; a request, a question or a report is none."""
    if sentence.isascii():
        return bool(_ENGLISH_PROMISE.search(sentence)) and not is_deferral(sentence)
    return (
        bool(_PROMISE.search(sentence)) and not _REQUEST.search(sentence[-12:]) and not is_deferral(sentence)
    )


def is_deferral(sentence: str) -> bool:
    """Whether the sentence sends discussion to the mailing list."""
    if sentence.isascii():
        return bool(_ENGLISH_DEFERRAL.search(sentence))
    where = _LIST.search(sentence)
    return bool(
        where and _DISCUSS.search(sentence, where.end()) and not re.search(r"した。?$|ました。?$", sentence)
    )
