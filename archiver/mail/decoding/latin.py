"""Latin: 8-bit text that would be read as Western → the language of the East of Europe, or Turkish, that it is in.

The letters of such a language are all there is beyond ASCII, and something bears it out: a word that only it has, a
sign of windows-1252 within a word that is one of its letters, or its small words about the text.  A claim of
ISO-8859-1, which programs make that were never told of another, is overruled by such a proof only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

SAMPLE = 4_000
"""Bytes that are looked at."""
LEAST_ACCENTS = 3
"""Letters with marks, and two different ones, where no word proves the language."""
LEAST_SMALL_WORDS = 2
LEAST_TURNED = 4
"""Letters, two different ones among them, that windows-1252 reads as others, against a claim of that."""


@dataclass(frozen=True, slots=True, eq=False)
class _Language:
    letters: frozenset[str]
    words: frozenset[str]
    """Frequent ones with a letter that windows-1252 has not got."""
    small: frozenset[str]
    """The most frequent ones in ASCII."""
    codecs: tuple[str, ...] = ("iso8859_2", "cp1250")


def _language(letters: str, words: str, small: str, *codecs: str) -> _Language:
    sets = (frozenset(letters), frozenset(words.split()), frozenset(small.split()))
    return _Language(*sets, codecs) if codecs else _Language(*sets)


_LANGUAGES = (
    _language(
        "ąćęłńóśźż",
        "się są być był była było będzie będą proszę dziękuję dziękujemy dzień można możliwość także również"
        " więc jeśli które której którą który których został została już żeby tę piątek piątku miesiąc"
        " wiadomość wiadomości następny następnego obecność obecności załącznik załączniku załączeniu"
        " spotkanie pozdrawiam uprzejmie zebranie państwa przesyłam zgłoszenie jeżeli właśnie więcej wszyscy"
        " pytań odpowiedź wrześniu październik sprawę sprawie ważne",
        "i w na z do jest nie to o od dla oraz czy po za jak ale tym",
    ),
    _language(
        "áčďéěíňóřšťúůýžöüä",
        "že při příští příštím přílohu příloha příloze přijdu může můžete můžeme které který která ještě"
        " děkuji děkuju něco něj těch více méně proč když před přes schůze schůzi úřad úřadu města řízení září"
        " října května června července vyjádření již jež budě žádost žádosti účast účastí zítra věc věci další"
        " dále člen členů číslo děkujeme přeji přání prosíme středa středu neděle pondělí úterý čtvrtek"
        " informaci zprávě měsíc měsíce souhlasím vážení vážený vážená příspěvek příspěvky rozpočet výbor",
        "a se na je to v ze do pro jsem jsou ale jako o k s by za co",
    ),
    _language(
        "áäčďéíĺľňóôŕšťúýž",
        "že ďakujem ďakujeme ďalší ďalšej ďalšie tiež môžete môže ktorý ktorá ktoré prílohe schôdza schôdze"
        " schôdzi keď ešte už čo či vyjadrenie žiadosť účasť neskôr piatok štvrtok vážený vážení členovia"
        " mesačne správu",
        "a sa na je to v do pre som ale ako o k s by za aj nie",
    ),
    _language(
        "áéíóöőúüű",
        "következő később előtt előtte első idő időpont időpontot időben őszi őket ő lehetőség lehetőséget"
        " felelős fő jövő jövőre jövő mellől erről arról hétfő hétfőn működés működik gyűlés gyűlést gyűlésre"
        " gyűjtemény szükség költő erősítse megerősítés résztvevők résztvevő elérhető kérhető szerződés"
        " szerződést egyesület szövetség nő tő tőle belőle felől ülésről napirendről témáról elnökség elnök"
        " küldő egyszerű szerű mű művek tű fű összegű késő estétől től ről ből",
        "a az es nem hogy is egy meg van vagy el ha de mi le fel csak",
    ),
    _language(
        "ăâîşţ",
        "şi aş să că vă ţi mulţumesc mulţumim bună ziuă şedinţă şedinţa şedinţei aţi către după fără până"
        " dacă această informaţii întâlnire răspuns astăzi mâine ataşat puţin toţi",
        "de la cu in pe nu este va pentru din care mai o un sunt ce",
    ),
    _language(
        "čćđšž",
        "što ću ćemo će još više želim molim poštovani poštovana poštovane doći šaljem sljedeće sljedeći"
        " sljedećeg može možete također zašto očitovanje već ća kuća tko međutim između općine općina županija"
        " članovi članovima sjednice tisuća četvrtak sastanak naše vaše vašu",
        "i je u na se da za su od ne nije hvala ali kao bi o iz",
    ),
    _language(
        "çğıöşüâîû",
        "teşekkür teşekkürler için değil yarın toplantı toplantının toplantıya bağlı sayın iyi çalışmalar"
        " olduğu gelecek ilişkin katılım hakkında doğru şey şu şimdi diğer olarak yapılan geleceğim bekliyorum"
        " saygılarımla saygılarımızla",
        "ve bir bu ile de da olan gibi daha ne ama kadar sonra var",
        "cp1254",
    ),
)
"""Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene, Turkish."""
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
_SMALL_WESTERN = frozenset(
    (
        "la the and of to in that is for on der die das und den von mit ist nicht ein le les des et en un"
        " une dans que pour el los las del y por con una se il che di non per sono com uma os um och att"
        " det som av er ikke het een van niet"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SIGN = re.compile("[\u00a1-\u00bf\u00d7\u00f7\u2020-\u2030]")
_IN_A_WORD = re.compile(
    "[A-Za-z][\u00a1-\u00bf\u00d7\u00f7\u2020-\u2030][a-z\u00e0-\u00ff]|[\u00a1-\u00bf][a-z\u00e0-\u00ff]{2}"
)
"""A sign where a letter should be: the charset is another."""
SEPARATORS = frozenset("\u00a0«»„“”‘’–—…№·°§\u00ad、。")
"""Beyond ASCII, and no letters of any language."""


def lines_beyond_ascii(content: bytes) -> bytes:
    """The lines of a text that are more than ASCII: hardly anything else tells its charset."""
    return b"\n".join([line for line in content.split(b"\n") if not line.isascii()])


def is_western(content: bytes) -> bool:
    """Whether a text in windows-1252 has the letters of one Western language, and no sign within a word."""
    western = lines_beyond_ascii(content[:SAMPLE]).decode("cp1252", "replace")
    accents = {each.lower() for each in set(BEYOND_ASCII.findall(western)) if each.isalpha()}
    return any(accents <= alphabet for alphabet in _WESTERN) and not _IN_A_WORD.search(western)


def detect(content: bytes, *, is_claimed: bool) -> tuple[str, str] | None:
    """(text, charset) of a text in one of these languages; None where that is not sure.

    `is_claimed`: it claims to be Western.
    """
    sample = content[:SAMPLE]
    lines = lines_beyond_ascii(sample)
    western = lines.decode("cp1252", "replace")
    least = len(sample) if is_western(lines) else LEAST_TURNED if is_claimed else 1
    found: list[tuple[int, int, str]] = []
    high = {byte for byte in set(lines) if byte > 0x7F}
    for rank, language in enumerate(_LANGUAGES):
        for codec in language.codecs:
            # Most texts have a letter that the language has not, and a look at each byte once shows it.
            if not high <= _bytes_of(language, codec) or (text := decoded(lines, codec)) == western:
                continue
            score = _score(_Reading(language, text, western, decoded(sample, codec)), least)
            found += [(score, -rank, codec)] if score else []
    if not found:
        return None
    best = max(found, key=lambda each: each[:2])
    return content.decode(best[2], "replace"), best[2]


@cache
def _bytes_of(language: _Language, codec: str) -> frozenset[int]:
    """The bytes beyond ASCII that a text of this language may have."""
    letters = ((byte, bytes([byte]).decode(codec, "replace")) for byte in range(0x80, 0x100))
    return frozenset(
        byte for byte, letter in letters if letter in SEPARATORS or _lower(letter) in language.letters
    )


def decoded(content: bytes, codec: str) -> str:
    """The text in this charset; '' where the bytes are not in it."""
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return ""


class _Reading(NamedTuple):
    """A sample of a text, read in a charset of a language."""

    language: _Language
    lines: str
    """Those beyond ASCII."""
    western: str
    """The same lines in windows-1252."""
    whole: str


def _score(read: _Reading, least: int) -> int:
    """How much bears out that a text is in a language; 0 for too little.

    `least`: letters that are others in windows-1252, where nothing else proves it.
    """
    accents = [_lower(each) for each in BEYOND_ASCII.findall(read.lines) if each not in SEPARATORS]
    words = [word for word in _WORD.findall(read.lines) if not word.isascii()]
    if not accents or not all(word[1:] == word[1:].lower() or word == word.upper() for word in words):
        return 0
    known = {word for word in map(_lower_word, words) if word in read.language.words}
    if known:
        known -= set(map(str.lower, _WORD.findall(read.western)))
    many = len(accents) >= LEAST_ACCENTS and len(set(accents)) > 1
    if not many:
        return 4 * len(known)
    lower = list(map(_lower_word, _WORD.findall(read.whole)))
    small = sum(map(read.language.small.__contains__, lower))
    foreign = sum(map(_SMALL_WESTERN.__contains__, lower))
    told = small >= LEAST_SMALL_WORDS and small > 2 * foreign
    proofs = 4 * len(known) + 2 * _turned(read.lines, read.western) + told
    if proofs or foreign > small:
        return proofs
    others = [letter for letter, other in zip(read.lines, read.western, strict=True) if letter != other]
    return int(len(others) >= least and len(set(others)) > (least > 1))


def _turned(text: str, western: str) -> bool:
    """Whether a sign beside a letter is a letter in this reading."""
    for match in _SIGN.finditer(western):
        at = match.start()
        around = western[max(0, at - 1) : at] + western[at + 1 : at + 2]
        if text[at].isalpha() and text[at] != western[at] and any(map(str.isalpha, around)):
            return True
    return False


def _lower_word(word: str) -> str:
    return word.replace("İ", "i").lower()


def _lower(letter: str) -> str:
    return "i" if letter == "İ" else letter.lower()
