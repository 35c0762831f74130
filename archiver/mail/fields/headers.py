"""Headers: raw field values → text, ids, parameters.  Damaged values give what can be read of them."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from archiver.mail.decoding import charsets, claims
from archiver.mail.remembering import remembered

LONGEST = 100_000
"""Characters of one field that are read."""

ENCODED_WORD = re.compile(
    rb"=\?[ \t]{0,3}([!-<>-~]{0,64}?)[ \t]{0,3}\?([bBqQ])[ \t]{0,3}\?(?:([^?]*|[^ \t]*?)\?=|([^? \t]+)\??=*$)"
)
"""The last may lack its end: fields are cut off, too; or be folded before a question mark."""
ENCODED_WORDS = re.compile(r"(?:=\?\s{0,3}[!-~]{1,64}?\s{0,3}\?[bBqQ]\s{0,3}\?[^?]*\?=\s*)+")
_BLANKS_IN_A_ROW = re.compile(r"[^\S\u3000]+")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_FOLD_IN_KANJI = re.compile(r"(?<=[!-~])\r?\n[ \t]+(?=(?:[!-~]{2}){1,200}\x1b\([BJ])")
"""QUIRK: a raw field in ISO-2022-JP, folded between two kanji."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no field shows, and what SQLite and JSON do not take."""


def as_bytes(value: str) -> bytes:
    """The bytes of a raw field that the stdlib holds with surrogates."""
    return value[:LONGEST].encode("utf-8", "surrogateescape")


def unfolded(value: str) -> str:
    """A raw field on one line (RFC 5322 §2.2.3)."""
    if "\n" not in value and len(value) < LONGEST:
        return value.strip()
    value = value[:LONGEST]
    if "\r" not in value:
        return value.replace("\n ", " ").replace("\n\t", "\t").replace("\n", " ").strip()
    return _FOLD.sub("", value).replace("\r", "").replace("\n", " ").strip()


def with_single_blanks(value: str) -> str:
    """A text with one blank between words; but Japanese blanks, which part a family's name from a person's, stay."""
    if "\u3000" not in value:
        return " ".join(value.split())
    return _BLANKS_IN_A_ROW.sub(" ", value).strip()


def text(value: str, default: str = "") -> str:
    """A field as a person reads it: encoded-words decoded (RFC 2047), raw 8-bit read in `default` or as found."""
    if "\x1b" in value:
        value = _FOLD_IN_KANJI.sub("", value)
    value = unfolded(value)
    if value.isascii() and "=?" not in value and "\x1b" not in value and "$B" not in value:
        return value if value.isprintable() else _CONTROL.sub("", value)
    shown = _decoded(as_bytes(value), default)
    if ENCODED_WORDS.fullmatch(shown):
        # QUIRK: some programs encode what is encoded already.
        shown = _decoded(as_bytes(shown), default)
    return _CONTROL.sub("", shown).strip()


def _decoded(value: bytes, default: str) -> str:
    """Encoded-words of one charset that stand side by side are joined before they are decoded.

    QUIRK: many mailers cut a character in two at the end of an encoded-word; RFC 2047 §5 forbids it.
    """
    parts: list[str] = []
    charset, at = "", 0
    words: list[tuple[bytes, bytes]] = []
    for match in ENCODED_WORD.finditer(value):
        between = value[at : match.start()]
        name = match[1].split(b"*")[0].decode("ascii", "replace")
        if words and (between.strip() or claims.normal(name) != claims.normal(charset)):
            parts.append(_text_of(words, charset))
            words = []
        if between.strip() or not (parts or words):
            parts.append(plain(between, default))
        words.append((match[2], match[3] or match[4] or b""))
        charset, at = name, match.end()
    if words:
        parts.append(_text_of(words, charset))
    parts.append(plain(value[at:], default))
    return "".join(parts)


def _text_of(words: list[tuple[bytes, bytes]], charset: str) -> str:
    """The text of encoded-words of one charset: (encoding, payload) of each.

    QUIRK: some cut base64 where it may not be cut, so that only all of it together is base64.
    """
    content = b"".join(_word_bytes(encoding, payload) for encoding, payload in words)
    if any(
        encoding in b"bB" and len(payload) % 4 and b"=" not in payload for encoding, payload in words[:-1]
    ):
        joined = _word_bytes(b"B", b"".join(payload for _, payload in words))
        if all(encoding in b"bB" for encoding, _ in words) and claims.strict(content, charset) is None:
            content = joined if claims.strict(joined, charset) is not None else content
    return charsets.decode(content, charset)[0]


def readable(value: str, default: str) -> str:
    """A raw field with its 8-bit text and escapes decoded, and its encoded-words as they are.

    The bytes of kanji can be the quotes and brackets of a field's syntax: they are read before it.
    """
    content = as_bytes(value)
    parts, at = [], 0
    for match in ENCODED_WORD.finditer(content):
        parts += [plain(content[at : match.start()], default), match[0].decode("utf-8", "surrogateescape")]
        at = match.end()
    return "".join([*parts, plain(content[at:], default)])


def plain(value: bytes, default: str) -> str:
    """Raw bytes of a field, no encoded-word among them, as text."""
    return charsets.decode(value, default)[0] if value else ""


def _word_bytes(encoding: bytes, payload: bytes) -> bytes:
    if encoding in b"qQ":
        payload = re.sub(rb"=[ \t]+", b"=", payload).replace(b"_", b" ")  # a soft line end, folded
        return re.sub(rb"=([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), payload)
    if (b"-" in payload or b"_" in payload) and b"+" not in payload and b"/" not in payload:
        payload = payload.translate(_OF_ADDRESSES)  # QUIRK: base64 as addresses of the web have it
    return base64_bytes(payload)


_OF_ADDRESSES = bytes.maketrans(b"-_", b"+/")


def base64_bytes(payload: bytes) -> bytes:
    """What base64 gives, without its padding too; what stands after padding was encoded on its own, and joined."""
    return b"".join(map(_one_base64, re.split(rb"=[=\s]*", payload)))


def _one_base64(payload: bytes) -> bytes:
    cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", payload)
    cleaned = cleaned[: len(cleaned) // 4 * 4 + (0 if len(cleaned) % 4 == 1 else len(cleaned) % 4)]
    try:
        return binascii.a2b_base64(cleaned + b"=" * (-len(cleaned) % 4))
    except binascii.Error:
        return b""


_BRACKETED_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>()\",;]{1,400}@[^\s<>()\",;@]{1,400}")


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a References or In-Reply-To field, in order, without brackets; prose is passed over.

    QUIRK: `In-Reply-To: Your message of "…" <id>`, and ids run together without a blank between them.
    """
    value = unfolded(value)
    written = _BRACKETED_ID.findall(value)
    if written and value.isascii() and value.isprintable() and " " not in "".join(written):
        return tuple(dict.fromkeys(written))
    bracketed = [match.strip() for match in written]
    found = ["".join(each.split()) for each in bracketed if "@" in each or " " not in each] or [
        each for each in _BARE_ID.findall(value) if "<" not in value
    ]
    return tuple(dict.fromkeys(_clean_id(each) for each in found if each))


def message_id(value: str) -> str:
    """The Message-ID of a message, '' when the field holds none."""
    value = unfolded(value)
    match = _BRACKETED_ID.search(value)
    found = match[1] if match else value.strip("<> \t")
    return _clean_id("".join(found.split())) if 0 < len(found) < 999 else ""


def _clean_id(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value
    return _CONTROL.sub("", as_bytes(value).decode("utf-8", "replace"))


_PARAMETER = re.compile(r""";?\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))""")
_CONTINUED = re.compile(r"^(?P<name>[^*]+)(?:\*(?P<number>\d{1,3}))?(?P<encoded>\*)?$")
_VALUE = re.compile(r"\s*([^\s;(]*)(?:\s*\([^()]*\))?[\s;]*")
_MANY_BLANKS = re.compile(r"\s{20,}")
"""Each of them could begin a parameter."""
_TOKENS = ("charset", "boundary", "format", "delsp")
"""Parameters without spaces: what follows one is a comment, or belongs to nothing."""


@remembered(1024)
def parameters(value: str, default: str = "") -> tuple[str, dict[str, str]]:
    """(value, parameters) of Content-Type or Content-Disposition, names in lower case.

    RFC 2231 continuations and charsets in every form that is met, RFC 2047 words inside quotes, raw 8-bit.
    """
    value = _MANY_BLANKS.sub(" ", unfolded(value))
    if not value.isascii() or "\x1b" in value:
        value = readable(value, default)
    first = next(_VALUE.finditer(value))
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for claimed, quoted, bare in _PARAMETER.findall(value, first.end())[:200]:
        name = claimed.casefold()
        content = _unescaped(quoted) if quoted else bare.strip()
        if name in _TOKENS and not quoted:
            content = content.partition(" ")[0]
        match = _CONTINUED.match(name) if "*" in name else None
        if match and (match["number"] or match["encoded"]):
            part = (content, bool(match["encoded"]))
            pieces.setdefault(match["name"], {}).setdefault(int(match["number"] or 0), part)
        else:
            whole.setdefault(name, text(content, default))
    return first[1].casefold(), whole | {name: _joined(parts, default) for name, parts in pieces.items()}


def _joined(parts: dict[int, tuple[str, bool]], default: str) -> str:
    charset, content, encoded = "", b"", ""
    for number, (piece, is_encoded) in sorted(parts.items()):
        if is_encoded and number == min(parts) and piece.count("'") >= 2:
            charset, _, piece = piece.split("'", 2)
        if is_encoded:
            encoded += piece  # QUIRK: pieces are cut within %E8, too
            continue
        content += unquote_to_bytes(as_bytes(encoded)) + as_bytes(piece)
        encoded = ""
    content += unquote_to_bytes(as_bytes(encoded))
    if b"=?" in content:
        return text(content.decode("utf-8", "surrogateescape"), default)
    return charsets.decode(content, charset or default)[0]


def _unescaped(quoted: str) -> str:
    return quoted if "\\" not in quoted or _PATH.match(quoted) else _ESCAPED.sub(r"\1", quoted)


_ESCAPED = re.compile(r"\\(.)")
_PATH = re.compile(r"[A-Za-z]:\\(?!\\)|\\\\[\w.-]+\\(?!\\)")
"""QUIRK: Windows programs name a file with its path, and do not double the backslashes."""
_PERCENT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")


def file_name(value: str) -> str:
    """A file's name as a parameter gives it; percent-encoded text, where no RFC has it, is read too."""
    if len(value) > 2 and value[0] == value[-1] == "'":
        value = value[1:-1]  # QUIRK: quoted as a programmer quotes
    if not _PERCENT.search(value):
        return value
    content = unquote_to_bytes(as_bytes(value))
    found, used = charsets.decode(content, "")
    return value if content.isascii() or "\ufffd" in found or used == "cp1252" else found
