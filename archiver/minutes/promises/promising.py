"""Promises and deferrals: a sentence → whether somebody says they will act, or sends discussion to the list."""

from __future__ import annotations

import re

from archiver.minutes.page.blocks import HALF_WIDTH
from archiver.minutes.page.speakers import is_role
from archiver.minutes.sentences import is_english

_SAYING = "報告|説明|紹介|回答|お答え|お知らせ|お伝え|案内|答弁|お示し|お話し?|お願い|提案|提出"
"""Acts that a speaker performs by saying so: 報告いたします is a promise only with a word for later."""
_ACTS = (
    "情報提供|提供|提示|検討|確認|調査|対応|周知|連絡|努力|尽力|準備|送付|送信|配信|配[付布]|共有|調整|実施"
    "|作成|公表|公開|掲載|整理|"
    "通知|照会|依頼|要望|相談|協議|手配|改善|修正|更新|精査|集約|取りまとめ|とりまとめ|反映|検証|研究|協力|支援|"
    "用意|見直し?|回覧|展開|働きかけ|呼びかけ|分析|把握|発信|手続き?|交渉|フォロー|アンケート"
)
_STEMS = (
    r"(?:伝え|知らせ|調べ|進め|努め|まとめ|定め|決め|始め|改め|深め|集め|高め|広め|答え|つなげ|働きかけ|呼びかけ|届け|設け|考え"
    r"|取り入れ|取り組[みん]?|示し?|行[いっ]?|回し?|流し?|出し?|探し?|諮[りっ]?|図[りっ]?|配[りっ]?|送[りっ]?|作[りっ]?)"
)
_DONE_LATER = (
    r"(?:する|します|いたします|致します|したい|いたしたい|していく|していきます|していきたい|してまいる"
    r"|してまいります|してまいりたい"
    r"|して参ります|して参りたい|しておく|しておきます|してみる|してみます|してみたい|させていただく"
    r"|させていただきます|させていただきたい"
    r"|を行う|を行います|を行いたい|を行っていく|を行っていきたい|を行ってまいります|を行ってまいりたい"
    r"|を進める|を進めます|を進めていく"
    r"|を進めていきたい|を進めてまいります|を図る|を図ります|を図っていく|を図ってまいります)"
)
_STEM_LATER = (
    r"(?:る|ます|たい|う|す|む"
    r"|[てで](?:いく|いきます|いきたい|まいります|まいりたい|おく|おきます|おきたい|みる|みます|みたい))"
)
_TAIL = (
    r"(?:予定(?:である|です|としている)?|こととする|こととしたい|こととしている|ことにする|ことにしたい"
    r"|つもり(?:である|です)|ものとする|よう(?:に|努力|努め)\S{0,10})?"
    r"(?:と(?:思う|思います|思っている|思っております|考える|考えます|考えている|考えております|存じます))?"
    r"(?:ところ(?:である|です)|次第(?:である|です))?"
)
_PROMISE = re.compile(
    rf"(?:(?:{_ACTS}|(?P<saying>{_SAYING}))(?:を|は|も)?{_DONE_LATER}|(?P<stem>{_STEMS}){_STEM_LATER}){_TAIL}[。.]*$"
)
_LATER = re.compile(
    r"後日|後ほど|のちほど|近日|次回|今後|別途|改めて|あらためて|追って|次第|早急|早め|速やか|メール|来週|来月|来年|翌"
    r"|までに|以降|会議後|終了後|予定(?:である|です|し)"
    r"|(?:し|って)ていき|ていく|てまいり|努力|努め|こととする|\d+月|\d+日"
)
_STEM_IS_PLAIN = re.compile(r"^(?:考え|決め|定め|出|行|示|進め)")
"""Stems of everyday verbs: a promise only with an ending of intent."""
_BY_THEN = re.compile(r"次回|後日|追って|までに")
_INTENT = re.compile(r"(?:たい|ていく|ていきます|てまいります|ます|予定|こととする|努める|う)\S{0,14}。*$")
_NOT_OURS = re.compile(
    r"(?:いただき|頂き|いただけ|ください|下さい|もらい|もらえ|ほしい|欲しい|願い|お願い|くれ|ものと(?:思"
    r"|考)|べき|必要|(?:であろう|だろう|と思われる|とのこと))"
    r"|(?:のか|ますか|すか|るか|いか|うか)[。.]*$"
)
_REPORTED = re.compile(
    r"(?:こと(?:とした|となった|とされた|になった|にした)|(?:との|旨の?)(?:回答|発言|答弁|返答|意向)が?(?:あった|示された|なされた)"
    r"|と(?:回答|答弁|返答)(?:があった|した|された))(?=。*$)|こととし、.*$"
)
"""How a narrative tells what somebody promised."""
_OFFER = re.compile(r"(?:させて|して)(?:いただき|頂き|いただく|頂く)(?:ます|たい|)\S{0,14}。*$")
_TODO = re.compile(
    r"^\W{0,2}(?:宿題|対応事項|アクション(?:アイテム)?|to-?do|action(?: items?| point)?)\W{0,2}\s?[:\uff1a\]】-]",
    re.IGNORECASE,
)

_TODO_FOR = re.compile(
    r"^\W{0,2}(?:宿題|対応|to-?do|action(?: items?| point)?)\s?"
    r"[(\uff08\[](?P<owner>[^()\uff08\uff09\[\]]{1,40})[)\uff09\]]\s?[:\uff1a]",
    re.IGNORECASE,
)
"""`ACTION (Secretary): …`"""
_DECIDED = re.compile(r"^\W{0,2}(?:決定(?:事項)?|結論|結果)\s?[:\uff1a]\s?")
"""What the minutes set before a decision is nobody who could promise."""
_VERBS = (
    "circulate|report|check|send|provide|prepare|investigate|contact|confirm|follow|draft|consider|look"
    "|share|publish|write|"
    "ask|arrange|update|bring|propose|review|explore|organi[sz]e|inform|distribute|post|raise|collect"
    "|ensure|forward|submit|"
    "set up|work|complete|produce|notify|find|email|e-mail|liaise|chase|speak|talk|announce|present"
    "|summari[sz]e|make|add|"
    "create|schedule|invite|compile|gather|discuss|try|get|put|take|give|revise|amend|sort|remind|sign|book"
    "|study|examine"
)
_ENGLISH_PROMISE = re.compile(
    rf"\b(?:will|shall|is to|are to|agreed to|undertook to|promised to|volunteered to|'ll)\s+(?:also |then "
    rf"|now )?(?:{_VERBS})\b"
    r"|\b(?:I|[Ww]e)(?:'ll| will| shall)\s+(?:also |then |now )?(?!not\b|be\b|have\b|need\b|see\b|never\b)[a-z]{3,}"
    rf"|^\W*(?!Nothing|None|No\b)(?P<owner>[A-Z][\w.]{{0,30}}(?: [A-Z][\w.]{{0,30}}){{0,3}}) to (?:{_VERBS})\b",
)
_ENGLISH_OWNER = re.compile(
    r"(?:^|[:;,.]\s*|\b(?:and|that) )(?P<owner>[A-Za-z][\w.'-]{0,30}(?: [\w.'-]{1,30}){0,4}?)"
    r"(?:'ll|\s+(?:will|shall|is|are|agreed|undertook|promised|volunteered|to))\s+"
    rf"(?:to )?(?:also |then |now )?(?:{_VERBS})\b"
)
_CHARGED = re.compile(r"(?P<owner>[A-Za-z][\w.'-]{0,30}(?: [\w.'-]{1,30}){0,3}?) to (?=[a-z])")
"""`Treasurer to close the account`, where a task is set: any verb will do."""
_ENGLISH_PASSIVE = re.compile(
    r"\b(?:this|that|it|which|there|these)\s+(?:will|shall)\b|\bhad agreed\b|\?\s*$", re.IGNORECASE
)
_PRONOUN = re.compile(r"^(?:i|we|he|she|they)$", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:^|[、はも])(?P<owner>[^\s、。はもをに]{1,20}?)(?:において|から|より|にて|側で|で|が)"
)
_TOPIC = re.compile(r"(?:^|、)(?P<owner>[^\s、。はもをに]{1,20}?)(?:は|も)")

_LIST = r"(?:メーリング・?リスト|(?<![A-Za-z])ML(?![A-Za-z])|電子?メール|Eメール|e-?mail|メール|掲示板)"
_MATTER = (
    r"(?:議論|検討|協議|意見|審議|調整|相談|継続|続[けき]|情報交換|やりとり|やり取り|進め"
    r"|行[いうなっ]|募|諮|討議|話し合|詰め|引き継|継い)"
)
_DEFERRAL = re.compile(
    rf"{_LIST}(?:の中|上|など|等|グループ)?(?:にて|において|で|に|へ|を(?:活用|利用|使用|使|通じ"
    rf"|介し)[^。、]{{0,6}})(?:も|は)?、?[^。、]{{0,24}}?"
    rf"(?:{_MATTER}|移[しすり]|委ね|場を)"
    rf"|{_MATTER}[^。]{{0,40}}{_LIST}(?:にて|において|で|上で)?(?:。*$|を(?:活用|利用|使)|に(?:移|委ね|て。)|へ)",
    re.IGNORECASE,
)
_SENT_BY_LIST = re.compile(
    rf"{_LIST}(?:にて|で|により|を通じて)(?:[^。、]{{0,16}})(?:送付|送信|配信|配[付布]|連絡|周知|回答|提供"
    rf"|報告|案内|通知|お知らせ)"
)
_PAST = re.compile(r"(?:した|された|ていた|った|ました|いる|おり|いた)[。.]*$")
_RESOLVED = re.compile(
    r"(?:こと|旨|もの)(?:と|に|で|が|を)[^。]{0,16}[。.]*$|(?:申し合わせ|決定し|合意し)[^。]{0,6}[。.]*$"
)
_ENGLISH_LIST = (
    r"(?:mailing[ -]?list|e-?mail list|by e-?mail|via e-?mail|over e-?mail|on e-?mail"
    r"|on[ -]list|on (?:the|its|our) (?:\w+[' -]?s? ){0,2}list|to (?:the|its|our) (?:\w+[' -]?s? ){0,2}list)\b"
)
_ENGLISH_DEFERRAL = re.compile(
    r"\b(?:discuss\w*|continu\w+|consider\w*|pursue\w*|resolv\w+|take\w*|taken|took|debate\w*|deal\w*"
    r"|defer\w*|refer\w*|move\w*|"
    rf"settle\w*|conclude\w*|decide\w*|vote\w*|carry|carried|details?)\b.{{0,120}}?\b{_ENGLISH_LIST}",
    re.IGNORECASE,
)
_ENGLISH_DONE = re.compile(
    r"\b(?:was|were|had been|has been|have been|we) (?:\w+ )?(?:discussed|considered|debated|decided"
    r"|resolved|conducted)\b",
    re.IGNORECASE,
)


def is_promise(sentence: str) -> bool:
    """Whether the speaker says that they will do something; a request, a question or a report is none."""
    sentence = sentence.translate(HALF_WIDTH)
    if is_deferral(sentence):
        return False
    if _TODO.match(sentence) or _TODO_FOR.match(sentence):
        return True
    if is_english(sentence):
        return bool(_ENGLISH_PROMISE.search(sentence)) and not _ENGLISH_PASSIVE.search(sentence)
    match = _PROMISE.search(sentence)
    if match is None:
        return False
    if _NOT_OURS.search(sentence[match.start() :]) and not _OFFER.search(sentence):
        return False
    if match["saying"]:
        is_polite = re.search(r"(?:ます|ております|存じます)[。.]*$", sentence)
        return not is_polite or bool(_LATER.search(sentence))
    if match["stem"] and _STEM_IS_PLAIN.match(match["stem"]):
        is_meant = _INTENT.search(sentence) or (match["stem"] in ("示", "出") and _BY_THEN.search(sentence))
        return bool(_LATER.search(sentence)) and bool(is_meant)
    return True


def promised_by(sentence: str, speaker: str) -> list[str]:
    """The owner of the promise that a sentence makes: whom it names, else its speaker.

    Nothing where it makes none; '' for a task that is set but given to nobody.  A narrative promises only for
    somebody whom it names.
    """
    sentence = _DECIDED.sub("", sentence)
    if charge := _TODO_FOR.match(sentence):
        return [charge["owner"].strip()]
    told = _REPORTED.sub("", sentence) if not speaker else sentence
    if not is_promise(told):
        return []
    todo = _TODO.match(sentence)
    rest = sentence[todo.end() :].strip() if todo else sentence.lstrip("・•*- \u3000")
    if is_english(sentence):
        charged = _CHARGED.match(rest) if todo else None
        owner = (charged["owner"] if charged else _english_owner(rest)) or speaker
    elif todo or not speaker:
        owner = _japanese_owner(rest, at_last=told != sentence) or speaker
    else:
        owner = speaker
    return [owner] if owner or todo else []


def is_deferral(sentence: str) -> bool:
    """Whether the sentence sends discussion to the mailing list."""
    sentence = sentence.translate(HALF_WIDTH)
    if is_english(sentence):
        return bool(_ENGLISH_DEFERRAL.search(sentence)) and not _ENGLISH_DONE.search(sentence)
    if not _DEFERRAL.search(sentence) or _SENT_BY_LIST.search(sentence):
        return False
    return not _PAST.search(sentence) or bool(_RESOLVED.search(sentence))


def _english_owner(rest: str) -> str:
    match = _ENGLISH_OWNER.search(re.sub(r"^\W*(?:\d{1,3}\.)*\d{1,3}\.?\s+", "", rest))
    if match is None or _PRONOUN.match(match["owner"]):
        return ""
    return re.sub(r"^(?:and|the|that|then)\s+", "", match["owner"], flags=re.IGNORECASE)


def _japanese_owner(rest: str, *, at_last: bool) -> str:
    """The first person or office that a sentence names as acting; the last where it tells who answered whom."""
    named = re.match(r"(?P<owner>[^\s、。:\uff1a]{1,20})\s?[:\uff1a]", rest)
    if named:
        return named["owner"]
    matches = [*_OWNER.finditer(rest), *_TOPIC.finditer(rest)]
    if at_last:
        matches.sort(key=re.Match.start)
    owners = [match["owner"] for match in matches if is_role(match["owner"])]
    return (owners[-1] if at_last else owners[0]) if owners else ""
