"""Serving: what starts, what is refused, and what a rebuild or a stranger's Datasette does."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from archiver.errors import ServeError
from archiver.settings import Settings
from archiver.site import serving
from archiver.store.accounts import Accounts
from archiver.store.vault import Vault
from tests.site.sample_site import MAILS, Visit, key, run, write_archive, write_vault


def test_without_an_archive_it_says_what_to_do(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    with pytest.raises(ServeError, match="run `archiver build` first"):
        serving.application(Settings(data=tmp_path))


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be looked at" * 50])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever lies in the archive's place is named, not served."""
    (tmp_path / "archive.db").write_bytes(content)
    with pytest.raises(ServeError, match=r"archive\.db"):
        serving.application(Settings(data=tmp_path))


def test_a_busy_port_is_named(settings: Settings) -> None:
    """The port that is taken, and how to name another."""
    with socket.socket() as taken:
        taken.bind((serving.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"Port {port} cannot be used.*--port"):
            serving.serve(settings, port=port, announce=print)


def test_a_rebuilt_archive_is_noticed(tmp_path: Path) -> None:
    """A new file in the archive's place is read from the next page on, without a restart."""
    settings = Settings(data=tmp_path)
    write_archive(settings.archive, MAILS[:3])
    datasette = serving.application(settings)
    officer = Visit(datasette, {}).as_("officer")
    assert officer.get(f"/messages/{key('party')}").status_code == 404
    write_archive(tmp_path / "new.db")
    (tmp_path / "new.db").replace(settings.archive)
    assert officer.get(f"/messages/{key('party')}").status_code == 200
    assert officer.get("/archive/messages").status_code == 200


def test_a_vault_without_the_mail_is_a_missing_page(tmp_path: Path) -> None:
    """An archive beside an empty vault shows its pages; a source that is not there is a 404."""
    settings = Settings(data=tmp_path)
    write_archive(settings.archive)
    Vault(settings.vault).database.close()
    datasette = serving.application(settings)
    officer = Visit(datasette, {}).as_("officer")
    assert officer.get(f"/messages/{key('cloud')}.eml").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/archive",
            "/archive/messages",
            "/archive/messages.json",
            "/archive/messages/1.json",
            "/archive.db",
        ),
        *("/archive/-/query.json?sql=select+body+from+messages", "/archive/search_data.json"),
        *(
            "/vault",
            "/vault/messages.json",
            "/vault.db",
            "/vault/-/query.json?sql=select+content+from+messages",
        ),
    ],
)
def test_a_datasette_that_someone_starts_by_hand_shows_nothing(settings: Settings, path: str) -> None:
    """Opened without our configuration, even with every default left open, our files stay closed."""
    datasette = Datasette(
        files=[str(settings.archive), str(settings.vault)], settings={"default_allow_sql": True}
    )
    answer = run(datasette.client.get(path))
    assert answer.status_code == 403
    assert "クラウド" not in answer.text


def test_joining_databases_opens_none_of_ours(settings: Settings) -> None:
    """Nor are they read through --crossdb, which attaches every file to one database."""
    datasette = Datasette(files=[str(settings.archive)], crossdb=True, settings={"default_allow_sql": True})
    answer = run(datasette.client.get("/_memory/-/query.json?sql=select+body+from+archive.messages"))
    assert answer.status_code == 403


def test_other_databases_are_none_of_our_business(tmp_path: Path) -> None:
    """In a Datasette that is not ours the plugin changes nothing for files that are not ours."""
    write_vault(tmp_path / "vault.db")
    datasette = Datasette(files=[str(tmp_path / "vault.db")], memory=True)
    assert run(datasette.client.get("/_memory")).status_code == 200
    assert run(datasette.client.get("/")).status_code == 200
    assert "vault" not in run(datasette.client.get("/-/databases.json")).text


@contextmanager
def serving_at(settings: Settings, *arguments: str) -> Iterator[str]:
    """What `archiver serve` prints first; it serves meanwhile."""
    folder = settings.data / "config"
    folder.mkdir(exist_ok=True)
    (folder / "archiver.toml").write_text('data = ".."\n')
    command = [sys.executable, "-u", "-m", "archiver", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=settings.data, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline()
        server.terminate()


def started(settings: Settings, *arguments: str) -> str:
    with serving_at(settings, *arguments) as line:
        return line


def test_answers_wait_for_nothing(tmp_path: Path) -> None:
    """Over a connection that stays open an answer is sent at once, not when the last one's receipt is confirmed (40 ms)."""
    settings = Settings(data=tmp_path)
    write_archive(settings.public, ())
    with serving_at(settings, "--public") as line, httpx.Client(base_url=line.strip()) as client:
        waited = [client.get("/robots.txt").elapsed.total_seconds() for _ in range(12)]
    assert min(waited[2:]) < 0.03


def test_a_link_is_shown_only_while_nobody_has_an_account(tmp_path: Path) -> None:
    """The first sign-in needs no account; once there is one, the terminal (and the log) shows the bare address."""
    settings = Settings(data=tmp_path)
    write_archive(settings.archive)
    Vault(settings.vault).database.close()
    assert "/sign-in?token=" in started(settings)
    with Accounts(settings.accounts) as accounts:
        accounts.add("jimu", "secretariat", "a long password")
    line = started(settings)
    assert line.startswith("http://127.0.0.1:") and "token" not in line


def test_the_public_site_is_served_by_its_own_file(tmp_path: Path) -> None:
    """`serve --public` needs neither vault nor archive beside it, opens no accounts, and shows no link."""
    settings = Settings(data=tmp_path)
    with pytest.raises(ServeError, match="run `archiver publish` first"):
        serving.application(settings, is_public=True)
    write_archive(settings.public, ())
    line = started(settings, "--public")
    assert line.startswith("http://127.0.0.1:") and "token" not in line
    assert not settings.accounts.exists()
