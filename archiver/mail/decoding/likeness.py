"""Likeness: a text that was decoded on trial → how much it looks like a language that people write.

Pure arithmetic on the characters above ASCII: kana, kanji and their company in the right measure, in runs and not
alone between Latin letters, or the commonest characters of Korean and Chinese.  Noise scores below zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SAMPLE = 20_000
"""Characters that are looked at."""
MOST_LONELY = 0.4
"""Share of foreign runs that may stand as one character against a Latin letter."""

_KANA = re.compile("[\u3041-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff\uf900-\ufaff々〆〇]")
_COMPANY = re.compile(
    "[\u3001-\u3004\u3008-\u3020\uff01-\uff5e\uffe0-\uffe6①-⑳Ⅰ-Ⅹⅰ-ⅹ㈱㈲㈹㍻㍼㍽㍾№℡→←↑↓○●◎◇◆□■△▲▽▼☆★※〒♪…‥“”‘’×÷±°′″─━│┃—―]"
)
"""What Japanese text has between kana and kanji."""
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LONELY = re.compile(
    r"[^\x00-\x7f](?:(?<=[A-Za-z].)(?=[a-z])|(?<![^\x00-\x7f].)(?=[a-z])|(?<=[a-z].)(?![^\x00-\x7f]))",
    re.DOTALL,
)
"""The sign first, which is looked for quickly, then what stands about it."""
_PAIR = re.compile(
    "[\u4e00-\u9fff\uf900-\ufaff々〆〇]{2}"
    "|[○●◎×△〒～（「『【［・、。ー０-９][\u4e00-\u9fff][○●◎×△～）」』】］・、。ー０-９]"
    "|[\u4e00-\u9fff][○●◎×△～（）「」・、。ー０-９][\u4e00-\u9fff]"
)
"""Kanji in company: a lone one may be two accented letters."""

_KANJI = frozenset(
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者地合市業内相方四定今回新場金員入選"
    "立開手力学問高代明実円関決子動京全目表経通外最言現理調体化当約主題下意法不来作性的要用制治度務強気小成期公持協"
    "取都和以機平総加思家話受区領多県続進正安設保改数記院初北指権支第産結点教報済書府活原先共得解名交資予向際査面委"
    "告文反元重近考認画海参売利組知案道信策集在件団別物任引使求所次水品論計官増係特情投示変基私各始直両価式確村提運"
    "終果西台広容必応電住談能無再位置企真流格有過局少放税検町常校料状工建語営空職証土止送援供可役構割聞身費付施切由"
    "説転比難防補研収断何南足違消境番規術護展態導備宅害配副算視条独警究育席起着店述残線率病農質念待試域助労例衛限親"
    "額監環験追審商義伝働形担退準造医復仕負移差個門写評課末守若極種福量望整段型深字答製票況申様財識注達了承願致御返"
    "山佐藤伊渡辺鈴木林吉井清崎森池橋阿石川岡坂遠青太千葉武久松竹古谷島田野沢河浜郎美男夫恵幸博弘介香織里雄隆熊札幌"
    "仙横屋阪神戸沖縄鹿児静岐阜滋賀奈良歌鳥根口徳媛宮栃茨埼玉梨潟富至急緊拝啓敬具挨拶添修欠旅懇宴訃慶弔祝招締延更訂"
    "依頼諾照録簿印刷封筒布迎駐車券鍵掃除庁舎階棟号携帯媒暗網端障旧存契随積請押省略覧専稟疑括幹署室挙振興祉健康童齢"
    "髙﨑濱濵邊邉齋齊斎澤廣嶋德惠榮曾冨桒彌與條渕舘埜"
    "納固帳籍登窓災危避訓練聴秘統左右春夏秋冬朝昼夜夕曜週泉沼浦湖港宿岸丘坪畑雲雨雪風星草花梅桜杉柳桑菊蘭鶴亀龍虎馬"
    "牛魚貝砂岩鉄銅銀絵映像音楽詩劇演奏曲優勝敗抜卒園徒師弟兄姉妹父母祖孫妻婦娘息赤白黒黄緑紫色丸角"
)
_KOREAN = frozenset(
    "이다는을에의가고하지어서기리도로사한은인자대시를나아수과해있정일보스라그음만것여들세상주안전게무제원부회료감합"
    "니습드확예산질문첨파내뵙겠요청바랍녕날월년신관련비공동장소결성명개선분등후계획업연구체참석알려십오됩네저희귀말"
    "씀통발송답께님점토금목화번호팀국민조"
)
_SIMPLIFIED = frozenset(
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天"
    "而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长请信息您网司电话种法"
    "现定分进部其些样理但因实军者意力它与把机民第此工使情明性知全关点正业外将高间由问很最重并物应战向体政美相被利什"
    "二等产或新己制身果加西斯月合回特代内表化给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条"
    "平系气题活尔更别打女变四神总何数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社"
    "便空决治展马科五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望"
    "觉术领共确传师观清今切院让识候带导争运笔谢议费附查收料函致敬祝参席预算选举讨准周末委邮箱址联晚午星办室课"
)
_TRADITIONAL = frozenset(
    "的一是不了人我在有他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天"
    "而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長請信息您網司電話實軍"
    "與機業將間問並應戰體產東聲員論處義幾認條氣題爾變總數報結務場計資許統區隊決馬術據傳師觀讓識帶導爭運筆謝議費附查"
    "收料關郵件謹點覆回寄送程次明午星期週末委席預算選舉討準參加聯絡通知辦室課縣市鄉鎮"
)


def japanese(text: str) -> float:
    """Up to 1 for text that is Japanese wherever it is more than ASCII; below 0 for noise."""
    text = text[:SAMPLE]
    runs = _FOREIGN.findall(text)
    foreign = "".join(runs)
    if not foreign:
        return 1.0
    kana, han, company, half, odd = _counts(foreign)
    is_of_words = len(foreign) >= 3 * len(runs)
    if not kana and not _PAIR.search(" ".join(runs)) and not (is_of_words and _is_half_kana(foreign, half)):
        return -1.0  # lone kanji and signs are accented letters of a Western text
    if is_lonely(text):
        return -1.0
    mixed = 0.6 * half if kana + han < half else 0.2 * half
    rare = han - sum(character in _KANJI for character in foreign)
    return (kana + han - 0.4 * rare + company + mixed - 2 * odd) / len(foreign)


def is_lonely(text: str) -> bool:
    """Whether what is more than ASCII stands as single characters within words of Latin letters."""
    text = text[:SAMPLE]
    return len(_LONELY.findall(text)) > MOST_LONELY * len(_FOREIGN.findall(text))


def _counts(foreign: str) -> Iterator[int]:
    return (len(pattern.findall(foreign)) for pattern in (_KANA, _HAN, _COMPANY, _HALF_KANA, _ODD))


def _is_half_kana(foreign: str, half: int) -> bool:
    """Words of half-width kana; a rule of one sign repeated is none."""
    return half > 2 and len(set(foreign)) > 2 and half * 2 > len(foreign)


def in_company(text: str) -> float:
    """The same for a text of which it is known that it is Japanese: single characters and signs count too."""
    foreign = "".join(_FOREIGN.findall(text[:SAMPLE]))
    if not foreign:
        return 1.0
    kana, han, company, half, odd = _counts(foreign)
    rare = han - sum(character in _KANJI for character in foreign)
    return (kana + han - 0.4 * rare + company + 0.4 * half - 2 * odd) / len(foreign)


def has_kana(text: str) -> bool:
    return _KANA.search(text) is not None


def share_of_kana(text: str) -> float:
    """Of what is more than ASCII."""
    foreign = "".join(_FOREIGN.findall(text[:SAMPLE]))
    return len(_KANA.findall(foreign)) / len(foreign) if foreign else 0.0


_KNOWN = re.compile("[\t\n\r -~\u3001-\u30ff\u4e00-\u9fff\uff01-\uff9f]")


def share_of_known(text: str) -> float:
    """Of characters that a mail in Japanese or English has: bytes in the wrong order make others."""
    text = text[:SAMPLE]
    return len(_KNOWN.findall(text)) / len(text) if text else 0.0


def common_in_japan(text: str) -> float:
    """Share of the kanji that offices write most among the letters but kana, however few; 1 for kana alone."""
    letters = _letters(text)
    halves = sum("\uff61" <= letter <= "\uff9f" for letter in letters)
    others = len(letters) - len(_KANA.findall(letters))
    return (
        (sum(map(_KANJI.__contains__, letters)) + 0.5 * halves) / others if others else float(bool(letters))
    )


def common_abroad(text: str, charset: str) -> float:
    """Share of the commonest characters of the language that a charset of East Asia is for, however few they are."""
    letters = _letters(text)
    kinds = (_KOREAN,) if charset == "cp949" else (_SIMPLIFIED, _TRADITIONAL)
    return max(sum(map(kind.__contains__, letters)) for kind in kinds) / len(letters) if letters else 0.0


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, "".join(_FOREIGN.findall(text[:SAMPLE]))))


def kanji(text: str) -> float:
    """Share of the kanji that offices write most; real text has more than half."""
    return _share(text, _KANJI)


def korean(text: str) -> float:
    """Share of the commonest syllables; real text has more than a third, other text in this reading hardly any."""
    return _share(text, _KOREAN)


def chinese(text: str) -> float:
    """Share of the commonest characters, simplified or traditional."""
    return max(_share(text, _SIMPLIFIED), _share(text, _TRADITIONAL))


def _share(text: str, common: frozenset[str]) -> float:
    letters = [character for character in "".join(_FOREIGN.findall(text[:SAMPLE])) if character.isalpha()]
    return sum(character in common for character in letters) / len(letters) if len(letters) > 3 else 0.0
