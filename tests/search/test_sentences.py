"""A question as one would ask a colleague: its words are told without a dictionary, and searched where it finds nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.search import compile
from archiver.search.sentences import of_words

TODAY = date(2011, 11, 20)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("クラウドについて何が決まったか", "クラウド"),
        ("総務省からの回答はあったか", "総務省 回答"),
        ("ごみの分別について教えてください", "ごみ 分別"),
        ("申し込みの締め切りはいつまでですか", "申し込み 締め切り"),
        ("自治体クラウド導入に反対の意見", "自治体クラウド導入 反対 意見"),
        ("国の回答", "国 回答"),
        ("資料4の件", "資料4"),
        ("9月の会議", "9月 会議"),
        ("差出人:会長 クラウドの話", "クラウド 差出人:会長"),
        ("会費の改定 -懇親会", "会費 改定 -懇親会"),
        ("「情報交換会」の議題", "議題 「情報交換会」"),
        ("去年の秋に国は回答したか", "国 回答 期間:去年の秋"),
        ("先月の総会", "総会 期間:先月"),
        ("平成23年10月に打ち合わせをした件", "打ち合わせ 期間:平成23年10月"),
        ("クラウドの予算 AND 、", "クラウド 予算"),
        ("2011/6/20の会議", "会議 期間:2011/6/20"),
        ("H23.6.20", "date:h23.6.20"),
        ("What about クラウド last autumn?", "クラウド date:last-autumn"),
        ("ホームページをﾘﾆｭｰｱﾙした団体", "ホームページ リニューアル 団体"),
        ("What was decided about the cloud last month?", "decided cloud date:last-month"),
    ],
)
def test_the_words_that_carry_the_meaning(asked: str, first: str) -> None:
    """Particles, endings, what stands in any question, and a time become words and conditions of our own language."""
    assert of_words(asked, TODAY)[0] == first


def test_from_the_narrowest_to_the_widest() -> None:
    """As far as the words stand together, each alone, any of them."""
    assert of_words("自治体クラウドの予算", TODAY) == [
        "自治体クラウド 予算",
        "自治体 クラウド 予算",
        "自治体 OR クラウド OR 予算",
    ]


@pytest.mark.parametrize(
    "asked",
    ["予算", "お知らせ", "まちづくり", "クラウド OR 予算", "1,000円", "「国の回答」", "差出人:会長", ""],
)
def test_what_is_no_sentence_means_what_it_says(asked: str) -> None:
    """One word, alternatives, a phrase in quotation marks."""
    assert of_words(asked, TODAY) == []


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from('国の回答はクラウドについて決まった「」"-():：ORa9月先 　*、'), max_size=40
    )
)
def test_whatever_is_typed_what_it_may_mean_can_be_searched(asked: str) -> None:
    """No error, nothing that compiles to another question than it says, and not the question itself."""
    for meant in of_words(asked, TODAY):
        assert meant.split() != asked.split()
        assert not compile(meant, TODAY).is_empty()
