"""Findings: what a check has to say."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from archiver.words import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One discrepancy: its kind, what it is about, and what to do."""

    kind: str
    subject: str
    detail: Phrase

    def document(self) -> dict[str, str]:
        """{"kind", "subject", "detail"}, the detail in English."""
        return asdict(self)
