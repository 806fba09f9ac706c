"""What an entry says of how its command came in: who, by which channel, under which law (docs/event-log.md)."""

from typing import Literal

from domain.values import Actor, Frozen

Channel = Literal["update", "signal", "clock", "import"]


class Meta(Frozen):
    """The meta part of an entry; committed to by its leaf, so it can never be changed unseen.

    Attributes:
        mark: The mark of the organ (机关代字), if it has one, with which the numbers begin of what begins or goes out
            with this entry.
    """

    actor: Actor
    request_id: str
    pack_sha256: str
    calendar_version: int
    organs_version: int
    access_rules: tuple[str, ...] = ()
    door: Channel
    mark: str | None = None
