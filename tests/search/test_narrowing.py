"""A question with a condition more, less, or with its dates as they are for good."""

from __future__ import annotations

from datetime import date

import pytest

from archiver import search

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("query", "settled", "days"),
    [
        ("以降:先月 予算", "以降:2026-10-01 予算", "先月 = 2026-10-01 – 2026-10-31"),
        ("予算 以前：先月", "予算 以前：2026-10-31", "先月 = 2026-10-01 – 2026-10-31"),
        ("before:last-month budget", "before:2026-10-01 budget", "last-month = 2026-10-01 – 2026-10-31"),
        ("期間:先月", "期間:2026-10", "先月 = 2026-10-01 – 2026-10-31"),
        ("-年:昨年 予算", "-年:2025 予算", "昨年 = 2025-01-01 – 2025-12-31"),
        ("予算 期間:昨年秋", "予算 以降:2025-09-01 以前:2025-11-30", "昨年秋 = 2025-09-01 – 2025-11-30"),
        ("date:last-autumn", "after:2025-09-01 until:2025-11-30", "last-autumn = 2025-09-01 – 2025-11-30"),
        ("-期間:昨年秋", "", ""),
        ("以降:2011-10 先月", "", ""),
        ("件名:先月", "", ""),
    ],
)
def test_dates_are_kept_for_good(query: str, settled: str, days: str) -> None:
    """先月 is another month when the address is read next month: the days can be put in its place, and find the same."""
    conditions = search.compile(query, TODAY).conditions
    found, notes = search.settled(query, conditions, TODAY)
    assert (found, [note.detail for note in notes]) == (settled, [days] if days else [])
    if settled:
        assert search.compile(settled, TODAY).filters == search.compile(query, TODAY).filters
        assert search.settled(settled, search.compile(settled, TODAY).conditions, TODAY) == ("", [])


@pytest.mark.parametrize(
    ("query", "timed"),
    [
        ("先月", "期間:先月"),
        ("クラウド 昨年の秋", "期間:昨年の秋 クラウド"),
        ("今年度　予算", "期間:今年度 予算"),
        ("cloud last month?", "date:last-month cloud"),
        ("差出人:会長 「昨年の秋」 昨年秋", "期間:昨年秋 差出人:会長 「昨年の秋」"),
        ("先月号", ""),
        ("-先月", ""),
        ("「先月」", ""),
        ("last 予算 month", ""),
        ("先月 OR 今月", ""),
        ("期間:先月", ""),
        ("2011-10", ""),
        ("", ""),
    ],
)
def test_a_time_typed_as_words_can_be_a_condition(query: str, timed: str) -> None:
    """Whoever types 先月 may mean the word or the month: both can be had.  A date stays what is written."""
    assert search.timed(query, TODAY) == timed
