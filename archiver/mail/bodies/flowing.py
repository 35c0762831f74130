"""Flowing: texts whose line ends are not all meant (format=flowed, text/enriched) → lines as a reader sees them."""

from __future__ import annotations

import re

from archiver.text import CJK

_PARAMETER = re.compile(r"<param>[^<]{0,1000}</param>", re.IGNORECASE)
_COMMAND = re.compile(r"<<|</?[a-z][a-z0-9-]{0,59}>", re.IGNORECASE)
_SIGNS = {"<<": "<", "<nl>": "\n", "<lt>": "<", "<paragraph>": "\n\n", "<np>": "\n\n"}
_ENDS_IN_CJK = re.compile(f"[{CJK}\u3001-\u303f\uff01-\uff60] $")
_BEGINS_IN_CJK = re.compile(f"[{CJK}\u3001-\u303f\uff01-\uff60]")


def unflowed(text: str, *, delsp: bool) -> str:
    """format=flowed (RFC 3676) with its soft line breaks taken out; quote depths and signatures stay."""
    pieces: list[str] = []
    is_open, depth = False, -1
    for raw in text.split("\n"):
        line = raw.lstrip(">") if raw[:1] == ">" else raw
        quotes = len(raw) - len(line)
        if line[:1] == " ":
            line = line[1:]
        if is_open and quotes == depth and line.rstrip() != "--":
            # QUIRK: programs that know no DelSp leave a blank between two kanji.
            if delsp or (
                line[:1] > "\x7f" and _BEGINS_IN_CJK.match(line) and _ENDS_IN_CJK.search(pieces[-1])
            ):
                pieces[-1] = pieces[-1].removesuffix(" ")
            pieces.append(line)
        elif quotes:
            pieces += "\n", ">" * quotes, " ", line
        else:
            pieces += "\n", line
        is_open, depth = line[-1:] == " " and line != "-- ", quotes
    return "".join(pieces)[1:]


def unenriched(text: str) -> str:
    """text/enriched (RFC 1896) and its forerunner text/richtext without their commands."""
    text = re.sub(r"\n+", lambda match: "\n" * (len(match[0]) - 1) or " ", text.strip("\n"))
    return _COMMAND.sub(lambda match: _SIGNS.get(match[0].casefold(), ""), _PARAMETER.sub("", text))
