"""The ground of a case (情形): one of the pack's list, or in one's own words where the list is not known (A-33)."""

from domain import refusals
from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.refusals import Refused


def require_ground(ground: str, statement: str | None, pack: Pack) -> None:
    """Refuse a ground that the pack does not have; where its list is not known, one without a statement."""
    unavailable = pack.assessment.unavailable.grounds
    if unavailable is None:
        if pack.assessment.ground(ground) is None:
            raise Refused(refusals.UNKNOWN_ITEM, detail=ground)
        return
    if ground != FREE_TEXT:
        raise Refused(refusals.UNKNOWN_ITEM, detail=ground)
    if statement is None:
        raise Refused(refusals.GROUND_STATEMENT_MISSING, detail=unavailable.reason.zh)
