"""Fields: `from:`, `差出人:` and their kind → conditions for SQL, or columns of the index."""

from __future__ import annotations

import re
from datetime import date

from archiver.model import Filter
from archiver.search.dates import period
from archiver.text import fold

_NAMES = {
    "from": ("from", "差出人"),
    "to": ("to", "宛先"),
    "subject": ("subject", "件名"),
    "list": ("list", "リスト"),
    "topic": ("topic", "議題"),
    "meeting": ("meeting", "会議"),
    "organisation": ("organisation", "organization", "org", "団体"),
    "year": ("year", "date", "期間", "年"),
    "after": ("after", "以降"),
    "before": ("before",),
    "until": ("until", "以前"),
    "has": ("has",),
    "attached": ("添付",),
    "file": ("file", "ファイル"),
    "in": ("in", "種別"),
    "is": ("is", "状態"),
}
_FROM_TO = re.compile(r"\.\.+|~|から")
"""Between the first and the last of a period: 2011-07..2011-09, 7月〜9月."""
_TO_QUOTE = re.compile(r"[\s()\"「」：（）]|^$")
_FIELDS = {word: name for name, words in _NAMES.items() for word in words}

_ATTACHED = dict.fromkeys(
    ("attachment", "attachments", "file", "files", "あり", "有り", "有", "添付", "yes"), "attachment"
)
_VALUES = {
    "has": _ATTACHED,
    "in": {
        **dict.fromkeys(("minutes", "会議録", "議事録"), "minutes"),
        **dict.fromkeys(("mail", "メール"), "mail"),
        **dict.fromkeys(("attachments", "attachment", "添付"), "attachments"),
    },
    "is": {
        **dict.fromkeys(
            ("unanswered", "未回答", "返信なし", "返事なし", "回答なし", "未返信", "未解答"), "unanswered"
        ),
        **dict.fromkeys(("own", "本人"), "own"),
    },
}
"""What may stand after a field that knows its values."""

COLUMNS = {"subject": "subject", "from": "people", "to": "recipients", "file": "names", "attached": "names"}
"""The columns of the index that hold what a field asks for."""


def field_named(word: str) -> str:
    """The field that `word` names in either language, '' for none."""
    return _FIELDS.get(fold(word), "")


def written(name: str, value: str, language: str) -> str:
    """A field and its value as people of this language (ja, en) type them."""
    names = _NAMES[name]
    spelled = value
    if language == "ja":
        spelled = next(
            (word for word, meant in _VALUES.get(name, {}).items() if meant == value and not word.isascii()),
            value,
        )
        name = "attached" if name == "has" else name
        names = _NAMES[name]
    return f"{names[-1 if language == 'ja' else 0]}:{_quoted(spelled)}"


def written_time(value: str, language: str) -> str:
    """A time as a condition: 期間:先月, date:last-month."""
    return f"{_NAMES['year'][2 if language == 'ja' else 1]}:{_quoted(value)}"


def _quoted(value: str) -> str:
    return f'"{value.replace(chr(34), " ")}"' if _TO_QUOTE.search(value) else value


def filters(name: str, value: str, today: date, *, is_excluded: bool) -> list[Filter]:
    """The conditions of one field; [] when its value means nothing."""
    value = fold(value).strip()
    if name in ("year", "after", "before", "until"):
        return _period_filters(name, value, today, is_excluded)
    if name == "attached":  # 添付:あり; 添付:見積 asks for the name of a file, which the index knows
        name = "has"
    if name in _VALUES:
        value = _VALUES[name].get(value, "")
        if value == "own" and is_excluded:
            return []  # a choice of columns, which has no opposite
    elif name == "meeting":
        named = period(value, today)
        value = named.prefix if named and named.prefix else value
    return [Filter(field=name, value=value, is_excluded=is_excluded)] if value else []


def _period_filters(name: str, value: str, today: date, is_excluded: bool) -> list[Filter]:
    named = [period(each, today) for each in _FROM_TO.split(value, 1)]
    known = [each for each in named if each]
    if known != named or (len(known) > 1 and name != "year"):
        return []
    first, end = known[0].first.isoformat(), known[-1].end.isoformat()
    if name == "year" and is_excluded:
        return [Filter(field="within", value=f"{first}/{end}", is_excluded=True)]
    bounds = {
        "year": [("since", first), ("before", end)],
        "after": [("since", first)],
        "before": [("before", first)],
        "until": [("before", end)],
    }
    return [Filter(field=bound, value=day, is_excluded=is_excluded) for bound, day in bounds[name]]
