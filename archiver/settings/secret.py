"""Secrets: from the environment or a file that only its owner can read; never shown."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import ConfigurationError
from archiver.words import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """Where a password or token is.  Its value is read when it is needed and kept nowhere."""

    setting: str
    """What the configuration calls it, for people."""
    variable: str = ""
    """Name of the environment variable, '' when it is in a file."""
    file: Path | None = None

    def read(self, environment: Mapping[str, str] = os.environ) -> str:
        """The secret's value.  Raises `ConfigurationError` where it is absent, empty or open to others."""
        value = environment.get(self.variable, "") if self.file is None else self._from_file(self.file)
        if not value:
            where = self.file or Phrase("the environment variable {name}", name=self.variable)
            raise ConfigurationError(
                self.setting, [Phrase("{where} holds nothing: put the secret there", where=where)]
            )
        return value

    def _from_file(self, file: Path) -> str:
        try:
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & 0o077:
                problem = Phrase(
                    "{file} can be read by others (mode {mode:03o}): run `chmod 600 {file}`",
                    file=file,
                    mode=mode,
                )
                raise ConfigurationError(self.setting, [problem])
            return file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            reason = error if isinstance(error, OSError) else Phrase("is not a text")
            raise ConfigurationError(
                self.setting, [Phrase("{file} cannot be read: {reason}", file=file, reason=reason)]
            ) from None
