"""Demonstrating: the sample configuration, minutes and list → an archive in a folder, as anyone would make one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from archiver import settings as settings_file
from archiver.errors import NoConfiguration
from archiver.model import Refusal
from archiver.pipeline.bringing import importing, keeping
from archiver.pipeline.making import building
from archiver.samples import sample_folder
from archiver.settings import Settings
from archiver.sources.files import open_path
from archiver.store.vault import Ledger, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What was built, and where."""

    settings: Settings
    configuration: Path
    ledgers: list[tuple[Ledger, list[Refusal]]]
    pages: list[keeping.KeptPage]
    summary: building.BuildSummary


def build(folder: Path) -> Demonstration:
    """Build the sample archive in `folder`; a folder that holds one already is brought up to date."""
    configuration = folder / settings_file.DEFAULT_PATH
    if not configuration.exists():
        write_configuration(folder)
    settings = settings_file.load(configuration)
    with Vault(settings.vault) as vault:
        ledgers = [
            importing.import_source(vault, open_path(path), settings.lists[0].address, _silent)
            for path in sorted(sample_folder("list").glob("*.mbox"))
        ]
        pages = [
            keeping.add_minutes(vault, str(path)) for path in sorted(sample_folder("minutes").glob("*.html"))
        ]
    summary = building.build(settings, progress=_silent)
    return Demonstration(
        settings=settings, configuration=configuration, ledgers=ledgers, pages=pages, summary=summary
    )


def write_configuration(folder: Path) -> Path:
    """Write the commented sample configuration into `folder`/config; returns its path.

    Raises `NoConfiguration` where one is there already.
    """
    target = folder / settings_file.DEFAULT_PATH
    if target.exists():
        raise NoConfiguration("{path} is there already: it was left as it is.", path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir(mode=0o700, exist_ok=True)  # it holds everybody's mail
    for sample in sorted(sample_folder("config").glob("*.toml")):
        shutil.copyfile(sample, target.parent / sample.name)
    return target


def _silent(*_: int) -> None:
    """The sample is built before a person could read its progress."""
