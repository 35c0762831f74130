"""Sentences: what promises, what defers to the list, what was decided; and what only looks like it."""

from __future__ import annotations

import pytest

from archiver.minutes.promises.promising import is_deferral, is_promise, promised_by
from archiver.minutes.sentences import outcome, sentences

PROMISES = [
    "出席状況が確認でき次第、情報提供する。",
    "参考になる事例を紹介できるよう努力する。",
    "約束はでき兼ねるが、国も出席いただけるか検討していきたい。",
    "次回の役員会で報告する。",
    "調査の結果は後日ご報告いたします。",
    "各団体に照会し、結果を取りまとめて送付します。",
    "事例集を作成し、ホームページに掲載する予定である。",
    "早急に対応してまいります。",
    "会員に周知していきたいと考えている。",
    "他市の状況を調べておく。",
    "検討させていただきます。",
    "センターにも協力を働きかけていきたい。",
    "要望として国に伝える。",
    "資料は後日、メーリングリストで送付する。",
    "確認の上、メールで回答する。",
    "できるだけ早く調整を行う。",
    "宿題:事務局は次回までに名簿を作る。",
    "I will circulate a monthly table by Friday.",
    "The secretary will report on costs at the next meeting.",
    "ACTION: Treasurer to close the account.",
    "Anna agreed to draft a reply.",
    "South Library to prepare the figures.",
]
NO_PROMISES = [
    "本会幹事の懇親会出席状況について、情報提供いただきたい。",
    "事例をぜひ紹介いただきたい。",
    "早めに検討してほしい。",
    "資料を送付してください。",
    "調査を行った。",
    "事務局から報告した。",
    "次回までに検討することとした。",
    "懇親会の開催を検討している。",
    "全国的な調査を行っている。",
    "それぞれに事例発表を行ってもらうのか。",
    "いつ調査するのか。",
    "引き続き、活発な意見交換をお願いする。",
    "検討が必要である。",
    "意見交換を行う方法もある。",
    "それでは、御説明いたします。",
    "以上、御報告いたします。",
    "情報化の進度が異なる。",
    "国が使えるシステムを一つ考えてくれれば、小規模な団体は助かると思う。",
    "The secretary reported on costs.",
    "This will report an error.",
    "Will you circulate the table?",
    "The meeting will be held in June.",
    "Members should send their comments.",
]
DEFERRALS = [
    "なお、細かい内容は役員会用メーリングリストで議論していただきたい。",
    "これ以降の議論については、役員会のメーリングリストにて行いたい。",
    "続きはMLで議論する。",
    "日程はメールで調整することとしたい。",
    "以降の検討はメーリングリストで行うこととした。",
    "引き続きの議論にはメーリングリストを活用したい。",
    "残りの論点については、電子メールで意見を募ることとなった。",
    "Further discussion will continue on the mailing list.",
    "Please discuss the details on the list.",
    "It was agreed to take the question of fees to the mailing list.",
    "We will decide this by email.",
]
NO_DEFERRALS = [
    "全国市町村のメールアドレスが登録された。",
    "メーリングリストの運用要領を定めた。",
    "メールマガジンを配信する。",
    "資料をメールで送付するので、ご検討いただきたい。",
    "前回の件はメーリングリストで議論した。",
    "メーリングリストの利用は活発である。",
    "HTMLで検討する。",
    "The proposals were discussed on the mailing list last month.",
    "The mailing list has forty members.",
]


@pytest.mark.parametrize("sentence", PROMISES)
def test_a_promise_is_heard(sentence: str) -> None:
    """Whoever says that they will act has promised."""
    assert is_promise(sentence)


@pytest.mark.parametrize("sentence", NO_PROMISES)
def test_what_is_no_promise(sentence: str) -> None:
    """Requests, questions, reports, wishes and the chair's own performing words promise nothing."""
    assert not is_promise(sentence)


@pytest.mark.parametrize("sentence", DEFERRALS)
def test_a_deferral_is_heard(sentence: str) -> None:
    """The discussion goes on by mail."""
    assert is_deferral(sentence)
    assert not is_promise(sentence)


@pytest.mark.parametrize("sentence", NO_DEFERRALS)
def test_what_is_no_deferral(sentence: str) -> None:
    """Mail that is only mentioned, sent or past sends no discussion anywhere."""
    assert not is_deferral(sentence)


@pytest.mark.parametrize(
    ("sentence", "speaker", "owners"),
    [
        ("次回、報告する。", "和木町", ["和木町"]),
        ("次年度の講師は事務局で後日調整する。", "", ["事務局"]),
        ("会長から各団体に連絡する。", "", ["会長"]),
        ("窓口で利用者に案内する。", "", []),
        ("期間が短いとの意見があり、事務局で延長を検討することとした。", "", ["事務局"]),
        ("東市より要望があり、事務局から、順次公表していくとの回答があった。", "", ["事務局"]),
        ("講師は事務局で調整することとし、原案のとおり承認された。", "", ["事務局"]),
        ("事務局から、平成26年度に実施するとの説明があった。", "", []),
        ("次回までに検討することとした。", "", []),
        ("宿題:事務局 名簿を作る。", "会長", ["会長"]),
        ("ACTION: Treasurer to close the account.", "Chair", ["Treasurer"]),
        ("ACTION: to check the account.", "", [""]),
        ("I will check the account.", "Treasurer", ["Treasurer"]),
        ("The account was closed and Mike will publish the policy.", "", ["Mike"]),
    ],
)
def test_who_owns_a_promise(sentence: str, speaker: str, owners: list[str]) -> None:
    """Whom the sentence names, else who speaks; a narrative that names nobody promises nothing."""
    assert promised_by(sentence, speaker) == owners


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("質疑ののち、日程について原案のとおり承認された。", "原案のとおり承認された"),
        ("特に意見はなく、原案どおり可決した。。", "原案どおり可決した"),
        ("全会一致で承認された。", "全会一致で承認された。"),
        ("次回に継続審議とすることとした。", "次回に継続審議とすることとした。"),
        ("説明が行われた。", ""),
        ("承認されなければならない。", ""),
        ("The report was approved.", "The report was approved."),
    ],
)
def test_the_outcome(text: str, expected: str) -> None:
    """What was decided, in the page's own words."""
    assert outcome([text]) == expected


def test_sentences_keep_every_character() -> None:
    """A doubled full stop, a line break, a text without any end."""
    assert list(sentences("承認された。。次に移る。\nおわり")) == ["承認された。。", "次に移る。", "おわり"]
    assert list(sentences("It was agreed. ACTION: Mike to go.")) == ["It was agreed.", "ACTION: Mike to go."]
