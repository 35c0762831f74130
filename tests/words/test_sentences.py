"""A template and its values → a sentence as people write it."""

from __future__ import annotations

import pytest

from archiver.words import Phrase


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (Phrase("The configuration"), "設定ファイルを直してください:"),
        ("config/archiver.toml", "config/archiver.toml を直してください:"),
        ("設定.toml", "設定.toml を直してください:"),
        ("config/設定 の控え", "config/設定 の控えを直してください:"),
    ],
    ids=["japanese", "latin", "latin-at-the-end", "own-blanks-stay"],
)
def test_no_blank_stands_between_japanese_and_japanese(where: str, told: str) -> None:
    """The blank that sets a Latin name apart from Japanese is left out beside a name that is Japanese."""
    assert Phrase("{where} needs attention:", where=where).told("ja") == told
    assert Phrase("{where} needs attention:", where=where) == f"{where} needs attention:"
