"""Months: a date that names its month in a language of Europe → the same in English.  Pure, and no calendar."""

from __future__ import annotations

import re
import unicodedata

_NAMES = """
january february march april may june july august september october november december
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
januar februar märz april mai juni juli august september oktober november dezember
jänner feber - - - - - - - - - -
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
- - mrt - - - - - setiembre - - -
januari februari mars april maj juni juli augusti september oktober november december
- - marts - - - - - - - - -
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
_IN_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LEAST = 3
"""Letters of a name that was shortened, unless the rest had marks."""
_DATED = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:er|[.ºª])?[\s-]+(?:de\s+)?(?P<month>[^\W\d_]{2,12}|[^\W\d_](?:[^\s\d]){1,11}?)\.?"
    r"(?:[\s,-]+|\s+del?\s+)(?P<year>\d{4})(?!\d)\D{0,12}?(?=[\s,]\d|$)"
)
"""The month stands behind the day: `mar. 5 juil. 2011` is no March.  What stands before the time is `à` or `um`."""


def _letters(name: str) -> tuple[str, str]:
    """A name without its marks, and without the letters that have them: their charset may be lost."""
    name = name.casefold()
    bare = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return bare, "".join(each for each in name if each.isascii())


def _beginnings(names: list[str]) -> dict[str, int]:
    """The month that the beginning of a name means in one language; those that mean several are left out."""
    found: dict[str, set[int]] = {}
    for number, name in enumerate(names, 1):
        for letters in _letters(name):
            for end in range(min(_LEAST, len(letters)), len(letters) + 1):
                found.setdefault(letters[:end], set()).add(number)
    return {letters: numbers.pop() for letters, numbers in found.items() if len(numbers) == 1 and letters}


_MONTHS: dict[str, int] = {}
for _language in _NAMES.strip().splitlines():
    # `mar` is Finnish for another month than for all others: who stands above, counts.
    _MONTHS = _beginnings(_language.split()) | _MONTHS


def in_english(value: str) -> str:
    """The date with its month in English, and without the day of the week; '' where it names none."""
    match = _DATED.search(value)
    if match is None:
        return ""
    number = next(filter(None, (_MONTHS.get(each, 0) for each in _letters(match["month"].rstrip(".")))), 0)
    if not number:
        return ""
    return f"{match['day']} {_IN_ENGLISH[number - 1]} {match['year']} {value[match.end() :].strip(' ,')}"
