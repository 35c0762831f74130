"""Acting: what a form of the desk asks → the decision functions; the page where it came from tells what was made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response

from archiver import links
from archiver.errors import ArchiverError, DecisionConflict, DecisionError
from archiver.pipeline.settling import deciding, removing
from archiver.pipeline.settling.deciding import Act, Made
from archiver.settings import Settings
from archiver.site.access.permissions import DESK, OURS
from archiver.site.desk import removals
from archiver.site.desk.pages import check_token, desk_page, numbers_in, told_of
from archiver.site.instance import Site
from archiver.site.words import words_for

Form = dict[str, str]
_LONGEST_BODY = 20_000


async def decide(site: Site, request: Request) -> Response:
    """POST: make the decision that the form names."""
    return await _answer(site, request, _decide)


async def undo(site: Site, request: Request) -> Response:
    """POST: take back the decisions that the form numbers, the latest first."""
    return await _answer(site, request, _undo)


async def _answer(site: Site, request: Request, act: Callable[[Settings, Form, Act], list[Made]]) -> Response:
    if request.method != "POST":
        return Response.redirect("/desk", status=303)
    body = (await request.post_body(max_bytes=_LONGEST_BODY)).decode("utf-8", "replace")
    form = dict(parse_qsl(body, keep_blank_values=True))
    check_token(site, request, form.get("form_token", ""))
    seen = max(numbers_in(form.get("seen", "")), default=0)
    made_by = Act(made_by=str(request.actor["id"]), reason=form.get("reason", ""), seen=seen)
    try:
        if form.get("act") in removals.REMOVALS:
            key = _key(form, "message")
            await asyncio.to_thread(removals.check, form, request.actor, key, site.settings, made_by)
            if removals.is_asked(form):
                return await removals.asked(site, request, form, key)
        made = await asyncio.to_thread(act, site.settings, form, made_by)
    except DecisionConflict as conflict:
        return await _conflict(site, request, form, conflict)
    except ArchiverError as error:
        return await desk_page(
            site,
            request,
            "desk_refused.html",
            {"sentence": error.told(words_for(request, site.language).language), "back": _back(form)},
            status=400,
        )
    numbers = ",".join(str(each.number) for each in made)
    # A thread whose only message is out of view has no page to go back to.
    back = "/desk/journal" if form.get("act") in ("hide", "purge") else _back(form)
    query = {"made": numbers} | ({} if all(each.is_shown for each in made) else {"late": "1"})
    return Response.redirect(f"{back}?{urlencode(query)}", status=303)


async def _conflict(site: Site, request: Request, form: Form, conflict: DecisionConflict) -> Response:
    """What the other did, and both ways on: leave it, or decide over it knowing that."""
    (theirs,) = await told_of(site, [conflict.number])
    made = theirs.decision
    is_own = made.made_by == str(request.actor["id"])
    if is_own and made.verb == form.get("act"):  # a second click
        return Response.redirect(f"{_back(form)}?{urlencode({'made': made.id})}", status=303)
    kept = {name: value for name, value in form.items() if name not in ("seen", "form_token")}
    values = {
        "theirs": theirs,
        "is_own": is_own,
        "form": kept,
        "now_seen": conflict.number,
        "back": _back(form),
        "action": request.path,
    }
    return await desk_page(site, request, "desk_conflict.html", values, status=409)


def _back(form: Form) -> str:
    """The page where the form stood: one of ours, whatever the form says."""
    path = form.get("back", "")
    return path if DESK.fullmatch(path) or OURS.fullmatch(path) else "/desk"


def _decide(settings: Settings, form: Form, act: Act) -> list[Made]:
    name = form.get("act", "")
    if name not in _ACTS:
        raise DecisionError("The form asks for nothing that the desk can do. Go back and try again.")
    return _ACTS[name](settings, form, act)


def _undo(settings: Settings, form: Form, act: Act) -> list[Made]:
    numbers = sorted(numbers_in(form.get("number", "")), reverse=True)
    if not numbers:
        raise DecisionError("The form names no decision. Go back and try again.")
    return [deciding.undo(settings, number, act) for number in numbers]


def _placing(verb: str) -> Callable[[Settings, Form, Act], list[Made]]:
    return lambda settings, form, act: [
        deciding.place(settings, verb, form.get("place", ""), _key(form, "thread"), act)
    ]


def _elsewhere(settings: Settings, form: Form, act: Act) -> list[Made]:
    """The thread belongs under another item: link it there, and reject it here."""
    thread, here, there = _key(form, "thread"), form.get("place", ""), form.get("to", "")
    if here == there:
        raise DecisionError("The thread is there already: choose another agenda item or topic.")
    return [
        deciding.place(settings, "link", there, thread, act),
        deciding.place(settings, "unlink", here, thread, act),
    ]


def _key(form: Form, name: str) -> str:
    """The id in what was typed: an id, or an address that was pasted from the browser."""
    found = links.key_in(form.get(name, ""))
    if not found:
        raise DecisionError(
            "No thread or message was named: paste its address on this site, as the browser shows it."
        )
    return found


def _join(settings: Settings, form: Form, act: Act) -> Made:
    other = form.get(_typed(form, "address"), "")
    if not other:
        raise DecisionError("No address was chosen or typed. Go back and name one.")
    return deciding.join(settings, other, form.get("person", ""), act)


def _typed(form: Form, name: str) -> str:
    """The field that counts: what was typed beside a choice goes before what is chosen there."""
    other = f"other_{name}"
    return other if form.get(other, "").strip() else name


_ACTS: dict[str, Callable[[Settings, Form, Act], list[Made]]] = {
    **{verb: _placing(verb) for verb in ("confirm", "reject", "link", "unlink")},
    "elsewhere": _elsewhere,
    "split": lambda settings, form, act: [deciding.split(settings, _key(form, "message"), act)],
    "merge": lambda settings, form, act: [
        deciding.merge(settings, _key(form, "thread"), _key(form, _typed(form, "into")), act)
    ],
    "join": lambda settings, form, act: [_join(settings, form, act)],
    "differ": lambda settings, form, act: [
        deciding.differ(settings, form.get("address", ""), form.get("person", ""), act)
    ],
    "move": lambda settings, form, act: [
        deciding.move(settings, _key(form, "message"), _key(form, "parent"), act)
    ],
    "hide": lambda settings, form, act: [deciding.hide(settings, _key(form, "message"), act)],
    "redact": lambda settings, form, act: [
        removing.redact(settings, _key(form, "message"), form.get("words", ""), act)
    ],
    "purge": lambda settings, form, act: [removals.purge(settings, _key(form, "message"), act)],
    "close": lambda settings, form, act: [
        deciding.close_promise(settings, form.get("meeting", ""), form.get("promise", ""), act)
    ],
    "publish": lambda settings, form, act: [
        deciding.publish(settings, "publish", form.get("meeting", ""), act)
    ],
    "unpublish": lambda settings, form, act: [
        deciding.publish(settings, "unpublish", form.get("meeting", ""), act)
    ],
}
