"""Keeping minutes: a page from a file or an address → the vault, once it reads as minutes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archiver import minutes
from archiver.errors import MinutesError, NotFound, SourceError
from archiver.links import is_address
from archiver.model import AgendaItem, HeldMeeting, Meeting
from archiver.store.vault import Page, Vault

LARGEST = 20 << 20
"""Bytes: a page beyond this is no minutes page."""
TIMEOUT_SECONDS = 30
USER_AGENT = "archiver (minutes add)"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A minutes page that was added: under which short name, and whether its bytes were new."""

    slug: str
    meeting: Meeting
    is_new: bool


def add_minutes(vault: Vault, source: str, marks_file: Path | None = None) -> KeptPage:
    """Fetch or read the page, read it as minutes, and keep its bytes with the secretariat's marks: those of
    `marks_file`, else of the file beside the page.

    Raises `SourceError` where it cannot be had, `MinutesError` where it is not minutes: nothing is kept then.
    """
    content, marks = _fetch(source) if is_address(source) else _open(Path(source))
    if marks_file is not None:
        marks = _content(marks_file)
    name = source if is_address(source) else Path(source).name
    meeting = minutes.read(content, name, marks)
    slug = _slug(vault.pages(), meeting, name)
    return KeptPage(slug=slug, meeting=meeting, is_new=vault.add_page(slug, name, content, marks))


def read_page(page: Page) -> Meeting:
    """The minutes of a page of the vault."""
    return minutes.read(page.content, page.source, page.marks)


def read_held(page: Page) -> HeldMeeting:
    """The same, with the short name and the address under which they are kept."""
    url = page.source if is_address(page.source) else ""
    return HeldMeeting(slug=page.meeting, meeting=read_page(page), url=url)


def find_page(vault: Vault, slug: str) -> Page:
    """The latest page of the meeting with this short name.  Raises `NotFound`."""
    pages = {page.meeting: page for page in vault.pages()}
    if slug not in pages:
        if not pages:
            raise NotFound(
                "No minutes are kept under {meeting}, nor any others yet: add some with `archiver minutes add FILE`.",
                meeting=slug,
            )
        raise NotFound(
            "No minutes are kept under {meeting}. There are: {meetings}.", meeting=slug, meetings=list(pages)
        )
    return pages[slug]


def record(meeting: Meeting) -> dict[str, object]:
    """The documented JSON shape of one meeting's minutes."""
    return {
        "title": meeting.title,
        "date": meeting.date.isoformat(),
        "start": meeting.start.strftime("%H:%M") if meeting.start else None,
        "end": meeting.end.strftime("%H:%M") if meeting.end else None,
        "place": meeting.place,
        "attendees": meeting.attendees,
        "documents": meeting.documents,
        "agenda_items": [_item_record(item) for item in meeting.agenda_items],
        "inquiry": meeting.inquiry,
        "flaws": meeting.flaws,
    }


def _item_record(item: AgendaItem) -> dict[str, object]:
    return {
        "order": item.order,
        "title": item.title,
        "outcome": item.outcome,
        "text": item.text,
        "speeches": [{"speaker": each.speaker, "text": each.text} for each in item.speeches],
        "action_items": [{"owner": each.owner, "text": each.text} for each in item.action_items],
        "deferrals": [{"speaker": each.speaker, "text": each.text} for each in item.deferrals],
    }


def _open(path: Path) -> tuple[bytes, bytes | None]:
    """A page's bytes, and the secretariat's hand marks (`page.html.toml`) beside it."""
    marks = path.with_name(path.name + ".toml")
    return _content(path), _content(marks) if marks.is_file() else None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(
                "{path} is larger than {limit} MB: that is no minutes page.", path=path, limit=LARGEST >> 20
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError("{path} cannot be read: {error}.", path=path, error=error) from error


def _fetch(address: str) -> tuple[bytes, bytes | None]:
    import httpx  # only here: the other verbs start faster without it

    content = b""
    try:
        with httpx.stream(
            "GET",
            address,
            follow_redirects=True,
            timeout=TIMEOUT_SECONDS,
            headers={"User-Agent": USER_AGENT},
        ) as response:
            response.raise_for_status()
            for block in response.iter_bytes():
                content += block
                if len(content) > LARGEST:
                    raise SourceError(
                        "{address} is larger than {limit} MB: that is no minutes page.",
                        address=address,
                        limit=LARGEST >> 20,
                    )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError("{address} could not be fetched: {error}.", address=address, error=error) from error
    return content, None


def _slug(pages: list[Page], meeting: Meeting, source: str) -> str:
    """The date; for a second meeting on one day, the date and a number.  Once given it never changes."""
    date = meeting.date.isoformat()
    taken = {page.meeting: page for page in pages if page.meeting.startswith(date)}
    for slug, page in taken.items():
        if page.source == source or _title(page) == meeting.title:
            return slug
    number = len(taken) + 1
    return date if number == 1 else f"{date}-{number}"


def _title(page: Page) -> str:
    try:
        return read_page(page).title
    except MinutesError:
        return ""
