"""Likeness: what items and threads have in common, and how sure that makes us."""

from __future__ import annotations

from collections import Counter

import pytest

from archiver.model import AgendaItem, Speech
from archiver.topics.comparing.crowding import Crowding, chances
from archiver.topics.comparing.likeness import Item, Profiles, shared_words
from archiver.topics.terms import terms


def item(title: str, *speeches: str) -> Item:
    said = tuple(Speech(speaker="会長", text=text) for text in speeches)
    return Item.of(AgendaItem(order=1, title=title, outcome="", speeches=said))


TERMS = {
    "pairs and single kanji": ("日程", {"日程": 1, "日": 1, "程": 1}),
    "katakana in pairs": ("クラウド", {"クラ": 1, "ラウ": 1, "ウド": 1}),
    "Latin words whole, numbers not": ("lgwan 2011", {"lgwan": 1}),
    "no English grammar, and one form of a word": ("the dates of the class", {"date": 1, "class": 1}),
    "no grammar": ("について、ですので", {}),
    "no courtesies": ("お世話になります。ご確認ください。", {}),
    "no references: they are found as such": ("議題4の資料3", {}),
}


@pytest.mark.parametrize(("text", "expected"), TERMS.values(), ids=TERMS.keys())
def test_terms(text: str, expected: dict[str, int]) -> None:
    """Terms are what texts can share that says something."""
    assert terms(text) == expected


def best(profiles: Profiles, text: str) -> int:
    scores = profiles.scores(profiles.unit(terms(text)), [0])
    return max(scores, key=lambda place: scores[place])


def test_speeches_speak_for_their_item() -> None:
    """A word that only a speech has leads to the speech's item."""
    profiles = Profiles([item("開催日程", "懇親会の出席状況"), item("事業実施")], [0, 0], {}, 0)
    assert best(profiles, "懇親会の件") == 0


def test_minutes_of_other_years_teach_what_a_title_means() -> None:
    """An item without speeches borrows what was said under an item with a like title."""
    profiles = Profiles(
        [item("防災対策について"), item("節電対策について"), item("防災対策", "避難所と備蓄")],
        [0, 0, 1],
        {},
        0,
    )
    scores = profiles.scores(profiles.unit(terms("避難所の備蓄")), [0])
    assert scores[0] > scores.get(1, 0.0)


def test_common_terms_say_little() -> None:
    """What every thread of the archive says tells no item from another."""
    items = [item("役員会の日程"), item("会員の範囲")]
    everywhere = Counter(dict.fromkeys(terms("会員"), 100))
    rare, common = Profiles(items, [0, 0], {}, 100), Profiles(items, [0, 0], everywhere, 100)
    assert common.rarity["会員"] < rare.rarity["会員"]


def test_chances_leave_room_for_none() -> None:
    """Little likeness is no reason to choose; equal likeness none to prefer."""
    assert chances({}, 4) == {}
    assert sum(chances({0: 0.05, 1: 0.05}, 4).values()) < 0.1
    even = chances({0: 0.6, 1: 0.6}, 4)
    assert even[0] == even[1] < 0.5
    assert chances({0: 0.6, 1: 0.1}, 4)[0] > 0.9


def test_the_more_items_the_less_sure() -> None:
    """Among thirty-six items something is always a little alike."""
    assert chances({0: 0.4, 1: 0.1}, 36)[0] < chances({0: 0.4, 1: 0.1}, 4)[0]


def test_shared_words_are_whole_words_the_most_telling_first() -> None:
    """Evidence shows 情報交換会議, not its pairs."""
    one = item("情報交換会議の開催日程")
    profiles = Profiles([one, item("日程")], [0, 0], {}, 0)
    assert shared_words(one, profiles.unit(terms("情報交換会議の日程")), profiles.rarity) == [
        "情報交換会議",
        "日程",
    ]


def test_in_a_crowd_it_counts_what_stands_out() -> None:
    """Where one item is a little like every thread, a thread goes to the item that it is liker than the others are."""
    crowding = Crowding({0: range(31), 1: range(31, 35)})
    for place in range(1, 31):
        crowding.hear(0, {0: 0.4, place: 0.3})
    relative = crowding.relative(0, {0: 0.4, 7: 0.3})
    assert relative[7] > relative[0]
    assert crowding.relative(1, {31: 0.4, 32: 0.3}) == {31: 0.4, 32: 0.3}, "four items are no crowd"
