"""Endings: what the last message of a thread says of how it stands."""

from __future__ import annotations

import pytest

from archiver.threads.endings import settled


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("事務局です。\nほかにご意見がございませんでしたので、\n本日をもって確定とさせていただきます。", "本日をもって確定とさせていただきます。"),
        ("会場は駅前の会館に決まりました。\n当日はよろしくお願いします。", "会場は駅前の会館に決まりました。"),
        ("原案のとおり承認されました。ありがとうございました。", "原案のとおり承認されました。"),
        ("今年は書面で行うことになりました。", "今年は書面で行うことになりました。"),
        ("Thanks all. The agenda has been agreed.", "The agenda has been agreed."),
    ],
)  # fmt: skip
def test_settled(own: str, sentence: str) -> None:
    """The sentence that settles it is quoted, whatever courtesies follow."""
    found = settled(own)
    assert found and found in own.replace("\n", "") and sentence.endswith(found[-10:])


@pytest.mark.parametrize(
    "own",
    [
        "",
        "ありがとうございました。",
        "日程が決まりましたらお知らせします。",
        "数え方を決めてから数えましょう。",
        "まだ決定していません。",
        "It will be decided in May.",
        "この日で決定してよろしいですか。",
        "よろしいでしょうか。\n一つめ。\n二つめ。\n三つめ。\n四つめ。",
    ],
)
def test_nothing_is_made_up(own: str) -> None:
    """Thanks, plans and questions settle nothing, nor does to ask whether a thing is settled."""
    assert settled(own) == ""


def test_much_text_is_quick() -> None:
    """A mail of a megabyte is read at its end."""
    assert settled("決め" * 500_000 + "。\n決定しました。") == "決定しました。"
