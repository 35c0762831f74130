"""References: what a message names outright (議題4, 資料3, 「題名」, a link) → the agenda items meant.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from archiver.links import item_path
from archiver.model import AgendaItem, HeldMeeting
from archiver.text import fold
from archiver.topics.naming.gatherings import Gatherings
from archiver.topics.naming.sentences import Sentences
from archiver.topics.reading import Passage, bare_subject

_DIGIT = r"(\d{1,2}|[一二三四五六七八九十]{1,3})(?![\d.])"
_NUMBER = rf"\s?(?:の|no\.?|#|第|[(\[])?\s?{_DIGIT}"
# 議題4件, 資料3部, 議題7/1: a count or a date is no name.
_NOT_A_COUNT = (
    r"(?!\s?(?:件|つ|個|点|部|枚|本|種|頁|ページ|年|月|日|時|分|名|人|回|円|%|団体|通|題|項目|[/:]\d))"
)
_ITEM = re.compile(
    rf"(?:議題|議案|議事|agenda items?){_NUMBER}{_NOT_A_COUNT}|(\d{{1,2}})\s?(?:番目の|つ目の|号)(?:議題|議案)"
)
_ENGLISH_ITEM = re.compile(rf"\bitems?{_NUMBER}{_NOT_A_COUNT}")
_OF_A_MEETING = re.compile(r"\b(?:meeting|agenda|minutes)\b")
_AND_ITEM = re.compile(
    rf"[号)\]]?(?:議案)?\s?(?:(と|及び|・|、|,|&|and)|(から|~|-|to))\s?(?:議題|第)?\s?{_DIGIT}{_NOT_A_COUNT}"
)
"""議題3と4, 議題1~3."""
_DOCUMENT = re.compile(rf"(?:資料|document|paper){_NUMBER}{_NOT_A_COUNT}")
_QUOTED = re.compile(r"[「『“\"]([^「」『』“”\"\n]{4,60})[」』”\"]")
_POINTER = re.compile(r"[議「『“\"]|資料|item|document|paper")
_NAMES = re.compile("|".join(each.pattern for each in (_ITEM, _ENGLISH_ITEM, _DOCUMENT, _QUOTED)))
"""A sentence without any of these names nothing."""
_SENTENCE = re.compile(r"[^。!?\n]+")
_DIGITS = {character: value for value, character in enumerate("一二三四五六七八九", 1)}
# What stands in a sentence that means the item of another meeting, or says that it means none.
_ELSEWHERE = re.compile(
    r"次回|来年|今度の|来週|来月|前々回|昨年|next (?:meeting|year)|とは別|以外"
    r"|では(?:なく|ありません)|関係(?:は|が)?(?:ない|ありません)"
)
_BODY = re.compile(r"(\w{1,20}会議?)の?(?:議題|議案|資料)\W?\d")
_THIS_BODY = re.compile(r"^(?:先日|前回|今回|先般|先週|先月|本日|昨日|当日|本|同|\d+月)*の?(?:会議?)?$")
_GATHERING = re.compile(
    r"([^\W\d_ぁ-ん]{2,20}?(?:協議会|説明会|委員会|部会|審議会|研究会|連絡会|総会|懇談会|検討会|理事会|連合会|大会|会議))(?![^\W\d_ぁ-ん]*[録案費])"
)
_OWN_PAPER = re.compile(r"添付|別紙|同封|attach")
_TRAILER = re.compile(r"(?:(?:について|に関して|に関する件|の件)(?:の?お?(?:願い|伺い|知らせ|尋ね))?)$")
_HEAD = re.compile(
    r"^(?:第[\d一二三四五六七八九十]{1,3}号議案|(?:議題|議案|日程)\s?第?[\d一二三四五六七八九十]{1,3}号?)[\s::.、]*"
)
"""What numbers a title is not part of it."""
JOINT = re.compile(r"と|及び|並びに|、|,|・|/|&|\band\b")
_NO_LETTER = re.compile(r"[\s・、,。.()「」『』【】]+")
_TITLE_PART = 6
"""Characters of a title that name its item, if only one item of the meeting has them."""
_CERTAIN = {"reference": 0.95, "link": 0.95, "title": 0.92, "passage": 0.9, "document": 0.88}
_LASTING = ("link", "passage")
"""These count as much in a late message."""
_OPENING = 2
"""So many mails of a thread may cite a sentence of the minutes: who goes on from one says so at the beginning."""
_BY_THE_WAY = re.compile(r"なお|ちなみに|ところで|追伸|余談|p\.?s\b|by the way")
_ASIDE = 0.4
_LATE, _STEP = 0.6, 0.1
"""A reference counts a tenth less in each later message, down to this share."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Item `item` (order) of the meeting at `meeting` in the index is named in message `number`."""

    meeting: int
    item: int
    score: float
    evidence: str
    number: int


class Naming(NamedTuple):
    """An item that one message names, wherever in its thread it stands."""

    kind: str
    meeting: int
    item: int
    stress: float
    evidence: str


def is_opening(number: int) -> bool:
    """Whether message `number` of a thread may cite a sentence of the minutes."""
    return number <= _OPENING


def referring(named: Iterable[Iterable[Naming]]) -> list[Reference]:
    """Every item that the messages of a thread name, each by the reference that counts most."""
    best: dict[tuple[int, int], Reference] = {}
    for number, namings in enumerate(named, 1):
        for each in namings:
            found = _reference(each, number)
            known = best.get((found.meeting, found.item))
            if known is None or known.score < found.score:
                best[found.meeting, found.item] = found
    return [best[key] for key in sorted(best)]


def _reference(named: Naming, number: int) -> Reference:
    fade = 1.0 if named.kind in _LASTING else max(_LATE, 1 - _STEP * (number - 1))
    score = _CERTAIN[named.kind] * (fade * named.stress)
    return Reference(named.meeting, named.item, score, named.evidence, number)


def _naming(kind: str, meeting: int, item: int, sentence: str, stress: float = 1.0) -> Naming:
    return Naming(kind, meeting, item, stress, f"{kind}: 議題{item} (「{_shortened(sentence)}」)")


def plain(title: str) -> str:
    """A title for comparison: folded, without its number, について, blanks and punctuation."""
    return _TRAILER.sub("", _NO_LETTER.sub("", _HEAD.sub("", fold(title).strip())))


class Index:
    """The held meetings, oldest first, made ready to be referred to."""

    def __init__(self, meetings: Sequence[HeldMeeting]) -> None:
        self.meetings = meetings
        self._gatherings = Gatherings(meetings)
        self._titles = [
            {item.order: plain(item.title) for item in held.meeting.agenda_items} for held in meetings
        ]
        self._sentences = Sentences(meetings)
        self._documents = [_documents(held.meeting.agenda_items) for held in meetings]

    def latest(self, day: date) -> int:
        """The latest meeting held by that day, -1 none."""
        return self._gatherings.latest(day)

    def named(self, passage: Passage) -> int:
        """The meeting that a message names; -1 none."""
        return self._gatherings.named(f"{passage.subject}\n{passage.text}", passage.day)

    def is_elsewhere(self, opening: Passage) -> bool:
        """The subject announces a gathering that is not ours (県協議会の開催について): its numbers are not ours."""
        here = self.latest(opening.day)
        ours = [self._gatherings.titles[here], *self._titles[here].values()] if here >= 0 else []
        announced = _GATHERING.findall(bare_subject(opening.subject))
        return any(not any(name in title for title in ours) for name in announced)

    def naming(self, passage: Passage, *, is_elsewhere: bool) -> Iterator[Naming]:
        """What a passage names.  `is_elsewhere`: its thread announces a gathering that is not ours."""
        text = f"{passage.subject}\n{passage.text}"
        yield from self._links_to_items(text)
        opening = f"{passage.text}\n{passage.quoted}" if is_opening(passage.number) else ""
        for place, item, sentence in self._sentences.quoted(opening):
            yield _naming("passage", place, item, sentence)
        if not passage.subject and not _POINTER.search(text):
            return
        told = [
            (at, sentence)
            for at, sentence in enumerate(_SENTENCE.findall(text))
            if _NAMES.search(sentence) or (at == 0 and passage.subject)
        ]
        if not told:
            return
        named = self.named(passage)
        meeting = named if named >= 0 else self.latest(passage.day)
        if meeting < 0:
            return
        for at, sentence in told:
            stress = _ASIDE if _BY_THE_WAY.match(sentence.strip()) else 1.0
            is_subject = at == 0 and bool(passage.subject)
            for kind, item in self._in_sentence(sentence, meeting, passage.day, is_subject=is_subject):
                if is_elsewhere and named < 0 and kind != "title":
                    continue
                yield _naming(kind, meeting, item, sentence, stress)
        for item in self._in_subject(bare_subject(passage.subject), meeting):
            yield _naming("title", meeting, item, passage.subject)

    def _links_to_items(self, text: str) -> Iterator[Naming]:
        if "#item-" not in text:
            return
        for place, held in enumerate(self.meetings):
            for item in held.meeting.agenda_items:
                path = fold(item_path(held.slug, item.order))
                if re.search(rf"{re.escape(path)}(?!\d)", text):
                    yield _naming("link", place, item.order, path)

    def _in_sentence(
        self, sentence: str, meeting: int, day: date, *, is_subject: bool
    ) -> Iterator[tuple[str, int]]:
        if _ELSEWHERE.search(sentence):
            return
        for match in _QUOTED.finditer(sentence):
            for order in self._titled(match[1], meeting):
                yield "title", order
        found = [*self._numbered(sentence, meeting, is_subject=is_subject)]
        if found and not self._other_body(sentence, meeting, day):
            yield from found

    def _numbered(self, sentence: str, meeting: int, *, is_subject: bool) -> Iterator[tuple[str, int]]:
        for number in _numbers(sentence, is_subject=is_subject):
            if number in self._titles[meeting]:
                yield "reference", number
        if not _OWN_PAPER.search(sentence):
            for match in _DOCUMENT.finditer(sentence):
                if order := self._documents[meeting].get(_number(match[1]), 0):
                    yield "document", order

    def _other_body(self, sentence: str, meeting: int, day: date) -> bool:
        """The sentence speaks of a gathering that is not one of ours: 県協議会の議題3, 11月1日の総会の議題2."""
        for match in _BODY.finditer(sentence):
            body = match[1].rpartition("の")[2]
            if not _THIS_BODY.match(match[1]) and body not in self._gatherings.titles[meeting]:
                return True
        mentions = self._gatherings.mentions(sentence, day)
        return any(each.is_gathering and each.place < 0 for each in mentions)

    def _in_subject(self, words: str, meeting: int) -> list[int]:
        """The items that a subject has the titles of: one, or several side by side (夏祭りと防犯カメラについて)."""
        parts = JOINT.split(words)
        whole = self._titled(words, meeting)
        if whole or len(parts) == 1:
            return whole
        return [item for part in parts for item in self._titled(part, meeting)] or self._hinted(
            parts, meeting
        )

    def _hinted(self, parts: Sequence[str], meeting: int) -> list[int]:
        """予算の件とXPの件: words that each stand in one title alone, where they all do."""
        wanted = [plain(part) for part in parts]
        found = [
            [order for order, title in self._titles[meeting].items() if word in title] for word in wanted
        ]
        is_told = all(len(items) == 1 for items in found) and all(len(word) > 1 for word in wanted)
        return [items[0] for items in found] if is_told else []

    def _titled(self, words: str, meeting: int) -> list[int]:
        """The item that has these words as its title, or alone of all has them in its title."""
        wanted = plain(words)
        if len(wanted) < 2:
            return []
        titles = self._titles[meeting]
        whole = [order for order, title in titles.items() if len(title) >= 4 and title in wanted]
        if whole:
            return whole
        part = [order for order, title in titles.items() if wanted in title]
        is_long = len(part) == 1 and len(wanted) * 2 >= min(2 * _TITLE_PART, len(titles[part[0]]))
        return part if is_long else []


def _documents(items: Sequence[AgendaItem]) -> dict[int, int]:
    """Document number → order of the item that was explained from it; where no item says, the numbers are the same."""
    found: dict[int, int] = {}
    for item in items:
        for match in _DOCUMENT.finditer(fold(item.text)):
            found.setdefault(_number(match[1]), item.order)
    return found or {item.order: item.order for item in items}


def _numbers(sentence: str, *, is_subject: bool) -> Iterator[int]:
    """The numbers of items that a sentence names; `item 4` alone is one in a subject, or beside `meeting`."""
    found = list(_ITEM.finditer(sentence))
    if not found and (is_subject or _OF_A_MEETING.search(sentence)):
        found = list(_ENGLISH_ITEM.finditer(sentence))
    for match in found:
        last = _number(next(filter(None, match.groups())))
        yield last
        following = _AND_ITEM.match(sentence, match.end())
        while following:
            number = _number(following[3])
            yield from range(last + 1, number) if following[2] else ()
            yield number
            last, following = number, _AND_ITEM.match(sentence, following.end())


def _number(written: str) -> int:
    """4, 四 and 十四 → 4, 4, 14."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _DIGITS.get(written, 0)
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def _shortened(sentence: str) -> str:
    sentence = sentence.strip()
    return sentence if len(sentence) <= 40 else f"{sentence[:40]}…"
