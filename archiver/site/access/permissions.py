"""Permissions: who may go through which door.  Every door asks here: the wall, our pages, Datasette's own.

What is not named below is closed, so a door that a newer Datasette adds is closed too.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.permissions import PermissionSQL

from archiver.site.tables import TABLES
from archiver.store import accounts, archive, vault
from archiver.store.accounts import ROLES, Role

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

ARCHIVE = "archive"
"""The name of archive.db on the site."""
STYLESHEET = "/-/static-plugins/archiver/archiver.css"
READING_SCRIPT = "/-/static-plugins/archiver/reading.js"
DESK_SCRIPT = "/-/static-plugins/archiver/desk.js"
FILES = re.compile("|".join(map(re.escape, (STYLESHEET, READING_SCRIPT, DESK_SCRIPT))))
_KEY = "[A-Z2-7]{32}(?:-[0-9a-f]{8})?"
_SLUG = "[0-9A-Za-z_-]+"
_TABLE = "|".join(TABLES)
ANYONE = re.compile(rf"/sign-in(/link)?|/robots\.txt|/favicon\.ico|{FILES.pattern}")
"""Doors that are open without sign-in; nothing of the archive lies behind them."""
OURS = re.compile(
    rf"/|/sign-out"
    rf"|/search(\.json)?"
    rf"|/meetings(/{_SLUG})?"
    rf"|/topics(/{_SLUG})?"
    rf"|/threads(/{_KEY}(\.mbox)?)?"
    rf"|/messages/{_KEY}(\.eml|/original(\.html)?|/attachments/[0-9]+(/text)?)?"
    r"|/people(/[A-Z2-7]{32})?|/attachments|/calendar(/[0-9]{4}-[0-9]{2}(-[0-9]{2})?)?|/statistics|/feeds"
)
"""Our pages, for those who have signed in."""
DATA = re.compile(
    r"/(home|meetings|topics|threads|people|attachments|statistics)\.json|/calendar/[0-9]{4}-[0-9]{2}(-[0-9]{2})?\.json"
    rf"|/(meetings|topics)/{_SLUG}\.json|/(threads|messages)/{_KEY}\.json|/people/[A-Z2-7]{{32}}\.json"
)
"""The same as JSON."""
FEEDS = re.compile(
    rf"/(messages|meetings|search)\.atom|/(meetings|topics)/{_SLUG}\.atom|/threads/{_KEY}\.atom"
)
"""Feeds, for those who have signed in and for the feed readers of those who may."""
NATIVE = re.compile(rf"/{ARCHIVE}|/{ARCHIVE}/-/schema|/{ARCHIVE}/({_TABLE})((\.json|\.csv)?|/[^/]+)")
"""Datasette's pages, for those who have signed in.  Its tables, and nothing that configures, writes or runs SQL."""

DESK = re.compile(
    rf"/desk(/journal|/promises|/runs|/decide|/undo|/(threads|messages)/{_KEY}|/people(/[A-Z2-7]{{32}})?|/meetings(/{_SLUG}(/minutes\.html|/since(\.md|\.html)?)?)?)?"
)
"""The secretariat's desk: what is decided there shows on our pages."""
FORMS = re.compile(r"/sign-in(/link)?|/sign-out|/feeds|/desk/(decide|undo|runs)")
"""Where forms are sent; every other door only answers to being asked."""
MACHINERY = re.compile(r"/-/(versions|plugins|settings|databases)(\.json)?")
"""What Datasette tells of itself, for the administrator."""
PUBLIC = re.compile(
    rf"/|/search(\.json)?|/meetings(/{_SLUG})?(\.json)?|/meetings\.atom|/robots\.txt|/favicon\.ico"
    rf"|{re.escape(STYLESHEET)}|{re.escape(READING_SCRIPT)}"
)
"""Every door of a public site; only what was published lies behind them."""

Place = tuple[str | None, str | None]
"""A database and a table; None for all of them."""
_VIEWED: dict[str, list[Place]] = {"view-instance": [(None, None)], "view-database": [(ARCHIVE, None)]}
# ?_search= on a table page asks for leave to view the index; the index's own page stays closed by NATIVE.
_VIEWED["view-table"] = [(ARCHIVE, table) for table in (*TABLES, "search")]


def is_signed_in(actor: dict[str, Any] | None) -> bool:
    return has_role(actor, "officer")


def has_role(actor: dict[str, Any] | None, role: Role) -> bool:
    """Whether `actor` may do what a person of this role may."""
    mine = actor.get("role") if actor else None
    return mine in ROLES and ROLES.index(mine) >= ROLES.index(role)


def may_pass(path: str, actor: dict[str, Any] | None, *, is_public: bool = False) -> bool:
    """Whether the door at `path` (as sent: percent signs and all) is open to `actor`."""
    if is_public:
        return bool(PUBLIC.fullmatch(path))
    if ANYONE.fullmatch(path):
        return True
    needed = role_for(path)
    return needed is not None and has_role(actor, needed)


def role_for(path: str) -> Role | None:
    """The least role that opens the door at `path`; None for a door that is closed to all."""
    if any(doors.fullmatch(path) for doors in (OURS, DATA, FEEDS, NATIVE)):
        return "officer"
    if DESK.fullmatch(path):
        return "secretariat"
    return "administrator" if MACHINERY.fullmatch(path) else None


def is_native(path: str) -> bool:
    """Whether Datasette answers at `path`."""
    return bool(NATIVE.fullmatch(path) or MACHINERY.fullmatch(path))


async def rules(datasette: Datasette, actor: dict[str, Any] | None, action: str) -> PermissionSQL | None:
    """What Datasette may let `actor` do: on our site only to look, elsewhere nothing with our files."""
    if datasette.plugin_config("archiver") is None:
        return await _guard(datasette, action)
    opened = _VIEWED.get(action, []) if is_signed_in(actor) else []
    closed: list[Place] = [] if (None, None) in opened else [(None, None)]
    return _rules(closed, opened)


async def _guard(datasette: Datasette, action: str) -> PermissionSQL | None:
    """Deny every action on our files in a Datasette that someone started by hand."""
    ours = [name for name, database in datasette.databases.items() if await _is_ours(database)]
    if ours and datasette.crossdb:
        ours.append("_memory")
    kind = datasette.get_action(action)
    return _rules([(name, None) for name in ours], []) if ours and kind and kind.takes_parent else None


def _rules(closed: list[Place], opened: list[Place]) -> PermissionSQL:
    rows = [[*place, 0] for place in closed] + [[*place, 1] for place in opened]
    return PermissionSQL(
        sql="""SELECT value ->> 0 AS parent, value ->> 1 AS child, value ->> 2 AS allow,
                      'archiver: closed by default' AS reason FROM json_each(:archiver_rules)""",
        params={"archiver_rules": json.dumps(rows)},
    )


_OWNERS: WeakKeyDictionary[Database, bool] = WeakKeyDictionary()


async def _is_ours(database: Database) -> bool:
    if database not in _OWNERS:
        found = (await database.execute("PRAGMA application_id")).first()[0]
        _OWNERS[database] = found in (archive.APPLICATION_ID, vault.APPLICATION_ID, accounts.APPLICATION_ID)
    return _OWNERS[database]
