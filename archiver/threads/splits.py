"""Splits: which answers begin a new subject.  A wrong split hides an answer, so doubt leaves a thread whole.

The case to catch: someone takes an old mail, presses "reply" for its addresses, deletes everything and types
another subject.  The measurements behind each rule are in docs/decisions/threads.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archiver.model import Envelope
from archiver.threads.edges import HeaderEdges

_HOUR = 3600
_WEEK = 7 * 24 * _HOUR
_ALIKE = 0.2
"""From this likeness on, two subjects may be one matter."""
_SAME = 0.5
"""From this likeness on, `(was: …)` names the subject answered."""

_FORMER = re.compile(r"[(\[]\s*(?:was\b|(?:旧|元)(?:件名|題)?\s*:)")
_TAG = re.compile(r"\[[^\[\]]*\]|【[^【】]*】")
_NUMBER = re.compile(r"[0-9]+")
_CONTENT = re.compile(r"[a-z]{3,}|[\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff]{2,}")
"""Words that carry a matter: Latin words, and runs of kanji or katakana; hiragana is mostly grammar."""
_COMMON_WORDS = """
the and for with from how about into not are new what can does you your
会議 調査 照会 依頼 連絡 資料 報告 案内 開催 日程 関係 予定 議題 回答 確認 検討 送付 提出 質問
"""
"""Words that unrelated mails share."""
_COMMON = frozenset(_COMMON_WORDS.split())
_SEQUEL = re.compile(
    r"^[\W_]*[ごお御]?(?:(?:出席|欠席|不?参加|受領|拝受|了承|賛成|反対|同意)(?![者簿会])|異議|問題(?:あり|な|ござ)|よろしく|宜しく|申し訳|すみません|回答|返答|返信|報告|了解|承知|感謝|ありがと|有難|[お御]礼|お世話|お疲れ|追記|追加|補足|訂正|修正"
    r"|差替|差し替え|再送|無題|(?:re|reply|answer|thanks?|ok|no subject)\b)"
    r"|^.{1,20}(?:ます|です|ました|でした|ません|ください|下さい)\W*$"
    r"|^[^\s。、]{1,10}[市町村区県府都道館課](?:(?:の|から)?(?:回答|分)|より|から|です)?\W*$"
    r"|(?:回答|返答|報告|追記|追加|補足|訂正|修正|差替え?|差し替え|再送)[版書]?[\W_]*$"
)
"""The subject says itself that it continues something, or says nothing at all."""
_GARBLED = re.compile(r"[\ufffd繧縺繝]|\?\?|\$b|=\?")
"""Undecodable, or (繧縺繝) UTF-8 that was read as Shift_JIS."""


def new_subjects(held: Mapping[str, Envelope], headers: HeaderEdges) -> dict[str, str]:
    """Key of an answer that begins a new subject → key of the message, or ghost, that it answered."""
    ghosts_subjects = _ghosts_subjects(held, headers)
    tellers: dict[str, str] = {}
    splits: dict[str, str] = {}
    for key, edge in headers.edges.items():
        answered = headers.nearest.get(key) or ghosts_subjects.get(edge.parent)
        if key not in held or not answered or held[key].base_subject == held[answered].base_subject:
            continue
        told = held[_teller(answered, held, headers, tellers)]
        if told.base_subject != held[key].base_subject and begins_anew(held[key], held[answered], told):
            splits[key] = headers.nearest.get(key, edge.parent)
    return splits


def _teller(key: str, held: Mapping[str, Envelope], headers: HeaderEdges, tellers: dict[str, str]) -> str:
    """The message, this or above it, whose subject says what `key` is about: 「了解しました」 says nothing."""
    line = [key]
    while line[-1] not in tellers:
        tellers[line[-1]] = line[-1]
        above = headers.nearest.get(line[-1])
        if above and _SEQUEL.search(held[line[-1]].base_subject):
            line.append(above)
    teller = tellers[line[-1]]
    tellers.update(dict.fromkeys(line, teller))
    return teller


def _ghosts_subjects(held: Mapping[str, Envelope], headers: HeaderEdges) -> dict[str, str]:
    """Key of a ghost → key of the answer that tells its subject: the first real reply, else the first answer."""
    telling: dict[str, str] = {}
    for key, edge in headers.edges.items():
        if key in held and edge.parent in headers.ghosts:
            first = held[telling.setdefault(edge.parent, key)]
            if _is_reply(held[key]) and not _is_reply(first):
                telling[edge.parent] = key
    return telling


def _is_reply(envelope: Envelope) -> bool:
    return envelope.is_reply or envelope.quotes


def begins_anew(answer: Envelope, answered: Envelope, told: Envelope) -> bool:
    """`told`: the mail, at or above the one answered, whose subject says what it is about."""
    now, former = declared(answer.base_subject)
    before, _ = declared(told.base_subject)
    if former and now != before and _likeness(former, told.base_subject) >= _SAME:
        return True
    if answer.is_reply and answer.quotes:
        return False
    if _GARBLED.search(now + before) or _SEQUEL.search(now):
        return False
    if answer.is_reply or answer.quotes:
        return _likeness(now, before) == 0
    if _one_sitting(answer, answered):
        return False
    return _likeness(now, before) < _ALIKE or (
        _other_number(now, before) and answer.seconds - answered.seconds > _WEEK
    )


def declared(base: str) -> tuple[str, str]:
    """`new (was: old)` → new, old; old is '' where none is named."""
    if not ("was" in base or "旧" in base or "元" in base):  # most subjects, in no time
        return base, ""
    found = _FORMER.search(base)
    return (base[: found.start()].strip(), base[found.end() :]) if found else (base, "")


def _one_sitting(answer: Envelope, answered: Envelope) -> bool:
    """Someone answers themselves within the hour: parts of a series, as `git send-email` makes them."""
    return answer.sender == answered.sender and abs(answer.seconds - answered.seconds) < _HOUR


def _likeness(one: str, other: str) -> float:
    """Share of the shorter subject's words that the other has too; 1 where that cannot be told."""
    words, others = _words(one), _words(other)
    if not words or not others or _is_latin(words) != _is_latin(others):
        return 1.0
    return len(words & others) / min(len(words), len(others))


def _words(base: str) -> set[str]:
    words: set[str] = set()
    for run in _CONTENT.findall(_TAG.sub(" ", base)):
        if run.isascii():
            words.add(run)
        else:
            words.update(run[index : index + 2] for index in range(len(run) - 1))
    return {word[:5] for word in words - _COMMON}


def _is_latin(words: set[str]) -> bool:
    return all(word.isascii() for word in words)


def _other_number(now: str, before: str) -> bool:
    """第2回 for 第1回, 7月 for 6月: last time's mail was taken for the next notice."""
    numbers, others = set(_NUMBER.findall(_TAG.sub(" ", now))), set(_NUMBER.findall(_TAG.sub(" ", before)))
    return not numbers <= others and not others <= numbers
