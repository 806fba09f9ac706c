"""Read model: the case page (案卷), one row per case, and the numbers of cases.

A number, 容〔2026〕12号, counts the cases opened in a year in the order in which they came into the log, so that every
rebuild gives the same ones.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import assert_never
from uuid import UUID

from domain.case import events
from domain.case.events import AnyEvent
from domain.pack.results import Outcome
from domain.terms.duty import DutyEvent
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.correction_view import CorrectionEvent
from projections.cases.correction_view import after as corrections_after
from projections.cases.duties import followed, opened
from projections.cases.endings import disagreements_after, withdrawn
from projections.cases.parts import (
    case_closed,
    digest_after,
    proposals_after,
    reappraisals_after,
    rounds_after,
    step_done,
    step_opened,
    subjects_with,
    transition_chosen,
)
from projections.cases.publicity import filed, publicities_after, served_anew
from projections.cases.results import (
    acknowledgements_after,
    after_the_end,
    awaiting,
    clarifications_after,
    contrary_uses_after,
)
from projections.cases.view import (
    BarredBy,
    CaseLine,
    CasePage,
    ConsultationView,
    DefenceView,
    ExceptionView,
    FindingView,
    LegalityView,
    SubjectView,
)
from projections.projector.logged import LoggedEvent
from projections.projector.numbering import numbered_by
from projections.projector.rows import ReadModel, Rows, changed

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


def apply(rows: Rows[CasePage], logged: LoggedEvent) -> None:
    """Change the page of a case by one event."""
    if isinstance(logged.event, events.CaseOpened):
        rows.put(_opened(logged, logged.event))
        return
    page = changed(rows[None], version=logged.version, changed_at=logged.recorded_at)
    rows.put(_summed_up(_evolve(page, logged, logged.event)))


def _evolve(page: CasePage, logged: LoggedEvent, event: AnyEvent) -> CasePage:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one line an event, closed by assert_never
    match event:
        case events.CaseOpened():
            raise TypeError(f"case {page.case_id} was opened twice")
        case events.StepOpened():
            return step_opened(page, event)
        case events.DutyOpened():
            page = changed(page, duties=(*page.duties, opened(logged.id, event)))
            page = changed(page, corrections=corrections_after(page.corrections, logged, event))
            return awaiting(page, logged.id, event)
        case (
            events.DutyPaused()
            | events.DutyResumed()
            | events.DutyExtended()
            | events.DeadlineReplanned()
            | events.DeadlineConfirmed()
            | events.DutyMet()
            | events.DutyCancelled()
            | events.ReminderSent()
            | events.DeadlineMissed()
            | events.EscalationRaised()
        ):
            return _followed(page, logged, event)
        case events.SubjectsChanged():
            kept = tuple(view for view in page.subjects if view.facts.subject_id not in event.removed)
            return changed(page, subjects=(*kept, *(SubjectView(facts=subject) for subject in event.added)))
        case events.SameMatterConfirmed():
            return changed(page, earlier_matter=event.earlier_matter)
        case events.SameMatterDenied():
            return changed(page, denied_matters=event.candidates)
        case events.JointActProposed() | events.JointActSigned() | events.JointActDisputed():
            return proposals_after(page, logged, event)
        case events.DisagreementOpened() | events.DisagreementSettled():
            return disagreements_after(page, logged, event)
        case events.ApplicationWithdrawn():
            return withdrawn(page, event)
        case events.ApplicationAccepted():
            return step_done(changed(page, accepted=True), event.step, event.on)
        case events.ApplicationNotAccepted():
            refused = changed(page, accepted=False, refusal_ground=event.ground)
            return step_done(refused, event.step, event.on)
        case events.ToleranceBarred():
            return step_done(_barred(page, event), event.step, event.on)
        case events.RecurrenceExceptionFound():
            return changed(page, exception=ExceptionView(version=logged.version, cause=event.cause, on=event.on))
        case events.TeamFormed():
            return changed(page, team=event.members)
        case events.DefenceRecorded():
            heard = DefenceView(version=logged.version, subject=event.subject, mode=event.mode, on=event.on)
            return changed(page, defences=(*page.defences, heard))
        case events.FindingsRecorded():
            return changed(page, findings=_findings(page, logged, event))
        case events.LegalityChecked():
            checked = LegalityView(
                version=logged.version, step=event.step, passed=event.passed, opinion=event.opinion, on=event.on
            )
            return changed(page, legality_checks=(*page.legality_checks, checked))
        case events.ConsultationRecorded():
            held = ConsultationView(
                version=logged.version, step=event.step, form=event.form, record=event.record, on=event.on
            )
            return changed(page, consultations=(*page.consultations, held))
        case events.InvestigationReported():
            return step_done(changed(page, report=event.report), event.step, event.on)
        case events.DeterminationIssued():
            issued = changed(subjects_with(page, event.opinions, decided=False), demands=event.demands)
            return step_done(issued, event.step, event.on)
        case events.RoundOpened() | events.BallotCast() | events.MemberRecused() | events.RoundClosed():
            return rounds_after(page, logged, event)
        case events.CaseApproved() | events.CaseDecided():
            approved = changed(subjects_with(page, event.opinions, decided=True), approved_on=event.on)
            return step_done(approved, event.step, event.on)
        case events.CaseReturned():
            return step_done(page, event.step, event.on)
        case events.ApprovalRefused():
            return step_done(_nothing_tolerated(page), event.step, event.on)
        case events.FeedbackServed():
            served = changed(served_anew(page), served_on=event.on, notice=event.notice)
            return step_done(served, event.step, event.on)
        case events.SupplementRequested():
            return changed(page, supplement_asked_on=event.on)
        case events.SupplementReceived():
            return changed(page, supplement=(*page.supplement, *event.evidence))
        case events.CaseShelved():
            return changed(page, shelved_on=event.on)
        case events.CaseResumed():
            return changed(page, shelved_on=None)
        case events.AppealWindowReplanned():
            return changed(page, subjects=tuple(_window(subject, event) for subject in page.subjects))
        case events.ReceiptConfirmed():
            return changed(page, subjects=tuple(_received(subject, event) for subject in page.subjects))
        case events.PublicityStarted() | events.ObjectionRaised() | events.PublicityConcluded():
            return publicities_after(page, logged, event)
        case events.FiledWithCommittee():
            return filed(page, logged, event)
        case events.ReappraisalOpened() | events.ReappraisalDecided():
            return reappraisals_after(page, logged, event)
        case events.CorrectionEvaluated() | events.CorrectionEscalated():
            return changed(page, corrections=corrections_after(page.corrections, logged, event))
        case events.DigestWritten() | events.DigestApproved() | events.DigestWithdrawn():
            return digest_after(page, logged, event)
        case events.TransitionChosen():
            return transition_chosen(page, logged, event)
        case events.HistoryClosed():
            return changed(page, history_open=False)
        case events.CaseClosed():
            return case_closed(page, event)
        case events.ResultsApplied() | events.ResultsEnded() | events.ResultsAcknowledged():
            return acknowledgements_after(page, logged, event)
        case events.ContraryUseReported() | events.ContraryUseDecided():
            return contrary_uses_after(page, logged, event)
        case events.ClarificationOpened() | events.ClarificationIssued() | events.FalseAccusationReferred():
            return clarifications_after(page, logged, event)
        case events.ToleranceRevoked():
            return page
        case _:
            assert_never(event)


def _opened(logged: LoggedEvent, event: events.CaseOpened) -> CasePage:
    return CasePage(
        case_id=logged.case_id,
        version=logged.version,
        opened_index=logged.log_index,
        year=event.on.year,
        pack=event.pack,
        edition=event.edition,
        pack_sha256=event.pack_sha256,
        route=event.route,
        history=event.history,
        history_open=event.history,
        jurisdiction=event.jurisdiction,
        to_organ=event.to_organ,
        opened_on=event.on,
        stage="opened",
        changed_at=logged.recorded_at,
        applicant=event.applicant,
        ground=event.ground,
        error_class=event.error_class,
        occurred_on=event.occurred_on,
        after_accountability=event.after_accountability,
        reference=event.reference,
        endorsement=event.endorsement,
        evidence=event.evidence,
        matter_id=event.matter_id,
        occurrence_id=event.occurrence_id,
        subjects=tuple(SubjectView(facts=subject) for subject in event.subjects),
    )


def _followed(page: CasePage, logged: LoggedEvent, event: DutyEvent) -> CasePage:
    duties = tuple(followed(duty, event) if duty.duty_id == event.duty_id else duty for duty in page.duties)
    page = changed(page, duties=duties)
    if isinstance(event, CorrectionEvent):
        return changed(page, corrections=corrections_after(page.corrections, logged, event))
    return page


def _findings(page: CasePage, logged: LoggedEvent, event: events.FindingsRecorded) -> tuple[FindingView, ...]:
    """The last finding on an item is the one that counts."""
    found = {(view.finding.of, view.finding.item): view for view in page.findings}
    found |= {(f.of, f.item): FindingView(version=logged.version, finding=f) for f in event.findings}
    return tuple(found.values())


def _barred(page: CasePage, event: events.ToleranceBarred) -> CasePage:
    barred = BarredBy(
        earlier_case=event.earlier_case, earlier_occurrence=event.earlier_occurrence, cite=event.cite, on=event.on
    )
    return changed(_nothing_tolerated(page), barred_by=barred)


def _nothing_tolerated(page: CasePage) -> CasePage:
    refused = tuple(
        changed(subject.opinion, outcome=Outcome.NOT_TOLERATED, liabilities=())
        for subject in page.subjects
        if subject.opinion is not None
    )
    return changed(subjects_with(page, refused, decided=True), demands=())


def _received(subject: SubjectView, event: events.ReceiptConfirmed) -> SubjectView:
    if subject.facts.subject_id != event.subject:
        return subject
    return _window(changed(subject, received_on=event.on), event)


def _window(subject: SubjectView, event: events.ReceiptConfirmed | events.AppealWindowReplanned) -> SubjectView:
    if subject.facts.subject_id != event.subject:
        return subject
    return changed(
        subject,
        appeal_until=event.appeal_until,
        appeal_provisional=event.provisional,
        appeal_version=event.calendar_version,
    )


def _summed_up(page: CasePage) -> CasePage:
    """The words and dates a list shows; the stage as `domain.case.Case.stage` defines it."""
    due = [duty.due_on for duty in page.duties if duty.state == "open" and duty.paused_because is None]
    running = [step.step for step in page.steps if step.state == "open"]
    stage = after_the_end(page) if page.closed or not running else running[-1]
    if any(view.decided_on is None for view in page.reappraisals):
        stage = "reappraisal"
    windows = [date.max if each.appeal_provisional else each.appeal_until for each in page.subjects]
    open_until = max((until for until in windows if until), default=None)
    return changed(page, next_due=min(due, default=None), stage=stage, appeal_open_until=open_until)


MODEL = ReadModel(
    "case_page", 3, CasePage, apply, _SQL, numbered_by("容", _SQL["last_serials"]), removed_by=frozenset({"case_id"})
)


async def get(pool: Pool, case_id: UUID) -> CasePage | None:
    """The page of a case."""
    found = await pool.fetchval(_SQL["get"], case_id)
    return None if found is None else CasePage.model_validate_json(found)


async def shown_version(pool: Pool, case_id: UUID) -> int:
    """The version of a case that the pages show; 0 while they do not know it."""
    return int(await pool.fetchval(_SQL["shown_version"], case_id) or 0)


async def listed(  # noqa: PLR0913 - each is one filter of the list
    pool: Pool,
    *,
    jurisdiction: str | None = None,
    to_organ: str | None = None,
    stage: str | None = None,
    closed: bool | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[CaseLine, ...]:
    """List cases, the newest first; `before` is the `opened_index` of the last line of the page before."""
    rows = await pool.fetch(_SQL["listed"], jurisdiction, to_organ, stage, closed, before, limit)
    return tuple(CaseLine.model_validate_json(row[0]) for row in rows)


async def open_under(
    pool: Pool, editions: Sequence[str], *, before: int | None = None, limit: int = 100
) -> tuple[CasePage, ...]:
    """List open cases that run under editions of these hashes, the newest first, with their whole pages."""
    rows = await pool.fetch(_SQL["open_under"], editions, before, limit)
    return tuple(CasePage.model_validate_json(row[0]) for row in rows)
