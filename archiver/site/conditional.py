"""Conditional: an answer that a program asks for again → the answer, or that it has not changed (RFC 9110 §13)."""

from __future__ import annotations

import hashlib
import re

from datasette.utils.asgi import Request, Response

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def answer(request: Request, body: str, content_type: str) -> Response:
    """The body with an ETag; 304 without it where the one who asks has this very body.

    A date would not do: a message that is withdrawn changes the body and no date in it.
    """
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag}
    asked = request.headers.get("if-none-match") or ""
    if tag in _TAG.findall(asked) or asked.strip() == "*":
        return Response("", status=304, headers=headers, content_type=content_type)
    return Response(body, headers=headers, content_type=content_type)
