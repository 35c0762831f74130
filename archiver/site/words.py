"""Words: in which language the site speaks to this reader; the catalogues stand in `archiver.words`."""

from __future__ import annotations

from datasette.utils.asgi import Request

from archiver.words.pages import LANGUAGES, Words, words_in

COOKIE = "archiver_language"


def words_for(request: Request | None, default: str) -> Words:
    """The words for this reader: by the switch, else by their last choice, else by their browser."""
    if request is None:
        return words_in(default)
    chosen = (request.args.get("lang"), request.cookies.get(COOKIE))
    asked = _accepted(request.headers.get("accept-language") or "")
    return words_in(next((each for each in (*chosen, *asked) if each in LANGUAGES), default))


def _accepted(header: str) -> list[str]:
    """The primary subtags of an Accept-Language header, best first (RFC 9110 §12.5.4)."""
    weighed = []
    for part in header[:500].split(","):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        weighed.append((quality, tag.strip().lower().split("-")[0]))
    return [tag for quality, tag in sorted(weighed, key=lambda each: -each[0]) if quality > 0]
