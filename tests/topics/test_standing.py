"""Standing rules: aboutness, not mention."""

from __future__ import annotations

import pytest

from archiver.model import Topic
from archiver.topics.comparing.standing import Rule
from archiver.topics.placing.claims import PROPOSED, SURE, about
from tests.topics.officers import talk
from tests.topics.reads import passages, speaks

RULE = Rule.of(
    Topic(
        slug="cloud",
        title="クラウド",
        words=("クラウド", "共同利用", "共同化", "データセンター", "ASP", "情報交換会議 議題"),
        exclude=("クラウドファンディング",),
    )
)
DATES = "11月1日の会議の開始を14時としたいのですが、ご都合はいかがでしょうか。会場は昨年と同じ建物の5階です。"


def chance(subject: str, *mails: str) -> float:
    return about(speaks(RULE, passages(talk(subject, *mails))))[0]


ABOUT = {
    "in the subject": ("クラウドの費用", "見積りをいただきました。"),
    "full width and small letters": ("ａｓｐの見積り", "月額です。"),
    "synonyms without the word itself": (
        "ご相談",
        "税を隣町と共同化します。データセンターは県内で、共同利用の協定を結びます。",
    ),
    "a word broken by the end of a line": (
        "ご相談",
        "当町でもクラ\nウドを使い、共同\n利用の相手を探します。",
    ),
    "a phrase of which the subject has a part": (
        "情報交換会議について",
        "議題を三つ挙げます。どの議題がよいでしょうか。",
    ),
    "in every mail of a talk": ("ご相談", "クラウドの契約で困っています。", "クラウドならうちも同じです。"),
}


@pytest.mark.parametrize("thread", ABOUT.values(), ids=ABOUT.keys())
def test_is_about_the_topic(thread: tuple[str, ...]) -> None:
    """A thread that a secretary would file there is filed there."""
    assert chance(*thread) >= SURE


NOT_ABOUT = {
    "in passing": ("日程について", DATES, "14時で結構です。前日はクラウドの研修で東京におります。"),
    "in passing at the start": ("異動のご挨拶", f"クラウドの件ではお世話になりました。{DATES}"),
    "within an excluded word": ("クラウドファンディング", "クラウドファンディングの受付サイトの相談です。"),
    "within a Latin word": ("grasp", "We grasp it at last: aspects of the asphalt."),
    "parts of a phrase in sentences apart": (
        "ご連絡",
        f"情報交換会議は11月です。{DATES}次に役員会の議題です。",
    ),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("thread", NOT_ABOUT.values(), ids=NOT_ABOUT.keys())
def test_is_not_about_the_topic(thread: tuple[str, ...]) -> None:
    """A mention is not a subject."""
    assert chance(*thread) < PROPOSED


def test_a_longer_word_in_the_subject_alone_may_be_of_something_else() -> None:
    """集金袋 is no 集金: proposed, unless a message says the word itself."""
    told = "隣の市では給食の費用を口座から引き落とすだけにして、手数料は市が持っています。聞き取りの結果を添付します。"
    assert PROPOSED <= chance("共同利用券をやめた例", told) < SURE
    assert chance("共同利用をやめた例", told) >= SURE
    assert chance("共同利用券をやめた例", f"{told}共同利用です。") >= SURE
    assert chance("ASP業者の紹介", told) >= SURE


def test_a_word_within_another_is_said_once() -> None:
    """給水ポンプ, where the rule has ポンプ as well, is one word, and the longer one."""
    rule = Rule.of(Topic(slug="water", title="給水", words=("ポンプ", "給水ポンプ", "新給水ポンプ")))
    assert rule.hits("新給水ポンプと給水ポンプとポンプ") == {"新給水ポンプ": 1, "給水ポンプ": 1, "ポンプ": 1}


def test_drift_names_the_message_from_which_on() -> None:
    """Where a long thread comes to the topic late, the evidence says from which message on."""
    spoken = speaks(
        RULE,
        passages(
            talk(
                "日程について",
                DATES,
                "承知しました。",
                DATES,
                "ところでクラウドの見積りです。",
                "クラウドの共同利用なら安いです。",
            )
        ),
    )
    score, evidence = about(spoken)
    assert score >= PROPOSED
    assert evidence == ["rule: クラウド ×2", "rule: 共同利用 ×1", "drift: 4"]


def test_what_the_opening_speaks_of_is_no_drift() -> None:
    """Later messages may speak of it more; the thread has not turned to it."""
    thread = talk(
        "ご相談", "クラウドの契約の件です。", "はい。", "クラウドの共同利用なら安い。", "ASPも安い。"
    )
    assert not any(each.startswith("drift") for each in about(speaks(RULE, passages(thread)))[1])


def test_saying_a_word_again_adds_less() -> None:
    """A mail that repeats one word is not surer than one that speaks of the matter in four."""
    assert chance("ご相談", "クラウド" * 4) < chance("ご相談", "クラウド、共同化、共同利用、データセンター")
