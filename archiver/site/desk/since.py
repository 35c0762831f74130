"""Since the last meeting, on the desk: the draft of the next agenda, to be edited here or saved."""

from __future__ import annotations

from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from archiver.errors import NotFound as NotKept
from archiver.pipeline.settling import following
from archiver.pipeline.showing import draft_pages, drafting
from archiver.pipeline.showing.drafting import Draft
from archiver.site.desk.pages import desk_page
from archiver.site.instance import Site
from archiver.site.pages import address_of
from archiver.site.words import Words, words_for


async def since(site: Site, request: Request) -> Response:
    """The draft as it reads, and in Markdown to be edited."""
    made, words, base = await _draft(site, request)
    values = {
        "slug": made.meeting,
        "title": made.title,
        # Every word of the mail is escaped where the page is written.
        "draft": Markup(draft_pages.html(made, words, "", site.zone)),  # noqa: S704
        "markdown": draft_pages.markdown(made, words, base, site.zone),
    }
    return await desk_page(site, request, "desk_since.html", values)


async def as_markdown(site: Site, request: Request) -> Response:
    made, words, base = await _draft(site, request)
    text = draft_pages.markdown(made, words, base, site.zone)
    return _saved(text, f"agenda-{made.meeting}.md", "text/markdown")


async def as_page(site: Site, request: Request) -> Response:
    made, words, base = await _draft(site, request)
    text = draft_pages.whole_page(made, words, base, site.zone, words.language)
    return _saved(text, f"agenda-{made.meeting}.html", "text/html")


async def _draft(site: Site, request: Request) -> tuple[Draft, Words, str]:
    """The draft after the meeting in the address, the words of the reader, and the site's address."""
    slug, today = request.url_vars["slug"], following.today(site.settings)
    try:
        made = await site.read(
            lambda archive: drafting.draft_from(archive, slug, today, site.zone, most=draft_pages.MOST),
        )
    except NotKept:
        raise NotFound("no such meeting") from None
    return made, words_for(request, site.language), address_of(site, request, "")


def _saved(text: str, name: str, media_type: str) -> Response:
    return Response(
        text,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
        content_type=f"{media_type}; charset=utf-8",
    )
