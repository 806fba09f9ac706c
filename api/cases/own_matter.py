"""A case as a subject of it reads it (本人事项, A-51): where it is, and what is theirs in it.

Other subjects, inner papers, whoever handled it and what was only proposed are not there.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from domain.case import events
from domain.case.events import AnyEvent
from projections.cases.view import CasePage, SubjectView

_OF_THE_CASE = (
    events.StepOpened
    | events.ApplicationEndorsed
    | events.SupplementRequested
    | events.SupplementReceived
    | events.ApplicationAccepted
    | events.ApplicationNotAccepted
    | events.CaseShelved
    | events.CaseResumed
    | events.ApplicationWithdrawn
    | events.NumberRecorded
    | events.FeedbackServed
    | events.PublicityStarted
    | events.PublicityConcluded
    | events.CaseTransferred
    | events.CaseHandedDown
    | events.JurisdictionChanged
    | events.CaseClosed
    | events.HistoryClosed
)
"""What says where the case is, and is everybody's of it."""
_OF_A_SUBJECT = (
    events.DefenceRecorded
    | events.ReceiptConfirmed
    | events.AppealWindowReplanned
    | events.ReappraisalOpened
    | events.AppealAccepted
    | events.AppealNotAccepted
    | events.CorrectionOrdered
    | events.ResultsApplied
    | events.ResultsSuspended
    | events.ResultsResumed
    | events.ToleranceRevoked
)
"""What is of one subject of the case."""


def page_as_told(page: CasePage, mine: Collection[UUID]) -> CasePage:
    """The page of a case with what is of these subjects alone."""
    duties = tuple(
        duty for duty in page.duties if duty.responsible == "subject" and (duty.subject is None or duty.subject in mine)
    )
    due = [duty.due_on for duty in duties if duty.state == "open" and duty.paused_because is None]
    return page.model_copy(
        update={
            "subjects": tuple(_as_decided(view) for view in page.subjects if view.facts.subject_id in mine),
            "applicant": page.applicant if page.applicant in mine else None,
            "duties": duties,
            "next_due": min(due, default=None),
            "defences": tuple(each for each in page.defences if each.subject in mine),
            "demands": tuple(each for each in page.demands if each.subject in mine),
            "ordered": tuple(each for each in page.ordered if each.subject in mine),
            "corrections": tuple(each for each in page.corrections if each.subject in mine),
            "reappraisals": tuple(each for each in page.reappraisals if each.subject in mine),
            "clarifications": tuple(each for each in page.clarifications if each.subject in mine),
            "acknowledgements": tuple(each for each in page.acknowledgements if each.subject in mine),
            "contrary_uses": tuple(each for each in page.contrary_uses if each.subject in mine),
            **_INNER,
        }
    )


_INNER = {
    "evidence": (),
    "report": None,
    "proposals": (),
    "disagreements": (),
    "round": None,
    "rounds": (),
    "team": (),
    "findings": (),
    "legality_checks": (),
    "consultations": (),
    "advice": (),
    "handed_in": None,
    "filings": (),
    "digest": None,
    "earlier_matter": None,
    "denied_matters": None,
    "barred_by": None,
    "exception": None,
}
"""What of a page is of no subject: papers, deliberations, and what came before."""


def _as_decided(view: SubjectView) -> SubjectView:
    """The line of a subject; an opinion that nobody has decided on is inner."""
    return view if view.decided else view.model_copy(update={"opinion": None})


def event_as_told(event: AnyEvent, mine: Collection[UUID]) -> AnyEvent | None:
    """An event with what is of these subjects alone; None: it is not told."""
    match event:
        case _ if isinstance(event, _OF_THE_CASE) and not _is_of_a_document(event):
            return event
        case events.CaseOpened():
            subjects = tuple(each for each in event.subjects if each.subject_id in mine)
            applicant = event.applicant if event.applicant in mine else None
            return event.model_copy(
                update={"subjects": subjects, "applicant": applicant, "evidence": (), "documents": ()}
            )
        case events.SubjectsChanged():
            added = tuple(each for each in event.added if each.subject_id in mine)
            removed = tuple(each for each in event.removed if each in mine)
            told = event.model_copy(update={"added": added, "removed": removed})
            return told if added or removed else None
        case events.CaseApproved() | events.CaseDecided():
            opinions = tuple(each for each in event.opinions if each.subject in mine)
            grants = tuple(each for each in event.grants if each.subject in mine)
            return event.model_copy(update={"opinions": opinions, "grants": grants})
        case _ if isinstance(event, _OF_A_SUBJECT):
            return event if event.subject in mine else None
        case _:
            return None


def _is_of_a_document(event: AnyEvent) -> bool:
    """Whether it tells of the number of a document, which may be one that is not told of."""
    return isinstance(event, events.NumberRecorded) and event.dispatched is not None


def is_ones_own(about: Mapping[str, str], page: CasePage) -> bool:
    """Whether an act is about nothing of the case but what its page, as told, holds: the papers, a subject, a duty."""
    subjects, duties = (
        {str(view.facts.subject_id) for view in page.subjects},
        {str(each.duty_id) for each in page.duties},
    )
    if "subject" in about:
        return about["subject"] in subjects
    return about["duty"] in duties if "duty" in about else page.applicant is not None
