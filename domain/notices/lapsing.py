"""Why what somebody was told in a post is sent to them no more: by the day it goes out they may have left it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from domain.organs import Organs
from domain.people.acting import post_of
from domain.values import Bilingual


class Lapse(StrEnum):
    """Why a message to somebody in a post lapses."""

    LEFT = "left"
    ON_LEAVE = "on_leave"


LAPSES: Mapping[Lapse, Bilingual] = MappingProxyType(
    {
        Lapse.LEFT: Bilingual(zh="收件人已不任此职", en="its reader acts in this post no more"),
        Lapse.ON_LEAVE: Bilingual(zh="收件人离岗", en="its reader is on leave"),
    }
)
"""The same in words."""


def lapse_of(organs: Organs, person: str, position: str, on: date) -> Lapse | None:
    """Why somebody in a post is sent nothing on a day; None: they act in it, in their own right or for its holder."""
    if organs.on_leave(person, on):
        return Lapse.ON_LEAVE
    return Lapse.LEFT if post_of(organs, person, position, on) is None else None
