"""Settings: config/archiver.toml → Settings.  Every fault is listed at once; nothing is guessed."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from archiver.errors import ConfigurationError, NoConfiguration
from archiver.settings.nouns import MailingList, MailServer, Proxy, Settings
from archiver.settings.reading import settings_of
from archiver.settings.secret import Secret
from archiver.settings.sources import SourceSettings
from archiver.words import Phrase

DEFAULT_PATH = Path("config/archiver.toml")


def load(path: Path) -> Settings:
    """Read the file at `path`.  Relative paths in it are relative to its folder.

    Raises `ConfigurationError` with every fault, `NoConfiguration` where there is none.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NoConfiguration(
            "There is no {path}: run `archiver init` to write one, or name yours with --config FILE.",
            path=path,
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), [Phrase("cannot be read: {error}", error=error)]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(str(path), [Phrase("is not TOML: {error}", error=error)]) from None
    return settings_of(values, path)


def default_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration file where none is named: $ARCHIVER_CONFIG, else config/archiver.toml."""
    return Path(environment.get("ARCHIVER_CONFIG") or DEFAULT_PATH)
