"""Pages: a template and its values → an answer, in the reader's language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from archiver import links
from archiver.mail import title_of
from archiver.site import dates
from archiver.site.access.permissions import READING_SCRIPT, STYLESHEET, has_role, is_signed_in
from archiver.site.excerpts import unwrapped
from archiver.site.instance import Site
from archiver.site.minutes import linked_data
from archiver.site.words import COOKIE, LANGUAGES, words_for
from archiver.text import CJK

_YEAR_SECONDS = 365 * 24 * 60 * 60
_JAPANESE = re.compile(f"[{CJK}]")
_FOREIGN = re.compile(r"[\u0370-\u1fff\ua000-\ud7ff\ufb1d-\ufeff]")
"""Letters of neither Japanese nor English: Greek, Cyrillic, Hebrew, Arabic, Korean …"""
_LONGEST_TITLE = 160
"""Characters: what is longer is cut short in lists and headings; a message's own page has its whole subject."""
_DECIDED = re.compile(
    r"decision: (?P<number>\d+) (?P<who>.+?) (?P<when>\d{4}-\d\d-\d\dT\S+) ?(?P<reason>.*)",
    re.DOTALL,
)
"""As `archiver.pipeline.settling.journal` writes it."""


def page(
    site: Site,
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
) -> Response:
    """The page that `template` makes of `values`."""
    response = Response.html(rendered(site, request, template, values), status=status)
    if request.args.get("lang") in LANGUAGES:
        keep_language(response, request)
    return response


def keep_language(response: Response, request: Request) -> None:
    """Remember the language that the reader chose in the address."""
    chosen = request.args.get("lang")
    response.set_cookie(COOKIE, chosen, max_age=_YEAR_SECONDS, secure=request.scheme == "https")


def rendered(site: Site, request: Request, template: str, values: Mapping[str, object]) -> str:
    """The HTML that `template` makes of `values`."""
    words = words_for(request, site.language)
    html: str = _TEMPLATES.get_template(template).render(
        **values,
        site=site,
        words=words,
        language=words.language,
        other_languages=[
            (each, _in_language(site, request, each)) for each in LANGUAGES if each != words.language
        ],
        path=request.path,
        signed_in=is_signed_in(request.actor),
        has_desk=has_role(request.actor, "secretariat"),
        stylesheet=_addressed(STYLESHEET),
        reading_script=_addressed(READING_SCRIPT),
        links=links,
    )
    return html


@cache
def _addressed(path: str) -> str:
    """The address of one of our files, which changes with what is in it, so that a browser may keep it for good."""
    content = files("archiver.site").joinpath("static", path.rpartition("/")[2]).read_bytes()
    return f"{path}?v={hashlib.sha256(content).hexdigest()[:12]}"


def address_of(site: Site, request: Request, path: str) -> str:
    """A path of ours with scheme and host, as it may be given to others."""
    return (site.settings.address or f"{request.scheme}://{request.host}").rstrip("/") + path


def _in_language(site: Site, request: Request, language: str) -> str:
    """This page's address in another language; a shut door does not repeat what was asked of it."""
    if not (site.is_public or is_signed_in(request.actor)) and request.path != "/sign-in":
        return f"/?{urlencode({'lang': language})}"
    query = [(name, value) for name, value in parse_qsl(request.query_string) if name != "lang"]
    return f"{request.path}?{urlencode([*query, ('lang', language)])}"


@pass_context
def _moment(context: Context, text: str) -> Markup:
    return dates.time_element(text, context["site"].zone, context["language"], with_time=True)


@pass_context
def _day(context: Context, text: str) -> Markup:
    return dates.time_element(text, context["site"].zone, context["language"], with_time=False)


@pass_context
def _short_day(context: Context, text: str) -> str:
    return dates.short_day(text, context["site"].zone, context["language"])


@pass_context
def _evidence(context: Context, remarks: Iterable[str]) -> list[str]:
    """The evidence of a placement in the reader's words, a decision with its moment in the office's time."""
    words, lines, others = context["words"], [], []
    for remark in remarks:
        if decided := _DECIDED.fullmatch(remark):
            when = datetime.fromisoformat(decided["when"]).astimezone(context["site"].zone)
            why = words("placement.because", reason=decided["reason"]) if decided["reason"] else ""
            lines.append(
                words(
                    "placement.decided",
                    who=decided["who"],
                    time=dates.moment(when, words.language),
                    number=decided["number"],
                    why=why,
                )
            )
        else:
            others.append(remark)
    return [*lines, *words.explain_all("evidence", others)]


@pass_context
def _held(context: Context, meeting: str) -> str:
    """A meeting by its day, and its number among those of that day."""
    try:
        return dates.day(date.fromisoformat(meeting[:10]), context["language"]) + meeting[10:]
    except ValueError:
        return meeting


def _headline(subject: str) -> str:
    title = title_of(subject)
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"


@pass_context
def _language(context: Context, text: str) -> Markup:
    """A lang attribute for text that is not in the language of the page (WCAG 2.2, 3.1.2)."""
    is_japanese = not text.isascii() and bool(_JAPANESE.search(text))
    if not is_japanese and not text.isascii() and _FOREIGN.search(text):
        return Markup(' lang=""')  # some language, we cannot tell which
    if is_japanese == (context["language"] == "ja"):
        return Markup("")
    return Markup(' lang="ja"') if is_japanese else Markup(' lang="en"')


def _size(number: int) -> str:
    """A size in bytes, as people say it."""
    if number < 1000:
        return f"{number} B"
    return f"{number / 1024:.1f} KB" if number < 1000 * 1024 else f"{number / 1024 / 1024:.1f} MB"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("archiver.site", "templates/archiver"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["event_data"] = linked_data.event
    environment.filters |= {
        "moment": _moment,
        "day": _day,
        "short_day": _short_day,
        "lang": _language,
        "size": _size,
        "headline": _headline,
        "evidence": _evidence,
        "unwrapped": unwrapped,
        "held": _held,
    }
    return environment


_TEMPLATES = _environment()
