"""A stretch of a mail in one run, as results and the desk show it."""

from __future__ import annotations

import pytest

from archiver.site.excerpts import unwrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("クラウドを取り入れている団体は\n全国でどのくらいあるのでしょうか", "クラウドを取り入れている団体は\n全国でどのくらいあるのでしょうか"),
        ("クラウドを取り入れている団体の数は\n全国でいくつか。", "クラウドを取り入れている団体の数は全国でいくつか。"),
        ("D町様\nお世話になっております。", "D町様\nお世話になっております。"),
        ("次のことで困っています。よろしくお願いします。\n・帳票の違い", "次のことで困っています。よろしくお願いします。\n・帳票の違い"),
        ("…を取り入れている\n団体", "…を取り入れている団体"),
        ("The clouds that were taken in by all\nof them", "The clouds that were taken in by all\nof them"),
    ],
    ids=["short", "wrapped", "a-name", "a-list", "begun-before", "latin"],
)  # fmt: skip
def test_lines_that_go_on_are_joined(text: str, shown: str) -> None:
    """Where a mail program broke a line of Japanese no blank is seen; where its writer did, one is."""
    assert "".join(piece for piece, _ in unwrapped([(text, False)])) == shown


def test_marks_stay_where_they_are() -> None:
    """A word that is marked over the end of a line is one word."""
    pieces = [("…庁内で説明を求められており", False), ("クラ\nウド", True), ("の数\n", False), ("表", True)]
    assert unwrapped(pieces) == [
        ("…庁内で説明を求められており", False),
        ("クラウド", True),
        ("の数\n", False),
        ("表", True),
    ]
