"""What the words of pages are in English, for whoever goes through the journey in that language."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import yaml


def speech_of(lang: str) -> Callable[[str], str]:
    """From the Chinese word of a page to what it is in a language; what people write themselves stays as it is."""
    return (lambda said: said) if lang == "zh" else (lambda said: _english().get(said, said))


@cache
def _english() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return words
