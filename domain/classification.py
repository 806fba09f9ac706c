"""Levels of secrecy (密级): what an installation may hold whole, and what it holds as a stub (A-47)."""

from typing import Literal

Level = Literal["unclassified", "internal", "confidential", "secret", "top_secret"]
"""不涉密, 内部, 秘密, 机密, 绝密: from the lowest to the highest."""

_ORDER: tuple[Level, ...] = ("unclassified", "internal", "confidential", "secret", "top_secret")


def above(level: Level, ceiling: Level) -> bool:
    """Whether what is of a level lies above what may be held."""
    return _ORDER.index(level) > _ORDER.index(ceiling)
