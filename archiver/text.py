"""Text: one folding for every part that compares words.  Pure; never changes what is shown to people.

Widths, compatibility forms and letter case fold by NFKC and `str.casefold`; look-alike kanji that people
use for one another (髙 高) fold by a one-to-one table, so that folding never changes recall.
"""

from __future__ import annotations

import re
import unicodedata

CJK = (
    "\u3005-\u3007\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
"""Inside of a regular-expression class: characters written without spaces between words."""

_VARIANTS = (
    "髙高 﨑崎 嵜崎 濵浜 濱浜 邊辺 邉辺 齋斎 齊斉 澤沢 德徳 栁柳 槗橋 𠮷吉 靑青 淸清 眞真 惠恵 廣広 國国 學学 會会 "
    "體体 當当 應応 對対 圖図 縣県 區区 醫医 藝芸 與与 豫予 﨟臈 都都 神神 福福 晴晴 羽羽 隆隆 礼礼 "
    "〜~ ～~ −- ‐- ‑- –- —- ―-"
)
VARIANTS: dict[int, str] = {
    ord(pair[0]): pair[1] for pair in _VARIANTS.split() if len(pair) == 2 and pair[0] != pair[1]
}
"""One character for one: old, printed and compatibility forms to the form that most people type."""

_VARIANT = re.compile(f"[{''.join(map(chr, VARIANTS))}]".replace("-", r"\-"))

# Half-width kana are CJK once they are folded: ｸﾗ\nｳﾄﾞ is one word.
_JOINED = CJK + "\uff66-\uff9f"
_BROKEN_LINE = re.compile(rf"(?<=[{_JOINED}])[ \t\u3000]*\n[ \t\u3000]*(?:[>＞][ \t\u3000]*)*(?=[{_JOINED}])")


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, case-folded, variants made one.  Lines stay lines."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    # `str.translate` asks its table about every character, the expression only stops where there is a variant.
    return _VARIANT.sub(lambda match: VARIANTS[ord(match.group())], folded)


def join_lines(text: str) -> str:
    """Join single line breaks (with the quote marks after them) between CJK characters.

    Office mail is wrapped at 35 characters in the middle of words: クラ\\nウド is クラウド.
    """
    if text.isascii():
        return text
    return _BROKEN_LINE.sub("", text)
