"""Earlier cases that may be of the same matter as a case (A-08): a person confirms or denies."""

from api.auth.context import AppContext
from projections.cases.view import CasePage
from projections.matters import bans
from projections.matters.bans import Candidate


async def candidates_of(context: AppContext, page: CasePage, limit: int) -> tuple[Candidate, ...]:
    """Those of the same matter, number, or subject and situation; a subject's duplicates are the subject."""
    return await bans.candidates(
        context.pool,
        case_id=page.case_id,
        matter_id=page.matter_id,
        subjects=await context.subjects.all_ids(subject.facts.subject_id for subject in page.subjects),
        ground=page.ground,
        error_class=page.error_class,
        number=page.reference,
        limit=limit,
    )
