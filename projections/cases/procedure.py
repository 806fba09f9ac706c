"""The way of a case through its steps, on its page: from its opening to the decision, its service and its end."""

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

from domain.case import events
from domain.case.lifecycle import OPENING, EndorsementFact, HandedIn
from domain.values import Code
from projections.cases.steps import (
    all_steps_done,
    before_the_vote,
    nothing_tolerated,
    step_done,
    step_opened,
    with_opinions,
)
from projections.cases.view import (
    AdviceView,
    BarredBy,
    CaseRow,
    ConsultationView,
    DefenceView,
    EditionView,
    ExceptionView,
    FindingView,
    HandedInView,
    LegalityView,
    SubjectView,
)
from projections.projector.logged import LoggedEvent
from projections.projector.numbering import first_fields
from projections.projector.table import changed, made_of

CaseEvent = (
    events.CaseOpened
    | events.SubjectsChanged
    | events.SameMatterConfirmed
    | events.SameMatterDenied
    | events.RecurrenceExceptionFound
    | events.ApplicationEndorsed
    | events.SupplementRequested
    | events.SupplementReceived
    | events.DocumentsHandedIn
    | events.CaseShelved
    | events.CaseResumed
    | events.TransitionChosen
    | events.NumberRecorded
    | events.HistoryClosed
)
"""What changes what a case is about, or how it is handled, and ends no step."""

InvestigationEvent = (
    events.TeamFormed
    | events.DefenceRecorded
    | events.FindingsRecorded
    | events.LegalityChecked
    | events.ConsultationRecorded
    | events.AdviceGiven
    | events.InvestigationReported
)
"""What is examined and found."""

OPENED = "opened"
"""The stage of a case of which nothing is shown but its opening."""

_SUBJECT = "subject:"

ServiceEvent = events.FeedbackServed | events.ReceiptConfirmed | events.AppealWindowReplanned
"""How a decision reaches its subjects."""

StepEvent = (
    events.StepOpened
    | events.ApplicationAccepted
    | events.ApplicationNotAccepted
    | events.ToleranceBarred
    | events.DeterminationIssued
    | events.CaseApproved
    | events.CaseDecided
    | events.CaseReturned
    | events.ApprovalRefused
    | events.VoteSetAside
    | events.ApplicationWithdrawn
    | events.PaperStepRecorded
    | events.PaperCaseConcluded
    | events.CaseClosed
)
"""What opens and ends steps."""


def concerned(opened: events.CaseOpened, filed_by: Code | None) -> tuple[str, ...]:
    """Whom a case concerns, as far as its opening says.

    These are the organ that filed it, the unit that was named where another organ did, and the position that endorsed
    it. Which of them speak for an applicant, the organs say.
    """
    signatory = opened.endorsement.signatory if opened.endorsement else None
    named = (filed_by, opened.unit, position_mark(signatory) if signatory else None)
    return tuple(dict.fromkeys(each for each in named if each))


def position_mark(position: Code) -> str:
    """A position among those concerned; an organ may have the same id."""
    return f"position:{position}"


def subject_mark(subject: UUID) -> str:
    """A registered subject among those concerned: whose own matter it is now."""
    return f"{_SUBJECT}{subject}"


def _of_subjects(page: CaseRow) -> CaseRow:
    """The page with its applicant and its present subjects among those concerned, and no earlier ones."""
    others = (mark for mark in page.concerned if not mark.startswith(_SUBJECT))
    return changed(page, concerned=(*others, *map(subject_mark, whose_matter(page.applicant, subjects_of(page)))))


def subjects_of(page: CaseRow) -> tuple[UUID, ...]:
    """Whom a case is about now."""
    return tuple(view.facts.subject_id for view in page.subjects)


def whose_matter(applicant: UUID | None, subjects: Iterable[UUID]) -> tuple[UUID, ...]:
    """The subjects whose own matter a case is: those it is about, and who applied."""
    return tuple(dict.fromkeys((*subjects, *([applicant] if applicant else []))))


def initial(logged: LoggedEvent, event: events.CaseOpened) -> CaseRow:
    """The page of a case as it begins."""
    row = made_of(
        CaseRow,
        event,
        **first_fields(CaseRow, logged),
        history_open=event.history,
        opened_on=event.on,
        stage=OPENED,
        subjects=tuple(SubjectView(facts=subject) for subject in event.subjects),
        handed_in=_handed_in((), OPENING, event.documents, logged.version),
        concerned=concerned(event, logged.organ),
    )
    return _of_subjects(row)


def about(page: CaseRow, logged: LoggedEvent, event: CaseEvent) -> CaseRow:  # noqa: C901, PLR0911, PLR0912 - one arm an event
    """Change what the case is about, or how it is handled."""
    match event:
        case events.CaseOpened():
            raise TypeError(f"case {page.case_id} was opened twice")
        case events.SubjectsChanged():
            kept = tuple(view for view in page.subjects if view.facts.subject_id not in event.removed)
            return _of_subjects(
                changed(page, subjects=(*kept, *(SubjectView(facts=subject) for subject in event.added)))
            )
        case events.SameMatterConfirmed():
            return changed(page, earlier_matter=event.earlier_matter)
        case events.SameMatterDenied():
            return changed(page, denied_matters=event.candidates)
        case events.RecurrenceExceptionFound():
            return changed(page, exception=made_of(ExceptionView, event, version=logged.version))
        case events.ApplicationEndorsed():
            return changed(page, endorsement=_endorsed(page, event))
        case events.SupplementRequested():
            return changed(page, supplement_asked_on=event.on)
        case events.SupplementReceived():
            return changed(page, supplement=(*page.supplement, *event.evidence))
        case events.DocumentsHandedIn():
            return changed(page, handed_in=_handed_in(page.handed_in, event.step, event.documents, logged.version))
        case events.CaseShelved():
            return changed(page, shelved_on=event.on)
        case events.CaseResumed():
            return changed(page, shelved_on=None)
        case events.TransitionChosen():
            return _transition_chosen(page, logged, event)
        case events.NumberRecorded():
            return _numbered(page, event)
        case events.HistoryClosed():
            return changed(page, history_open=False)
        case _:
            assert_never(event)


def _handed_in(
    before: tuple[HandedInView, ...] | None, step: str, documents: tuple[HandedIn, ...], version: int
) -> tuple[HandedInView, ...]:
    """With documents handed in for a step, each in the place of an earlier one of its name."""
    views = {(view.step, view.name): view for view in before or ()}
    views |= {(step, each.name): made_of(HandedInView, each, step=step, version=version) for each in documents}
    return tuple(views.values())


def _endorsed(page: CaseRow, event: events.ApplicationEndorsed) -> EndorsementFact:
    """The endorsement as the head who was asked has settled it."""
    organ = page.endorsement.organ if page.endorsement else None
    signed_on = event.signed_on if event.result != "refused" else None
    return EndorsementFact(
        kind=event.result, signatory=event.signatory, organ=organ, signed_on=signed_on, document=event.document
    )


def _numbered(page: CaseRow, event: events.NumberRecorded) -> CaseRow:
    """Show the number that the office gave; the case is found by every number it bore. One of a document is not its."""
    if event.dispatched is not None:
        return page
    keys = tuple(dict.fromkeys((*page.number_keys, event.canonical)))
    return changed(page, number=event.number, office_number=event.number, number_keys=keys)


def _transition_chosen(page: CaseRow, logged: LoggedEvent, event: events.TransitionChosen) -> CaseRow:
    """Note a choice between editions; the page shows the one that the case goes on under."""
    view = made_of(EditionView, event, version=logged.version)
    page = changed(page, transitions=(*page.transitions, view))
    return changed(page, edition=event.edition, pack_sha256=event.pack_sha256) if event.moves else page


def investigated(page: CaseRow, logged: LoggedEvent, event: InvestigationEvent) -> CaseRow:  # noqa: PLR0911 - one arm an event
    """Note what was examined and found."""
    match event:
        case events.TeamFormed():
            return changed(page, team=event.members)
        case events.DefenceRecorded():
            heard = made_of(DefenceView, event, version=logged.version)
            return changed(page, defences=(*page.defences, heard))
        case events.FindingsRecorded():  # the last finding on an item is the one that counts
            found = {(view.finding.of, view.finding.item): view for view in page.findings}
            found |= {(f.of, f.item): FindingView(version=logged.version, finding=f) for f in event.findings}
            return changed(page, findings=tuple(found.values()))
        case events.LegalityChecked():
            checked = made_of(LegalityView, event, version=logged.version)
            return changed(page, legality_checks=(*page.legality_checks, checked))
        case events.ConsultationRecorded():
            held = made_of(ConsultationView, event, version=logged.version)
            return changed(page, consultations=(*page.consultations, held))
        case events.AdviceGiven():
            given = made_of(AdviceView, event, version=logged.version)
            page = changed(page, advice=(*page.advice, given))
            return page if event.awaited else step_done(page, event.step, event.on)
        case events.InvestigationReported():
            return step_done(changed(page, report=event.report), event.step, event.on)
        case _:
            assert_never(event)


def stepped(page: CaseRow, _logged: LoggedEvent, event: StepEvent) -> CaseRow:  # noqa: C901, PLR0912 - one arm an event
    """Open or end a step, with what was concluded in it."""
    match event:
        case events.StepOpened():
            return step_opened(page, event.step, event.step_kind, event.on)
        case events.ApplicationAccepted():
            page = changed(page, accepted=True)
        case events.ApplicationNotAccepted():
            page = changed(page, accepted=False, refusal_ground=event.ground)
        case events.ToleranceBarred():
            page = changed(nothing_tolerated(page), barred_by=made_of(BarredBy, event))
        case events.DeterminationIssued():
            page = changed(with_opinions(page, event.opinions, decided=False), demands=event.demands)
        case events.CaseApproved() | events.CaseDecided():
            page = changed(with_opinions(page, event.opinions, decided=True), approved_on=event.on)
        case events.CaseReturned() | events.PaperStepRecorded():
            pass
        case events.ApprovalRefused():
            page = nothing_tolerated(page)
        case events.VoteSetAside():
            return before_the_vote(page, event)
        case events.ApplicationWithdrawn():
            return _withdrawn(all_steps_done(page, event.on), event)
        case events.PaperCaseConcluded():
            return _concluded_on_paper(page, event)
        case events.CaseClosed():
            return changed(all_steps_done(page, event.on), closed=True, closed_on=event.on)
        case _:
            assert_never(event)
    return step_done(page, event.step, event.on)


def _concluded_on_paper(page: CaseRow, event: events.PaperCaseConcluded) -> CaseRow:
    """With the conclusion that the paper tells, and nothing of the steps that led to it."""
    match event.ending:
        case "decided":
            page = changed(with_opinions(page, event.opinions, decided=True), accepted=True, approved_on=event.on)
        case "not_accepted":
            page = changed(page, accepted=False)
        case "withdrawn":
            page = changed(page, withdrawn_on=event.on)
    return changed(page, served_on=event.served_on)


def _withdrawn(page: CaseRow, event: events.ApplicationWithdrawn) -> CaseRow:
    """With nothing concluded: what was only proposed is no longer beside the subjects (A-38)."""
    return changed(
        page,
        withdrawn_on=event.on,
        shelved_on=None,
        handover=None,
        coming_to=None,
        proposals=(),
        demands=(),
        subjects=tuple(changed(subject, opinion=None, decided=False) for subject in page.subjects),
    )


def served(page: CaseRow, _logged: LoggedEvent, event: ServiceEvent) -> CaseRow:
    """Follow how a decision reaches its subjects, and until when they may ask for reappraisal."""
    if isinstance(event, events.FeedbackServed):  # it has yet to be received, also where an earlier one was
        subjects = tuple(
            changed(view, received_on=None, appeal_until=None, appeal_provisional=False, appeal_version=0)
            for view in page.subjects
        )
        return step_done(
            changed(page, served_on=event.on, notice=event.notice, subjects=subjects), event.step, event.on
        )
    return changed(
        page,
        subjects=tuple(
            _window(view, event) if view.facts.subject_id == event.subject else view for view in page.subjects
        ),
    )


def _window(subject: SubjectView, event: events.ReceiptConfirmed | events.AppealWindowReplanned) -> SubjectView:
    if isinstance(event, events.ReceiptConfirmed):
        subject = changed(subject, received_on=event.on)
    return changed(
        subject,
        appeal_until=event.appeal_until,
        appeal_provisional=event.provisional,
        appeal_version=event.calendar_version,
    )
