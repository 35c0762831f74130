"""The sample site, and those who visit it before and after sign-in."""

from __future__ import annotations

import pytest
from datasette.app import Datasette

from archiver.settings import MailingList, Settings
from archiver.site import serving
from tests.site.sample_site import LIST, Visit, write_archive, write_vault


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("site")
    write_vault(folder / "vault.db")
    write_archive(folder / "archive.db")
    return Settings(data=folder, title="役員会アーカイブ", lists=(MailingList(address=LIST, name="役員会"),))


@pytest.fixture(scope="session")
def datasette(settings: Settings) -> Datasette:
    return serving.application(settings)


@pytest.fixture
def visitor(datasette: Datasette) -> Visit:
    return Visit(datasette, {})


@pytest.fixture(scope="session")
def officer(datasette: Datasette) -> Visit:
    return Visit(datasette, {}).as_("officer")


@pytest.fixture(scope="session")
def secretariat(datasette: Datasette) -> Visit:
    return Visit(datasette, {}).as_("secretariat")


@pytest.fixture(scope="session")
def administrator(datasette: Datasette) -> Visit:
    return Visit(datasette, {}).as_("administrator")
