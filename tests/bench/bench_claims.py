"""Wrong claims: `python -m tests.bench.bench_claims`: Japanese in each charset that it is in, under each claim.

What officers write in subjects and names, of two to thirty characters, and one mail of some lines; of each charset and
claim how many are not read as they were written.
"""

from __future__ import annotations

from archiver.mail.decoding import charsets

TEXTS = (
    *("定例会の日程について", "髙橋", "山﨑様", "了解です", "ｸﾗｳﾄﾞ利用料の件", "第１回 役員会のご案内", "情報政策課", "欠席", "見積書"),
    *("お世話になっております。○○市の佐藤です。", "令和５年度総会", "会計報告（案）.xlsx", "Re: 会場の件", "カナ", "ひらがな"),
    *("資料①を送付します（㈱システム）", "「予算案」の修正：３件", "議事録（第３回）最終版", "至急：回答のお願い", "田中さん"),
    "お世話になっております。会長の髙橋です。\n次回の日程は①７月２０日（水）、②２１日（木）のいずれかでお願いします。\n会場は市役所３階です。\n",
)  # fmt: skip
CHARSETS = ("iso-2022-jp", "cp932", "euc-jp", "utf-8")
CLAIMS = (
    *(
        "iso-2022-jp",
        "shift_jis",
        "euc-jp",
        "utf-8",
        "us-ascii",
        "",
        "x-unknown",
        "iso-8859-1",
        "windows-1252",
    ),
    *("gb2312", "big5", "euc-kr", "koi8-r"),
)


def encoded(text: str, charset: str) -> bytes:
    """Text as Japanese programs write it: with the vendors' characters in every charset."""
    if charset in ("utf-8", "cp932"):
        return text.encode(charset)
    pieces, mode = [], b"\x1b(B"
    for character in text:
        kind, code = _code(character)
        if charset == "euc-jp":
            pieces.append(code if kind == b"\x1b(B" else bytes(byte | 0x80 for byte in code))
            if kind == b"\x1b(I":
                pieces[-1] = b"\x8e" + pieces[-1]
            continue
        pieces += [kind, code] if kind != mode else [code]
        mode = kind
    return b"".join(pieces) + (b"\x1b(B" if charset != "euc-jp" and mode != b"\x1b(B" else b"")


def _code(character: str) -> tuple[bytes, bytes]:
    """(the escape before it, its seven-bit code), NEC's rows for what the standard lacks."""
    if character.isascii():
        return b"\x1b(B", character.encode()
    code = _NEC.get(character) or character.encode("cp932")
    if len(code) == 1:
        return b"\x1b(I", bytes([code[0] & 0x7F])
    first, second = code[0] - (0x70 if code[0] < 0xA0 else 0xB0), code[1] - (code[1] > 0x7F)
    is_even = second >= 0x9E
    return b"\x1b$B", bytes([2 * first - (not is_even), second - (0x7D if is_even else 0x1F)])


_NEC = {
    text: pair
    for pair in (bytes([first, second]) for first in (0xED, 0xEE) for second in range(0x40, 0xFD))
    if len(text := pair.decode("cp932", "ignore")) == 1 and not text.isascii()
}


def wrong(charset: str, claim: str) -> list[str]:
    """The texts that are not read as they were written."""
    return [text for text in TEXTS if charsets.decode(encoded(text, charset), claim)[0] != text]


def main() -> None:
    print("| claim | " + " | ".join(CHARSETS) + " |")
    print("| --- |" + " ---: |" * len(CHARSETS))
    found = {(charset, claim): wrong(charset, claim) for charset in CHARSETS for claim in CLAIMS}
    for claim in CLAIMS:
        counts = " | ".join(str(len(found[charset, claim])) for charset in CHARSETS)
        print(f"| {claim or 'none'} | {counts} |")
    total = sum(map(len, found.values()))
    print(
        f"{total} of {len(found) * len(TEXTS):,}: "
        + "; ".join(sorted({text for each in found.values() for text in each}))
    )


if __name__ == "__main__":
    main()
