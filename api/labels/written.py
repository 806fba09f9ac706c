"""What people wrote with an act, part by part, as it is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.values import Bilingual, FreeText


@dataclass(frozen=True, slots=True)
class WrittenText:
    """Something a person wrote: what it is, and its lines."""

    label: Bilingual
    lines: tuple[str, ...]


def written(text: FreeText | None, parts: Mapping[str, Bilingual]) -> Iterator[WrittenText]:
    """The parts that have words; titles of documents stand beside their digests instead."""
    for part, label in parts.items() if text is not None else ():
        said: str | tuple[str, ...] | None = getattr(text, part)
        if said:
            yield WrittenText(label, tuple(said.splitlines()) if isinstance(said, str) else said)
