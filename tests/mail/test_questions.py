"""Questions: what asks the others for an answer, and what is only politeness."""

from __future__ import annotations

import pytest

from archiver.mail import question

ASKED = [
    "ご意見を2月17日（金）までにお願いいたします。",
    "共同利用をされている団体さんの話を伺えると助かります。",
    "修正等がございましたら6月24日（金）までにお知らせください。",
    "不要となった機器がございましたら、ご提供をお願いします。",
    "どうすればよいか。",
    "皆様の市ではどうされていますか？",
    "ご教示いただけますと幸いです。",
    "ご教示願います",
    "次の点について照会いたします。",
    "情報をお持ちの方がいらっしゃいましたら教えてください。",
    "来週の会議に出席できますか",
    "出欠を来週金曜までにご連絡願います。",
    "ご検討のほど、よろしくお願いいたします。",
    "アンケートへのご回答をお願い申し上げます。",
    "よろしいでしょうか（会長）",
    "回答を頂ければ幸いです。",
    "お手数ですが、メールにてご返信くださいますようお願いいたします。",
    "今年は簡単な表にしてはいかがでしょうか。",
    "Could you send the table?",
    "Does anyone know how this works?",
    "Please let me know by Friday.",
    "I wonder whether we should move the date.",
    "What about June (if the hall is free)?",
]
NOT_ASKED = [
    "よろしくお願いします。",
    "ご査収のほどよろしくお願いいたします。",
    "ご不明な点がございましたら事務局までご連絡ください。",
    "今後変更がありましたら事務局までお知らせください。",
    "協議会の資料をいただき、12月補正に間に合いました。",
    "ご回答いただきありがとうございました。",
    "いかがお過ごしでしょうか。",
    "お知らせします。",
    "ご連絡が遅くなり申し訳ございません。",
    "公開した方がよいのではないでしょうか。",
    "結果は後日ご連絡いたします。",
    "ご了承ください。",
    "照会の件、回答します。",
    "ご意見ありがとうございます。",
    "次回の会議で検討します。",
    "お問い合わせをいただいております。",
    "If you have any questions, feel free to ask.",
    "See http://example.jp/?a=1 for more.",
    "+ return a ? b : c;",
    "Thanks, that answers it.",
]


@pytest.mark.parametrize("sentence", ASKED)
def test_a_question_is_heard(sentence: str) -> None:
    """Questions, and pleas for an answer, an opinion or a contribution."""
    assert question(f"役員各位\n\n{sentence}\n\nよろしくお願いします。") == sentence


@pytest.mark.parametrize("sentence", NOT_ASKED)
def test_what_asks_nothing(sentence: str) -> None:
    """Courtesies, thanks, reports, opinions, and what asks only perhaps."""
    assert question(f"役員各位\n\n{sentence}\n\n取り急ぎ用件まで。") == ""


def test_the_last_question_over_wrapped_lines() -> None:
    """A sentence goes over lines; a list under it is another."""
    own = "費用はどうですか。\nまた、次の点を\nお教えいただきたく\n存じます。\n・日程\n・場所\n\nよろしくお願いします。"
    assert question(own) == "また、次の点をお教えいただきたく存じます。"


def test_a_hostile_text_takes_no_time() -> None:
    """Long lines of half-begun pleas."""
    for text in (
        "ご意見を、" * 40_000,
        "教えて" * 60_000,
        "か" * 200_000,
        "(could you " * 20_000,
        "?a=" * 60_000,
    ):
        assert isinstance(question(text), str)
