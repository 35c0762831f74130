"""Forms: a word as typed → the other ways in which people write the same word.  At query time, never in the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from archiver.search.dates import forms_of_date
from archiver.search.tokens import is_cjk, pieces
from archiver.text import CJK

MOST_FORMS = 8

# JIS Z 8301 drops the long vowel at the end of a loan word of three sounds or more, newspapers keep it:
# サーバー サーバ, メモリー メモリ.  A shorter stem (カバー) keeps it everywhere.
_LONG_VOWEL = re.compile(
    "([ァ-ヺー]{2,}[ァアカガサザタダナハバパマャヤラワィイキギシジチヂニヒビピミリ])(ー?)(?![ァ-ヺー])"
)

_HYPHEN = re.compile("(?<=[a-z])-(?=[a-z])")
"""Wi-Fi is WiFi."""
_GROUPED = re.compile("(?<![0-9,.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_COUNTED = re.compile(f"(?<![0-9,.])[1-9][0-9]{{3,11}}(?=[{CJK}])(?!年)")
"""1,000円 and 1000円; a number that counts nothing is perhaps no amount."""
_MONTHS = re.compile("(?<=[0-9数何一二三四五六七八九十])[ケカか箇](?=[月所国年条村町])")
"""3か月, 3ヶ月, 3カ月, 3箇月."""


def forms(text: str) -> list[list[str]]:
    """The forms of a folded word, each in pieces, the typed one first; [] when it holds no letter or digit."""
    typed = pieces(text)
    if not typed:
        return []
    # A bare number is a number: 2011 is asked for more often than 平成23年 is meant by it.
    others = forms_of_date(text) if not text.isdecimal() else []
    spelled = dict.fromkeys(others or _spellings(text, typed))
    found = [typed, *(pieces(each) for each in spelled if each != text)]
    return [form for number, form in enumerate(found) if form not in found[:number]]


def _spellings(text: str, typed: list[str]) -> Iterator[str]:
    yield from _with_and_without_long_vowel(" ".join(typed))
    yield _HYPHEN.sub("", text)
    yield _GROUPED.sub(lambda number: number[0].replace(",", ""), text)
    yield _COUNTED.sub(lambda number: f"{int(number[0]):,}", text)
    if _MONTHS.search(text):
        yield from (_MONTHS.sub(letter, text) for letter in "かケカ箇")


def _with_and_without_long_vowel(text: str) -> Iterator[str]:
    parts = _LONG_VOWEL.split(text)
    if len(parts) == 1:
        return
    between, stems = parts[::3], parts[1::3]
    for endings in islice(product(("", "ー"), repeat=len(stems)), MOST_FORMS):
        words = map("".join, zip(stems, endings, strict=True))
        yield "".join(map("".join, zip(between, [*words, ""], strict=True)))


def shortest(found: list[list[str]]) -> list[list[str]]:
    """The forms without those that a shorter one finds too: サーバ stands in サーバー."""
    return [form for form in found if not any(_holds(form, other) for other in found)]


def _holds(form: list[str], other: list[str]) -> bool:
    """`form` begins with `other`, which ends in a run of CJK characters and so may go on."""
    *before, last = other
    at = len(before)
    return (
        form != other and is_cjk(last) and form[:at] == before and "".join(form[at : at + 1]).startswith(last)
    )
