"""Paging: which part of a long list is shown, and the addresses of the parts around it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request

_HIGHEST = 1_000_000


def page_number(request: Request) -> int:
    """The number in `?page=`, from 1; 1 for what is not a number."""
    text = (request.args.get("page") or "")[:8]
    return min(max(int(text), 1), _HIGHEST) if text.isascii() and text.isdigit() else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """One part of a list of `count` things, `size` on a page."""

    request: Request
    number: int
    size: int
    count: int

    @property
    def last(self) -> int:
        return max((self.count + self.size - 1) // self.size, 1)

    @property
    def previous_path(self) -> str:
        return self._path(min(self.number - 1, self.last)) if self.number > 1 else ""

    @property
    def next_path(self) -> str:
        return self._path(self.number + 1) if self.number < self.last else ""

    def _path(self, number: int) -> str:
        query = [
            (name, value)
            for name, value in parse_qsl(self.request.query_string)
            if name not in ("page", "lang")
        ]
        if number > 1:
            query.append(("page", str(number)))
        return f"{self.request.path}{'?' if query else ''}{urlencode(query)}"
