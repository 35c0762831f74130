"""Questions: what a compiled query asks of the archive's two indexes; search makes it, the store answers it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

EVERYTHING = "\ue001"
"""An entry of the vocabulary that every document has: what does *not* hold a word is found as fast as what does.
A private character, as all of these, which no text has any more when it has become tokens."""
UNANSWERED = "\ue003"
"""An entry of the vocabulary: a mail that asks, and that nobody has answered."""
ATTACHED = "\ue004"
"""An entry of the vocabulary: a mail with attachments."""
KANA = "\ue006"
"""An entry of the vocabulary: one of `COMMON` stands here."""
COMMON = frozenset("にいてすでのつましをとるたなりはがもかこうれっらきあおどよめくけそーえだ")
"""What nearly every Japanese text has: of a text with `KANA` the vocabulary says which of them it has not."""
LACKING = 0x100000
"""How far one of them is moved, for that entry."""


def known(character: str) -> str:
    """The expression for the vocabulary that finds one CJK character where it is not quoted."""
    if character in COMMON:
        return f'("{KANA}" NOT "{chr(ord(character) + LACKING)}")'
    return f'"{character}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition that SQL applies to what was found.

    `field`: list, topic, meeting, organisation, has, in, is, since, before, within.
    """

    field: str
    value: str
    """Folded; of `since` and `before` an ISO 8601 day; of `within` two, from the first up to but without the second."""
    is_excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A part of an expression about names, of which the last may go on (山田太 郎…): to look for all that begins with
    one character takes longer than all the rest, and mostly nobody is called so."""

    text: str
    others: str
    """The same without that one."""
    beginning: str
    """What has to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What all of `match`, `words` and `either` find, where they are not '', narrowed by the rest."""

    match: str = ""
    """For the index with positions."""
    words: str = ""
    """For the vocabulary, which answers one character, one word or a beginning far faster."""
    words_alone: str = ""
    """`words` without what they say of `match`: that makes a set of them smaller, but tells nothing of one document."""
    either: tuple[tuple[str, str], ...] = ()
    """Of each pair, one has to find it too: for the index with positions and for the vocabulary."""
    exclude: str = ""
    """What may not match: FTS5 has no NOT that stands alone."""
    exclude_words: str = ""
    """The same for the vocabulary."""
    scored: str = ""
    """The words that are looked for, for the index with positions."""
    ranked: str = ""
    """Those of them that the answer is ranked by, where they are not quoted: one character beside longer words tells
    nothing and costs most."""
    likely: str = ""
    """For the vocabulary: what finds all that `match` finds, and more.  '' where that would not be quicker."""
    subject_words: str = ""
    """What has them in the subject, for the vocabulary: and more than that, where `in_subject` is not ''.  '' where it
    would take too long to tell which."""
    in_subject: str = ""
    """What has them in the subject, for the index with positions, where the vocabulary cannot tell it exactly."""
    names: tuple[Names, ...] = ()
    """Parts of these expressions, for the index with positions."""
    message_id: str = ""
    """The Message-ID that the whole query may be, without angle brackets; '' where it is none."""
    filters: tuple[Filter, ...] = ()

    def is_simple(self) -> bool:
        """One index tells all: what it finds is the answer."""
        others = self.either or self.exclude or self.exclude_words or self.filters
        return bool(self.match) != bool(self.words) and not others

    def without(self, names: Names) -> Self:
        """The same where nobody has the last of these names."""
        kept = {
            part: getattr(self, part).replace(names.text, names.others)
            for part in ("match", "exclude", "scored", "ranked", "in_subject")
        }
        either = tuple((text.replace(names.text, names.others), words) for text, words in self.either)
        return replace(self, **kept, either=either)
