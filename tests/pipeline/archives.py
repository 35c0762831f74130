"""Archives in a folder, made in this process: mail comes in pieces, people decide, builds come and go."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.model import ATTACHED, UNANSWERED
from archiver.pipeline.bringing import importing, keeping
from archiver.pipeline.making import building
from archiver.pipeline.proving import checking
from archiver.pipeline.showing import exporting
from archiver.settings import Settings
from archiver.sources.files import open_path
from archiver.store.vault import Vault
from tests.mails import mail, mbox

ROOT = Path(__file__).resolve().parents[2]
LIST = "yakuin@kachokai.example"
MEETING = "2011-06-20"
TABLES = (
    *("nodes", "named", "seeking", "threads", "wrote"),
    *("heard", "hearing", "proposals", "replies", "answers", "promises", "placements"),
    "attachments",
)
_MARKED = "SELECT key FROM search_words JOIN messages ON messages.id = search_words.rowid WHERE search_words MATCH ?"


@dataclass(frozen=True)
class Office:
    """An archive with the sample minutes and topics, and mails of one's own."""

    settings: Settings

    def receive(self, *mails: bytes) -> None:
        """Import these mails; no build."""
        box = self.settings.data / "box.mbox"
        box.write_bytes(mbox(*mails))
        with Vault(self.settings.vault) as vault:
            importing.import_source(vault, open_path(box), LIST, lambda *_: None)

    def build(self, *, rebuild: bool = False) -> None:
        building.build(self.settings, rebuild=rebuild, progress=lambda *_: None)

    def content(self) -> dict[str, Any]:
        """All that people and programmes can see in the archive, in an order that depends on it alone."""
        found: dict[str, Any] = {
            kind: list(exporting.export(self.settings, kind))
            for kind in ("messages", "threads", "placements")
        }
        with closing(sqlite3.connect(self.settings.archive)) as connection:
            for table in TABLES[:-1]:
                found[f"table {table}"] = sorted(connection.execute(f"SELECT * FROM {table}").fetchall())
            found["hidden"] = sorted(connection.execute("SELECT * FROM hidden").fetchall())
            found["unanswered"] = sorted(
                connection.execute(
                    "SELECT key, thread, asks FROM unanswered JOIN messages ON id = message"
                ).fetchall()
            )
            found["people"] = sorted(connection.execute("SELECT * FROM people").fetchall())
            found["same_people"] = sorted(connection.execute("SELECT * FROM same_people").fetchall())
            found["bodies"] = sorted(connection.execute("SELECT * FROM bodies").fetchall())
            for table, number in (("files", "message"), ("places", "id")):
                origin = "NATURAL JOIN origins" if table == "places" else ""
                rows = connection.execute(
                    f"SELECT key, {table}.* FROM (SELECT * FROM {table} {origin}) AS {table} "
                    f"LEFT JOIN messages ON messages.id = {table}.{number}"
                )
                columns = [column[0] for column in rows.description]
                found[f"table {table}"] = sorted(
                    tuple(
                        value
                        for name, value in zip(columns, row, strict=True)
                        if name not in (number, "origin")
                    )
                    for row in rows
                    if row[0]
                )
            for entry in (ATTACHED, UNANSWERED):
                found[f"marked {entry!r}"] = sorted(connection.execute(_MARKED, [f'"{entry}"']).fetchall())
            found["indexed"] = connection.execute("SELECT count(*) FROM search_docsize").fetchone()
        return found

    def findings(self) -> list[str]:
        return [f"{each.kind}: {each.subject}: {each.detail}" for each in checking.check(self.settings)]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.settings.archive)) as connection:
            return connection.execute(sql, values).fetchall()


def office(folder: Path, *mails: bytes) -> Office:
    """An archive that holds the sample minutes and these mails, built."""
    folder.mkdir(exist_ok=True)
    made = Office(Settings(data=folder, topics=ROOT / "config" / "topics.toml"))
    with Vault(made.settings.vault) as vault:
        keeping.add_minutes(vault, str(ROOT / "data" / "minutes" / f"{MEETING}.html"))
    made.receive(*mails)
    made.build()
    return made


def talks() -> list[bytes]:
    """Four talks of a few mails each, one with a missing first mail, one answered without headers."""
    return [
        mail("a1", subject="クラウドの共同利用", text="クラウドの事例を教えてください。", day=0),
        mail("a2", subject="Re: クラウドの共同利用", answers="a1", day=1),
        mail("a3", subject="Re: クラウドの共同利用", answers="a2", day=2),
        mail("a4", subject="Re: クラウドの共同利用", answers="a1", day=3),
        mail("b1", subject="情報交換会議の議題について", text="議題4の件、案をお送りください。", day=1),
        mail("b2", subject="Re: 情報交換会議の議題について", day=2),
        mail("b3", subject="Re: 情報交換会議の議題について", answers="b2", day=4),
        mail("c2", subject="Re: 懇親会", answers="c1", day=5),
        mail("c3", subject="Re: 懇親会", answers="c1", day=6),
        mail("d1", subject="名簿の訂正", day=7),
        mail("d2", subject="旅費の請求", answers="d1", day=8),
    ]


def last_number(settings: Settings) -> int:
    """The highest number of the journal: what a person who is shown the archive now has seen."""
    with Vault(settings.vault) as vault:
        return vault.state()["decisions"]
