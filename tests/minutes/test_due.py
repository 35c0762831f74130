"""Due dates: the day that a sentence promises something by, from the day of the meeting."""

from __future__ import annotations

from datetime import date

import pytest

from archiver.minutes.promises.due import due, is_due_by_next_meeting

MEETING = date(2011, 6, 20)

DUE = {
    "7月20日までに送付する。": date(2011, 7, 20),
    "７月２０日（水）までに送付する。": date(2011, 7, 20),
    "平成23年9月30日(金)までに報告する。": date(2011, 9, 30),
    "令和五年三月三十一日までに報告する。": date(2023, 3, 31),
    "5/10までに提出します。": date(2012, 5, 10),
    "3月末までに公表する。": date(2012, 3, 31),
    "9月中に取りまとめる。": date(2011, 9, 30),
    "9月上旬を目途に作成する。": date(2011, 9, 10),
    "来月末までに周知する。": date(2011, 7, 31),
    "来月10日までに回答する。": date(2011, 7, 10),
    "来週中にお送りします。": date(2011, 7, 1),
    "2週間以内に回答する。": date(2011, 7, 4),
    "1か月以内に連絡する。": date(2011, 7, 20),
    "年度内に実施する。": date(2012, 3, 31),
    "年内に結論を出したい。": date(2011, 12, 31),
    "The Secretary will circulate it by 20 July.": date(2011, 7, 20),
    "Mike will report by the end of September.": date(2011, 9, 30),
    "The Chair will write to them within two weeks.": date(2011, 7, 4),
    "She will send it by Friday.": date(2011, 6, 24),
    "The draft will be ready by January 5, 2012.": date(2012, 1, 5),
    "Treasurer to report by end of next month.": date(2011, 7, 31),
}
NOT_DUE = (
    "11月1日の情報交換会議の資料を送付する。",
    "出席状況が確認でき次第、情報提供する。",
    "2月30日までに送付する。",
    "13月末までに送付する。",
    "次回の役員会で報告する。",
    "7月の会議について検討する。",
    "The Secretary will circulate the minutes of 20 July.",
)


@pytest.mark.parametrize("sentence", DUE)
def test_the_day_is_read(sentence: str) -> None:
    """Days, months, weeks, spans and fiscal years; without a year the next one after the meeting."""
    assert due(sentence, MEETING) == DUE[sentence]


@pytest.mark.parametrize("sentence", NOT_DUE)
def test_no_day_is_guessed(sentence: str) -> None:
    """A day that is not a limit, and a day that does not exist, are none."""
    assert due(sentence, MEETING) is None


def test_the_next_meeting_is_a_limit_without_a_day() -> None:
    """次回 is a limit; when the next meeting is only spoken of, it is none."""
    assert is_due_by_next_meeting("次回の役員会で報告する。")
    assert is_due_by_next_meeting("The Chair will report to the next meeting.")
    assert not is_due_by_next_meeting("次回の日程を連絡する。")
