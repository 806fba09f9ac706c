"""Earlier cases that may be of the same matter as a case (A-08): a person confirms or denies."""

from api.auth.context import AppContext
from projections.cases.view import CasePage
from projections.matters import bans
from projections.matters.bans import Candidate


async def candidates_of(context: AppContext, page: CasePage, limit: int) -> tuple[Candidate, ...]:
    """Those of the same matter, number, or subject and situation.

    A subject's duplicates are the subject; so are here the units that it came of, and that came of it (A-09).
    """
    ids = [subject.facts.subject_id for subject in page.subjects]
    connected = await context.subject_changes.connected(ids)
    return await bans.candidates(
        context.pool,
        case_id=page.case_id,
        matter_id=page.matter_id,
        subjects=connected.lineage(*ids),
        ground=page.ground,
        error_class=page.error_class,
        number=page.reference,
        limit=limit,
    )
