"""Entries: what is written of a mail as JSON is read back as it was, whatever stands in its headers."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from archiver.store.entries import as_json, from_json


@given(st.lists(st.text(st.sampled_from('a", \\[]\n\ud800議'), max_size=6), max_size=4))
@example(['a", "b'])
@example([""])
@example([", "])
def test_texts_come_back_from_json_as_they_were(texts: list[str]) -> None:
    assert from_json(as_json(texts)) == tuple(texts)
