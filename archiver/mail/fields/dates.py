"""Dates: the Date and Received fields → an instant to order by, and what had to be guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache

from archiver.eras import year_of
from archiver.mail.fields import months
from archiver.mail.fields.headers import as_bytes, text, unfolded

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
MOST_OFFSET = 15 * 3600
"""Seconds: no place on earth is further from Greenwich."""
MOST_AHEAD = timedelta(days=3)
"""A Date later than its arrival by more than this is a clock that is wrong."""
MOST_BEHIND = timedelta(days=365)
"""Mail may wait in a queue or a moderator's folder, but not for years."""


_ZONES = {
    "JST": "+0900",
    "KST": "+0900",
    "IST": "+0530",
    "HKT": "+0800",
    "CET": "+0100",
    "CEST": "+0200",
    "BST": "+0100",
}
"""Names that RFC 5322 does not know, and that Date fields hold."""
_ZONE = re.compile(r"\b(" + "|".join(_ZONES) + r")\b")
_OFFSET = re.compile(r"\"?(?:GMT|UTC|(?<= ))([+-])(\d{1,2})(?::?(\d\d))?\"?\s*$")
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_USUAL = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, *)?([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ((?:00[0-9]|199|20[0-8])[0-9])"
    r" ((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]) ([+-](?:0[0-9]|1[0-4])[0-5][0-9])(?: \([^()]*\))?"
)
"""The form that nearly all mail has, where nothing in it can be wrong but the day of the month.

QUIRK: .NET writes `01 Jan 0001` for no date; others would take it for 2001.
"""
_NUMBERED = re.compile(
    r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?:日|(?=[T ,]|$))"
    r"(?:\D{0,12}?(?P<hour>\d{1,2})[:時](?P<minute>\d\d)(?:[:分](?P<second>\d\d))?)?(?:\.\d+)?(?P<rest>.*)$"
)
"""ISO 8601, and what Japanese programs write: 2011/07/05 10:12:00, 2011年7月5日 10:12."""
_ERA = re.compile(r"(令和|平成|昭和|\b[RHS](?=\d))\s?(\d{1,2}|元)[年./]")
_AFTERNOON = re.compile(r"\b(\d{1,2})(:\d\d(?::\d\d)?) ?([AP])\.?M\b\.?", re.IGNORECASE)
_SECONDS = re.compile(r"\s*[1-3]?\d{9}\s*")
"""Since 1970: what Unix has for a date."""
_ALONE = re.compile(r"^\s*(?:\w{3,9},? +)?\d{1,2} +[A-Za-z]{3,9} +\d{2,4}\s*$")


def instant(value: str) -> datetime | None:
    """The instant that a date field names (RFC 5322, its obsolete forms, and others that are met); None for none."""
    if usual := _USUAL.fullmatch(value.strip()):
        return _usual(*usual.groups())
    given = unfolded(value)[:200]
    value = _plain(given)
    if _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(value), UTC)
    fields = _numbered(value) or _written(value) or _written(months.in_english(_as_in_europe(given)))
    if fields is None:
        return None
    try:
        year, month, day, hour, minute, second, offset = fields
        # Programs that count from 1900 have the year 111 (RFC 5322 §4.3), or wrote 19 before it.
        year = year + 1900 if 100 <= year < 200 else year - 17100 if 19100 <= year < 19200 else year
        # 24:00 is the end of a day.
        found = datetime(year, month, day, 0 if hour == 24 else hour, minute, min(second, 59), tzinfo=UTC)
        if offset or hour == 24:
            found += timedelta(days=hour // 24, seconds=-offset if abs(offset) <= MOST_OFFSET else 0)
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST <= found <= LATEST else None


_Fields = tuple[int, int, int, int, int, int, int]
"""Year, month, day, hour, minute, second; and the zone's seconds east of Greenwich."""


def _usual(day: str, month: str, year: str, time: str, zone: str) -> datetime | None:
    """The instant of the `_USUAL` form, in a third of the time that reading number by number takes."""
    try:
        found = datetime.fromisoformat(f"{year}-{_MONTHS[month]}-{day.zfill(2)}T{time}Z") - _east(zone)
    except (ValueError, OverflowError):
        return None
    return found if found >= EARLIEST else None


@lru_cache(maxsize=256)
def _east(zone: str) -> timedelta:
    """How far a zone as +0900 is before Greenwich."""
    far = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    return far if zone[0] == "+" else -far


_QUIRKS = (
    (re.compile(r"\s+(?=[:,])|(?<=:)\s+"), ""),
    (re.compile(r"(\d{1,2})\s+(\d{1,2})[^\x00-\x7f]*\s+(?=\d{4}\s+\d{1,2}:)"), lambda match: _by_name(match)),
    (re.compile(r"\b(\d{4})(\d\d)(\d\d)(?:T|(?=\d{6}(?!\d)))(\d\d)(\d\d)(\d\d)?"), r"\1-\2-\3T\4:\5"),
    (re.compile(r"(:\d\d)\.\d+"), r"\1"),
    (re.compile(r"^\D{0,12}\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b"), r"\3-\2-\1"),
    (re.compile(r"(?<=[+-]\d{4});.*"), ""),
    (re.compile(r"Tokyo Standard Time|Asia/Tokyo|東京.*$|日本標準時.*$"), "+0900"),
    (re.compile(r"\b(Ju[nl])[ie]\b|\b([A-Z][a-z]{2})\b\.", re.IGNORECASE), r"\1\2"),
)
"""Of programs that ask the system's language for a month (`火, 05 7月 2011`), ISO 8601 without hyphens, parts of
seconds, blanks around colons, the name that Windows has for Japan's time, German months, dots after names, the
day before dots, and what stands behind a semicolon."""


_DAY = re.compile(r"^[^\x00-\x7f]{1,6}\s*,")
"""A day of the week in Japanese, of which two bytes are too few to tell their charset."""


def _by_name(match: re.Match[str]) -> str:
    names = [name for name, number in _MONTHS.items() if int(number) == int(match[2])]
    return f"{match[1]} {names[0]} " if names else match[0]


def _as_in_europe(value: str) -> str:
    """A date as a person in Europe reads it, of whichever of its charsets."""
    if "=?" in value or "\x1b" in value:
        return text(value)
    try:
        return as_bytes(value).decode()
    except UnicodeDecodeError:
        return as_bytes(value).decode("cp1252", "replace")


def _plain(value: str) -> str:
    """A date as a person reads it: no full-width digits, no quotes, no quirks."""
    if not value.isascii() or "=?" in value or "\x1b" in value:
        value = unicodedata.normalize("NFKC", text(_DAY.sub("", value), "shift_jis"))
    value = value.replace('"', " ")
    for pattern, instead in _QUIRKS:
        value = pattern.sub(instead, value)
    return value


def _written(value: str) -> _Fields | None:
    # QUIRK: Japanese day names and a comment with the zone's name stand in real Date fields.
    value = re.sub(r"\([^()]*\)|[^\x20-\x7e]+", " ", value)
    value = _ZONE.sub(lambda match: _ZONES[match[1]], _AFTERNOON.sub(_in_24_hours, value))
    value = _OFFSET.sub(lambda match: f" {match[1]}{int(match[2]):02}{match[3] or '00'}", value)
    if _ALONE.match(value):
        value += " 00:00:00"
    try:
        fields = parsedate_tz(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return None if fields is None else (*fields[:6], fields[9] or 0)


def _in_24_hours(match: re.Match[str]) -> str:
    return f"{int(match[1]) % 12 + (12 if match[3] in 'Pp' else 0)}{match[2]}"


def _numbered(value: str) -> _Fields | None:
    value = _ERA.sub(lambda match: f"{year_of(match[1], match[2])}年", value)
    match = _NUMBERED.search(value)
    if match is None:
        return None
    hour = int(match["hour"] or 0)
    if "午後" in value and hour < 12:
        hour += 12
    zone = _ZONE.sub(lambda each: _ZONES[each[1]], match["rest"])
    offset = re.search(r"([+-])(\d\d):?(\d\d)", zone)
    seconds = (int(offset[2]) * 60 + int(offset[3])) * (60 if offset[1] == "+" else -60) if offset else 0
    is_utc = re.search(r"\b(?:Z|UTC|GMT)\b", zone)
    if not offset and not is_utc and ("年" in value or value[match.end("year")] in "/."):
        seconds = 9 * 3600  # who writes a date in kanji, or the year before a slash or a dot, is in Japan
    day = int(match["year"]), int(match["month"]), int(match["day"])
    return (*day, hour, int(match["minute"] or 0), int(match["second"] or 0), seconds)


def trusted(claimed: str, received: Sequence[str], beside: datetime | None = None) -> tuple[datetime, str]:
    """(instant to order by, flaw): the Date, unless it is none, or Received or the mailbox shows it to be impossible.

    `beside`: when the place that the mail lay in has it, by its separator or by the mails beside it.
    """
    date = instant(claimed) if claimed else None
    if date and not received and beside is None:
        return date, ""
    # The last Received field is the first hop: the nearest in time to the sending.
    arrived = next(filter(None, map(_arrival, reversed(received[-20:]))), None)
    by = "Received" if arrived else "what lies beside it"
    limit = arrived or beside
    if date is None:
        why = "date: none" if not claimed.strip() else "date: unreadable"
        return (limit, f"{why}, ordered by {by}") if limit else (UNKNOWN, f"{why}, ordered first")
    is_late = limit is not None and date > limit + MOST_AHEAD
    is_early = (
        arrived is not None and date < arrived - MOST_BEHIND
    )  # what lies in a mailbox may be put there late
    return (limit, f"date: impossible, ordered by {by}") if limit and (is_late or is_early) else (date, "")


def _arrival(received: str) -> datetime | None:
    """When a server says that a mail came; some forget the semicolon before it."""
    return instant(received.rpartition(";")[2]) or of_separator(unfolded(received)[-200:])


def of_separator(line: str) -> datetime | None:
    """The instant that a mailbox's separator (`From kaicho@a.example Tue Jul  5 10:12:00 2011`) names."""
    match = _IN_SEPARATOR.search(line[:400])
    return instant(match.group()) if match else None


_IN_SEPARATOR = re.compile(
    r"(?:[A-Z][a-z]{2},? +)?(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2}) +.*\d\d?:\d\d.*$"
)
