"""Alphabets: 8-bit text without a usable claim, of a language that is neither Western nor of East Asia → its charset.

Not by statistics of a library but by what a reader would look at: every letter beyond ASCII belongs to the alphabet of
one language, capitals stand where words begin, the commonest letters are common.  Where that is so in windows-1252,
or in no charset, nothing is said: the text is left as Western.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.mail.decoding import latin
from archiver.mail.decoding.latin import BEYOND_ASCII, SAMPLE, SEPARATORS, decoded, lines_beyond_ascii

LEAST_LETTERS = 6
"""Of words in another script than ours; fewer could be anything.  Thai needs more: EUC-JP can be Thai."""
LEAST_DIFFERENT = 5
LEAST_COMMON = 0.45
"""Share of the commonest letters in a text of a script; real text has more than half."""
LEAST_LOWER = 0.5
"""Share of small letters: kanji in EUC-JP are capitals of Cyrillic."""


@dataclass(frozen=True, slots=True)
class _Script:
    letters: frozenset[str]
    common: frozenset[str]
    codecs: tuple[str, ...]
    least: int = LEAST_LETTERS
    endings: frozenset[str] = frozenset()
    """Letters that words end with; all where none is named."""


def _script(letters: str, common: str, *codecs: str) -> _Script:
    return _Script(frozenset(letters), frozenset(common), codecs)


_SCRIPTS = (
    _script("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "оеаинтсрвл", "koi8_r", "cp1251", "iso8859_5", "cp866"),
    _script("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "оаинівретс", "koi8_u", "cp1251"),
    _script("абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ", "аоиенртсвј", "cp1251", "iso8859_5"),
    _Script(
        frozenset("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"),
        frozenset("αοιετσνηυρ"),
        ("iso8859_7", "cp1253"),
        endings=frozenset("αεηιουωάέήίόύώςνρ"),
    ),
    _script("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "יוהלאתרמבנ", "cp1255"),
    _script("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", "اليمنورتبع", "cp1256", "iso8859_6"),
    _Script(frozenset(map(chr, range(0xE01, 0xE4F))), frozenset("านรอกเงมยล่้ัิ"), ("cp874",), 30),
)
CYRILLIC = frozenset(("koi8-r", "koi8-u", "windows-1251", "cp1251", "iso-8859-5", "cp866", "ibm866"))
"""Claims of which one is easily made for another: each has small letters where another has capitals."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3}")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0e31-\u0e4e\u05b0-\u05c2\u064b-\u0652]+[^\W\d_]*)*")


def detect(content: bytes) -> tuple[str, str] | None:
    """(text, charset) of a text in one of these languages and in no Western one; None where that is not sure."""
    return of_script(content) or latin.detect(content, is_claimed=False)


def of_script(content: bytes) -> tuple[str, str] | None:
    """The same for languages in another script than ours, which nobody takes for another."""
    if not _HIGH_RUN.search(content):
        return None
    sample = lines_beyond_ascii(content[:SAMPLE])
    found = [
        (score, codec)
        for script in _SCRIPTS
        for codec in script.codecs
        if (score := _of_script(decoded(sample, codec), script)) > 0
    ]
    if not found:
        return None
    codec = max(found)[1]
    return content.decode(codec, "replace"), codec


def is_one(text: str) -> bool:
    """Whether all of a text beyond ASCII is words of one of these scripts, however short it is."""
    if any(not (sign.isalpha() or sign in SEPARATORS) for sign in set(BEYOND_ASCII.findall(text))):
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return bool(words) and any(all(_is_written(word, script) for word in words) for script in _SCRIPTS)


def is_swapped(text: str) -> bool:
    """Whether words have capitals behind a small letter, and none is small: it is another charset of the alphabet."""
    words = [word for word in _WORD.findall(text[:SAMPLE]) if len(word) > 2 and not word.isascii()]
    is_turned = any(word[0].islower() and word[1:].isupper() for word in words)
    return is_turned and not any(map(str.islower, words))


def _of_script(text: str, script: _Script) -> float:
    """How well a text is in this script: 0 for not at all, more than 1 for wholly."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = [word for word in words if _is_written(word, script)]
    letters = "".join(good).casefold()
    if sum(len(word) for word in good if len(word) > 2) < script.least:
        return 0.0
    foreign = sum(sign not in SEPARATORS for sign in BEYOND_ASCII.findall(text))
    if len(letters) < 0.9 * foreign:
        return 0.0
    common = sum(letter in script.common for letter in letters) / len(letters)
    lower = sum(letter == letter.lower() for word in good for letter in word) / len(letters)
    if common < LEAST_COMMON or lower < LEAST_LOWER or len(set(letters)) < LEAST_DIFFERENT:
        return 0.0
    return float(len(letters) / foreign + common + 0.2 * lower)


def _is_written(word: str, script: _Script) -> bool:
    """A word all of whose letters are of the script, with capitals at its beginning or everywhere."""
    lower = word.lower()
    is_ended = not script.endings or lower[-1] in script.endings or word == word.upper()
    return is_ended and set(lower) <= script.letters and (word[1:] == lower[1:] or word == word.upper())
