"""A real Chromium at a real server that serves the sample archive; skipped, with the reason, where there is none."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from archiver.pipeline import demonstrating
from tests.site.post_office import Post
from tests.sources.dovecot import free_port

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/sign-in\?token=\S+")


@pytest.fixture(scope="session")
def browser() -> Iterator[sync_api.Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def post() -> Iterator[Post]:
    """Where the site's mail goes."""
    office = Post()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    office.port = controller.port
    yield office
    controller.stop()


@pytest.fixture(scope="session")
def member() -> str:
    """Who may ask for a link by mail."""
    return "fukukaicho@kachokai.example"


@pytest.fixture(scope="session")
def port() -> int:
    """Where the sample is served."""
    return free_port()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, post: Post, member: str, port: int) -> Path:
    """Of the sample that is served, which sends its mail to the post office."""
    made = tmp_path_factory.mktemp("demo")
    configuration = demonstrating.write_configuration(made)
    configuration.with_name("members.txt").write_text(f"{member}\n")
    settings = configuration.read_text("utf-8")
    site = f'address = "http://127.0.0.1:{port}"\nmembers = "members.txt"\n'
    mail = f'\n[smtp]\nhost = "127.0.0.1"\nport = {post.port}\nencryption = "none"\nsender = "a@kachokai.example"\n'
    configuration.write_text(site + settings + mail, "utf-8")
    return made


@pytest.fixture(scope="session")
def account(folder: Path, link: str) -> tuple[str, str]:
    """Name and password of somebody of the secretariat, added while the site is served."""
    name, password = "jimukyoku", "とても長い 合言葉 2011"
    command = [sys.executable, "-m", "archiver", "user", "add", name, "--role", "secretariat"]
    configuration = ["--config", str(folder / "config/archiver.toml")]
    subprocess.run([*command, *configuration], input=password + "\n", text=True, check=True)
    return name, password


@pytest.fixture(scope="session")
def link(folder: Path, port: int) -> Iterator[str]:
    """The one-time sign-in link of `archiver demo`, which serves until the tests end."""
    command = [sys.executable, "-u", "-m", "archiver", "demo", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        lines = []
        for line in server.stdout:
            lines.append(line)
            if found := ADDRESS.search(line):
                yield found[0]
                break
        else:
            pytest.fail(f"the demo gave no address: {''.join(lines)}")
        server.terminate()


@pytest.fixture(scope="session")
def signed_in(browser: sync_api.Browser, link: str) -> sync_api.StorageState:
    """The cookies of a browser that used the link."""
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="サインインする").click()
    page.wait_for_url("**/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def home(link: str) -> str:
    return link.partition("/sign-in")[0]
