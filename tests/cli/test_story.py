"""From an import to an answer: what the README promises, verb by verb."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.programme import Programme
from tests.mails import mail, mbox

LIST = ("--list", "yakuin@kachokai.example")


def test_the_sample_is_one_record(sample: Programme) -> None:
    """`demo` brings list and minutes together, and nothing is lost on the way."""
    assert sample.document("check") == {"ok": True, "findings": []}
    meeting = sample.document("minutes", "show", "2011-06-20")
    assert meeting["agenda_items"][0]["title"] == "本会の概要について"
    assert sum(len(item["speeches"]) for item in meeting["agenda_items"]) == 16
    assert len(sample.records("messages")) >= 50
    placed = {(each["meeting"], each["agenda_item"], each["topic"]) for each in sample.records("placements")}
    assert {("2011-06-20", 4, None), (None, None, "cloud-adoption")} <= placed


def test_search_over_mail_and_minutes(sample: Programme) -> None:
    """ｸﾗｳﾄﾞ finds クラウド, in mail and in minutes; 議題 and 役員 are found too."""
    kinds = {each["kind"] for each in sample.document("search", "ｸﾗｳﾄﾞ", "--limit", "100")["results"]}
    assert {"message", "speech"} <= kinds
    assert sample.document("search", "議題")["count"] > 0
    assert sample.document("search", "役員")["count"] > 0
    assert sample.document("search", "そんな言葉はどこにもない")["count"] == 0
    newest = [each["date"] for each in sample.document("search", "クラウド", "--sort", "newest")["results"]]
    assert newest == sorted(newest, reverse=True)
    assert "[yakuin" not in sample.ok("search", "件名:クラウド") + sample.ok("promises")


def test_a_day_begins_where_the_people_live(programme: Programme) -> None:
    """Mail of 8 o'clock in the morning in Japan is of that day, though it is still the day before in UTC."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a", day=0.6)))  # 2011-07-01 23:24 UTC, 2011-07-02 08:24 in Japan
    programme.ok("import", box, *LIST)
    programme.ok("build")
    assert programme.document("search", "年:2011 以降:2011-07-02")["count"] == 1
    assert programme.document("search", "before:2011-07-02")["count"] == 0
    assert programme.ok("search", "年:2011").startswith("2011-07-02  ")


def test_names_are_found_in_any_form(programme: Programme) -> None:
    """差出人:高橋 finds 髙橋, and half-width letters full-width ones."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a", sender="髙橋ＩＴ課 <x@a.example>")))
    programme.ok("import", box, *LIST)
    programme.ok("build")
    assert programme.document("search", "差出人:高橋IT")["count"] == 1


def test_the_ledger_balances(programme: Programme) -> None:
    """read = stored + duplicate + refused; each refusal is named; a second import finds only duplicates."""
    box = programme.folder / "box"
    box.mkdir()
    for number, each in enumerate((mail("a"), mail("b", answers="a"), mail("a"), b"no header at all\n"), 1):
        (box / f"{number}.eml").write_bytes(each)
    result = programme.run("import", box, *LIST)
    assert result.returncode == 1
    assert "read 4 = stored 2 + duplicate 1 + refused 1" in result.stdout
    assert "refused 4.eml: has no mail headers" in result.stdout
    assert "read 4 = stored 0 + duplicate 3 + refused 1" in programme.run("import", box, *LIST).stdout
    assert [each["reason"] for each in programme.records("refusals")] == ["has no mail headers"] * 2


def test_same_id_other_content_are_two_mails(programme: Programme) -> None:
    """Two mails under one Message-ID are both kept, and both say so."""
    box = programme.folder / "box.mbox"
    box.write_bytes(
        mbox(mail("a", text="一つめ"), mail("a", text="二つめ"), mail("a", text="一つめ", extra="X-Hop: 2"))
    )
    assert programme.document("import", box, *LIST)["sources"][0] | {"seconds": 0} == {
        "source": str(box),
        "list": "yakuin@kachokai.example",
        "read": 3,
        "stored": 2,
        "duplicate": 1,
        "refused": 0,
        "seconds": 0,
    }
    programme.ok("build")
    messages = programme.records("messages")
    assert sorted(each["body"] for each in messages) == ["一つめ", "二つめ"]
    assert all("message-id: shared with another mail" in each["flaws"] for each in messages)
    assert programme.document("check")["ok"]


def test_no_archive_is_honoured(programme: Programme) -> None:
    """A sender who asked not to be archived is not, and the ledger says so."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a", extra="X-No-Archive: yes")))
    assert "asked that it not be archived" in programme.run("import", box, *LIST).stdout


def shuffled_archive(folder: Path, mails: list[bytes], seed: int) -> Programme:
    """An archive whose mail came in another order, in two pieces."""
    programme = Programme(folder)
    folder.mkdir()
    programme.ok("init")
    mails = list(mails)
    random.Random(seed).shuffle(mails)
    for number, part in enumerate((mails[: len(mails) // 3], mails[len(mails) // 3 :])):
        box = folder / f"{number}.mbox"
        box.write_bytes(mbox(*part))
        programme.ok("import", box, *LIST)
        if seed % 2:
            programme.ok("build")
    return programme


def dump(programme: Programme) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the archive, those behind its index too, but for how far into the vault it has come."""
    connection = sqlite3.connect(programme.folder / "data" / "archive.db")
    tables = connection.execute(
        """SELECT name FROM sqlite_master
           WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name <> 'built'"""
    )
    return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables.fetchall()}


def test_a_rebuild_is_the_same_whatever_order_the_mail_came_in(tmp_path: Path) -> None:
    """Shuffled vaults give the same archive, row for row; an incremental build gives the same records."""
    mails = [
        mail(
            f"m{number}",
            subject=f"{'Re: ' if number % 3 else ''}議題{number // 6}",
            answers=f"m{number - 1}" if number % 3 else "",
            day=number,
            sender=f"yakuin{number % 4}@a.example",
        )
        for number in range(40)
    ]
    mails += [mail("m7", text="同じ番号の別のメール", day=7), mail("m8", day=8, extra="X-Hop: 2")]
    archives = [shuffled_archive(tmp_path / str(seed), mails, seed) for seed in range(3)]
    kinds = ("messages", "threads", "placements")
    incremental = [[archive.records(kind) for kind in kinds] for archive in archives[1:2]]
    for archive in archives:
        archive.ok("build", "--rebuild")
    assert dump(archives[0]) == dump(archives[1]) == dump(archives[2])
    assert incremental == [[archives[0].records(kind) for kind in kinds]]


def test_killed_half_way_and_run_again(programme: Programme) -> None:
    """kill -9 in the midst of an import and of a build: run again, the end is the same."""
    box = programme.folder / "box.mbox"
    box.write_bytes(
        mbox(*(mail(f"m{number}", text="本文 " * 200, day=number / 10) for number in range(6000)))
    )
    for verb in (("import", box, *LIST), ("build",)):
        for delay in (0.4, 0.7, 1.0):
            process = subprocess.Popen(
                [sys.executable, "-m", "archiver", *map(str, verb)],
                cwd=programme.folder,
                start_new_session=True,
            )
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            process.wait()
        programme.ok(*verb)
    assert programme.document("check") == {"ok": True, "findings": []}
    assert len(programme.records("messages")) == 6000


def test_a_person_links_a_thread_for_good(programme: Programme) -> None:
    """A link is shown by the next build, outlives a rebuild, and can be undone."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a", subject="雑談", text="今日はよい天気です。")))
    programme.ok("import", box, *LIST)
    programme.ok("build")
    (thread,) = {each["thread_id"] for each in programme.records("threads")}
    assert programme.records("placements") == []
    number = programme.document("link", "cloud-adoption", thread, "--why", "口頭で確認")["decision"]
    programme.ok("build", "--rebuild")
    (placement,) = programme.records("placements")
    assert (placement["topic"], placement["status"]) == ("cloud-adoption", "confirmed")
    assert "口頭で確認" in placement["evidence"][0]
    programme.ok("undo", str(number))
    programme.ok("build")
    assert programme.records("placements") == []
    assert [each["verb"] for each in programme.records("decisions")] == ["link", "undo"]


def test_minutes_rendered_with_their_threads(sample: Programme) -> None:
    """The page for the secretariat carries a block of threads under the items, and is otherwise the page."""
    page = sample.ok("minutes", "render", "2011-06-20")
    assert page.count('class="related-threads"') >= 2
    assert "関連スレッド" in page and "役員会のメーリングリストにて行いたい。" in page


def test_what_people_decided_goes_into_another_vault(programme: Programme, tmp_path: Path) -> None:
    """split, hide and undo by command; the journal goes out as JSON lines and comes into another vault once."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a"), *(mail(name, answers="a", day=day) for day, name in enumerate("bcd", 1))))
    other = Programme(tmp_path / "other")
    other.folder.mkdir()
    other.ok("init")
    for each in (programme, other):
        each.ok("import", box, *LIST)
        each.ok("build")
    ids = {each["message_id"][0]: each["id"] for each in programme.records("messages")}
    programme.ok("thread", "split", ids["b"], "--by", "事務局", "--why", "別の話")
    programme.ok("thread", "move", ids["d"], ids["b"])
    programme.ok("hide", ids["c"], "--why", "誤送信")
    programme.ok("thread", "merge", ids["b"], ids["a"])
    assert programme.document("undo", "4")["replaced"] == 4
    assert "own answers" in programme.refused(1, "thread", "move", ids["b"], ids["d"])
    journal = other.folder / "journal.jsonl"
    journal.write_text(programme.ok("journal", "export"), "utf-8")
    assert other.document("journal", "import", journal) == {
        "read": 5,
        "added": 5,
        "known": 0,
        "conflicts": [],
    }
    assert other.document("journal", "import", journal) == {
        "read": 5,
        "added": 0,
        "known": 5,
        "conflicts": [],
    }
    assert {each["message_id"][0]: each["thread_id"] for each in other.records("threads")} == {
        "a": ids["a"],
        "b": ids["b"],
        "d": ids["b"],
    }
    assert other.records("threads") == programme.records("threads")
    assert programme.document("check")["ok"] and other.document("check")["ok"]
