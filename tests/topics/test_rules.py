"""The rules of standing topics: what a secretary writes in config/topics.toml, and what they are told."""

from __future__ import annotations

import pytest

from archiver.errors import ConfigurationError
from archiver.topics import load
from tests.topics.officers import shipped_topics

FAULTS = {
    "an unknown word is named, with the nearest known one": (
        '[[topics]]\nslug = "a"\ntitle = "A"\nwords = ["x1"]\nexlude = ["y"]',
        ['line 5, topics[1] "A": exlude: no such setting (did you mean exclude?)'],
    ),
    "what is missing is named, all at once": (
        '\n[[topics]]\ntitle_en = "A"',
        [
            "line 2, topics[1]: slug: missing",
            "line 2, topics[1]: title: missing",
            "line 2, topics[1]: words: missing (a topic needs words, or items, to find its threads by)",
        ],
    ),
    "a word alone is no list": (
        '[[topics]]\nslug = "a"\ntitle = "A"\nwords = "クラウド"',
        ['line 4, topics[1] "A": words: must be a list of texts, such as ["クラウド", "共同利用"]'],
    ),
    "an empty word would stand in every mail": (
        '[[topics]]\nslug = "a"\ntitle = "A"\nwords = [" "]',
        ['line 4, topics[1] "A": words: must be a list of texts, such as ["クラウド", "共同利用"]'],
    ),
    "so would a single character": (
        '[[topics]]\nslug = "a"\ntitle = "A"\nwords = ["会議", "会"]',
        ["line 4, topics[1] \"A\": words[2]: '会' is one character, and would be found in every mail"],
    ),
    "an exclusion that excludes nothing": (
        '[[topics]]\nslug = "a"\ntitle = "A"\nwords = ["雲量"]\nexclude = ["雲量計", "天気"]',
        [
            "line 5, topics[1] \"A\": exclude[2]: '天気' has none of the topic's words in it,"
            " so leaving it out changes nothing",
        ],
    ),
    "a slug is an address": (
        '[[topics]]\nslug = "クラウド"\ntitle = "A"\nitems = ["x"]',
        [
            "line 2, topics[1] \"A\": slug: 'クラウド' must be small letters a-z, digits and single hyphens",
        ],
    ),
    "two topics cannot share an address": (
        '[[topics]]\nslug = "a"\ntitle = "A"\nwords = ["x1"]\n[[topics]]\nslug = "a"\ntitle = "B"\nwords = ["y1"]',
        ["line 6, topics[2] \"B\": slug: 'a' is already the slug of topics[1]"],
    ),
    "one table where several may stand": (
        "[topics]\nslug = 1",
        ["topics: must be written as [[topics]] tables"],
    ),
    "an unknown table": ("[[topic]]", ["topic: no such setting (did you mean topics?)"]),
}


@pytest.mark.parametrize(("text", "problems"), FAULTS.values(), ids=FAULTS.keys())
def test_faults_are_named(text: str, problems: list[str]) -> None:
    """Every fault is listed, with its line and the topic's name."""
    with pytest.raises(ConfigurationError) as caught:
        load(text, "topics.toml")
    assert list(caught.value.problems) == problems


def test_what_is_not_toml_says_where() -> None:
    """A forgotten quote is found by its line."""
    with pytest.raises(ConfigurationError, match=r"not TOML.*line 2"):
        load('[[topics]]\nslug = a\ntitle = "A"', "topics.toml")


def test_a_word_brings_its_synonyms() -> None:
    """What the configuration says means the same counts as the word itself: written once, for search and placing."""
    text = '[[topics]]\nslug = "a"\ntitle = "A"\nwords = ["ＡＳＰ", "懇親会 出欠"]'
    (topic,) = load(text, "topics.toml", {"asp": ["SaaS"], "懇親会": ["懇談会"]})
    assert topic.words == ("ＡＳＰ", "懇親会 出欠", "SaaS")


def test_no_topics_is_no_fault() -> None:
    """A list without standing topics is allowed."""
    assert load("", "topics.toml") == ()


def test_the_shipped_rules_load() -> None:
    """The file that `init` writes holds the two topics of the seed minutes, in both languages."""
    assert [topic.slug for topic in shipped_topics()] == ["cloud-adoption", "exchange-meeting-agenda"]
    assert all(topic.title_en and topic.words for topic in shipped_topics())
