"""Alphabets: 8-bit text without a usable claim, of a language that is neither Western nor of East Asia → its charset.

Not by statistics of a library but by what a reader would look at: every letter beyond ASCII belongs to the alphabet of
one language, capitals stand where words begin, the commonest letters are common.  Where that is so in windows-1252,
or in no charset, nothing is said: the text is left as Western.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SAMPLE = 4_000
"""Bytes that are looked at."""
LEAST_LETTERS = 6
"""Of words in another script than ours; fewer could be anything.  Thai needs more: EUC-JP can be Thai."""
LEAST_DIFFERENT = 5
LEAST_COMMON = 0.45
"""Share of the commonest letters in a text of a script; real text has more than half."""
LEAST_LOWER = 0.5
"""Share of small letters: kanji in EUC-JP are capitals of Cyrillic."""
LEAST_ACCENTS = 3
"""Letters with marks, in a Latin alphabet; and two different ones."""


@dataclass(frozen=True, slots=True)
class _Script:
    letters: frozenset[str]
    common: frozenset[str]
    codecs: tuple[str, ...]
    least: int = LEAST_LETTERS


def _script(letters: str, common: str, *codecs: str) -> _Script:
    return _Script(frozenset(letters), frozenset(common), codecs)


_SCRIPTS = (
    _script("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "оеаинтсрвл", "koi8_r", "cp1251", "iso8859_5", "cp866"),
    _script("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "оаинівретс", "koi8_u", "cp1251"),
    _script("абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ", "аоиенртсвј", "cp1251", "iso8859_5"),
    _script("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "αοιετσνηυρ", "iso8859_7", "cp1253"),
    _script("אבגדהוזחטיךכלםמןנסעףפץצקרשת", "יוהלאתרמבנ", "cp1255"),
    _script("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", "اليمنورتبع", "cp1256", "iso8859_6"),
    _Script(frozenset(map(chr, range(0xE01, 0xE4F))), frozenset("านรอกเงมยล่้ัิ"), ("cp874",), 30),
)
_WESTERN = tuple(
    map(
        frozenset,
        (
            *("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áâãàçéêíóôõúü", "àèéìíîòóù", "åäöé", "æøåéòôü"),
            *("áðéíóúýþæö", "éèëïóöüäá", "àçéèíïóòúü"),
        ),
    )
)
"""German, French, Spanish, Portuguese, Italian, Swedish, Danish and Norwegian, Icelandic, Dutch, Catalan."""
_LATIN = (
    ("ąćęłńóśźż", ("iso8859_2", "cp1250")),
    ("áčďéěíňóřšťúůýžöüä", ("iso8859_2", "cp1250")),
    ("áäčďéíĺľňóôŕšťúýž", ("iso8859_2", "cp1250")),
    ("áéíóöőúüű", ("iso8859_2", "cp1250")),
    ("ăâîşţ", ("iso8859_2", "cp1250")),
    ("čćđšž", ("iso8859_2", "cp1250")),
    ("çğıöşüâîû", ("cp1254",)),
)
"""Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene, Turkish."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3}")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0e31-\u0e4e\u05b0-\u05c2\u064b-\u0652]+[^\W\d_]*)*")
_IN_A_WORD = re.compile("[A-Za-z][\u00a1-\u00bf\u00d7\u00f7\u2020-\u2030][a-z]|[\u00a1-\u00bf][a-z]{2}")
"""A sign where a letter should be: the charset is another."""
_SEPARATORS = frozenset("\u00a0«»„“”‘’–—…№·°§\u00ad、。")


def detect(content: bytes) -> tuple[str, str] | None:
    """(text, charset) of a text in one of these languages and in no Western one; None where that is not sure."""
    return of_script(content) or _latin(content)


def of_script(content: bytes) -> tuple[str, str] | None:
    """The same for languages in another script than ours, which nobody takes for another."""
    if not _HIGH_RUN.search(content):
        return None
    sample = content[:SAMPLE]
    found = [
        (score, codec)
        for script in _SCRIPTS
        for codec in script.codecs
        if (score := _of_script(_decoded(sample, codec), script)) > 0
    ]
    if not found:
        return None
    codec = max(found)[1]
    return content.decode(codec, "replace"), codec


def _decoded(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return ""


def _of_script(text: str, script: _Script) -> float:
    """How well a text is in this script: 0 for not at all, more than 1 for wholly."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = [word for word in words if _is_written(word, script)]
    letters = "".join(good).casefold()
    if sum(len(word) for word in good if len(word) > 2) < script.least:
        return 0.0
    foreign = sum(character > "\x7f" and character not in _SEPARATORS for character in text)
    if len(letters) < 0.9 * foreign:
        return 0.0
    common = sum(letter in script.common for letter in letters) / len(letters)
    lower = sum(letter == letter.lower() for word in good for letter in word) / len(letters)
    if common < LEAST_COMMON or lower < LEAST_LOWER or len(set(letters)) < LEAST_DIFFERENT:
        return 0.0
    return float(len(letters) / foreign + common + 0.2 * lower)


def _is_written(word: str, script: _Script) -> bool:
    """A word all of whose letters are of the script, with capitals at its beginning or everywhere."""
    return set(word.lower()) <= script.letters and (word[1:] == word[1:].lower() or word == word.upper())


def is_western(content: bytes) -> bool:
    """Whether a text in windows-1252 has the letters of one Western language, and no sign within a word."""
    western = content[:SAMPLE].decode("cp1252", "replace")
    accents = {character.lower() for character in western if character > "\x7f" and character.isalpha()}
    return any(accents <= alphabet for alphabet in _WESTERN) and not _IN_A_WORD.search(western)


def _latin(content: bytes) -> tuple[str, str] | None:
    sample = content[:SAMPLE]
    if is_western(sample):
        return None
    western = sample.decode("cp1252", "replace")
    for alphabet, codecs in _LATIN:
        for codec in codecs:
            text = _decoded(sample, codec)
            if _is_latin(text, frozenset(alphabet)) and text != western:
                return content.decode(codec, "replace"), codec
    return None


def _is_latin(text: str, alphabet: frozenset[str]) -> bool:
    accents = [_lower(each) for each in text if each > "\x7f" and each not in _SEPARATORS]
    if len(accents) < LEAST_ACCENTS or len(set(accents)) < 2 or not set(accents) <= alphabet:
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return all(word[1:] == word[1:].lower() or word == word.upper() for word in words)


def _lower(letter: str) -> str:
    return "i" if letter == "İ" else letter.lower()
