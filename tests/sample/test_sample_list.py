"""The sample list: the mailbox in the tree is what its source makes, and holds what the source says."""

from __future__ import annotations

import runpy
import tomllib
from collections import Counter
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from mailbox import mbox
from typing import Any

import pytest

from archiver.model import RawMessage
from archiver.samples import sample_folder
from archiver.sources.files import open_path

FOLDER = sample_folder("list")
HABITS = {
    "m03": b"\x1b$B-!",  # ① in a row that JIS X 0208 leaves empty
    "m10": b"-j8+K\\",  # ㈱見本
    "m26": b"|b",  # 髙
    "m33": b"\x1b(I",  # half-width kana
    "m15": b'In-Reply-To: Your message of "Thu, 30 Jun 2011 10:00:00 +0900"\n <20110630100000.m13@',
    "m23": b'filename="=?ISO-2022-JP?B?',
    "m53": b"filename*=Shift_JIS''%",
    "m43": b"\n_______________________________________________\nyakuin mailing list\nyakuin@kachokai.example\n",
}


@pytest.fixture(scope="module")
def source() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "messages.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def mails(source: dict[str, Any]) -> dict[str, tuple[bytes, Message]]:
    """By the id in messages.toml: the bytes, and the same read.  By the standard library: archiver's own is tried below."""
    mailbox = mbox(FOLDER / "yakuin.mbox", create=False)
    names = [each["id"] for each in source["messages"]]
    return {
        name: (mailbox.get_bytes(key), message_from_bytes(mailbox.get_bytes(key)))
        for name, key in zip(names, mailbox.keys(), strict=True)
    }


def test_the_mailbox_is_what_its_source_makes(source: dict[str, Any]) -> None:
    """Nobody edits the mailbox by hand, and nobody forgets to make it anew."""
    made = runpy.run_path(str(FOLDER / "make.py"))["mailbox"](source)
    assert made == (FOLDER / "yakuin.mbox").read_bytes()


def test_archiver_reads_every_mail(mails: dict[str, tuple[bytes, Message]]) -> None:
    """archiver finds each mail whole, none refused, with a mailbox's quoted `>From ` undone."""
    found = list(open_path(FOLDER / "yakuin.mbox").messages())
    expected = [content.replace(b"\n>From ", b"\nFrom ").rstrip() for content, _ in mails.values()]
    assert [each.content.rstrip() for each in found if isinstance(each, RawMessage)] == expected
    assert len(found) == len(expected)


def test_64_mails_in_22_threads(source: dict[str, Any], mails: dict[str, tuple[bytes, Message]]) -> None:
    """Every mail stands in a thread that is there, and no thread is empty."""
    assert len(mails) == 64
    threads = [each["name"] for each in source["threads"]]
    assert len(threads) == 22
    assert {each["thread"] for each in source["messages"]} == set(threads)


def test_an_answer_comes_after_what_it_answers_in_its_thread(source: dict[str, Any]) -> None:
    """The gold answers make trees inside their threads; mails stand in order of time."""
    threads: dict[str, str] = {}
    for each in source["messages"]:
        assert "answers" not in each or threads[each["answers"]] == each["thread"]
        threads[each["id"]] = each["thread"]
    dates = [each["date"] for each in source["messages"]]
    assert dates == sorted(dates)


def test_charsets(mails: dict[str, tuple[bytes, Message]]) -> None:
    """Most of the list is ISO-2022-JP, as in 2011; some mails are not."""
    first_parts = [
        next(part for part in mail.walk() if not part.is_multipart()) for _, mail in mails.values()
    ]
    assert Counter(part.get_content_charset() for part in first_parts) == {
        "iso-2022-jp": 58,
        "utf-8": 5,
        "shift_jis": 1,
    }
    encodings = Counter(part["Content-Transfer-Encoding"] for part in first_parts)
    assert encodings == {"7bit": 58, "base64": 3, "quoted-printable": 2, "8bit": 1}


def test_every_mail_says_that_it_is_a_sample(mails: dict[str, tuple[bytes, Message]]) -> None:
    """No mail can be taken for a real one: its header says sample, and its sender cannot exist."""
    for _, mail in mails.values():
        assert mail["X-Archiver-Sample"] == "yes"
        assert mail["From"].endswith(".example>")


def test_message_ids_differ(mails: dict[str, tuple[bytes, Message]]) -> None:
    """No mail hides another."""
    assert len({mail["Message-ID"] for _, mail in mails.values()}) == len(mails)


@pytest.mark.parametrize("name", HABITS)
def test_the_habits_of_2011_are_there_as_bytes(name: str, mails: dict[str, tuple[bytes, Message]]) -> None:
    """What the sample is there to show has not been tidied away."""
    assert HABITS[name] in mails[name][0]


def test_only_the_wrong_clock_differs_from_received(mails: dict[str, tuple[bytes, Message]]) -> None:
    """One sender's Date is years off, and the list host's Received tells the truth."""
    for name, (_, mail) in mails.items():
        arrived = parsedate_to_datetime(mail["Received"].rsplit(";", 1)[1].strip())
        late = (arrived - parsedate_to_datetime(mail["Date"])).total_seconds()
        assert (late > 9 * 365 * 86400) if name == "m61" else (late == 7)


def test_two_answer_a_mail_that_is_not_here(mails: dict[str, tuple[bytes, Message]]) -> None:
    """The ghost: both name the same absent mail."""
    ids = {mail["Message-ID"] for _, mail in mails.values()}
    answers = {name: mail["In-Reply-To"] for name, (_, mail) in mails.items() if mail["References"]}
    absent = {name: parent for name, parent in answers.items() if parent and parent not in ids}
    assert list(absent) == ["m35", "m36"]
    assert len(set(absent.values())) == 1
