"""Following: promises keep their keys when the page around them is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from archiver import minutes
from archiver.model import HeldMeeting, Promise

PAGE = """役員会 会議録
日時
平成23年6月20日 12時00分から13時00分
議題
議題1 予算について
(事務局)
予算の内訳を7月20日までに送付する。
議題2 会則について
(事務局)
会則の案を次回の役員会で提示する。
(会長)
これ以降の議論については、役員会のメーリングリストにて行いたい。
"""


def held(page: str, slug: str = "2011-06-20") -> HeldMeeting:
    return HeldMeeting(slug=slug, meeting=minutes.read(page.encode(), "page.txt"))


def followed(page: str) -> list[Promise]:
    return minutes.followed([held(page)])


def test_what_is_followed() -> None:
    """Action items and deferrals, in the order of the minutes, with owner and day."""
    assert [(each.item, each.kind, each.owner, each.due) for each in followed(PAGE)] == [
        (1, "action", "事務局", date(2011, 7, 20)),
        (2, "action", "事務局", None),
        (2, "deferral", "会長", None),
    ]


def test_keys_outlive_corrections() -> None:
    """Widths, punctuation, another owner, an item before it: the key stays.  Another sentence has another key."""
    before = followed(PAGE)
    corrected = (
        PAGE.replace("7月20日までに送付する。", "７月20日までに、送付する。。")
        .replace("(事務局)\n会則", "(会計)\n会則")
        .replace("議題1 予算", "議題1 報告について\n(会長)\n以上のとおり。\n議題2 予算")
        .replace("議題2 会則", "議題3 会則")
    )
    after = followed(corrected)
    assert [each.key for each in after] == [each.key for each in before]
    assert [(each.item, each.owner) for each in after] == [(2, "事務局"), (3, "会計"), (3, "会長")]
    assert len({each.key for each in before}) == 3


def test_a_sentence_said_twice_has_two_keys() -> None:
    """Two promises in the same words are two promises."""
    twice = PAGE.replace("会則の案を次回の役員会で提示する。", "予算の内訳を7月20日までに送付する。")
    first, second, _ = followed(twice)
    assert second.key == f"{first.key}-2"


def test_promised_for_the_next_meeting() -> None:
    """次回 is due on the day of the next meeting, once that is kept; whatever order the pages come in."""
    first, later = held(PAGE), held(PAGE.replace("6月20日", "11月1日"), "2011-11-01")
    found = minutes.followed([later, first])
    assert [each.due for each in found if each.meeting == "2011-06-20"] == [
        date(2011, 7, 20),
        date(2011, 11, 1),
        None,
    ]
    same_day = replace(later, meeting=replace(later.meeting, date=date(2011, 6, 20)))
    assert minutes.followed([first, same_day])[1].due is None
