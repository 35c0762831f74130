"""The web server in front: what it says of a request is believed when it comes from a trusted address, else dropped."""

from __future__ import annotations

import ipaddress
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import unquote

from archiver.settings import Proxy

_ABOUT = (b"x-forwarded-for", b"x-forwarded-proto", b"forwarded")


def behind(scope: MutableMapping[str, Any], proxy: Proxy) -> tuple[MutableMapping[str, Any], str]:
    """The request as the web server in front received it, and the name of whom it has signed in ('' for nobody)."""
    headers = scope["headers"]
    user_header = proxy.user_header.lower().encode()
    about = (*_ABOUT, user_header) if user_header else _ABOUT
    kept = [(name, value) for name, value in headers if name.lower() not in about]
    if not _is_trusted((scope.get("client") or ("",))[0], proxy):
        return {**scope, "headers": kept}, ""
    found = [(name.lower(), value.decode("latin-1").strip()) for name, value in headers]
    scope = {**scope, "headers": kept}
    chain = [each.strip() for name, value in found if name == b"x-forwarded-for" for each in value.split(",")]
    strangers = [each for each in chain if not _is_trusted(each, proxy)]
    if strangers:
        scope["client"] = (strangers[-1], 0)  # what stands further left, the stranger may have written
    schemes = [value for name, value in found if name == b"x-forwarded-proto"]
    if schemes[-1:] in (["http"], ["https"]):
        scope["scheme"] = schemes[-1]
    names = [value for name, value in found if user_header and name == user_header]
    return scope, unquote(names[0]) if len(names) == 1 else ""


def _is_trusted(address: str, proxy: Proxy) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network, strict=False) for network in proxy.addresses)
