"""The ground of a case (情形): one of the pack's list, or in one's own words where the list is not known (A-33)."""

from domain import refusals
from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.refusals import Refused, refusal

GROUND_STATEMENT_MISSING = refusal("ground_statement_missing", 422, "A-33").says("""
    本程序没有列出容错情形，须以文字写明所依据的情形。
    This procedure lists no grounds; the ground must be stated in words.
    请填写情形说明（ground_statement）。
    State the ground in ground_statement.
""")


def require_ground(ground: str, statement: str | None, pack: Pack) -> None:
    """Refuse a ground that the pack does not have; where it lists none, one without a statement."""
    if not pack.assessment.in_own_words:
        if pack.assessment.ground(ground) is None:
            raise Refused(refusals.UNKNOWN_ITEM, detail=ground)
        return
    if ground != FREE_TEXT:
        raise Refused(refusals.UNKNOWN_ITEM, detail=ground)
    if statement is None:
        unavailable = pack.assessment.unavailable.grounds
        raise Refused(GROUND_STATEMENT_MISSING, detail=unavailable.reason.zh if unavailable else None)
