"""Charsets: bytes and the charset they claim → text and the charset they are in.  A claim is tested, never trusted.

Detection happens only where the claim fails, and never for ASCII: UTF-8 proves itself, the others are tried and told
apart by how much the text looks like a language (`likeness`).  Where no one charset explains the bytes, each line is
read on its own: list servers put footers in one charset under mails in another.
"""

from __future__ import annotations

import codecs
import re

from archiver.mail.decoding import alphabets, emoji, interleaved, iso2022jp, latin, likeness, readings, utf8
from archiver.mail.decoding.claims import ASIAN, JAPANESE, WEAK, is_japanese, is_known, normal, strict

MOST_BY_LINES = 64_000
"""Bytes beyond ASCII that are looked at line by line; a text that is longer and in no charset is hostile or no text."""
LEAST_ASIAN = 16
"""Bytes of a text in Korean or Chinese that tell enough; fewer must tell more clearly."""

_NOT_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that windows-1252 does not have."""
_UTF8_KANA = re.compile(rb"\xe3[\x81-\x83][\x80-\xbf]")
"""In GBK and its like, characters that hardly anyone writes."""
_HALF_WIDTH = re.compile(rb"[\x00-\x7f]*[\xa1-\xdf]{1,12}[\x00-\x7f]*")
"""One word of half-width kana between escapes, in eight bits (JIS X 0201): text in another charset is longer."""
_COUSINS = ("iso-2022-kr", "iso-2022-cn")
_FIRST_OF_TWICE = b"\xc3"
_FIRST_OF_EMOJI = (b"\xee", b"\x1b")
"""A byte is found much faster than a pattern: UTF-8 without it holds no character of this kind."""
_UNUSUAL_ASCII = ("utf-7", "iso-2022-kr", "iso-2022-cn", "utf-16", "utf-16le", "utf-16be", "utf-32")


def decode(content: bytes, declared: str) -> tuple[str, str]:
    """(text, charset used).  Never raises; what no charset explains becomes U+FFFD."""
    text, used, _ = decode_noting(content, declared)
    return text, used


def decode_noting(content: bytes, declared: str) -> tuple[str, str, bool]:
    """The same, and whether parts of the text are in other charsets than the one named."""
    claim = normal(declared)
    if content.isascii():
        return (*_decode_ascii(content, claim), False)
    text, used, is_mixed = _decode_8_bit(content, claim)
    is_utf8 = used == "utf-8" and not is_mixed
    if used == "utf-8" and (is_mixed or _FIRST_OF_TWICE in content) and (twice := utf8.encoded_twice(text)):
        twice = utf8.encoded_twice(twice) or twice
        return twice, "utf-8 encoded twice", is_mixed
    if is_utf8 and not any(map(content.__contains__, _FIRST_OF_EMOJI)):
        return text, used, is_mixed
    return emoji.shown(text, used), used, is_mixed


def _decode_8_bit(content: bytes, claim: str) -> tuple[str, str, bool]:
    if (content.startswith((b"\xff\xfe", b"\xfe\xff")) or claim.startswith("utf-16")) and (
        wide := _utf_16(content)
    ):
        return wide, "utf-16", False
    if content.startswith(codecs.BOM_UTF8) and (marked := strict(content, "utf-8")) is not None:
        return marked, "utf-8", False
    if _has_escapes(content, claim):
        return (*_by_escapes(content), True)
    found = _by_claim(content, claim) or _by_likeness(content, claim)
    return (*found, False) if found else _by_lines(content, claim)


def _decode_ascii(content: bytes, claim: str) -> tuple[str, str]:
    if _has_escapes(content, claim):
        return _by_escapes(content)
    if claim in _UNUSUAL_ASCII and (not claim.startswith("utf-16") or b"\0" in content):
        text_or_none = strict(content, claim)
        if text_or_none is not None:
            return text_or_none, claim
    if claim == "gb18030" and b"~{" in content:
        text_or_none = strict(content, "hz")
        if text_or_none is not None:
            return text_or_none, "hz"
    # One byte is found much faster than two, and where there is none there are no two.
    if (
        b"$" in content
        and (b"$B" in content or b"$@" in content)
        and (escaped := iso2022jp.with_its_escapes(content))
    ):
        text, used = _by_escapes(escaped)
        if likeness.japanese(text) > 0.7:
            return text, used
    return content.decode("ascii"), "us-ascii"


def _has_escapes(content: bytes, claim: str) -> bool:
    """Whether the escapes in a text are those of ISO-2022-JP, and not of its Korean or Chinese cousins."""
    return iso2022jp.has_escapes(content) and (b"\x1b$B" in content or not claim.startswith(_COUSINS))


def _by_escapes(content: bytes) -> tuple[str, str]:
    if b"\x1bN" in content and (text_or_none := strict(content, "iso2022_jp_2")) is not None:
        return text_or_none, "iso-2022-jp-2"  # Greek, and the letters of Western Europe
    text, is_vendor = iso2022jp.decode(content, _plain)
    return text, "cp50221" if is_vendor else "iso-2022-jp"


def _utf_16(content: bytes) -> str | None:
    """UTF-16 with its mark, or without one in the order of bytes in which it reads like a text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return strict(content, "utf-16")
    found = [text for name in ("utf-16-be", "utf-16-le") if (text := strict(content, name)) is not None]
    best = max(found, key=likeness.share_of_known, default=None)
    return best if best is not None and likeness.share_of_known(best) > 0.7 else None


def _plain(content: bytes) -> str:
    """What stands between the escapes of ISO-2022-JP; 8-bit bytes there are in another Japanese charset."""
    if content.isascii():
        return content.decode("ascii")
    if _HALF_WIDTH.fullmatch(content) and not readings.is_kana(content):
        return content.decode("cp932")
    return decode(content, "iso-2022-jp")[0]


# --- the whole text in one charset ---


def _by_claim(content: bytes, claim: str) -> tuple[str, str] | None:
    """The text by its claim, where the bytes bear the claim out and no other charset proves itself."""
    if claim in WEAK or claim.startswith("iso-2022-jp"):
        return None
    text = strict(content, claim)
    if claim == "utf-8":
        text = utf8.cut(content) if text is None else text
        return None if text is None else (text, claim)
    if text is None:
        return None
    as_utf8 = strict(content, "utf-8")
    if claim in JAPANESE:
        score = likeness.japanese(text)
        is_right = as_utf8 is None or (score >= 0.3 and likeness.common_in_japan(as_utf8) < 0.9)
        is_right = is_right and readings.japanese(content, score + 0.2) is None
    elif claim in ASIAN:
        by_turns = interleaved.decode(content, claim) if _UTF8_KANA.search(content) else None
        if by_turns is not None and likeness.in_company(by_turns) > likeness.in_company(text):
            return by_turns, claim
        is_right = as_utf8 is None or likeness.common_abroad(text, claim) >= 0.1
        is_right = is_right and not readings.is_meant(content, text, claim)
    else:
        lines = latin.lines_beyond_ascii(content)
        is_right = as_utf8 is None and (readings.japanese(lines, 0.8) is None or alphabets.is_one(text))
        is_right = is_right and not (claim in _WESTERN and _is_no_western(content, lines))
        is_right = is_right and (claim not in alphabets.CYRILLIC or not alphabets.is_swapped(text))
    return (text, claim) if is_right else None


def _is_no_western(content: bytes, lines: bytes) -> bool:
    """Whether a text, of which these lines are beyond ASCII, reads in another alphabet, or is kana alone."""
    if _MANY_HIGH.search(lines) and _in_a_script(content):
        return True
    is_latin = latin.detect(content, is_claimed=True) is not None
    return is_latin or readings.is_half_width(lines) or readings.is_kana(lines)


def _by_likeness(content: bytes, claim: str, *, is_line: bool = False) -> tuple[str, str] | None:
    """The text in the charset in which it looks most like a language; None where it looks like none."""
    text = strict(content, "utf-8")
    if text is None and b"\xed" in content:
        text = utf8.joined_halves(content)
    if text is not None:
        by_chance = readings.in_japanese(content) if utf8.is_improbable(text) else None
        return by_chance or (text, "utf-8")
    if utf8.is_mostly(content):
        return None
    if is_japanese(claim) or claim in ASIAN:
        return readings.in_japanese(content)
    if is_known(claim) and claim not in WEAK and claim not in ASIAN and claim != "utf-8":
        if claim in _WESTERN and readings.is_kana(content):
            return content.decode("euc_jp"), "euc_jp"
        found = _foreign(content) if claim in _WESTERN else _western(content, claim)
        found = found or (alphabets.of_script(content) if claim in alphabets.CYRILLIC else None)
        if not found and claim in _WESTERN and readings.is_half_width(content):
            return content.decode("cp932", "replace"), "cp932"
        impossible = claim in _WESTERN and _NOT_WESTERN.search(content)
        return (
            found
            or readings.japanese(content, 0.8)
            or (readings.in_japanese(content) if impossible else None)
        )
    japanese = readings.japanese(content, 0.5)
    if japanese and likeness.share_of_kana(japanese[0]) > 0.2:
        return _asian(content) or japanese
    return (
        _asian(content)
        or (None if is_line else alphabets.detect(content))  # a line tells too little, and there are many
        or japanese
        or (readings.in_japanese(content) if _NOT_WESTERN.search(content) else None)
    )


_WESTERN = frozenset(("cp1252", "iso-8859-15"))
"""What programs claim that were never told of another charset."""

_MANY_HIGH = re.compile(rb"(?:[\x80-\xff][\x00-\x7f]?){6}")


def _foreign(content: bytes) -> tuple[str, str] | None:
    """A text in a script or alphabet that a claim of Western Europe cannot mean."""
    script = _in_a_script(content) if _MANY_HIGH.search(content) else None
    return script or latin.detect(content, is_claimed=True)


def _in_a_script(content: bytes) -> tuple[str, str] | None:
    return _asian(content) or alphabets.of_script(content)


def _western(content: bytes, claim: str) -> tuple[str, str] | None:
    """A text of one Western language that is not in the charset of another alphabet that it claims."""
    if strict(content, claim) is not None or not latin.is_western(content):
        return None
    text = strict(content, "cp1252")
    return None if text is None else (text, "cp1252")


def _asian(content: bytes) -> tuple[str, str] | None:
    """Korean or Chinese without a claim: only where there are no kana, and the commonest characters abound."""
    trials = [text for text, _ in readings.trials(content)]
    if any(map(likeness.has_kana, trials)):
        return None
    found = [
        (_likeness(text, name), name, text) for name in ASIAN if (text := strict(content, name)) is not None
    ]
    score, name, text = max(found, default=(0.0, "", ""))
    japanese = max(map(likeness.kanji, trials), default=0.0)
    # A few characters could be common in two languages: they must be so in one, and not in the other.
    least = max(0.25, japanese) if len(content) >= LEAST_ASIAN else max(0.6, japanese + 0.3)
    return (text, name) if score >= least and not likeness.is_lonely(text) else None


def _likeness(text: str, charset: str) -> float:
    return likeness.korean(text) if charset == "cp949" else likeness.chinese(text)


# --- several charsets in one text ---


def _by_lines(content: bytes, claim: str) -> tuple[str, str, bool]:
    """Each line in a charset that explains it; the charset used is that of most lines."""
    votes: dict[str, int] = {}
    texts = []
    left = MOST_BY_LINES
    for line in content.split(b"\n"):
        if line.isascii():
            texts.append(line.decode("ascii"))
            continue
        left -= len(line)
        text, used = _line(line, claim) if left > 0 else _like_the_others(line, votes)
        texts.append(text)
        if used:
            votes[used] = votes.get(used, 0) + 1
    return "\n".join(texts), max(votes, key=lambda name: votes[name]), len(votes) > 1


def _like_the_others(line: bytes, votes: dict[str, int]) -> tuple[str, str]:
    """A line of a text that is too long to look at each: in the charset of most lines before it."""
    used = max(votes, key=lambda name: votes[name], default="cp1252")
    return (text, "utf-8") if (text := strict(line, "utf-8")) else (line.decode(used, "replace"), used)


def _line(line: bytes, claim: str) -> tuple[str, str]:
    return _by_claim(line, claim) or _by_likeness(line, claim, is_line=True) or _one_line(line, claim)


def _one_line(line: bytes, claim: str) -> tuple[str, str]:
    """What is left: UTF-8 that was cut, a mixture within the line, or bytes that mean nothing."""
    if utf8.is_mostly(line):
        return line.decode("utf-8", "replace"), "utf-8"
    for double in dict.fromkeys((claim if claim in ASIAN else "euc_jp", "euc_jp", "cp932")):
        text = interleaved.decode(line, double)
        if text is not None and likeness.has_kana(text) and likeness.in_company(text) > 0.8:
            return text, double
    fallback = claim if is_known(claim) and claim not in ("us-ascii", "utf-8") else "cp1252"
    if fallback.startswith("iso-2022-jp"):
        fallback = "cp932"
    return line.decode(fallback, "replace"), fallback
