"""Minutes pages on their way into the vault."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archiver.pipeline.bringing import keeping
from archiver.samples import sample_folder
from archiver.store.vault import Vault


def test_a_file_whose_name_begins_like_an_address_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept under its name, not under where it lay, and no page links to it as to the web."""
    monkeypatch.chdir(tmp_path)
    Path("https-only").mkdir()
    shutil.copyfile(sample_folder("minutes") / "2011-06-20.html", "https-only/minutes.html")
    with Vault(tmp_path / "vault.db") as vault:
        keeping.add_minutes(vault, "https-only/minutes.html")
        (page,) = vault.pages()
    assert page.source == "minutes.html"
    assert keeping.read_held(page).url == ""
