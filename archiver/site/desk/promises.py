"""Promises on the desk: what was promised in every meeting, what became of it, and closing what needs no more."""

from __future__ import annotations

from datasette.utils.asgi import Request, Response

from archiver.model import PROMISE_STATES, PromiseState
from archiver.pipeline.settling.following import today
from archiver.site.desk.pages import desk_page
from archiver.site.instance import Site
from archiver.site.paging import Pages, page_number
from archiver.store import following

_PROMISES = 30
_WAITING: tuple[PromiseState, ...] = ("overdue", "open")


async def promises(site: Site, request: Request) -> Response:
    """Those that nobody has answered, unless others are asked for."""
    day = today(site.settings)
    lines = await site.read(lambda connection: following.promises(connection, today=day))
    asked = request.args.get("state") or ""
    state = asked if asked in (*PROMISE_STATES, "all") else "waiting"
    shown = [each for each in lines if state == "all" or each.state == state or _waits(state, each.state)]
    shown.sort(key=lambda each: PROMISE_STATES.index(each.state))
    number = page_number(request)
    counts = following.counts(lines)
    states: dict[str, int] = {"waiting": sum(counts.get(each, 0) for each in _WAITING)}
    states |= {each: n for each, n in counts.items() if each not in _WAITING} | {"all": len(lines)}
    values = {
        "state": state,
        "states": states,
        "pages": Pages(request=request, number=number, size=_PROMISES, count=len(shown)),
        "promises": shown[(number - 1) * _PROMISES : number * _PROMISES],
    }
    return await desk_page(site, request, "desk_promises.html", values)


def _waits(state: str, mine: str) -> bool:
    return state == "waiting" and mine in _WAITING
