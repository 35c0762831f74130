"""Samples: where the sample configuration, minutes and list stand: in the wheel, or in the checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = {"config": "config", "minutes": "data/minutes", "list": "data/sample"}


def sample_folder(kind: str) -> Path:
    """The folder of `config`, `minutes` or `list`."""
    packaged = _PACKAGE / "sample" / kind
    return packaged if packaged.is_dir() else _PACKAGE.parent / _CHECKOUT[kind]
