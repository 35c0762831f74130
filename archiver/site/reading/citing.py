"""Citing: a thread, a message or an agenda item → the lines by which other documents name it.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import escape

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What is cited."""

    title: str
    address: str
    """Its permanent address, with scheme and host."""
    author: str
    source: str
    """The list or the site that it stands in."""
    first: date
    last: date
    """The same day as `first` for a single message."""

    @property
    def markdown(self) -> str:
        """A link in CommonMark."""
        title = _SPECIAL.sub(r"\\\1", self.title)
        return f"[{title}](<{self.address}>)"

    @property
    def html(self) -> str:
        return f'<a href="{escape(self.address)}">{escape(self.title)}</a>'

    def text(self, today: date) -> str:
        """As SIST 02 (科学技術情報流通技術基準 参照文献の書き方) has it for what is read on the Web:
        author. “title”. source. date. address, (参照 day)."""
        days = f"{self.first}" if self.first == self.last else f"{self.first}/{self.last}"
        return f"{self.author}. “{self.title}”. {self.source}. {days}. {self.address}, (参照 {today})."


def forms(cited: Cited, today: date) -> list[tuple[str, str]]:
    """(name, text) of each way to cite it."""
    return [
        ("address", cited.address),
        ("text", cited.text(today)),
        ("markdown", cited.markdown),
        ("html", cited.html),
    ]
