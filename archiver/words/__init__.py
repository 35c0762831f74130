"""Words: an English template and its values → the sentence in the reader's language, by gettext.

The sentences stand in the code in English; `LANGUAGE/LC_MESSAGES/archiver.po` beside this file has the others.
"""

from __future__ import annotations

import gettext
import re
import string
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from archiver.words.dates import moment

DOMAIN = "archiver"
FOLDER = Path(__file__).parent
_ENGLISH = gettext.NullTranslations()
_FORMATTER = string.Formatter()
_JAPANESE = r"[\u3001-\u30ff\u3400-\u9fff\uff01-\uff60]"
_BEGINS, _ENDS = re.compile(_JAPANESE), re.compile(f"{_JAPANESE}$")
_BEFORE, _AFTER = re.compile(f"{_JAPANESE} $"), re.compile(f" {_JAPANESE}")
COMMA = ", "
"""Between the things of a list; in the catalogues, as it is told like any other text."""


class Phrase(str):
    """An English sentence that knows what it was made of, so that it can be told in another language.

    `Phrase("{n} mail", "{n} mails", n=3)`: the second template is for where `n` is not one.  A value may be a phrase,
    an operating system's error, a moment, or a list of them: each is told in the reader's language too.
    """

    template: str
    plural: str
    values: dict[str, Any]

    def __new__(cls, template: str, plural: str = "", /, **values: Any) -> Self:
        phrase = super().__new__(cls, _filled(template, plural, values, "en"))
        phrase.template, phrase.plural, phrase.values = template, plural, values
        return phrase

    def told(self, language: str | None = None) -> str:
        """The sentence in `language`, or in that of the terminal."""
        return _filled(self.template, self.plural, self.values, language)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.template, self.plural, self.values)


def _again(template: str, plural: str, values: dict[str, Any]) -> Phrase:
    return Phrase(template, plural, **values)


def tell(text: str, language: str | None = None) -> str:
    """A phrase in `language`, or in that of the terminal; any other text as it stands."""
    return text.told(language) if isinstance(text, Phrase) else text


def catalogue(language: str | None = None) -> gettext.NullTranslations:
    """The sentences of `language`; without one, of the terminal (LANGUAGE, LC_ALL, LC_MESSAGES, LANG)."""
    if language == "en":
        return _ENGLISH
    return gettext.translation(DOMAIN, FOLDER, [language] if language else None, fallback=True)


def language() -> str:
    """The language of the terminal, as far as there is a catalogue of it."""
    return str(catalogue().info().get("language", "en"))


def _filled(template: str, plural: str, values: dict[str, Any], language: str | None) -> str:
    sentences = catalogue(language)
    sentence = sentences.ngettext(template, plural, values["n"]) if plural else sentences.gettext(template)
    if not values:
        return sentence
    told = {name: _told(each, language) for name, each in values.items()}
    return sentence.format(**told) if sentence in (template, plural) else _joined(sentence, told)


def _joined(sentence: str, told: dict[str, Any]) -> str:
    """A sentence of a catalogue with its values: the blank that sets a Latin word apart from Japanese stands beside no
    value that is Japanese itself."""
    made, value = "", ""
    for literal, name, form, conversion in _FORMATTER.parse(sentence):
        made += literal[1:] if _AFTER.match(literal) and _ENDS.search(value) else literal
        if name is None:
            break
        value = _FORMATTER.vformat(
            f"{{{name}{f'!{conversion}' * bool(conversion)}{f':{form}' * bool(form)}}}", (), told
        )
        made = made[:-1] if _BEFORE.search(literal) and _BEGINS.match(value) else made
        made += value
    return made


def _told(value: Any, wanted: str | None) -> Any:
    if isinstance(value, OSError):
        return catalogue(wanted).gettext(value.strerror) if value.strerror else str(value)
    if isinstance(value, datetime):
        return moment(value, wanted or language())
    if isinstance(value, (list, tuple)):
        return catalogue(wanted).gettext(COMMA).join(str(_told(each, wanted)) for each in value)
    return tell(value, wanted) if isinstance(value, str) else value
