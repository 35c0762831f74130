"""Following: the promises of the minutes as people ask for them, and the decision to close one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from archiver.errors import NotFound
from archiver.model import PromiseState
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.deciding import Act, Made
from archiver.settings import Settings
from archiver.store import following
from archiver.store.archive import opened
from archiver.store.deciding import ensure_meeting
from archiver.store.following import PromiseLine


def today(settings: Settings) -> date:
    """The day it is where the committee meets."""
    return datetime.now(settings.zone).date()


def promises(
    settings: Settings,
    *,
    today: date,
    meeting: str | None = None,
    state: PromiseState | None = None,
) -> list[PromiseLine]:
    """Promises of one meeting or of all, with state and answers.  Raises `NotFound` for a meeting that is not kept."""
    with opened(settings.archive) as connection:
        if meeting is not None:
            ensure_meeting(connection, meeting)
        return following.promises(connection, today=today, meeting=meeting, state=state)


def close(settings: Settings, name: str, act: Act) -> Made:
    """Close the promise that `archiver promises` names so (`2011-06-20/54CKGBD5EA`).  Raises `NotFound`."""
    meeting, _, key = name.rpartition("/")
    if not meeting:
        raise NotFound(
            "No promise is called {name}. `archiver promises` names them, like 2011-06-20/54CKGBD5EA.",
            name=name,
        )
    known = {line.promise for line in promises(settings, today=today(settings), meeting=meeting)}
    if key not in known:
        raise NotFound(
            "The minutes {meeting} hold no promise {key}. `archiver promises --meeting {meeting}` "
            "names them.",
            meeting=meeting,
            key=key,
        )
    return deciding.close_promise(settings, meeting, key, act)


def record(line: PromiseLine) -> dict[str, Any]:
    """{"meeting", "promise", "agenda_item", "title", "kind", "owner", "text", "speech", "due", "state", "answers":
    [{"thread_id", "subject", "message", "meeting", "agenda_item", "score", "evidence"}], "closed"}; null where it
    does not apply."""
    return {
        "meeting": line.meeting,
        "promise": line.promise,
        "agenda_item": line.item,
        "title": line.title,
        "kind": line.kind,
        "owner": line.owner,
        "text": line.text,
        "speech": line.speech or None,
        "due": line.due or None,
        "state": line.state,
        "answers": [
            {
                "thread_id": each.thread or None,
                "subject": each.subject or None,
                "message": each.message or None,
                "meeting": each.reported_in or None,
                "agenda_item": each.reported_item or None,
                "score": each.score,
                "evidence": each.evidence,
            }
            for each in line.answers
        ],
        "closed": asdict(line.closed) if line.closed else None,
    }
