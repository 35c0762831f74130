"""Settings: one file, every fault at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archiver import settings
from archiver.errors import ConfigurationError, NoConfiguration
from archiver.samples import sample_folder


def written(folder: Path, text: str) -> Path:
    path = folder / "archiver.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_sample_configuration_is_valid() -> None:
    """What `init` writes can be used as it is."""
    found = settings.load(sample_folder("config") / "archiver.toml")
    assert found.lists[0].address == "yakuin@kachokai.example"
    assert found.topics is not None and found.topics.is_file()


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    """A person mends the file once, not fault by fault."""
    path = written(
        tmp_path,
        'titel = "x"\nlanguage = "fr"\ntimezone = "Asia/Edo"\ndata = 3\n[[lists]]\nadress = "a@b"\n[[lists]]\naddress = "ab"',
    )
    with pytest.raises(ConfigurationError) as caught:
        settings.load(path)
    assert caught.value.problems == (
        "titel: no such setting (did you mean title?)",
        "data: must be a text in quotes",
        "lists[1].adress: no such setting (did you mean address?)",
        "lists[1].address: missing",
        "lists[2].address: 'ab' is not a mail address",
        "language: 'fr' is none of ja, en",
        "timezone: 'Asia/Edo' is not a time zone (such as Asia/Tokyo)",
    )
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("title = ", "is not TOML"),
        ('topics = "none.toml"', "topics: no such file"),
        ("lists = 3", "lists: must be"),
        *(
            (
                f'lists = [{{address = "a@b"}}]\n[[sources]]\nkind = "hyperkitty"\nlist = "a@b"\nurl = "{url}"',
                part,
            )
            for url, part in (("http://[", "is not an address"), ("http://a:99999", "is not an address"))
        ),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, part: str) -> None:
    """The sentence says what is wrong with which file."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigurationError, match=part) as caught:
        settings.load(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """The first error of a new administrator names the way out."""
    with pytest.raises(NoConfiguration, match="archiver init"):
        settings.load(tmp_path / "archiver.toml")


def test_paths_are_counted_from_the_file(tmp_path: Path) -> None:
    """The same configuration works from any working directory."""
    assert settings.load(written(tmp_path, 'data = "here"')).vault == tmp_path / "here" / "vault.db"


def test_the_environment_may_name_the_file() -> None:
    """$ARCHIVER_CONFIG stands in for --config."""
    assert settings.default_path({"ARCHIVER_CONFIG": "/x.toml"}) == Path("/x.toml")
    assert settings.default_path({}) == Path("config/archiver.toml")


def test_the_sample_with_every_comment_undone_is_valid(tmp_path: Path) -> None:
    """What the comments of the sample show can be used as it stands."""
    text = (sample_folder("config") / "archiver.toml").read_text("utf-8")
    text = re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)
    (tmp_path / "topics.toml").touch()
    found = settings.load(written(tmp_path, text))
    assert found.smtp == settings.MailServer(
        host="smtp.example.jp",
        sender="archive@example.jp",
        user="archive",
        password=settings.Secret(setting="smtp.password_file", file=tmp_path / "smtp-password"),
    )
    assert found.proxy == settings.Proxy(addresses=("127.0.0.1",), user_header="X-Remote-User")
    assert found.members == tmp_path / "members.txt"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("smtp = 3", "smtp: must be written as a [smtp] table"),
        ('[smtp]\nhost = "a"\nsender = "b@c"', "address: missing"),
        ('address = "https://a.example"\n[smtp]\nhost = "a"', "smtp.sender: missing"),
        (
            'address = "https://a.example"\n[smtp]\nhost = "a"\nsender = "b@c"\nencryption = "ssl"',
            "smtp.encryption: 'ssl' is none of starttls, tls, none",
        ),
        (
            'address = "https://a.example"\n[smtp]\nhost = "a"\nsender = "b@c"\nport = "x"',
            "smtp.port: must be the number of a port",
        ),
        (
            'address = "https://a.example"\n[smtp]\nhost = "a"\nsender = "b@c"\npassword = "x"',
            "smtp.password: no such setting (did you mean password_file?)",
        ),
        ("proxy = 3", "proxy: must be written as a [proxy] table"),
        ('[proxy]\nuser_header = "X-User"', "proxy.addresses: missing; anyone could write the header"),
        ('[proxy]\naddresses = "127.0.0.1"', "proxy.addresses: must be a list"),
        ('[proxy]\naddresses = ["localhost"]', "'localhost' is not an IP address or network"),
        ("[proxy]\naddresses = [10]", "10 is not an IP address or network"),
        (
            'address = "https://a.example"\n[smtp]\nhost = "a"\nsender = "b@c"\nport = true',
            "smtp.port: must be the number of a port",
        ),
        (
            'address = "https://a.example"\n[smtp]\nhost = "a"\nsender = "b@c"\nport = 587.5',
            "smtp.port: must be the number of a port",
        ),
    ],
)
def test_faults_of_signing_in_are_named(tmp_path: Path, text: str, problem: str) -> None:
    """What would open the site to strangers, or send no mail, is refused before anything is served."""
    with pytest.raises(ConfigurationError) as caught:
        settings.load(written(tmp_path, text))
    assert any(each.startswith(problem) or problem in each for each in caught.value.problems), (
        caught.value.problems
    )
