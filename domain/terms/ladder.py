"""Who is told of a missed deadline (提醒、催办、督办、上报, A-06): the rule of the ladder, whatever was missed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from domain.organs import Holding, Organs
from domain.terms.events import Recipient

_WITHIN = {"responsible_officer": "officer", "organ_head": "head"}


def is_within(to: str) -> bool:
    """Whether a rung is for the organ that is late itself, and not for supervision."""
    return to in _WITHIN


@dataclass(frozen=True, slots=True)
class Ladder:
    """What the rule looks at.

    Attributes:
        place: The jurisdiction whose organs play the roles.
        today: The day on which posts are looked up.
        handlers: Persons who handle the matter; they do not supervise it.
    """

    organs: Organs
    place: str
    today: date
    handlers: Collection[str]

    def recipient(self, late: str, to: str) -> Recipient | None:
        """Who is told. Officer and head answer for the late organ; supervision never goes to it, but above (A-06).

        Nor does it go to somebody who handles the case: nobody supervises his own work.
        """
        if to in _WITHIN:
            return self.in_organ(late, _WITHIN[to])
        organ_of_role = self.organs.in_role(to, self.place)
        for organ in self.organs.above(organ_of_role.id if organ_of_role else to):
            found = self.in_organ(organ.id, "head")
            if organ.id != late and found and found.person not in self.handlers:
                return found
        return None

    def in_organ(self, organ_id: str, duty: str) -> Recipient | None:
        """Who holds the post with that duty in an organ; an organ without one is told as such."""
        if self.organs.organ(organ_id) is None:
            return None
        holding: Holding | None = self.organs.holder(organ_id, duty, self.today)
        return Recipient(
            organ=organ_id, position=holding.position if holding else None, person=holding.person if holding else None
        )
