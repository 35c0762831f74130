"""Minutes for an archive: `python -m tests.bench.minutes FOLDER [COUNT]`, COUNT (21) pages of meetings that never were.

FOLDER holds `config/archiver.toml` and a built archive: use a copy.  The meetings are spread over the last seven years of
its mail; on the agenda is what the list talked of in the weeks before: the subjects of threads, and what was written in them as
what was said.  Every fifth has a long agenda.  The pages are registered; `archiver build` brings them to the archive.
"""

from __future__ import annotations

import html
import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from archiver import mail
from archiver import settings as settings_file
from archiver.pipeline.bringing import keeping
from archiver.store.vault import Vault

ITEMS, MANY_ITEMS = 4, 12
_YEARS = timedelta(days=7 * 365)
_BEFORE = timedelta(days=60)
_SAID = 600
"""Characters of a mail that a speech takes."""
_PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>役員会 会議録</title></head><body><main>
<h1>{year}年度 役員会 会議録</h1>
<h2>日時</h2><p>{year}年{month}月{day}日 13:00~15:00</p>
<h2>場所</h2><p>会議室</p>
<h2>出席者</h2><p>役員6名、事務局</p>
<h2>役員会結果</h2>
<h3>議題</h3>
{items}
<h3>閉会</h3><p>事務局が閉会を宣して散会した。</p>
</main></body></html>
"""
_ITEM = """<h4>{title}について</h4>
<p>事務局から、資料{number}に基づき説明が行われ、以下の質疑応答ののち、原案のとおり承認された。</p>
{speeches}
<p>(事務局)</p><p>{title}の状況が確認でき次第、情報提供する。細かい内容はメーリングリストで議論していただきたい。</p>
"""
_SPEECH = "<p>({speaker})</p><p>{text}</p>"
_TALKED_OF = """
SELECT thread FROM threads WHERE last_date BETWEEN ? AND ? AND messages BETWEEN 2 AND 12 AND subject <> ''
ORDER BY last_date, thread"""
_MAILS = """
SELECT base_subject, body FROM nodes JOIN messages USING (key) WHERE thread = ? ORDER BY position LIMIT 3"""
_SPEAKERS = ("会長", "東市", "西町")


def days(connection: sqlite3.Connection, count: int) -> list[date]:
    """When the meetings are held: as far apart as goes."""
    first, last = (
        datetime.fromisoformat(each)
        for each in connection.execute("SELECT min(date), max(date) FROM messages").fetchone()
    )
    begin = max(first + _BEFORE, last - _YEARS)
    return [(begin + (last - begin) * number / count).date() for number in range(count)]


def page(connection: sqlite3.Connection, day: date, items: int) -> str:
    threads = connection.execute(_TALKED_OF, ((day - _BEFORE).isoformat(), day.isoformat())).fetchall()
    chosen = random.Random(day.isoformat()).sample(threads, min(items, len(threads)))
    told = [connection.execute(_MAILS, thread).fetchall() for thread in chosen]
    written = (_item(number, mails) for number, mails in enumerate(told, 1))
    return _PAGE.format(year=day.year, month=day.month, day=day.day, items="\n".join(written))


def _item(number: int, mails: Sequence[tuple[str, str]]) -> str:
    said = zip(_SPEAKERS, map(_own, (body for _, body in mails)), strict=False)
    speeches = (_SPEECH.format(speaker=speaker, text=html.escape(text)) for speaker, text in said if text)
    return _ITEM.format(title=html.escape(mails[0][0]), number=number, speeches="\n".join(speeches))


def _own(body: str) -> str:
    own = " ".join(each.text for each in mail.segments(body) if each.kind == "own")
    return " ".join(own.split())[:_SAID]


def pages(archive: Path, count: int) -> Iterator[tuple[date, str]]:
    with closing(sqlite3.connect(archive)) as connection:
        for number, day in enumerate(days(connection, count), 1):
            yield day, page(connection, day, ITEMS if number % 5 else MANY_ITEMS)


def main(folder: Path, count: int = 21) -> None:
    settings = settings_file.load(folder / settings_file.DEFAULT_PATH)
    with Vault(settings.vault) as vault:
        for day, text in pages(settings.archive, count):
            written = settings.data / f"{day}.html"
            written.write_text(text, "utf-8")
            keeping.add_minutes(vault, str(written))
            written.unlink()
    print(f"{count} meetings are registered")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
