"""Databases: opens SQLite files with sqlite-utils, and turns SQLite's complaints into sentences for people."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archiver.errors import StoreBusy, StoreError, StoreFull, StoreTooNew

PAGE_SIZE = 16_384
"""Bytes; of a new database."""
WAIT_SECONDS = float(os.environ.get("ARCHIVER_WAIT_SECONDS", "30"))
"""How long to wait for another writer before giving up."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an `sqlite3.Error` inside the block into a `StoreError` that names `path` and says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(path, error) from error


@contextmanager
def writing(database: Database, path: Path) -> Iterator[None]:
    """One transaction that writes, from its first statement on.

    A transaction that only begins to write after it has read is not let in while another writes, however long it
    would wait: SQLite answers "locked" at once.  Inside another such block it is part of that one.
    """
    if database.conn.in_transaction:
        yield
        return
    with explained(path):
        database.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            database.conn.execute("COMMIT")
        except BaseException:
            database.conn.rollback()
            raise


def _explain(path: Path, error: sqlite3.Error) -> StoreError:
    what = str(error)
    if "locked" in what or "busy" in what:
        return StoreBusy(
            "{path} is being written by another process (waited {seconds:.0f} s). Let it "
            "finish, then run this again: nothing was lost.",
            path=path,
            seconds=WAIT_SECONDS,
        )
    if "disk is full" in what or "disk I/O" in what:
        return StoreFull(
            "No room left on the disk for {path}. Free some space, then run this again.", path=path
        )
    if "not a database" in what or "malformed" in what:
        return StoreError(
            "{path} is not a sound SQLite database ({what}). Restore it from a backup.", path=path, what=what
        )
    if "unable to open" in what or "readonly" in what:
        return StoreError(
            "{path} cannot be opened for writing ({what}). Check the folder and its permissions.",
            path=path,
            what=what,
        )
    return StoreError("{path}: {what}.", path=path, what=what)


def open_database(path: Path, *, application_id: int, version: int) -> Database:
    """Open (or create) the database at `path` and check that it is ours and not newer than `version`."""
    with explained(path):
        database = Database(sqlite3.connect(path, timeout=WAIT_SECONDS), execute_plugins=False)
        found_id, found_version = identity(database)
        if found_id not in (0, application_id) or (found_id == 0 and database.table_names()):
            database.close()
            raise StoreError(
                "{path} is a database of something else. Name another file or folder for the data.", path=path
            )
        if found_version > version:
            database.close()
            raise StoreTooNew(
                "{path} was written by a newer archiver (format {found_version}, this one reads "
                "{version}). Install the newer archiver.",
                path=path,
                found_version=found_version,
                version=version,
            )
        # Mails are a few kilobytes each: in pages of the usual 4 kB half of the file would be air.
        database.execute(f"PRAGMA page_size={PAGE_SIZE}")
        database.execute("PRAGMA journal_mode=wal")
        database.execute("PRAGMA foreign_keys=on")
        return database


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read, closed behind the block; rows come as `sqlite3.Row`.

    Raises `StoreError` where there is no such file, and for what SQLite complains of inside the block.
    """
    if not path.exists():
        raise StoreError(
            "{path} is not there yet. Bring mail in with `archiver import` or `archiver pull`, "
            "then run `archiver build`.",
            path=path,
        )
    with explained(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)
        with closing(connection):
            connection.row_factory = sqlite3.Row
            map_file(connection)
            yield connection


def value(connection: sqlite3.Connection | Database, statement: str, values: Any = ()) -> Any:
    """The first value of the first row that a statement gives; None where it gives none."""
    row = connection.execute(statement, values).fetchone()
    return row[0] if row else None


def plain_rows(
    connection: sqlite3.Connection, statement: str, values: Mapping[str, str | int] | Sequence[str | int] = ()
) -> list[Any]:
    """The rows of a statement as plain tuples: of a thousand, a third of the time."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(statement, values).fetchall()


def map_file(connection: sqlite3.Connection) -> None:
    """Read the file where the system keeps it in memory, not by copying: a search looks at a thousand places of it."""
    connection.execute(f"PRAGMA mmap_size={_MAPPED_BYTES}")


_MAPPED_BYTES = 1 << 32
"""SQLite takes as much of it as it was built for, usually half."""


def run_script(database: Database | sqlite3.Connection, script: str) -> None:
    """Run the statements of `script` inside the transaction that is open (`executescript` would commit it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            database.execute(statement)
            statement = ""


def empty(connection: sqlite3.Connection, table: str, of: Iterable[str] | None = None) -> None:
    """Delete the rows of a table; `of`: those of these threads alone."""
    if of is None:
        connection.execute(f"DELETE FROM {table}")
    else:
        connection.executemany(f"DELETE FROM {table} WHERE thread = ?", [(thread,) for thread in sorted(of)])


def identity(database: Database | sqlite3.Connection) -> tuple[int, int]:
    """The file's application id and format version (0, 0 for a new file)."""
    return value(database, "PRAGMA application_id"), value(database, "PRAGMA user_version")


def stamp(database: Database, *, application_id: int, version: int) -> None:
    """Write the file's application id and format version."""
    database.execute(f"PRAGMA application_id={application_id:d}")
    database.execute(f"PRAGMA user_version={version:d}")
