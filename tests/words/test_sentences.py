"""A template and its values → a sentence as people write it."""

from __future__ import annotations

import pytest

from archiver.cli.building import counted
from archiver.pipeline.making.building import BuildSummary
from archiver.words import Phrase


def test_one_is_told_as_one() -> None:
    """What the archive holds is counted in words; one is no plural."""
    summary = BuildSummary(
        messages=1, threads=2, meetings=0, placements=1, copies=3, seconds=0.1, is_new=True
    )
    assert {str(each) for each in counted(summary).values()} == {"1 message", "2 threads", "1 placement"}


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
