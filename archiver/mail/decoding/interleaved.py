"""Interleaved: bytes in which UTF-8 and a double-byte charset take turns → text.  For what nothing else explains.

QUIRK: a gateway that converts to GB2312 or EUC leaves what that charset lacks as the UTF-8 that it was; a program
that pastes a name into a template does not ask in what charset either is.
"""

from __future__ import annotations

import re

LONGEST = 2_000
"""Bytes of one run without ASCII that are taken apart."""

_RUN = re.compile(rb"[\x80-\xff]+")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}")
_PAIR = re.compile(rb"[\x81-\xfe][\x80-\xfe]")


def decode(content: bytes, charset: str) -> str | None:
    """The text, where every byte belongs to a character of UTF-8 or of `charset`, a double-byte one; else None."""
    parts: list[str] = []
    at = 0
    for run in _RUN.finditer(content):
        text = _run(run.group(), charset)
        if text is None:
            return None
        parts += [content[at : run.start()].decode("ascii"), text]
        at = run.end()
    return "".join([*parts, content[at:].decode("ascii")])


def _run(run: bytes, charset: str) -> str | None:
    """One run, cut into the fewest characters: UTF-8 has longer ones, and seldom holds together by accident."""
    if len(run) > LONGEST:
        return None
    fewest: list[tuple[int, str] | None] = [None] * len(run) + [(0, "")]
    for at in range(len(run) - 1, -1, -1):
        for pattern, codec in ((_UTF8, "utf-8"), (_PAIR, charset)):
            match = pattern.match(run, at)
            rest = fewest[match.end()] if match else None
            if match is None or rest is None:
                continue
            best = fewest[at]
            if best is None or rest[0] + 1 < best[0]:
                try:
                    fewest[at] = rest[0] + 1, match.group().decode(codec) + rest[1]
                except UnicodeDecodeError:
                    continue
    return fewest[0][1] if fewest[0] else None
