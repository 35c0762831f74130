"""Words of the same meaning: searched together, said, and left alone where a person says so."""

from __future__ import annotations

from archiver import search
from tests.search.indexed import TODAY, Index

GROUPS = search.synonyms([["自治体クラウド", "共同利用"], ["J-LIS", "地方公共団体情報システム機構"]])
INDEX = Index(["自治体クラウドの件", "共同利用の件", "J-LISから", "地方公共団体情報システム機構から"])


def found(query: str) -> set[int]:
    compiled = search.compile(query, TODAY, GROUPS)
    return INDEX.matching(compiled.match)


def test_one_word_finds_the_others() -> None:
    """Either word of a group finds the texts of both, in any width."""
    assert found("自治体クラウド") == found("共同利用") == {0, 1}
    assert found("ｊ－ｌｉｓ") == found("地方公共団体情報システム機構") == {2, 3}


def test_a_phrase_is_itself() -> None:
    """Between quotation marks a word stands for nothing else."""
    assert found("「共同利用」") == {1}


def test_it_is_said() -> None:
    """The answer names the words that were added."""
    note = search.Note("synonyms", "共同利用 = 自治体クラウド")
    assert search.compile("共同利用", TODAY, GROUPS).notes == (note,)
    assert search.compile("共同利用", TODAY).notes == ()
