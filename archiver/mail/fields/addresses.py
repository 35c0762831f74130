"""Addresses: a raw address field → the people in it.  Damaged ones give what can be read of them."""

from __future__ import annotations

import re
from itertools import count

from archiver.mail.fields.headers import ENCODED_WORDS, as_bytes, readable, text, unfolded, with_single_blanks
from archiver.mail.remembering import remembered
from archiver.model import Address

MOST_ADDRESSES = 1000

_HARD = re.compile(r'["();:\\]')
_SIMPLE = re.compile(r"([^<>]*)<([^<>]*)>\s*")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:]{1,300}@[^\s<>()\",;:@]{1,300}")
_SPECIAL = re.compile(
    r'(?P<local>"(?:[^"\\]|\\.)*"@[^\s<>()",;:@]+)|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    r"|\((?P<comment>(?:[^()]|\([^()]*\))*)\)|<(?P<angle>[^<>]*)>|(?P<end>[,;])|(?P<other>[^\"(<,;]+|.)",
    re.DOTALL,
)
_WIDE = (
    (re.compile(r"＜(?=[!-~＠]*＞)"), "<"),
    (re.compile(r"(?<=[!-~])＞"), ">"),
    (re.compile(r"(?<=[\w.-]) ?＠ ?(?=[\w-]+\.)"), "@"),
    (re.compile(r"(?<=[!-~])、(?=[^、]*@)"), ","),
)
"""What a Japanese keyboard gives for the signs of an address."""
_MAILTO = re.compile(r"\[mailto:([^\]]{0,400})\]|<mailto:([^<>]{0,400})>", re.IGNORECASE)
_BRACKETS = re.compile(r"[^<>]+<[^<>]*>|<[^<>]+>[^<>]+")
_NOTES = re.compile(
    r"(?=CN=|[^@]* )(?:CN=)?(?P<name>[^/=@<>]{1,80})(?:/(?:[A-Z]{1,2}\d?=)?[^/=@<>]{1,80}){1,6}@[\w.-]{1,80}",
    re.IGNORECASE,
)
"""QUIRK: Lotus Notes sends names as it keeps them, `CN=Taro Yamada/OU=Soumu/O=Kasumi@KASUMI`."""
_AT = re.compile(r"<([\w.+-]+) at ([\w.-]+)>")
_NOT_PARTED = re.compile(r"<[^<>@]*@[^<>]*>[^,<]*<[^<>@]*@")
_HIDDEN = re.compile(r"\0(\d{1,6})\0")
_QUOTED_LOCAL = re.compile(r"^\"([\w.!#$%&'*+/=?^`{|}~-]+)\"@", re.ASCII)
_ROUTE = re.compile(r"^@[^:]*:(?=.)")
"""QUIRK: `<@relay.example:kaicho@a.example>`, RFC 822's way through other hosts."""


@remembered(4096)
def addresses(value: str, default: str = "") -> tuple[Address, ...]:
    """The mailboxes of an address field: groups opened, comments taken for names where there is no other.

    Lenient where RFC 5322 is strict: addresses that Python's parser rejects are mailboxes too.
    """
    value = unfolded(value)
    if not value.isascii() or "\x1b" in value:
        value = _readable(value, default)
    is_simple = not _HARD.search(value) and "=?" not in value and " at " not in value
    if is_simple and not (value.count("<") > 1 and _NOT_PARTED.search(value)):
        return _joined_names([mailbox for part in value.split(",") for mailbox in _simple(part, default)])
    if parts := _easily_parted(value):
        return _joined_names([mailbox for part in parts for mailbox in _easy(part, default)])
    return _joined_names(_by_grammar(value, default))


def _by_grammar(value: str, default: str) -> list[Address]:
    """The mailboxes of a field in which quotes, comments and groups stand in any order."""
    words = ENCODED_WORDS.findall(value := value.replace("\0", ""))
    numbers = count()
    value = ENCODED_WORDS.sub(lambda _: f"\0{next(numbers)}\0", value)
    value = _AT.sub(r"<\1@\2>", _MAILTO.sub(r"<\1\2>", value))
    found: list[Address] = []
    names: list[str] = []
    comment, address = "", ""
    for match in _SPECIAL.finditer(value + ","):
        kind, piece = match.lastgroup, _shown_again(match[match.lastgroup or 0], words)
        if kind == "end":
            found += _mailbox("".join(names), comment, address, default)
            names, comment, address = [], "", ""
        elif kind in ("angle", "local"):
            if address and "@" in piece:  # the comma between two is missing
                found += _mailbox("".join(names), comment, address, default)
                names, comment, address = [], "", ""
            address = address or piece
        elif kind == "comment":
            comment = piece
        elif kind == "quoted":
            names.append(re.sub(r"\\(.)", r"\1", piece))
        else:
            # A group's name ends at its colon: `役員:a@b.example, c@d.example;`
            is_group = ":" in match[0] and "@" not in match[0].partition(":")[0]
            names.append(_shown_again(match[0].rsplit(":", 1)[-1], words) if is_group else piece)
        if len(found) >= MOST_ADDRESSES:
            break
    return found


def _readable(value: str, default: str) -> str:
    value = readable(value, default)
    for pattern, sign in _WIDE:
        value = pattern.sub(sign, value)
    return value


def _shown_again(piece: str, words: list[str]) -> str:
    return _HIDDEN.sub(lambda match: words[int(match[1])] if int(match[1]) < len(words) else "", piece)


def _joined_names(found: list[Address]) -> tuple[Address, ...]:
    """QUIRK: `Yamada, Taro <taro@a.example>` without quotes is one person."""
    if len(found) < 2 or all(each.address for each in found):
        return tuple(found)
    joined: list[Address] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and not before.address and before.name and each.name and each.address:
            joined[-1] = Address(name=f"{before.name}, {each.name}", address=each.address)
        else:
            joined.append(each)
    return tuple(joined)


@remembered(4096)
def _simple(part: str, default: str) -> list[Address]:
    # The same few people write to a list all the time, and to one another.
    match = _SIMPLE.fullmatch(part)
    return _mailbox(match[1], "", match[2], default) if match else _mailbox(part, "", "", default)


_EASY = re.compile(
    r'(?:(?:\s*"(?P<quoted>[^"\\]*)"\s*|(?P<name>[^"();:\\<>,]*))<(?P<address>[^"();:\\<>,]*)>'
    r"|\s*(?P<bare>[\w.+-]+@[\w.-]+))\s*(?:,|$)"
)
"""Names in quotes or not before addresses in brackets, or addresses alone, as most programs write them."""
_MAIL_TO = re.compile(r":(?<=[Mm][Aa][Ii][Ll][Tt][Oo]:)")


def _easily_parted(value: str) -> list[str]:
    """The mailboxes of a field that is all `_EASY`; [] where it is not."""
    if not value.isascii() or "\0" in value or " at " in value or _MAIL_TO.search(value):
        return []
    parts: list[str] = []
    at = 0
    while at < len(value):
        match = _EASY.match(value, at) if len(parts) < MOST_ADDRESSES else None
        if match is None:
            return []
        parts.append(match.group())
        at = match.end()
    return parts


@remembered(4096)
def _easy(part: str, default: str) -> list[Address]:
    match = _EASY.match(part)
    if match is None:
        return []
    name = match["quoted"] or match["name"] or match["bare"] or ""
    return _mailbox(name, "", match["address"] or "", default)


def _mailbox(name: str, comment: str, address: str, default: str) -> list[Address]:
    name = name.strip()
    if "/" in (address or name) and (notes := _NOTES.fullmatch(address or name)):
        name, address = name if address else notes["name"], notes[0].replace("\0", "")
        return [Address(name=_in_notes(text(name, default)) or notes["name"], address=address)]
    if not address:
        name, address = _taken_out(name)
    shown = text(name, default) or text(comment, default)
    if not address and "@" in shown:
        shown, address = _taken_out(shown)  # QUIRK: the address stands inside of the encoded-word
    shown = shown if _BRACKETS.fullmatch(shown) else shown.strip("<> ")
    shown = _in_notes(with_single_blanks(shown))
    if shown[:1] == shown[-1:] and shown[:1] in ("'", '"'):
        shown = shown[1:-1].strip()
    elif shown.count('"') == 1:
        shown = shown.replace('"', "").strip()
    address = _ROUTE.sub("", address).replace("\0", "")
    # Quotes that only hold what needs none, or dots that telephone companies give out, are no part of an address.
    address = _QUOTED_LOCAL.sub(r"\1@", address) if address.startswith('"') else "".join(address.split())
    address = address if address.isascii() else as_bytes(address).decode("utf-8", "replace")
    return [Address(name=shown, address=address)] if shown or address else []


def _in_notes(name: str) -> str:
    """A name without what Lotus Notes has around it."""
    return name[3:].partition("/")[0].strip() if name[:3] in ("CN=", "cn=") else name


def _taken_out(name: str) -> tuple[str, str]:
    """(name, address) of a text in which both stand, without brackets or in broken ones."""
    match = _ADDRESS.search(name)
    if match is None:
        return name, ""
    before, after = name[: match.start()].rstrip("<[ "), name[match.end() :].lstrip(">] ")
    return f"{before} {after}".strip(), match.group().rstrip("]" if "[" not in match.group() else "")
