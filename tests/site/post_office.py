"""A post office that mail is really sent to, by SMTP."""

from __future__ import annotations

import email
import email.policy
import time
from dataclasses import dataclass, field

from aiosmtpd.smtp import Envelope


@dataclass
class Post:
    """A post office that keeps what it gets."""

    letters: list[Envelope] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        self.letters.append(envelope)
        return "250 OK"

    def wait(self, count: int) -> list[Envelope]:
        for _ in range(200):
            if len(self.letters) >= count:
                break
            time.sleep(0.02)
        return self.letters

    @staticmethod
    def text_of(letter: Envelope) -> str:
        """What a person reads in it."""
        content = letter.content
        assert isinstance(content, bytes)
        return str(email.message_from_bytes(content, policy=email.policy.default).get_content())
