"""Settings: one file, every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import settings
from archiver.errors import ConfigurationError
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
        "language: 'fr' is not ja or en",
        "timezone: 'Asia/Edo' is not a time zone (such as Asia/Tokyo)",
    )
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("title = ", "is not TOML"),
        ('topics = "none.toml"', "topics: no such file"),
        ("lists = 3", "lists: must be"),
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
    with pytest.raises(ConfigurationError, match="archiver init"):
        settings.load(tmp_path / "archiver.toml")


def test_paths_are_counted_from_the_file(tmp_path: Path) -> None:
    """The same configuration works from any working directory."""
    assert settings.load(written(tmp_path, 'data = "here"')).vault == tmp_path / "here" / "vault.db"


def test_the_environment_may_name_the_file() -> None:
    """$ARCHIVER_CONFIG stands in for --config."""
    assert settings.default_path({"ARCHIVER_CONFIG": "/x.toml"}) == Path("/x.toml")
    assert settings.default_path({}) == Path("config/archiver.toml")
