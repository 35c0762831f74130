"""The words: every sentence that a person can meet has its translation, and nothing is said that cannot have one."""

from __future__ import annotations

import gettext
import io
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from archiver import errors, words
from archiver.cli import application
from archiver.cli.columns import width, wrapped
from archiver.words import Phrase
from archiver.words.recognising import recognised
from tests.house.reference import commands
from tests.house.words import (
    LANGUAGES,
    PACKAGE,
    Said,
    brought_up,
    compiled,
    is_told,
    modules,
    placeholders,
    po,
    read,
    said,
    untold,
)

HOW = "run: python -m tests.house.words, then translate in archiver.po, then run it again"


@pytest.fixture(scope="module")
def texts() -> list[Said]:
    return list(said())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str, texts: list[Said]) -> None:
    """A help text, an error, a line of progress: none is left in English, and none lacks a value."""
    catalogue = read(language)
    for each in texts:
        found = catalogue.get(each.template)
        assert found is not None, f"{each.where}: {each.template!r}: {HOW}"
        assert is_told(found), f"{each.where}: {each.template!r} has no words in {language}: {HOW}"
        told = found.string if isinstance(found.string, tuple) else (found.string,)
        named = placeholders(each.template) | placeholders(each.plural)
        assert all(placeholders(text) == named for text in told), f"{each.template!r}: other values in {told}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_dead(language: str) -> None:
    """Everything in a catalogue is said somewhere: by us, or by click in one of its versions."""
    wanted = {message.id for message in brought_up(language)}
    assert {message.id for message in read(language)} == wanted, HOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_was_compiled_from_what_is_read(language: str) -> None:
    """archiver.mo, which the installed programme reads, says what archiver.po says."""
    shipped = sentences(po(language).with_suffix(".mo").read_bytes())
    assert shipped == sentences(compiled(read(language))), HOW


def sentences(compiled: bytes) -> dict[str, str]:
    """What a compiled catalogue says, its heading aside: each version of Babel names itself there."""
    said = gettext.GNUTranslations(io.BytesIO(compiled))._catalog  # type: ignore[attr-defined]
    return {sentence: said[sentence] for sentence in said if sentence}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_sentence_is_a_template(path: Path) -> None:
    """What people see is a literal with named values, never put together: else nobody could translate it."""
    assert not list(untold(path)), 'write say("… {name} …", name=name)'


@pytest.mark.parametrize(
    ("path", "command"), list(commands(application, ("archiver",))), ids=lambda each: str(each)[:60]
)
def test_help_is_wholly_japanese(
    path: tuple[str, ...], command: click.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the help is left in English, and no line is wider than the terminal."""
    monkeypatch.setenv("LANGUAGE", "ja")
    context = command.context_class(command, info_name=" ".join(path), terminal_width=78)
    shown = command.get_help(context)
    assert not re.search(r"\b(the|of|and|is|this|default|required|Usage|Options|Commands)\b", shown), shown
    assert all(width(line) <= 78 for line in shown.splitlines()), shown


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "使い方: "),
        ({"LC_ALL": "ja_JP.eucJP", "PYTHONIOENCODING": "euc_jp"}, "使い方: "),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "ja:en"}, "使い方: "),
        ({"LANG": "C"}, "Usage: "),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "Usage: "),
        ({"LANG": "ja_JP.UTF-8", "PYTHONIOENCODING": "ascii"}, "Usage: "),
        ({"LANG": "ja_JP.UTF-8", "PYTHONIOENCODING": "latin-1"}, "Usage: "),
        ({}, "Usage: "),
    ],
    ids=str,
)
def test_the_terminals_language(environment: dict[str, str], expected: str) -> None:
    """The locale chooses, in gettext's order; a terminal that cannot show Japanese is spoken to in English."""
    kept = {name: value for name, value in os.environ.items() if not re.match("LANG|LC_|PYTHONIO", name)}
    done = subprocess.run(
        [sys.executable, "-m", "archiver", "--help"], env=kept | environment, capture_output=True
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    assert done.stdout.decode(encoding).startswith(expected)
    assert done.returncode == 0


def test_a_phrase_tells_its_values_too() -> None:
    """A phrase in a phrase, a list and the system's own error are told with it; in English it is an ordinary text."""
    inner = Phrase("{n} message", "{n} messages", n=2)
    phrase = Phrase("{name} {number}", name=["a", "b"], number=inner)
    assert phrase == "a, b 2 messages"
    assert phrase.told("ja") == "a、b 2通"
    assert pickle.loads(pickle.dumps(phrase)).told("ja") == "a、b 2通"


def test_an_error_is_told_and_survives_the_way_between_processes() -> None:
    """An error keeps its template and values, whatever letters a value has."""
    error = errors.NotFound("{name} {number}", name="{odd}", number=[1])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.told("ja"), type(again)) == ("{odd} 1", "{odd} 1", errors.NotFound)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 9, ["one two", "three"]),
        ("会議録を保存します。", 10, ["会議録を保", "存します。"]),
        ("会議録を保存。", 12, ["会議録を保", "存。"]),
        ("メールとスレッド", 10, ["メールと", "スレッド"]),
        ("「議題」を(2011-06-20/4)に", 14, ["「議題」を", "(2011-06-20/4)", "に"]),
        ("unbreakable", 4, ["unbreakable"]),
        ("", 4, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, columns: int, lines: list[str]) -> None:
    """A word stays whole, also in katakana; no line begins with a full stop or ends with an opening bracket."""
    assert wrapped(text, columns) == lines


def test_the_catalogues_are_shipped() -> None:
    """The installed programme has them: the wheel takes all of the package that git does not ignore."""
    for language in LANGUAGES:
        for file in (po(language), po(language).with_suffix(".mo")):
            ignored = subprocess.run(["git", "check-ignore", "-q", file], cwd=PACKAGE, capture_output=True)
            assert file.is_relative_to(PACKAGE) and ignored.returncode != 0


def test_the_languages_are_those_of_the_site() -> None:
    """Who reads the pages in a language reads the terminal in it."""
    from archiver.site.words import LANGUAGES as SITE

    assert {*LANGUAGES, "en"} == set(SITE)
    assert words.FOLDER.is_relative_to(PACKAGE)


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("has no mail headers", "メールのヘッダーがありません"),
        ("cannot be read: Permission denied", "読めません: 権限がありません"),
        ("larger than 256 MB, the limit for one mail", "1通の上限の 256 MB より大きいものです"),
        (
            "https://a.example does not let a visitor in (status 401). Check user and password of x.",
            "https://a.example にサインインしていない人では入れません (状態 401)。x の user とパスワードを確かめてください。",
        ),
        (
            "a.db is being written by another process (waited 30 s). Let it finish, then run this again: nothing was lost.",
            "a.db に別の処理が書き込んでいます (30秒待ちました)。終わってから、もう一度実行してください。何も失われていません。",
        ),
        ("what an older archiver said: {odd}", "what an older archiver said: {odd}"),
        ("議題 {n}", "議題 {n}"),
    ],
)
def test_a_stored_sentence_is_recognised(stored: str, told: str) -> None:
    """The ledger keeps English; who reads it in Japanese is told it in Japanese, and what nobody says as it stands."""
    assert words.tell(recognised(stored), "ja") == told
    assert recognised(stored) == stored
