"""What stands in a history in place of what a reader may not know: how somebody voted, and who objected."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain.values import Actor, Frozen

OBJECTOR = Actor(person="sealed", position="objector", organ="sealed")
"""Whoever raised an objection, to those who may not know who it was."""


class SealedBallot(Frozen):
    """未公开的一票: that a ballot was cast, and nothing of how."""

    kind: Literal["ballot_cast"] = "ballot_cast"
    on: date
    round_id: UUID
    member: str | None
    sealed: Literal[True] = True
