"""HyperKitty as a source: what its list has that was not read yet → mails.

What it gives is made anew from its database (resynthesised): Cc, References and the mail's own encodings are gone.
State: `seen`, the mails that it listed when it was last read to its end.  The list comes newest first and shifts
while posts arrive, so a walk goes on until a whole page is known and the count agrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from archiver.errors import NotMail, Unreachable
from archiver.model import Listed, RawMessage, Refusal, public_id
from archiver.sources.base import PulledSource
from archiver.sources.hyperkitty.mails import put_together, steady, with_attachments
from archiver.sources.hyperkitty.server import Server, Summary
from archiver.sources.seen import Seen, written
from archiver.sources.single import message_id
from archiver.words import Phrase

FEW = 20
"""So many are asked for one by one; more come by one export of their days."""


class HyperKittySource(PulledSource):
    """One list of one HyperKitty."""

    server: Server | None = None

    def messages(self) -> Iterator[RawMessage | Refusal]:
        server = self._opened()
        seen = Seen(self.state.get("seen", ""))
        listed, is_whole = _listed(server, seen)
        new = {each.hash: each for each in listed if each.hash not in seen}
        self.size = len(new)
        for item in self._given(server, new):
            self.done += 1
            yield item
        if is_whole:
            self.state = {"seen": written(each.hash for each in listed)}
        elif listed:
            self.state = {"seen": seen.and_written(each.hash for each in listed)}

    def inventory(self) -> Iterator[Listed]:
        for page, _ in self._opened().pages():
            for each in page:
                yield Listed(
                    position=_position(each.hash),
                    message_id=each.message_id,
                    label=f"{each.written[:10]} {each.subject}",
                )

    def close(self) -> None:
        if self.server is not None:
            self.server.web.close()
            self.server = None

    def _opened(self) -> Server:
        self.close()
        self.server = Server(self.settings)
        return self.server

    def _given(self, server: Server, new: dict[str, Summary]) -> Iterator[RawMessage | Refusal]:
        if new:
            server.sign_in()
        if len(new) > FEW:
            # One mail that HyperKitty cannot export may end an export before it begins: then each is asked for.
            with suppress(NotMail, Unreachable):
                for part in server.exported(self._days(new)):
                    hash_ = public_id(message_id(part.content or b""))
                    if part.content is not None and hash_ in new:
                        whole = _whole(server, hash_, part.content)
                        del new[hash_]
                        yield whole
        for hash_ in list(new):
            yield _single(server, new.pop(hash_))

    def _days(self, new: dict[str, Summary]) -> str:
        """The part of the export that holds these mails: all of it where nothing was read before."""
        if not self.state:
            return ""
        dates = [each.date for each in new.values()]
        start, end = min(dates) - timedelta(days=1), max(dates) + timedelta(days=2)
        return f"?start={start:%Y-%m-%d}&end={end:%Y-%m-%d}"


def _listed(server: Server, seen: Seen) -> tuple[list[Summary], bool]:
    """The mails of the list, oldest first, as far back as there may be new ones; and whether that is all."""
    listed: dict[str, Summary] = {}
    for page, count in server.pages():
        listed |= {each.hash: each for each in page}
        new = sum(each not in seen for each in listed)
        if all(each.hash in seen for each in page) and count == len(seen) + new:
            return [*reversed(listed.values())], False
    return [*reversed(listed.values())], True


def _single(server: Server, summary: Summary) -> RawMessage | Refusal:
    """One mail: from an export of its own, else put together from what the API tells."""
    with suppress(NotMail, Unreachable):
        for part in server.exported(f"?message={summary.hash}"):
            if part.content and public_id(message_id(part.content)) == summary.hash:
                return _whole(server, summary.hash, part.content)
    told = server.mail(summary.hash)
    if told is None:
        return Refusal(
            position=_position(summary.hash),
            reason=Phrase("HyperKitty lists it and does not give it"),
            message_id=summary.message_id,
        )
    return _raw(summary.hash, put_together(server, summary, told))


def _whole(server: Server, hash_: str, content: bytes) -> RawMessage:
    return _raw(hash_, with_attachments(server, hash_, content))


def _raw(hash_: str, content: bytes) -> RawMessage:
    return RawMessage(content=steady(content, hash_), position=_position(hash_), fidelity="resynthesised")


def _position(hash_: str) -> str:
    return f"message {hash_}"
