"""A Japanese list of any size: `python -m tests.bench.japanese COUNT > japanese.mbox`; `… like` compares it with real mail.

Words of minutes and of an assembly's record (shared corpora) follow one another as they do there, so that no two
sentences are alike; each thread keeps coming back to words of its own; names and terms that nobody has written yet come
in all the time.  The mails quote what they answer, are wrapped at 35 characters, and end in a signature.
"""

from __future__ import annotations

import html
import math
import random
import re
import sys
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from itertools import pairwise
from pathlib import Path

from archiver.text import CJK

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
WRAPPED = 35
PEOPLE = 400
FOOTER = "_______________________________________________\nKaigi mailing list\nKaigi@list.example\nhttps://list.example/mailman/listinfo/kaigi"
_RUN = re.compile("[一-龥々]+|[ァ-ヶー]+|[0-9０-９A-Za-z.]+|[ぁ-ゖ]+|[^一-龥々ァ-ヶーぁ-ゖ0-9０-９A-Za-z.]")
_NOUN = re.compile("[一-龥々ァ-ヶー]{2,}")
_AGAIN, _NEW = 0.4, 0.03
"""How often a noun is one of the thread's, and how often one that was never written."""


def texts() -> Iterator[str]:
    """What people wrote and said."""
    for path in sorted((CORPORA / "minutes").rglob("*")):
        if path.suffix in (".txt", ".html"):
            page = path.read_text("utf-8", errors="ignore")
            yield html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", page, flags=re.DOTALL))
    # One in three: its questions are in the style of a telegram, with twice as many kanji as mail has.
    yield from (CORPORA / "topics" / "assembly-questions.jsonl").read_text("utf-8").splitlines()[::3]


def sentences() -> list[str]:
    """Their sentences, each once."""
    found = re.findall(r"[^。、｛｝{}\\\"\n「」][^。{}\\\"\n]{8,200}。", "\n".join(texts()))
    return list(dict.fromkeys(re.sub(r"\s+", "", each) for each in found))


class Language:
    """Which run of letters follows which, and what nouns there are."""

    def __init__(self, chooser: random.Random) -> None:
        self.chooser = chooser
        self.after: dict[str, list[str]] = defaultdict(list)
        for sentence in sentences():
            runs = ["。", *_RUN.findall(sentence)]
            for one, other in pairwise(runs):
                self.after[one].append(other)
        self.nouns = sorted({run for run in self.after if _NOUN.fullmatch(run)})
        self.kanji = sorted({letter for noun in self.nouns for letter in noun if letter > "一"})
        self.kanji += [chr(at) for at in range(0x4E00, 0x9FA5, 13)]  # those that only names are written with

    def new_noun(self) -> str:
        """A term put together of two, or a name."""
        if self.chooser.random() < 0.5:
            return "".join(self.chooser.choices(self.kanji, k=2)) + self.chooser.choice("市町村県課係氏様")
        one, other = self.chooser.choices(self.nouns, k=2)
        return one[:2] + other[-2:]

    def sentence(self, own: Sequence[str]) -> str:
        run, found = "。", ""
        while len(found) < 150:
            run = self.chooser.choice(self.after.get(run) or ["。"])
            if run == "。":
                break
            written = run
            if _NOUN.fullmatch(run):
                drawn = self.chooser.random()
                if drawn < _AGAIN:
                    written = self.chooser.choice(own)
                elif drawn < _AGAIN + _NEW:
                    written = self.new_noun()
            found += written
        return found + "。"


@dataclass(frozen=True)
class Person:
    name: str
    address: str
    signature: str


@dataclass
class Thread:
    subject: str
    own: list[str]
    left: int
    asked: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)


def people(language: Language) -> list[Person]:
    found = []
    for number in range(PEOPLE):
        name, town = language.new_noun()[:4], language.new_noun()[:2] + "市"
        address = f"joho{number}@{chr(97 + number % 26)}{number % 47}.city.example"
        phone = f"0{number % 9 + 1}{number % 89 + 10}-{number % 77 + 20}-{1000 + number * 7}"
        rule = "-=*"[number % 3] * (40 + number % 20)
        signature = f"{rule}\n{town} 総務部 情報政策課\n  {name}\n  TEL {phone}  FAX {phone[:-1]}9\n  E-mail {address}\n{rule}"
        found.append(Person(name, address, signature))
    return found


def mails(count: int, seed: int = 1) -> Iterator[str]:
    chooser = random.Random(seed)
    language = Language(chooser)
    writers = people(language)
    now = datetime(2004, 4, 1, tzinfo=UTC)
    open_threads: list[Thread] = []
    for number in range(count):
        now += timedelta(minutes=chooser.randint(5, 280))
        if len(open_threads) < 6:
            own = [*chooser.choices(language.nouns, k=8), *(language.new_noun() for _ in range(3))]
            subject = f"{chooser.choice(own)}の{chooser.choice(own)}について"
            open_threads.append(Thread(subject, own, math.ceil(chooser.expovariate(0.3))))
        thread = chooser.choice(open_threads)
        yield _mail(language, thread, chooser.choice(writers[: 20 + number * PEOPLE // count]), number, now)
        thread.left -= 1
        open_threads = [each for each in open_threads if each.left > 0]


def _mail(language: Language, thread: Thread, writer: Person, number: int, now: datetime) -> str:
    wanted, lines = language.chooser.lognormvariate(5.7, 0.85), list[str]()
    while sum(map(len, lines)) < wanted:
        lines += _paragraph(language, thread)
    name = f"{number}.{now:%Y%m%d%H%M%S}@list.example"
    head = [
        f"Message-ID: <{name}>",
        f"Date: {format_datetime(now)}",
        f"From: {_encoded(writer.name)} <{writer.address}>",
        "To: kaigi@list.example",
        f"Subject: {_encoded('Re: ' * bool(thread.asked) + thread.subject)}",
        *([f"In-Reply-To: <{thread.asked[-1]}>"] if thread.asked else []),
        "Content-Type: text/plain; charset=utf-8",
    ]
    body = ["各位", "", f"{writer.name}です。", *thread.quoted, "", *lines, "", writer.signature, FOOTER]
    thread.asked.append(name)
    kept = [line for line in thread.quoted if not line.startswith(">>")]
    thread.quoted = [
        f"> {line}".replace("> >", ">>") for line in (*kept[:4], *lines[: language.chooser.randint(0, 12)])
    ]
    return "\n".join([*head, "", *body, ""])


def _paragraph(language: Language, thread: Thread) -> list[str]:
    """Some sentences, wrapped; one in four times a list or a table, with the blanks and signs that these are made of."""
    drawn = language.chooser.random()
    if drawn < 0.15:
        return [
            f"  {n}. {language.chooser.choice(thread.own)}  {language.chooser.randint(1, 9999):,}"
            for n in range(1, 5)
        ]
    if drawn < 0.25:
        return ["", "-" * 60, f"http://www.city.example/{language.chooser.randint(1, 9999)}/index.html", ""]
    text = "".join(language.sentence(thread.own) for _ in range(language.chooser.randint(1, 3)))
    return [*(text[at : at + WRAPPED] for at in range(0, len(text), WRAPPED)), ""]


def _encoded(text: str) -> str:
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


def likeness(found: Sequence[str], letters: int = 150_000) -> str:
    """What decides how large an index is: lengths of mails, scripts, how many different characters and pairs of them
    there are among so many letters, and how much of a mail is said in it twice."""
    runs: list[str] = []
    for text in found:
        runs += re.findall(f"[{CJK}]+", text)
        if sum(map(len, runs)) > letters:
            break
    lengths = sorted(map(len, found))
    characters = Counter("".join(runs))
    pairs = Counter(_pairs("\n".join(runs)))
    own = [len(set(known)) / len(known) for text in found if len(known := _pairs(text)) > 99]
    share = sum(len(re.findall(f"[{CJK}]", text)) for text in found) / sum(lengths)
    hiragana = (
        sum(count for letter, count in characters.items() if "ぁ" <= letter <= "ん") / characters.total()
    )
    return (
        f"{len(found):6} | {lengths[len(lengths) // 2]}, {lengths[len(lengths) * 95 // 100]} | {share:.2f} | {hiragana:.2f}"
        f" | {len(characters)}, {len(pairs)} | {_bits(characters):.2f}, {_bits(pairs):.2f} | {sum(own) / len(own):.2f}"
    )


def _pairs(text: str) -> list[str]:
    return [one + other for run in re.findall(f"[{CJK}]+", text) for one, other in pairwise(run)]


def _bits(counts: Counter[str]) -> float:
    return -sum(each / counts.total() * math.log2(each / counts.total()) for each in counts.values())


def compared() -> Iterator[str]:
    from tests.bench.bench_recall import box

    yield "| set | mails | characters: p50, p95 | CJK | hiragana | different characters, pairs | bits | different in a mail |"
    yield "| --- " * 8 + "|"
    for path in sorted((CORPORA / "japanese").glob("*.gz")):
        yield f"| {path.name} | {likeness([text for text in box(path) if re.search(f'[{CJK}]{{5}}', text)])} |"
    yield f"| minutes, a hundred lines each | {likeness(_pages())} |"
    yield f"| made | {likeness([mail.partition(chr(10) * 2)[2] for mail in mails(2000)])} |"


def _pages() -> list[str]:
    known = sentences()
    return ["".join(known[at : at + 10]) for at in range(0, len(known), 10)]


def main(count: int) -> None:
    for mail in mails(count):
        day = parsedate_to_datetime(mail.split("Date: ", 1)[1].partition("\n")[0])
        sys.stdout.buffer.write(f"From japanese {day:%a %b %d %H:%M:%S %Y}\n{mail}\n".encode())


if __name__ == "__main__":
    if sys.argv[1] == "like":
        print("\n".join(compared()))
    else:
        main(int(sys.argv[1]))
