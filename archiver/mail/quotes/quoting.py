"""Quoting: a body → its own words, attribution lines, quotes, signatures and list footers.  Loses no character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from archiver.mail.quotes import attributions, footers, originals, signatures
from archiver.mail.quotes.originals import MARKED, set_kind
from archiver.model import Segment, SegmentKind

_BAR = re.compile(
    r"\s{0,2}(?:[|｜](?!.*[|｜]\s*$)|[:}%#]\s|：|&gt;)|\s{0,4}(?:[A-Za-z]{5,12}>\s|[^\W\d_a-zA-Z]{1,5}[＞>])"
)
"""What quotes under an attribution only: a bar (a line that ends with one, too, is of a table), other signs, names."""
_BAR_ALONE = re.compile(r"\s{0,2}[|｜](?:\s|$)")
_NAME_BAR = re.compile(r"\s{0,4}[A-Za-z]{5,12}> ")
_ANY_BAR = re.compile(
    r"\n(?!>)\s{0,4}+(?:[A-Za-z]{5,12}+>\s|[:}%#]\s|[|｜：]|&gt;|[^\W\d_a-zA-Z]{1,5}+[＞>])"
)
_GROUPWISE = re.compile(
    r"^>>> (?=.{0,200}\d{1,2}:\d\d)"
    r"(?:.{3,200}>>>|.{3,80}, in message .{1,200}(?:\n(?!>).{1,100})?(?<=wrote:))[^\S\n]*$",
    re.MULTILINE,
)
_PGP_BEGINS = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s*$")
_PGP_SIGNATURE = re.compile(r"-----BEGIN PGP SIGNATURE-----\s*$")
_KINDS: dict[int, SegmentKind] = {
    ord("o"): "own",
    ord("a"): "attribution",
    ord("q"): "quote",
    ord("s"): "signature",
    ord("f"): "footer",
}
"""A body's kinds are a row of such letters, one a line: rows are searched faster than lists."""
_RUN = re.compile(rb"o+|a+|q+|s+|f+")
_BEGINS_QUOTE = re.compile(rb"(?:\A|[os])q")
_BEFORE_OWN = re.compile(rb"[aqs](?=o)")
_BROKEN = re.compile(rb"(?<=q)o(?!o)")
_LONE = re.compile(rb"(?<!q)q(?!q)")
_PROMPT = re.compile(r"\s{0,3}[A-Za-z0-9]{1,4}>")
_ALONE = re.compile(rb"(?<!q)qo")
"""A line that is marked, under which one is not: few mails have one, and rows are searched faster than texts."""
_LINK_ALONE = re.compile(r"\s{0,3}[(<\[]?https?://[^\s]{1,400}[)>\]]?[ >]*$")
_LINK_AT_END = re.compile(r"https?://[^\s<>()]{1,400}$")
_LINK_OPEN = re.compile(r"[(<]https?://[^\s<>()]{1,400}$")
_LINK_GOES_ON = re.compile(r"[A-Za-z0-9_/?=&%~#-][!-~]{0,400}$")
_SENTENCE_ENDS = re.compile(r"[.。．?？!！:：][)）」\s]*$|^[>\s]*$")
LEAST_WRAPPED = 60
"""Characters of a line that was too long with what follows it."""
_OWN, _QUOTED, _ATTRIBUTED = b"oqa"


def segments(body: str) -> tuple[Segment, ...]:
    """The body in runs of lines of one kind, in order; joined by newlines they give the body again."""
    lines = body.split("\n")
    kinds = _kinds(body, lines)
    return tuple(
        [
            Segment(kind=_KINDS[kinds[run.start()]], text="\n".join(lines[run.start() : run.end()]))
            for run in _RUN.finditer(kinds)
        ]
    )


def text_of(segments: Iterable[Segment], kind: SegmentKind) -> str:
    """What a body has of one kind: of `own`, the words of who wrote it."""
    return "\n".join([segment.text for segment in segments if segment.kind == kind])


def _kinds(body: str, lines: list[str]) -> bytearray:
    kinds = _quotes(body, lines)
    if _LONE.search(kinds):
        _unmark_prompts(lines, kinds)
    if _BROKEN.search(kinds) and "://" in body:
        _mend_links(lines, kinds)
    end = footers.disclaimer_start(lines, kinds, footers.first_start(lines))
    set_kind(kinds, end, len(lines), b"f")
    if "-----BEGIN PGP" in body:
        end = _mark_openpgp(lines, kinds, end)
    if originals.ANY.search(f"\n{body}"):
        end = originals.mark(lines, kinds, end)
    if _ALONE.search(kinds) and _GROUPWISE.search(body):
        end = _mark_groupwise(lines, kinds, end)
    if "|" in body and "|---" in body:
        end = originals.mark_notes_box(lines, kinds, end)
    if kinds.find(_QUOTED, 0, end) < 0 and originals.ANY_UNMARKED.search(body):
        end = originals.mark_unmarked(lines, kinds, end)
    if _ANY_BAR.search(body):
        _mark_bars(lines, kinds, end)
    _mark_attributions(lines, kinds, end)
    _mark_inside(lines, kinds, end)
    signatures.mark(lines, kinds, end)
    _close_gaps(lines, kinds)
    return kinds


def _quotes(body: str, lines: list[str]) -> bytearray:
    quotes = MARKED.match
    # Looking for the sign first is three times as fast.
    if body.isascii():
        if ">" not in body:
            return bytearray(b"o" * len(lines))
        return bytearray(
            [_QUOTED if ">" in line and (line[0] == ">" or quotes(line)) else _OWN for line in lines]
        )
    return bytearray(
        [_QUOTED if (">" in line or not line.isascii()) and quotes(line) else _OWN for line in lines]
    )


def _unmark_prompts(lines: list[str], kinds: bytearray) -> None:
    """Initials before a sign quote where they stand twice, or under an attribution; else they are a prompt."""
    lone = [run.start() for run in _LONE.finditer(kinds) if lines[run.start()][:1] not in ">＞》≫"]
    if not lone:
        return
    prompts = {at: prompt[0] for at, line in enumerate(lines) if (prompt := _PROMPT.match(line))}
    often = Counter(prompts.values())
    for at in lone:
        above = at - 1 if at and lines[at - 1].strip() else at - 2
        is_attributed = above >= 0 and (
            attributions.ends_one(lines, above) or attributions.is_supercited(lines[above])
        )
        if often[prompts.get(at, "")] == 1 and not is_attributed:
            kinds[at] = _OWN


def _mend_links(lines: list[str], kinds: bytearray) -> None:
    """A link that is too long for a line goes on without a mark, or stands without one: the quote goes on, too."""
    for run in _BROKEN.finditer(kinds):
        at = run.start()
        before, line, is_between = lines[at - 1].rstrip(), lines[at], kinds.startswith(b"q", at + 1)
        if _LINK_GOES_ON.match(line) and _LINK_AT_END.search(before):
            closes = _LINK_OPEN.search(before) is not None and line.rstrip()[-1] in ")>"
            goes_on = closes or (is_between and len(before) >= LEAST_WRAPPED)
        else:
            is_marked = line.endswith(" >")
            is_within = is_marked or not _SENTENCE_ENDS.search(before)
            goes_on = is_between and is_within and _LINK_ALONE.match(line) is not None
        if goes_on:
            kinds[at] = _QUOTED


def _mark_openpgp(lines: list[str], kinds: bytearray, end: int) -> int:
    """What OpenPGP puts around a signed text; returns where the signature begins."""
    for at in range(end):
        if lines[at].startswith("-----BEGIN PGP"):
            if _PGP_BEGINS.match(lines[at]):
                head = at + 1
                while head < end and lines[head].startswith("Hash:"):
                    head += 1
                set_kind(kinds, at, head, b"s")
            elif _PGP_SIGNATURE.match(lines[at]):
                set_kind(kinds, at, end, b"s")
                return at
    return end


def _mark_groupwise(lines: list[str], kinds: bytearray, end: int) -> int:
    """QUIRK: GroupWise writes an attribution between marks; below one that ends in marks all is quoted without."""
    for at in range(end):
        said = _GROUPWISE.match("\n".join(lines[at : at + 2])) if lines[at].startswith(">>> ") else None
        if said is None or (at and kinds[at - 1] == _QUOTED):
            continue
        under = at + 1 + said[0].count("\n")
        set_kind(kinds, at, under, b"a")
        if said[0].rstrip().endswith(">>>") and not any(map(MARKED.match, lines[under:end])):
            set_kind(kinds, under, end, b"q")
            return at
    return end


def _mark_attributions(lines: list[str], kinds: bytearray, end: int) -> None:
    """The line or two before a quote that say whose words it is."""
    _mark_supercited(lines, kinds, 0, end)
    at = kinds.find(b"oq", 0, end) + 1
    while at > 0:
        if lines[at].startswith(">"):
            _mark_supercited(lines, kinds, at, end)
        before = at - 1
        while before > 0 and not lines[before].strip() and at - before < 3:
            before -= 1
        above = originals.fields_above(lines, kinds, before + 1)
        if above <= before:
            set_kind(kinds, above, at, b"a")
        elif kinds[before] == _OWN and attributions.ends_one(lines, before):
            above = before
            while (
                above > max(0, before - 2)
                and kinds[above - 1] == _OWN
                and attributions.leads_to_one(lines[above - 1])
            ):
                above -= 1
            set_kind(kinds, above, at, b"a")
        at = kinds.find(b"oq", at, end) + 1


def _mark_supercited(lines: list[str], kinds: bytearray, at: int, end: int) -> None:
    """An attribution of one or two lines that looks like a quote itself."""
    for cited in range(at, min(at + 2, end)):
        if not attributions.is_supercited(lines[cited]):
            return
        kinds[cited] = _ATTRIBUTED


def _mark_inside(lines: list[str], kinds: bytearray, end: int) -> None:
    """QUIRK: Apple's programs put the attribution within the quote that it is of, under the same mark."""
    for run in _BEGINS_QUOTE.finditer(kinds, 0, end):
        at = run.end() - 1
        if lines[at].startswith("> ") and attributions.is_strong(lines[at][2:]):
            under = next((line for line in lines[at + 1 : at + 4] if line.strip(" >")), "")
            if under.startswith("> ") and not under.startswith("> >"):
                kinds[at] = _ATTRIBUTED


def _mark_bars(lines: list[str], kinds: bytearray, end: int) -> None:
    """Lines that begin with a bar, or another sign that only here is one of quoting, under an attribution."""
    is_bar = _BAR.match
    bars = [
        at
        for at, (kind, line) in enumerate(zip(kinds[1:end], lines[1:end], strict=True), 1)
        if kind == _OWN and is_bar(line)
    ]
    signs = set()
    for at in bars:
        if (name := _NAME_BAR.match(lines[at])) and lines[at - 1].startswith(name[0]):
            kinds[at - 1 : at + 1] = b"qq"  # one line may be anything, two are a quote
            continue
        before = at - 1 if lines[at - 1].strip() else at - 2
        if before < 0:
            continue
        is_under = kinds[before] == _QUOTED and bool(_BAR_ALONE.match(lines[at]) or is_bar(lines[before]))
        is_attributed = attributions.ends_one(lines, before)
        if is_under or is_attributed:
            kinds[at] = _QUOTED
            signs |= _sign_of(lines[at]) if is_attributed else set()
    for at in bars if signs else ():
        if kinds[at] == _OWN and _sign_of(lines[at]) & signs:
            kinds[at] = _QUOTED  # behind what was left out, or an answer


def _sign_of(line: str) -> set[str]:
    """The bar of a line, with what stands before it; none for other signs."""
    begin = line[: len(line) - len(line.lstrip()) + 1]
    return {begin} if begin[-1:] in ("|", "｜") else set()


def _close_gaps(lines: list[str], kinds: bytearray) -> None:
    """Empty lines belong to the run before them, so that runs do not fall to pieces."""
    for run in _BEFORE_OWN.finditer(kinds):
        at = run.end()
        while at < len(kinds) and kinds[at] == _OWN and not lines[at].strip():
            kinds[at : at + 1] = run[0]
            at += 1
