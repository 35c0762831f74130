"""Text: one folding for every part that compares words.  Pure; never changes what is shown to people.

Widths, compatibility forms and letter case fold by NFKC and `str.casefold`; old and new kanji and those that people
use for one another (會 会, 髙 高) fold by a one-to-one table, so that folding never changes recall.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

CJK = (
    "\u3005-\u3007\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"
)
"""Inside of a regular-expression class: characters written without spaces between words."""

_OLD = (
    "亞亜 惡悪 壓圧 圍囲 爲為 醫医 壹壱 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 悅悦 閱閲 圓円 "
    "緣縁 艷艶 鹽塩 奧奥 應応 橫横 歐欧 毆殴 黃黄 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 "
    "繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇 鐮鎌 勸勧 卷巻 寬寛 歡歓 罐缶 觀観 關関 陷陥 "
    "巖巌 顏顔 歸帰 氣気 龜亀 僞偽 戲戯 犧犠 糺糾 舊旧 據拠 擧挙 峽峡 挾挟 敎教 狹狭 鄕郷 "
    "堯尭 曉暁 區区 驅駆 勳勲 薰薫 羣群 徑径 惠恵 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸 "
    "缺欠 儉倹 劍剣 圈圏 檢検 權権 獻献 縣県 硏研 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 "
    "號号 國国 黑黒 碎砕 濟済 齋斎 劑剤 櫻桜 册冊 雜雑 產産 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 "
    "絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎 寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 "
    "敍叙 奬奨 將将 涉渉 燒焼 稱称 證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 疊畳 穰穣 讓譲 釀醸 "
    "囑嘱 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図 粹粋 醉酔 隨随 髓髄 數数 樞枢 聲声 靜静 齊斉 "
    "攝摂 竊窃 專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 搜捜 插挿 爭争 總総 聰聡 "
    "莊荘 裝装 騷騒 增増 藏蔵 臟臓 屬属 續続 墮堕 體体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 "
    "單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳庁 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 "
    "轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 德徳 獨独 讀読 屆届 貳弐 惱悩 腦脳 霸覇 廢廃 "
    "拜拝 賣売 麥麦 發発 髮髪 拔抜 蠻蛮 祕秘 濱浜 甁瓶 佛仏 拂払 竝並 變変 邊辺 辨弁 瓣弁 "
    "辯弁 舖舗 寶宝 萠萌 襃褒 豐豊 沒没 飜翻 萬万 滿満 默黙 彌弥 譯訳 藥薬 與与 豫予 餘余 "
    "譽誉 搖揺 樣様 謠謡 遙遥 瑤瑶 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 鄰隣 壘塁 淚涙 "
    "勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬 爐炉 勞労 樓楼 郞郎 錄録 祿禄 灣湾 凜凛 "
    "熙煕 檜桧 槇槙 藪薮 靑青 淸清 每毎 步歩 戶戸 內内 吳呉 曾曽 卽即 緖緒 尙尚 稅税 說説 "
    "銳鋭 脫脱 鷗鴎 麴麹 俠侠 頰頬 瘦痩 繫繋 囊嚢 剝剥 塡填 蟬蝉 摑掴 摶搏 禱祷 簞箪 醬醤 "
    "蔣蒋 屛屏 幷并 攢攅 瀆涜 濤涛 燿耀 礪砺 蠟蝋 蘆芦 鹼鹸 麪麺 壻婿 鼡鼠 "
)
"""Kanji as they were printed before 1946, each before the one that took its place (the table of 常用漢字)."""
_NAMES = (
    "髙高 﨑崎 嵜崎 濵浜 邉辺 栁柳 槗橋 𠮷吉 冨富 渕淵 舘館 舩船 嶋島 嶌島 峯峰 埜野 桒桑 "
    "柗松 枩松 惪徳 悳徳 逺遠 廸迪 曻昇 圡土 薗園 籠篭 "
)
"""Forms that survive in names."""
_SIGNS = "ヶケ ヵカ 〜~ −- ‐- –- —- ―-"
"""What is typed for one another: 霞ヶ関 and 霞ケ関, dashes of every width."""
VARIANTS: dict[int, str] = {ord(pair[0]): pair[1] for pair in f"{_OLD} {_NAMES} {_SIGNS}".split()}
"""One character for one: old, printed and compatibility forms to the form that most people type."""

_VARIANT = re.compile(f"[{''.join(map(chr, VARIANTS))}]".replace("-", r"\-"))

# What nobody sees: soft hyphens, blanks without width (pasted from web pages), selectors of a kanji's printed form.
INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
# NFKC would make one word of № and the number after it.
_SHORT = {"№": "No.", "℡": "TEL.", "℻": "FAX."}
_BEFORE = re.compile(f"[{INVISIBLE}{''.join(_SHORT)}]")
# What NFKC leaves as it is, whatever stands before it: of a Japanese text nearly all.  To look through that for what it
# changes takes a third of the time of NFKC itself.  What is composed with the character before it is not among these.
_STABLE = "\x00-\x7f\u3001-\u3029\u3041-\u3094\u30a1-\u30fe\u4e00-\u9fff"
# A class that stands first, and not under a plus sign, is what the engine can skip to: twice as fast.
_TO_NORMALISE = re.compile(f"[^{_STABLE}][^{_STABLE}]*")

# An input method types 資料2ー1 for 資料2-1.
_DASH = re.compile("ー(?<=[0-9]ー)(?=[0-9])")

# Half-width kana are CJK once they are folded: ｸﾗ\nｳﾄﾞ is one word.
_JOINED = CJK + "\uff66-\uff9f"
_BROKEN_LINE = re.compile(rf"(?<=[{_JOINED}])[ \t\u3000]*\n[ \t\u3000]*(?:[>＞][ \t\u3000]*)*(?=[{_JOINED}])")


def fold(text: str) -> str:
    """The form in which two texts are compared: NFKC, case-folded, variants made one.  Lines stay lines."""
    if text.isascii():
        return text.lower()
    if len(text) < _LONG or len(text.encode("utf-8", "replace")) > _MOSTLY_ASCII * len(text):
        return _folded(text)
    return "\n".join(run.lower() if is_ascii else _folded(run) for run, is_ascii in runs_of_lines(text))


def runs_of_lines(text: str) -> Iterator[tuple[str, bool]]:
    """The text in runs of lines, each with whether it is ASCII; joined by line ends they are the text again."""
    for is_ascii, lines in groupby(text.split("\n"), str.isascii):
        yield "\n".join(lines), is_ascii


_LONG, _MOSTLY_ASCII = 1_000, 1.2
"""From so many characters on, with so few bytes a character, only the lines that are not ASCII are folded."""


def _folded(text: str) -> str:
    folded = _normalised(_BEFORE.sub(_before, text)).casefold()
    # `str.translate` asks its table about every character, the expression only stops where there is a variant.
    return _DASH.sub("-", _VARIANT.sub(lambda match: VARIANTS[ord(match.group())], folded))


def _normalised(text: str) -> str:
    """NFKC.  With a stretch goes the character before it, with which it may be composed."""
    found: list[str] = []
    end = 0
    for stretch in _TO_NORMALISE.finditer(text):
        start = max(end, stretch.start() - 1)
        found += (text[end:start], unicodedata.normalize("NFKC", text[start : stretch.end()]))
        end = stretch.end()
    return "".join([*found, text[end:]])


def _before(match: re.Match[str]) -> str:
    return _SHORT.get(match.group(), "")


def join_lines(text: str) -> str:
    """Join single line breaks (with the quote marks after them) between CJK characters.

    Office mail is wrapped at 35 characters in the middle of words: クラ\\nウド is クラウド.
    """
    if text.isascii() or "\n" not in text:
        return text
    return _BROKEN_LINE.sub("", text)
