"""Query: what a person typed → an FTS5 expression, filters, and words to highlight.  Nothing typed is an error.

Space is AND; OR, -word or NOT, "…" 「…」, word*, parentheses, and fields in both languages.  What could not be
understood is searched as words, and said in `notes`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from archiver.search.dates import period
from archiver.search.tokens import is_cjk, phrase, pieces
from archiver.text import fold

LONGEST = 500
"""Characters of a query that are read."""
MOST_TERMS = 50

FIELDS = {
    **dict.fromkeys(("from", "差出人"), "from"),
    **dict.fromkeys(("to", "宛先"), "to"),
    **dict.fromkeys(("subject", "件名"), "subject"),
    **dict.fromkeys(("list", "リスト"), "list"),
    **dict.fromkeys(("topic", "議題"), "topic"),
    **dict.fromkeys(("meeting", "会議"), "meeting"),
    **dict.fromkeys(("year", "年"), "year"),
    **dict.fromkeys(("after", "以降"), "after"),
    **dict.fromkeys(("before",), "before"),
    **dict.fromkeys(("以前",), "until"),
    **dict.fromkeys(("has", "添付"), "has"),
    **dict.fromkeys(("file", "ファイル"), "file"),
    **dict.fromkeys(("in", "種別"), "in"),
    **dict.fromkeys(("is", "状態"), "is"),
}
VALUES = {
    "has": dict.fromkeys(("attachment", "添付", "あり", "有", "yes"), "attachment"),
    "in": {
        **dict.fromkeys(("minutes", "会議録", "議事録"), "minutes"),
        **dict.fromkeys(("mail", "メール"), "mail"),
    },
    "is": {
        **dict.fromkeys(("unanswered", "未回答", "返信なし"), "unanswered"),
        **dict.fromkeys(("own", "本人"), "own"),
    },
}
"""What may stand after a field that knows its values."""

OWN_COLUMNS = "{subject own people names}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition that SQL applies.  `field`: from, to, list, topic, meeting, file, has, in, is, since, before."""

    field: str
    value: str
    is_excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A compiled query.  `match` '' means: everything, narrowed by `exclude` and `filters`."""

    match: str = ""
    exclude: str = ""
    filters: tuple[Filter, ...] = ()
    highlights: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def is_empty(self) -> bool:
        return not (self.match or self.exclude or self.filters)


_LEXEME = re.compile(
    r"""(?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[^\s)]))
      | (?:(?P<field>[^\s:()"「“]{1,20}):(?=[^\s)]))?
        (?: "(?P<double>[^"]*)"? | 「(?P<kagi>[^」]*)」? | “(?P<curly>[^”]*)”? | (?P<word>[^\s()"「“]+) )""",
    re.VERBOSE,
)


def compile(text: str, today: date) -> Query:
    """Compile what a person typed.  `today` tells 先月 and the like."""
    text = unicodedata.normalize("NFKC", text).replace("\0", " ").strip()
    notes = [f"only the first {LONGEST} characters were read"] if len(text) > LONGEST else []
    return _Compiler(text[:LONGEST], today, notes).query()


def table_query(text: str) -> str:
    """The FTS5 expression for Datasette's own search box: never an error, '""' (nothing) for no words."""
    return compile(text, date.min).match or '""'


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses: alternatives, each a list of wanted and unwanted expressions."""

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    done: list[tuple[list[str], list[str]]] = field(default_factory=list)
    is_negated: bool = False

    def close_alternative(self) -> None:
        if self.wanted or self.unwanted:
            self.done.append((self.wanted, self.unwanted))
        self.wanted, self.unwanted = [], []


class _Compiler:
    """Reads lexemes from left to right; open parentheses wait on a stack, so no nesting is too deep."""

    def __init__(self, text: str, today: date, notes: list[str]) -> None:
        self.text = text
        self.today = today
        self.notes = notes
        self.filters: list[Filter] = []
        self.highlights: list[str] = []
        self.columns = ""
        self.stack = [_Group()]
        self.negated = False
        self.terms = 0

    def query(self) -> Query:
        for lexeme in _LEXEME.finditer(self.text):
            self._read(lexeme)
        while len(self.stack) > 1:
            self._close()
        match, exclude = self._top()
        if self.columns and match:
            match = f"{self.columns} : ({match})"
        return Query(
            match=match,
            exclude=exclude,
            filters=tuple(self.filters),
            highlights=tuple(dict.fromkeys(self.highlights)),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _read(self, lexeme: re.Match[str]) -> None:
        found = lexeme.groupdict()
        if found["open"]:
            self.stack.append(_Group(is_negated=self.negated))
            self.negated = False
        elif found["close"]:
            if len(self.stack) > 1:
                self._close()
        elif found["minus"]:
            self.negated = not self.negated
        else:
            self._read_term(found)

    def _read_term(self, found: dict[str, str | None]) -> None:
        quoted = next((found[kind] for kind in ("double", "kagi", "curly") if found[kind] is not None), None)
        text = quoted if quoted is not None else found["word"] or ""
        if quoted is None and found["field"] is None and text in ("AND", "OR", "NOT"):
            self._read_operator(text)
            return
        name = FIELDS.get((found["field"] or "").casefold())
        if found["field"] and name is None:
            text = f"{found['field']}:{text}"
        elif name and self._read_field(name, text):
            self.negated = False
            return
        self._add(self._expression(text, is_quoted=quoted is not None))

    def _read_operator(self, word: str) -> None:
        if word == "OR":
            self.stack[-1].close_alternative()
        elif word == "NOT":
            self.negated = not self.negated

    def _read_field(self, name: str, value: str) -> bool:
        """Take a field in; False when its value means nothing, so that it is searched as words."""
        if name == "subject":
            expression = self._expression(value, is_quoted=True)
            self._add(f"subject : {expression}" if expression else "")
            return True
        filters = self._filters(name, value)
        if not filters:
            self.notes.append(f"{value}: not understood, searched as a word")
        self.filters += filters
        return bool(filters)

    def _filters(self, name: str, value: str) -> list[Filter]:
        if name in ("year", "after", "before", "until"):
            return self._period_filters(name, value)
        if name in VALUES:
            known = VALUES[name].get(value.casefold())
            if known == "own":
                self.columns = OWN_COLUMNS
            return [Filter(field=name, value=known, is_excluded=self.negated)] if known else []
        return [Filter(field=name, value=fold(value), is_excluded=self.negated)] if value.strip() else []

    def _period_filters(self, name: str, value: str) -> list[Filter]:
        span = period(value, self.today)
        if span is None:
            return []
        start, end = (each.isoformat() for each in span)
        since, before = Filter(field="since", value=start), Filter(field="before", value=end)
        return {
            "year": [since, before],
            "after": [since],
            "before": [Filter(field="before", value=start)],
            "until": [before],
        }[name]

    def _expression(self, text: str, *, is_quoted: bool) -> str:
        """The FTS5 expression of one word or phrase; '' when it holds no letter or digit."""
        words = pieces(fold(text))
        self.terms += 1
        if not words:
            return ""
        if self.terms > MOST_TERMS:
            self.notes.append(f"only the first {MOST_TERMS} words were searched")
            return ""
        if not self.negated:
            self.highlights.append(" ".join(words))
        prefix = text.endswith("*") and not is_quoted
        shorter = _without_long_vowel(words)
        found = phrase(words, prefix=prefix)
        return f"({found} OR {phrase(shorter)})" if shorter else found

    def _add(self, expression: str) -> None:
        group = self.stack[-1]
        if expression:
            (group.unwanted if self.negated else group.wanted).append(expression)
        self.negated = False

    def _close(self) -> None:
        group = self.stack.pop()
        self.negated = group.is_negated
        self._add(self._alternatives(group))

    def _alternatives(self, group: _Group) -> str:
        group.close_alternative()
        found = []
        for wanted, unwanted in group.done:
            if wanted:
                found.append(_together(wanted, unwanted))
            else:
                self.notes.append("a word to leave out needs a word to look for beside it")
        return f"({' OR '.join(found)})" if found else ""

    def _top(self) -> tuple[str, str]:
        """(match, exclude) of the whole query."""
        group = self.stack[0]
        group.close_alternative()
        if len(group.done) == 1 and not group.done[0][0]:
            return "", " OR ".join(group.done[0][1])
        return self._alternatives(group), ""


def _together(wanted: list[str], unwanted: list[str]) -> str:
    joined = f"({' AND '.join(wanted)})"
    return f"({joined} NOT ({' OR '.join(unwanted)}))" if unwanted else joined


_LONG_VOWEL = re.compile("[ァ-ヺー]{2,}[ァャワアカガサザタダナハバパマヤラ]ー")


def _without_long_vowel(words: list[str]) -> list[str]:
    """サーバー is also written サーバ (JIS Z 8301); [] when the last word has no such form."""
    last = words[-1]
    return [*words[:-1], last[:-1]] if is_cjk(last) and _LONG_VOWEL.fullmatch(last) else []
