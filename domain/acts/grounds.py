"""The ground of a case (情形): one of the pack's list, or in one's own words where the list is not known (A-33)."""

from domain import refusals
from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.refusals import Refused, refusal

GROUND_STATEMENT_MISSING = refusal("ground_statement_missing", 422, "A-33").says("""
    容错情形的清单未公开，须以文字写明所依据的情形。
    The list of grounds is not known; the ground must be stated in words.
    请填写情形说明（ground_statement）。
    State the ground in ground_statement.
""")


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
        raise Refused(GROUND_STATEMENT_MISSING, detail=unavailable.reason.zh)
