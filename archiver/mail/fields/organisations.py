"""Organisations: display name, address and signature of a sender → the body that they speak for, and what tells so.

Never guesses from the text of a mail.  A name that may be a person's (木村, 中町) is no body.  Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from archiver.mail.remembering import remembered
from archiver.model import Organisation

_DEPARTMENT = r"(?:課|部|室|係|局|担当|支所|分室|グループ)"
_LETTERS = r"[A-Za-z0-9々ヶヵ〆ぁ-ゖァ-ヺー\u3400-\u9fff]"
_MUNICIPALITY = re.compile(
    rf"(?P<body>{_LETTERS}{{1,10}}[市区町村](?!民|内|立|議|長))(?P<rest>役所|役場|{_LETTERS}*{_DEPARTMENT})?"
)
_NO_MUNICIPALITY = ("市町村", "区市町村", "市区町村", "町村")
_PREFECTURE = re.compile(
    rf"(?P<body>北海道|東京都|京都府|大阪府|{_LETTERS}{{2,3}}県)(?:庁|{_LETTERS}*{_DEPARTMENT})?"
)
_BODY = re.compile(
    rf"(?P<body>{_LETTERS}{{1,20}}(?:省|庁|機構|財団|協会|協議会|連合会?|連盟|センター|大学|大学院|研究所|学会|組合|公社"
    rf"|事務局|委員会)|事務局)(?:{_LETTERS}*{_DEPARTMENT})?"
)
_COMPANY = re.compile(
    r"(?P<body>(?:株式会社|有限会社|合同会社|\(株\)|\(有\)) ?[^\s()]{1,30}|[^\s()]{1,30}(?:株式会社|有限会社|\(株\)))"
)
_ENGLISH = re.compile(
    r"\b(?:City|Town|Village|County|University|Ministry|Institute|Agency|Foundation|Association|Secretariat"
    r"|Committee|Council|Federation)\b"
)
_BREAKS = re.compile(r"[\s()<>\[\]{}「」【】《》〈〉|｜/／,、;:；：・@＠]+")
_PIECES = re.compile(r"[()<>\[\]|/,;]+|\s-\s")
_RELAYED = re.compile(r"\s+(?:via|経由)\s.*$", re.IGNORECASE)
_OFFICE_HOST = re.compile(r"(?:^|\.)(?:city|town|vill|village|pref|metro)\.|\.lg\.jp$", re.IGNORECASE)
_SHARED_HOSTS = re.compile(
    r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|msn|icloud|me|mac|aol|gmx|web|mail|proton|protonmail|fastmail|qq"
    r"|163|126|nifty|biglobe|docomo|ezweb|softbank|i\.softbank|au|so-net|ocn|plala|dion|infoseek|excite)"
    r"\.(?:com|net|org|de|fr|me|jp|co\.jp|ne\.jp|or\.jp|ac|ru|co\.uk)$",
    re.IGNORECASE,
)
"""Mailboxes that anyone may have: they tell of no body."""
_LONGEST = 200
_SIGNATURE_LINES = 6


def organisation(name: str, address: str, signature: str) -> Organisation:
    """The body for which a sender speaks: by display name, else by signature, else by the host of the address."""
    host = host_of(address)
    if found := _by_name(name[:_LONGEST], host):
        return Organisation(name=found, told_by="name")
    for line in _lines(signature):
        if found := _named(line, host):
            return Organisation(name=found, told_by="signature")
    told: Literal["address", ""] = "address" if host and not _SHARED_HOSTS.match(host) else ""
    return Organisation(name=host if told else "", told_by=told)


@remembered(1024)
def _by_name(name: str, host: str) -> str:
    # The same few people write to a list all the time.
    return _named(_RELAYED.sub("", _plain(name)), host) or _named_in_english(name)


def host_of(address: str) -> str:
    """The host of an address in lower case, '' where there is none."""
    host = address.rpartition("@")[2].strip().lower() if "@" in address else ""
    return host.removeprefix("mail.").removeprefix("ml.")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_LONGEST])


def _lines(signature: str) -> Iterable[str]:
    if signature.isascii():
        return ()  # every pattern here asks for a Japanese word
    lines = (_plain(line).strip(" -=*_+~#─━☆★◆■") for line in signature.splitlines())
    return [line for line in lines if line][:_SIGNATURE_LINES]


def _named(text: str, host: str) -> str:
    if text.isascii():
        return ""
    if company := _COMPANY.search(text):
        return company["body"]
    tokens = [token for token in _BREAKS.split(text) if token]
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if found := _municipality(token, following, host):
            return found
        for pattern in (_PREFECTURE, _BODY):
            if match := pattern.fullmatch(token):
                return match["body"]
    return ""


def _municipality(token: str, following: str, host: str) -> str:
    """中村, 大町 and 高市 are people's names too: a short one needs more that speaks for an office."""
    match = _MUNICIPALITY.fullmatch(token)
    if match is None or match["body"].endswith(_NO_MUNICIPALITY):
        return ""
    is_office = (
        match["rest"] or re.fullmatch(f"{_LETTERS}*{_DEPARTMENT}", following) or _OFFICE_HOST.search(host)
    )
    is_short = len(match["body"]) < 3 or (token[-1] in "町村区" and following)
    return match["body"] if is_office or not is_short else ""


def _named_in_english(name: str) -> str:
    pieces = (piece.strip(" \"'") for piece in _PIECES.split(_RELAYED.sub("", name[:_LONGEST])))
    return next((piece for piece in pieces if _ENGLISH.search(piece)), "")
