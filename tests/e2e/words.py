"""What the words of pages are in English, for whoever goes through the journey in that language."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import yaml

Speech = Callable[[str], tuple[str, ...]]
"""What a Chinese word of a page is called in the language of whoever reads; what people write stays as it is."""


def chinese(said: str) -> tuple[str, ...]:
    """A word as it stands."""
    return (said,)


def speech_of(lang: str) -> Speech:
    """How a language says it."""
    return chinese if lang == "zh" else lambda said: _english().get(said, (said,))


@cache
def _english() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, str | list[str]] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return {zh: (en,) if isinstance(en, str) else tuple(en) for zh, en in table.items()}
