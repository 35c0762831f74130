"""The right thread on top: the questions of questions.toml asked of the sample archive.

For those of linux-man there is `python -m tests.bench.bench_ranking linux_man ARCHIVE`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from archiver.pipeline import demonstrating
from archiver.store.archive import opened
from tests.bench.fuzz_search import fuzz
from tests.search.ranked import as_the_page_does, mean_reciprocal_rank, places_of, plain_bm25, questions


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    made = demonstrating.build(tmp_path_factory.mktemp("ranking"))
    with opened(made.settings.archive) as connection:
        yield connection


def test_there_are_enough_questions() -> None:
    """At least twenty of each language, no two alike."""
    for name in ("sample", "linux_man"):
        assert len({each.asks for each in questions(name)}) == len(questions(name)) >= 20


def test_ours_is_better_than_plain_bm25(sample: sqlite3.Connection) -> None:
    """Every answer is found, nearly all at the very top, and more of them there than bm25 alone puts there."""
    ours, plain = (places_of(sample, "sample", ranking) for ranking in (as_the_page_does, plain_bm25))
    assert all(ours.values()), ours
    assert mean_reciprocal_rank(ours) >= 0.95
    assert mean_reciprocal_rank(ours) > mean_reciprocal_rank(plain)


def test_hostile_questions(sample: sqlite3.Connection) -> None:
    """A few hundred of the hundred thousand that `python -m tests.bench.fuzz_search` asks: no error, none slow."""
    slowest = fuzz(sample, 300, seed=7)
    assert slowest[0][0] < 1000, slowest
