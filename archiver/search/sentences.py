"""Sentences: a question as one would ask a colleague → the queries of its words.  Pure.

Japanese is written without blanks, so クラウドについて何が決まったか is one word to a search that finds exactly what
was typed.  Where that finds nothing, the words that carry the meaning may.  They are told by their script, without a
dictionary: kanji, katakana, Latin letters and digits carry it; hiragana mostly joins them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from archiver.search.dates import period
from archiver.search.fields import written_time
from archiver.search.reading import Term, read
from archiver.text import fold

_KANJI = "\u3400-\u9fff\uf900-\ufaff々〆ヶケ"
_OKURIGANA = "いきしちみりぎじびえけせべめれげぜ"
"""Between two kanji they make one word of them: 申し込み, 取り組み, 打ち合わせ."""
_RUN = re.compile(
    rf"(?P<kanji>(?:[{_KANJI}][{_OKURIGANA}](?=[{_KANJI}]))+[{_KANJI}]+(?:わせ|[みりきせけえちび])?|[{_KANJI}]+)"
    r"|(?P<katakana>[ァ-ヺー]{2,})"
    r"|(?P<kana>[ぁ-ゖー]+)|(?P<latin>[0-9A-Za-zÀ-ɏ]+(?:(?:[-.'/_]|,(?=[0-9]{3}))[0-9A-Za-zÀ-ɏ]+)*)"
)
_PARTICLE = re.compile("から|まで|より|など|[のをがはにへとでもや]|$")
_JOINING = re.compile(
    "(?:について|につい|に関|に対|における|において|による|によって|のため|ための|ために|として|という|といった|とは|とか|など"
    "|から|まで|より|だけ|ばかり|ほど|くらい|ぐらい|しか|さえ|こそ|でも|には|では|への|へは|ながら|ので|のに|けど|けれども"
    "|どう|どこ|どの|どれ|どんな|どちら|いつ|だれ|なに|なぜ|いくら|いくつ|これ|それ|あれ|この|その|あの|ここ|そこ"
    "|こと|もの|ところ|とき|ため|よう|ほう|わけ|はず|つもり|みたい|らしい|そう"
    "|でしょう|でした|です|でき|だった|だろう|ではない|ませんか|ません|ましょう|ました|ますか|ます|ください|くださった"
    "|している|していた|してい|しました|します|した|する|して|され|させ|せず|なかった|ない|なく|なった|なり|なる"
    "|あった|あり|ある|おり|いる|いた|いない|いう|いい|よい|たい|った|って|たら|れば|なら|ぬ"
    "|[のをがはにへとでもやかねよなぞさわしてたうるすくまいりれえ])+"
)
_JOINED_ON = re.compile("(?:について|における|による|に関する|からの|[のをがはにへとでもや])$")
_NO_NEWS = frozenset(
    "何 何か 誰 件 事 話 方 所 時 物 為 私 我々 皆 皆様 今 後 前 中 上 下 間 際 等 様 的 内容 関係 場合 教 "
    "a about all an and answer any are as at be been but by can could did discuss discussed do does find for from had "
    "has have how i in is it me of on or our please said say shall should show so tell that the their there they this "
    "to us was we were what when where which who whom why will with would you your".split()
)
"""Words that stand in any question."""
_PERIOD = re.compile(
    r"(?:一昨|先々|[今本先昨去前])(?:年度|[年月週日])?(?:の?(?:[春夏秋冬]|[0-9]{1,2}月))?"
    r"|(?:(?:明治|大正|昭和|平成|令和)(?:元|[0-9]{1,2})|[0-9]{4})年(?:度|の?[春夏秋冬]|[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    r"|(?<![0-9a-z])(?:[mtshr][0-9]{1,2}|(?:19|20)[0-9]{2})[./-][0-9]{1,2}(?:[./-][0-9]{1,2})?(?![0-9])"
    r"|\b(?:last|this)[ -](?:year|month|week|spring|summer|autumn|fall|winter)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r"(?<!\S)(?!AND(?!\S))\S*[\w\"「」()]\S*")
"""What stands between the words and is more than a sign or AND."""
_STEM = 5
"""Letters from which a Latin word may end otherwise: answer* finds answered."""


def of_words(text: str, today: date) -> list[str]:
    """The queries that a question may have meant, the narrowest first; [] where it has one word and nothing to drop.

    All its words, as far as they stand together; each word alone; at any time; any of them.  Fields, phrases in
    quotation marks and words with a minus sign stay as they were typed.  `today` tells what 先月 is.
    """
    root, _ = read(text)
    if len(root.alternatives) != 1:
        return []
    plain = [each for each in root.alternatives[0] if isinstance(each, Term) and _is_plain(each)]
    kept = " ".join(_KEPT.findall(_without([each.span for each in plain], text)))
    said = unicodedata.normalize("NFKC", " ".join(each.text for each in plain))
    is_english = said.isascii()
    periods = [each.group() for each in _PERIOD.finditer(said) if period(_as_value(each.group()), today)]
    for each in periods:
        said = said.replace(each, " ", 1)
    within = " ".join(_within(_as_value(each), is_english=is_english) for each in periods)
    runs = list(_runs(said))
    together, apart = _words(runs, is_apart=False), _words(runs, is_apart=True)
    any_ = [each for each in apart if len(each) > 1]
    # A word of a sentence may end otherwise where it stands; to look for beginnings takes longest.
    bent = [f"{each}*" if _may_end_otherwise(each) else each for each in apart]
    is_sentence = within or together != said.split()
    queries = [[" ".join(together), kept, within], [" ".join(bent if is_sentence else apart), kept, within]]
    if within and together:
        queries.append([" ".join(together), kept])  # whoever remembers when may be wrong
    if len(any_) > 1:
        alternatives = " OR ".join(any_)
        queries += [[f"({alternatives})", kept, within]] if kept or within else []
        queries += [] if kept else [[alternatives]]
    found = [" ".join(" ".join(query).split()) for query in queries if query[0] or within]
    return [each for each in dict.fromkeys(found) if fold(each) != fold(" ".join(text.split()))]


def is_news(word: str) -> bool:
    """Whether a word says what a question is about: `what` and `did` do not."""
    return word.casefold() not in _NO_NEWS


def _within(value: str, *, is_english: bool) -> str:
    return written_time(value, "en" if is_english or value.startswith(("last-", "this-")) else "ja")


def _is_plain(term: Term) -> bool:
    return not (term.is_quoted or term.is_negated or term.text.endswith("*"))


def _without(spans: Sequence[tuple[int, int]], text: str) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())


def _as_value(text: str) -> str:
    """A period as it stands after a field: without blanks."""
    return fold(text).replace(" ", "-")


def _words(runs: Sequence[tuple[str, int]], *, is_apart: bool) -> list[str]:
    """The words that carry the meaning, each once.  `is_apart`: 自治体クラウド is two, 資料4 is one."""
    found: list[str] = []
    end = -1
    for text, start in runs:
        if start == end and (not is_apart or found[-1][-1].isdecimal() or text[0].isdecimal()):
            found[-1] += text
        else:
            found.append(text)
        end = start + len(text)
    return [each for each in dict.fromkeys(found) if is_news(each)]


def _may_end_otherwise(word: str) -> bool:
    return word.isascii() and word.isalpha() and len(word) >= _STEM


def _runs(said: str) -> Iterator[tuple[str, int]]:
    """Runs of one script that carry meaning, and where each begins."""
    end, is_stem = -1, False
    for run in _RUN.finditer(said):
        text, start = run.group(), run.start()
        is_joined = start == end
        end = run.end()
        if run["kana"]:
            text = (
                ""
                if is_stem and is_joined
                else _kana(text, is_joined=is_joined, is_last=not _RUN.match(said, end))
            )
            start = run.start() + run.group().find(text)
        is_stem = bool(run["kanji"]) and len(text) == 1 and _is_inflected(said[end:])
        if text and not is_stem:
            yield text, start


def _kana(text: str, *, is_joined: bool, is_last: bool) -> str:
    """A word in hiragana without what joins it to others: ごみ of ごみの; '' for what only joins."""
    if _JOINING.fullmatch(text):
        return ""
    if is_joined:
        text = _JOINING.sub("", text, count=1) if _JOINING.match(text) else text
    if not is_last:
        text = _JOINED_ON.sub("", text)
    return text if len(text) > (2 if is_joined else 1) else ""


def _is_inflected(after: str) -> bool:
    """Whether a single kanji is the stem of a verb or adjective: 決まった, 高い; not before a particle: 国は."""
    return bool(re.match("[ぁ-ゖ]", after)) and not _PARTICLE.match(after)
