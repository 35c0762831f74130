"""A hit is shown in its sentence, with its words marked as their author wrote them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import search
from archiver.search.snippet import Pieces, highlight, snippet
from tests.search.indexed import TODAY, finds


def marked(pieces: Pieces) -> list[str]:
    return [piece for piece, is_marked in pieces if is_marked]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("本日はｸﾗｳ\n> ﾄﾞの件", "クラウド", ["ｸﾗｳ\n> ﾄﾞ"]),
        ("㈱見本と株", "株", ["㈱", "株"]),
        ("髙橋", "高橋", ["髙橋"]),
        ("ＡＳＰとasps", "asp", ["ＡＳＰ"]),
        ("Clouds, cloud", "cloud", ["cloud"]),
        ("Clouds, cloud", "clou*", ["Clou", "clou"]),
        ("資料４と資料40と資料-4", "資料4", ["資料４", "資料-4"]),
        ("議 題と議題", "議題", ["議題"]),
        ("2011年11月1日と2011年11月11日", "2011/11/1", ["2011年11月1日"]),
        ("サーバとサーバー", "サーバー", ["サーバ", "サーバー"]),
        ("会議の議題", "会議 議題 会", ["会議", "議題"]),
        ("J-LISとjlis", "j-lis", ["J-LIS", "jlis"]),
        ("J-LISとjlis", "「j-lis」", ["J-LIS"]),
        ("議題。会議と議題\n> 会議", "「議題。会議」", ["議題。会議"]),
        ("がか\u3099ｶﾞ", "が", ["が", "か\u3099"]),
        ("a" * 70, "a" * 70, ["a" * 64]),
        ("Ça et là", "ça", ["Ça"]),
    ],
)
def test_marks_stand_on_the_original_text(text: str, query: str, expected: list[str]) -> None:
    """Half-width kana, broken lines, compatibility forms and long words are marked where they stand."""
    assert marked(highlight(text, search.compile(query, TODAY).highlights)) == expected


def test_a_snippet_shows_most_of_the_different_words() -> None:
    """Two words together say more than one word five times."""
    text = "議題。" * 5 + "あ" * 500 + "議題と日程。" + "い" * 500
    pieces = snippet(text, ["議題", "日程"], 60)
    assert marked(pieces) == ["議題", "日程"]
    assert pieces[0] == ("…", False) and pieces[-1] == ("…", False)


def test_a_snippet_begins_with_its_sentence() -> None:
    """What stands shortly before the words is shown from the start of the sentence."""
    text = "あ" * 300 + "。次回の議題は日程です。" + "い" * 300
    assert snippet(text, ["日程"], 60)[1][0] == "次回の議題は"


def test_a_short_text_is_its_own_snippet() -> None:
    """Nothing is cut where nothing has to be."""
    assert snippet("議題の件", ["議題"]) == (("議題", True), ("の件", False))
    assert snippet("", ["議題"]) == ()


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    """A hit in the subject shows how the mail begins."""
    assert snippet("あ" * 200, ["議題"], 10) == (("あ" * 10, False), ("…", False))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200), word=st.text(min_size=1, max_size=4))
def test_highlighting_loses_nothing(text: str, word: str) -> None:
    """The pieces are the text."""
    assert "".join(piece for piece, _ in highlight(text, search.compile(word, TODAY).highlights)) == text


ALPHABET = st.text(st.sampled_from("議題会サーバア4Aa 、\n>-ｱㇷ髙"), max_size=12)


@settings(max_examples=300, deadline=None)
@given(text=ALPHABET, word=ALPHABET)
def test_what_is_found_is_marked_and_what_is_marked_is_found(text: str, word: str) -> None:
    """Index and marks agree on one phrase."""
    query = f'"{word}"'
    highlights = search.compile(query, TODAY).highlights
    assert bool(highlights and finds(query, text)) == bool(marked(highlight(text, highlights)))


SIGNS = st.text(st.sampled_from("予算ー4Ａａb（※→■①…㈱ｶﾞが\u3099\n "), max_size=30)


@settings(max_examples=300, deadline=None)
@given(before=SIGNS, after=SIGNS)
def test_signs_do_not_move_the_marks(before: str, after: str) -> None:
    """In a text of which each character folds to one, and in any other, what is marked is the word as it was written."""
    found = marked(highlight(f"{before}。予　算。{after}", ("予 算",)))
    assert "予　算" in found
    assert {re.sub(r"[\W_]", "", each) for each in found} == {"予算"}


@pytest.mark.parametrize(
    "text",
    [
        "議" + " \n" * 100_000,
        "a" * 200_000,
        "議" * 200_000,
        "㈱" * 200_000,
        "議\n> " * 60_000,
        "a-" * 100_000,
    ],
)
def test_a_hostile_text_is_no_burden(text: str) -> None:
    """The longest text that is looked at takes well under a second for many words."""
    highlights = search.compile("議 議題 (株) a a-a-a 「議議議議議題」 議4 サーバー", TODAY).highlights
    start = time.process_time()
    snippet(text, highlights)
    assert time.process_time() - start < 2
