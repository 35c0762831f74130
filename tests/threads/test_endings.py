"""Endings: what the last message of a thread says of how it stands."""

from __future__ import annotations

import pytest

from archiver.threads.endings import Ending, ending


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
    found = ending(own)
    assert (
        found
        and found.kind == "settled"
        and found.sentence in own.replace("\n", "")
        and sentence.endswith(found.sentence[-10:])
    )


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("まとめてみました。\n事務局さん、いかがでしょうか。", "事務局さん、いかがでしょうか。"),
        ("この日で決定してよろしいですか。", "この日で決定してよろしいですか。"),
        ("資料の所在を教えてください。よろしくお願いいたします。", "資料の所在を教えてください。"),
        ("Could you send the file? Thanks.", "Could you send the file?"),
    ],
)  # fmt: skip
def test_asked(own: str, sentence: str) -> None:
    """A question at the end, before a greeting or not; to ask whether a thing is settled does not settle it."""
    assert ending(own) == Ending("asked", sentence)


@pytest.mark.parametrize(
    "own",
    [
        "",
        "ありがとうございました。",
        "日程が決まりましたらお知らせします。",
        "数え方を決めてから数えましょう。",
        "まだ決定していません。",
        "It will be decided in May.",
        "よろしいでしょうか。\n一つめ。\n二つめ。\n三つめ。\n四つめ。",
    ],
)
def test_nothing_is_made_up(own: str) -> None:
    """Thanks, plans and questions that went on to other things say nothing of how a thread stands."""
    assert ending(own) is None


def test_much_text_is_quick() -> None:
    """A mail of a megabyte is read at its end."""
    assert ending("決め" * 500_000 + "。\n決定しました。") == Ending("settled", "決定しました。")
