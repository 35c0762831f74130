"""Search finds exactly what is there: a real FTS5 table against a brute-force scan of the folded text."""

from __future__ import annotations

import gzip
import random
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import mail, search
from archiver.model import RawMessage
from archiver.sources import mbox
from archiver.text import _TO_NORMALISE, CJK, fold
from tests.search.indexed import Index, Scan, finds

PARTS = (
    "自治体クラウド 共同化 共同利用 議題 情報交換会議 役員会 日程 平成23年度 資料4 資料40 11月1日 サーバー サーバ ﾃﾞｰﾀｾﾝﾀｰ ㈱ 髙 ① "
    "、 。 「 」 ・ の を に は が で と J-LIS ASP 2011/11/1 H23.6.20 abc Re: です ます \n \n>\u3000 々 〆切 データ 会 議 題 員 𠮷野"
).split(" ")


def text_of(seed: int) -> str:
    """A text of committee words, wrapped anywhere as office mail is."""
    chooser = random.Random(seed)
    text = "".join(chooser.choice(PARTS) for _ in range(chooser.randint(5, 60)))
    at = chooser.randint(0, len(text))
    return f"{text[:at]}\n{text[at:]}"


TEXTS = [text_of(seed) for seed in range(400)]
INDEX = Index(TEXTS)
SCAN = Scan(TEXTS)
WORDS = (
    "自治体クラウド 情報交換会議の議題 共同化共同利用 役員会議題 データセンタ 々 平成 会議 吉野 高".split()
)


@pytest.mark.parametrize("word", WORDS)
def test_every_part_of_a_word(word: str) -> None:
    """One, two, three or more CJK characters find every text that holds them, and no other."""
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            assert INDEX.find(word[start:end]) == SCAN.find(word[start:end]), word[start:end]


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        st.characters(categories=("L", "M", "N", "P", "Z"))
        | st.sampled_from("かハｶﾞﾟ\u3099\u309ae\u0301가ㄱᆨ㈱"),
        max_size=20,
    )
)
def test_folding_in_stretches_is_nfkc(text: str) -> None:
    """What is left out when a text is normalised is what NFKC leaves as it is: marks find the letter before them."""
    assert unicodedata.is_normalized(
        "NFKC", _TO_NORMALISE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n") | st.sampled_from("ｶﾞ\u3099e\u0301ー1İß№"), max_size=8)
    )
)
def test_a_long_text_folds_as_its_lines_do(lines: list[str]) -> None:
    """Of a text that is nearly all ASCII only the other lines are folded."""
    text = "\n".join([*lines, "a line of ASCII, 50 Characters with the blanks in it" * 100, *lines])
    assert fold(text) == "\n".join(map(fold, text.split("\n")))


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8])
def test_thousands_of_queries_in_generated_text(length: int) -> None:
    """Whatever stands in a text finds that text and its like: 600 pieces of each length."""
    assert_exact(INDEX, SCAN, random.Random(length), length, 600)


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_thousands_of_queries_in_real_mail(japanese: tuple[Index, Scan], length: int) -> None:
    """The same in mail that nobody wrote for us."""
    assert_exact(*japanese, random.Random(length), length, 300)


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_thousands_of_queries_in_the_record_of_an_assembly(assembly: tuple[Index, Scan], length: int) -> None:
    """The same in an assembly's questions and answers."""
    assert_exact(*assembly, random.Random(length), length, 300)


@pytest.fixture(scope="module")
def japanese(corpora: Path) -> tuple[Index, Scan]:
    texts = []
    for path in sorted((corpora / "japanese").glob("*.mbox.gz")):
        with gzip.open(path) as stream:
            for each in mbox.split(stream, path.name):
                if isinstance(each, RawMessage):
                    message = mail.read(each.content)
                    texts.append(f"{message.subject}\n{message.body[:5000]}")
    return Index(texts), Scan(texts)


@pytest.fixture(scope="module")
def assembly(corpora: Path) -> tuple[Index, Scan]:
    lines = (corpora / "topics" / "assembly-questions.jsonl").read_text("utf-8").splitlines()
    return Index(lines), Scan(lines)


def assert_exact(index: Index, scan: Scan, chooser: random.Random, length: int, count: int) -> None:
    """A phrase finds what the scan finds; so do the words without marks, and perhaps other forms of them."""
    for query in pieces_of(scan.texts, chooser, length, count):
        expected = scan.find(query)
        assert index.find(f"「{query}」") == expected, query
        assert index.find(query) >= expected, query


def pieces_of(texts: Sequence[str], chooser: random.Random, length: int, count: int) -> list[str]:
    """Pieces of the texts that begin and end with CJK characters and cut no other word."""
    whole = re.compile(rf"[{CJK}](?:[{CJK}0-9]{{0,{length}}}[{CJK}])?")
    found: list[str] = []
    for _ in range(count * 50):
        text = chooser.choice(texts)
        piece = whole.match(text[(at := chooser.randrange(len(text) or 1)) : at + length])
        if piece:
            found.append(piece[0])
        if len(found) == count:
            break
    assert len(found) == count
    return found


COMMON_PAIRS = [f"{one}{other}" for one in "のにはー" for other in "のは会ク"]


@pytest.mark.parametrize(
    "query", [*"のにはーすえだ", *COMMON_PAIRS, "の -は", "に OR 高", "(の OR 会議) -ー", "の 会議"]
)
def test_what_nearly_every_text_has(query: str) -> None:
    """Of the commonest characters it is kept where they are not: what is found is the same."""
    wanted, _, unwanted = query.partition("-")
    found = set(range(len(TEXTS))) - (SCAN.find(unwanted) if unwanted else set())
    for word in wanted.strip(" ()").split() if " OR " not in wanted else ():
        found &= SCAN.find(word)
    if " OR " in wanted:
        found &= set.union(*(SCAN.find(word) for word in wanted.strip(" ()").split(" OR ")))
    assert INDEX.find(query) == found


def test_no_character_of_a_subject_is_lost_among_the_common() -> None:
    """Subject, quotes and what the author wrote are told apart for those too."""
    index = Index([("の件", "本文です"), ("件", "のです"), ("abc", "no kana")])
    index.add("件", "返事です", "のと")
    assert index.find("件名:の") == {0} and index.find("の") == {0, 1, 3}
    assert index.find("の is:own") == {0, 1} and index.find("-の") == {2}


def sentences(chooser: random.Random, count: int) -> str:
    """Words of kanji with what stands between them in Japanese, in no sense."""
    return "".join(
        "".join(chr(0x4E00 + int(chooser.expovariate(1 / 300))) for _ in range(chooser.randint(1, 3)))
        + chooser.choice(
            "の に は を が と で も から について として され しました。 します。 ですが、 また、 いたします。".split()
        )
        for _ in range(count)
    )


def test_the_index_has_a_bound() -> None:
    """What FTS5 keeps of mails that quote others: of words in no sense, which repeat nothing, 1.41 times as much as they
    are long (1.66 when pairs of hiragana and kanji stood in it), of Japanese mail less than they are."""
    chooser = random.Random(7)
    mails = [(sentences(chooser, 5), sentences(chooser, 120), sentences(chooser, 60)) for _ in range(600)]
    index = Index([])
    for mail_ in mails:
        index.add(*mail_)
    for table in ("search", "search_words"):
        index.connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    size = "SELECT sum(length(block)) FROM search_data UNION ALL SELECT sum(length(block)) FROM search_words_data"
    kept = sum(row[0] for row in index.connection.execute(size))
    assert kept < BOUND * sum(len(part.encode()) for each in mails for part in each)


BOUND = 1.45


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("議題会員のよー々アｱﾞａA4４①、 \n>㈱髙𠮷é-"), max_size=30), st.data())
def test_any_piece_of_any_text(text: str, data: st.DataObject) -> None:
    """A text is found by every run of its CJK characters."""
    folded = Scan([text]).texts[0]
    for run in re.findall(f"[{CJK}]+", folded):
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        assert finds(run[start:end], text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ｸﾗｳﾄﾞ", "自治体クラウド"),
        ("クラウド", "自治体ｸﾗｳﾄﾞ"),
        ("クラウド", "自治体クラ\n> ウド"),
        ("クラウド", "自治体ｸﾗ\n> ｳﾄﾞ"),
        ("高橋", "髙橋"),
        ("(株)見本", "㈱見本"),
        ("㈱見本", "(株)見本"),
        ("平成", "㍻23年"),
        ("J-LIS", "j-lis から"),
        ("Ｊ－ＬＩＳ", "J-LISから"),
        ("J-LIS", "J−LISから"),
        ("ＡＳＰ", "asp方式"),
        ("clou*", "Cloud adoption"),
        ("CLOU＊", "ｃｌｏｕｄ"),
        ("件名:clou*", "件名 cloud"),
        ("平成23年", "平成２３年度"),
        ("平成23年", "平成 23 年度"),
        ("資料4", "資料４について"),
        ("資料4", "資料-4 を"),
        ("資料４－１", "資料4-1"),
        ("議題A案", "議題Ａ案です"),
        ("2011/11/1", "2011/11/1に"),
        ("2011/11/1", "2011-11-01"),
        ("2011/11/1", "二回目は2011年11月1日(火)"),
        ("2011-11-01", "平成23年11月1日付け"),
        ("平成23年11月1日", "H23.11.1"),
        ("Ｈ２３．６．２０", "平成２３年６月２０日"),
        ("令和元年5月1日", "2019/05/01"),
        ("192.168.0.1", "host 192.168.0.1"),
        ("kaicho@fukagawa.example", "To: Kaicho <kaicho@fukagawa.example>"),
        ("「議題の件」", "議題の件です"),
        ("の件", "議題の件"),
        ("お願い", "よろしくお願いします"),
        ("「は、の」", "「それは」のか"),
        ("list/の", "list「の」"),
        ("list/の", "listのこと"),
        ("list/の会", "listの会議"),
        ("｢議題の件｣", "議題の件です"),
        ("“議題の件”", "議題の件です"),
        ("議題　日程", "日程と議題"),
        ("議題、日程", "日程と議題"),
        ("議題，日程", "日程と議題"),
        ("平成23年", "Ｈ２３年度"),
        ("平成23年", "2011年の予算"),
        ("H23年度", "平成23年度予算"),
        ("H23", "平成23年度予算"),
        ("2011年11月", "2011/11/1"),
        ("2011-11", "平成23年11月"),
        ("平成31年度", "2019年度"),
        ("令和元年", "平成31年"),
        ("平成元年", "平成1年"),
        ("3ヶ月", "３か月以内"),
        ("三カ月", "三箇月"),
        ("霞ヶ関", "霞ケ関"),
        ("1,000円", "１０００円"),
        ("1000円", "１，０００円"),
        ("1,000", "1000"),
        ("資料２ー１", "資料2-1"),
        ("Wi-Fi", "wifi"),
        ("No.5", "№５"),
        ("TEL 03", "℡03-1234-5678"),
        ("クラウド", "クラ\u200bウド"),
        ("葛飾", "葛\U000e0100飾区"),
        ("桜井", "櫻井"),
        ("滝沢", "瀧澤"),
        ("関", "關"),
        ("竜ケ崎", "龍ヶ崎"),
        (
            "https://www.city.example.jp/a_b.html?x=1",
            "見て https://www.city.example.jp/a_b.html?x=1 ください",
        ),
        ("見積書_v2.xlsx", "見積書_v2.xlsx"),
    ],
)
def test_found_in_the_forms_in_which_people_write(query: str, text: str) -> None:
    """Widths, kana forms, variants, numbers, days and identifiers are seen through."""
    assert Index([(text, text)]).find(query)


LONG_VOWELS = [
    ("サーバー", "サーバ"),
    ("サーバー更新", "サーバ更新"),
    ("共有フォルダーの件", "共有フォルダの件"),
    ("メモリー増設", "メモリ増設"),
    ("セキュリティー研修", "セキュリティ研修"),
    ("クラウドサーバーとプリンターを", "クラウドサーバとプリンタを"),
]


@pytest.mark.parametrize(("long", "short"), LONG_VOWELS)
def test_long_vowels_both_ways(long: str, short: str) -> None:
    """サーバー and サーバ are one word, in the question as in the text; between quotation marks they are two."""
    assert finds(long, short) and finds(short, long)
    assert not finds(f"「{long}」", short)


@pytest.mark.parametrize(
    ("query", "text"), [("カバー", "カバン"), ("ルール", "ルル"), ("キー", "キ"), ("データ", "デタ")]
)
def test_a_short_word_keeps_its_long_vowel(query: str, text: str) -> None:
    """カバー is not カバ: only a stem of three sounds loses the vowel."""
    assert not finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("資料4", "資料40"),
        ("資料4", "資料14"),
        ("3年", "平成23年"),
        ("clou", "Cloud"),
        ("議題", "会議。題名"),
        ("の議題", "その。議題"),
        ("の議題", "会議の「議題」"),
        ("の議", "その。議題"),
        ("の議", "会議の題"),
        ("「は の」", "はその"),
        ("list/の", "list/その"),
        ("list/の", "listその"),
        ("議題", "会議 題名"),
        ("議題", "議\n\n題"),
        ("「a b」", "b a"),
        ("2011/11/1", "2011/11/10"),
        ("2011/11/1", "平成23年11月10日"),
        ("20111101", "2011/11/1"),
        ("2011年11月", "2011年12月"),
        ("平成23年度", "平成23年"),
        ("2011", "平成23年"),
        ("「平成23年」", "2011年"),
        ("「Wi-Fi」", "wifi"),
        ("1000円", "11,000円"),
        ("2011年", "2,011年"),
        ("資料21", "資料2ー1"),
        ("件名:会", "会"),
    ],
)
def test_not_found(query: str, text: str) -> None:
    """Numbers and words end where they end; characters apart are no word; a field is a field."""
    assert not finds(query, text)


@pytest.mark.parametrize("letters", [64, 65, 100, 70_000])
def test_a_very_long_word_is_found_whole(letters: int) -> None:
    """A key of any length is cut in the index and in the question alike."""
    key = "Ab3" * (letters // 3 + 1)
    assert finds(key, f"key: {key}.") and finds(key, f"鍵は{key}です")
    assert len(search.tokens(key)) <= 64


def test_ascii_is_its_own_token_string() -> None:
    """An English mail costs nothing to tokenise."""
    text = "Re: [list 12] the_minutes, 2011-06-20\n> quoted"
    assert search.tokens(text) is text


def test_each_character_begins_one_token() -> None:
    """Bigrams and a closing unigram; words of other scripts stand alone; of a kanji after hiragana, that it is one."""
    assert search.tokens("議題A案、①㈱").split() == ["議題", "題", "a", "案", "1(", "株", ")"]
    assert search.tokens("そのク会議のお題") == " 〓そ その の〓 ク会 会議 議の のお お〓 題 "
