"""Threads of another office, whose habits the rules were not measured on."""

from __future__ import annotations

import pytest

from tests.threads.another_office import another_office
from tests.threads.scores import b_cubed
from tests.threads.test_officers import envelope, threads_of


@pytest.mark.parametrize("seed", range(3))
def test_a_year_of_another_office(seed: int) -> None:
    """Telephones that mark their cuts, answers under 「ご回答」, digests, lost References: B³ F1 of at least .98."""
    posts = another_office(seed)
    gold = {(found := envelope(post.content)).key: (post.thread, found) for post in posts}
    names = {key: name for key, (name, _) in gold.items()}
    precision, recall, f1 = b_cubed(names, threads_of([each for _, each in gold.values()]))
    assert precision >= 0.975 and f1 >= 0.98, (precision, recall, f1)
