"""Likeness: how much a thread speaks of what an agenda item speaks of, by the terms that few others have.  Pure.

docs/decisions/topics.md has what was tried.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from statistics import fmean

from archiver.model import AgendaItem
from archiver.text import fold, join_lines
from archiver.topics.terms import stem, terms, words

Vector = Mapping[str, float]

_FORMULA = re.compile(
    r"事務局(?:から|より)|(?:資料|document|paper)\s?\d*に基づき|(?:質疑応答|説明|報告)(?:が|を)?(?:行|あ|な|の|し)[^、。\s]{0,4}"
    r"|特に質問・?意見等はなく|以下の|原案のとおり|(?:承認|了承|可決|決定)(?:された|した|となった)|異議な[しく]|全会一致"
)
"""How minutes tell that an item was explained, talked of and carried, whatever it was about."""
_FORMAL = re.compile(
    r"(?:\W|\d)*(?:そ(?:の)?他(?:の?(?:事項|案件|報告|連絡))?|(?:報告|連絡|協議|審議)事項|諸報告|開会|閉会|挨拶)(?:について)?(?:\W.*)?"
    r"|(?:\W|\d)*(?:any other business|aob|apologies(?: for absence)?|correspondence|matters arising|welcome|closing)"
)
"""Titles of what every agenda has: they say nothing of what is talked of."""
_SAYING_LITTLE = frozenset(
    "会議 開催 日程 資料 報告 調査 照会 依頼 回答 検討 関係 予定 結果 提出 議題 情報 状況".split()
)
"""Words of subjects that any matter may have."""
TITLE, SPEECHES, ALIKE = 1.0, 1.0, 0.7
"""Weights of an item's title, of what was said under it, and of what was said under items with a similar title."""
_ALIKE_FROM, _ALIKE_MOST = 0.15, 10
NEAREST, _NEAREST = 1.2, 20
"""Weight and number of the items of other meetings whose speeches are most like the text: what they were called."""


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item made ready: terms of its title, terms of what was said under it, and the words of both."""

    title: Counter[str]
    said: Counter[str]
    words: tuple[str, ...]

    def is_named_by(self, words: Collection[str]) -> bool:
        """Words that hold most of the title name the item, however short it is."""
        pairs = {term for term in self.title if len(term) > 1}
        found = {term for word in words for term in terms(word)}
        return bool(pairs) and len(pairs & found) * 2 > len(pairs)

    def has(self, term: str) -> float:
        """How much a word is the item's own: 1 in its title, half where it was only said."""
        return 1.0 if term in self.title else 0.5 if term in self.said else 0.0

    @classmethod
    def of(cls, item: AgendaItem, nameless: Callable[[str], str] = str) -> Item:
        """`nameless` takes out of what was said who was there."""
        title, said = fold(item.title), nameless(spoken(item))
        title = "" if _FORMAL.fullmatch(title.strip(" .")) else title
        return cls(terms(title), terms(said), tuple(dict.fromkeys(words(f"{title}\n{said}"))))


def spoken(item: AgendaItem) -> str:
    """What was said under an item, and what the minutes tell of it, folded; their formulas aside."""
    told = "\n".join(speech.text for speech in item.speeches)
    return _FORMULA.sub(" ", fold(join_lines(f"{told}\n{item.text}")).replace(_bare(item.title), " "))


def _bare(title: str) -> str:
    return fold(title).removesuffix("について").strip() or "\0"


class Profiles:
    """Agenda items in the order given, as unit vectors, learned from the items themselves and one another.

    `meetings` says for each item of which meeting it is.  `seen`: how often each term is said in the archive's
    `threads`; once in a first message counts one.
    """

    def __init__(
        self, items: Sequence[Item], meetings: Sequence[int], seen: Mapping[str, float], threads: float
    ) -> None:
        frequency = Counter(term for item in items for term in item.title.keys() | item.said.keys())
        total = len(items) + threads
        self.rarity = {
            term: math.log(max(1, (total + 1) / (count + seen.get(term, 0))))
            for term, count in frequency.items()
        }
        self._common = frozenset(term for term, rarity in self.rarity.items() if not rarity)
        """What so many say that it tells nothing, but that it is shared."""
        self._rarest = math.log(total + 1)
        self._meetings = meetings
        self._titles = [self.unit(item.title) for item in items]
        said = [self.unit(item.said) for item in items]
        self._said = _postings(said)
        self.alike = _alike(self._titles, said, meetings)
        """For each item the items of other meetings of like titles, and how alike."""
        vectors = [
            _sum(
                [
                    (title, TITLE),
                    (spoken, SPEECHES),
                    (_short(_sum((said[at], value) for at, value in alike.items())), ALIKE),
                ]
            )
            for title, spoken, alike in zip(self._titles, said, self.alike, strict=True)
        ]
        places: dict[int, list[int]] = defaultdict(list)
        for place, meeting in enumerate(meetings):
            places[meeting].append(place)
        self._vectors = {meeting: _postings(vectors, of) for meeting, of in places.items()}
        self._named = {meeting: _postings(self._titles, of) for meeting, of in places.items()}
        self._items = items
        self._places = places

    def unit(self, counts: Vector, others: int = 0) -> dict[str, float]:
        """Counts damped, times rarity, as a vector of length one; `others` terms are in no item."""
        values = {
            term: math.log1p(count) * self.rarity[term]
            for term, count in counts.items()
            if term in self.rarity
        }
        length = math.sqrt(
            sum(value * value for value in values.values()) + others * (0.5 * self._rarest) ** 2
        )
        return {term: value / length for term, value in values.items()} if length else {}

    def leads(self, subject: Collection[str], meeting: int) -> dict[int, float]:
        """Place of the item of a meeting that has more of a subject's words than the others → how much more, 0 to 1.

        In few words those that the others have not tell most: 研修会のお礼 is about the one item with 研修会.
        """
        weights = {
            term: self.rarity.get(term, self._rarest)
            for term in subject
            if len(term) > 1 and term not in _SAYING_LITTLE
        }
        total = sum(weights.values())
        shares = {
            place: sum(weight * self._items[place].has(term) for term, weight in weights.items()) / total
            for place in self._places[meeting]
            if total
        }
        best = [*sorted(shares.values(), reverse=True)[:2], 0.0, 0.0]
        return {place: share - best[1] for place, share in shares.items() if share > best[1]}

    def told(self, shared: Iterable[str]) -> float:
        """How much shared words tell: their characters (Latin letters count half), by how few threads have them."""
        return sum(
            len(word)
            * fmean(self.rarity.get(term, 0.0) for term in terms(word) if len(term) > 1)
            / self._rarest
            / (2 if word.isascii() else 1)
            for word in shared
        )

    def scores(self, vector: Vector, meetings: Collection[int]) -> dict[int, float]:
        """Place of each item of these meetings that shares a term → how alike."""
        found: dict[int, float] = defaultdict(float)
        said = self._products(self._said, vector)
        nearest = sorted(said.items(), key=lambda each: (-each[1], each[0]))
        for meeting in meetings:
            found |= self._products(self._vectors.get(meeting, {}), vector, self._places[meeting])
            elsewhere = [each for each in nearest if self._meetings[each[0]] != meeting][:_NEAREST]
            titles = _sum([(self._titles[place], value * value) for place, value in elsewhere])
            named = self._products(self._named.get(meeting, {}), titles, self._places[meeting])
            for place, value in named.items():
                found[place] += NEAREST * value
        return found

    def _products(
        self, postings: _Postings, vector: Vector, places: Iterable[int] | None = None
    ) -> dict[int, float]:
        """Place of each item that shares a term with a vector → how much; `places`: those that have postings here."""
        products = [0.0] * len(self._items)
        for term, value in vector.items():
            for place, weight in postings.get(term, ()):
                products[place] += value * weight
        of = range(len(products)) if places is None else places
        found = {place: products[place] for place in of if products[place]}
        if self._common:
            common = vector.keys() & self._common & postings.keys()
            found = {place: 0.0 for term in common for place, _ in postings[term]} | found
        return found


_Postings = Mapping[str, Sequence[tuple[int, float]]]


def _postings(vectors: Sequence[Vector], places: Iterable[int] | None = None) -> _Postings:
    """Term → the places that have it, with its weight there."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place in range(len(vectors)) if places is None else places:
        for term, value in vectors[place].items():
            found[term].append((place, value))
    return found


def _shared(postings: _Postings, vector: Vector) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    for term, value in vector.items():
        for place, weight in postings.get(term, ()):
            found[place] += value * weight
    return found


def _alike(
    titles: Sequence[Vector], said: Sequence[Vector], meetings: Sequence[int]
) -> list[dict[int, float]]:
    """For each item the items of other meetings, with something said under them, whose titles are most like its own."""
    postings = _postings([title if said[place] else {} for place, title in enumerate(titles)])
    found = []
    for place, title in enumerate(titles):
        likeness = {
            other: value
            for other, value in _shared(postings, title).items()
            if meetings[other] != meetings[place]
        }
        best = sorted(likeness.items(), key=lambda each: (-each[1], each[0]))[:_ALIKE_MOST]
        found.append({other: value for other, value in best if value >= _ALIKE_FROM})
    return found


def _sum(parts: Iterable[tuple[Vector, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for vector, weight in parts:
        for term, value in vector.items():
            total[term] += weight * value
    return total


def _short(vector: Vector) -> Vector:
    """A vector of length one at most: what few items of hardly like titles say stays little."""
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length > 1 else vector


def shared_words(item: Item, vector: Vector, rarity: Mapping[str, float]) -> list[str]:
    """The words of an item that a thread has too, the most telling first; none that is a part of another."""
    weight: dict[str, float] = {}
    for run in item.words:
        for word in _known(run, vector):
            pairs = [stem(word)] if word.isascii() else list(map(add, word, word[1:]))
            weight[word] = sum(rarity[pair] for pair in pairs)
    found = sorted(weight, key=lambda word: (-weight[word], word))
    return [word for word in found if not any(word in other and word != other for other in found)]


def _known(run: str, vector: Vector) -> list[str]:
    """The longest parts of a run whose pairs of neighbours are all known: two katakana of more (サー) are no word."""
    if run.isascii():
        return [run] if stem(run) in vector else []
    found, word = [], run[0]
    for character in run[1:]:
        if word[-1] + character in vector:
            word += character
            continue
        found.append(word)
        word = character
    least = min(len(run), 3) if "ァ" <= run[0] <= "ー" else 2
    return [word for word in (*found, word) if len(word) >= least]
