"""The fold of a case (归并): what each event makes of its state. It decides nothing.

A new event fails mypy until it has its arm here.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import assert_never
from uuid import UUID

from domain.acts import correction
from domain.acts.results import ToleranceRevoked
from domain.case.decisions import Decision, Grant, OpinionFact, ReappraisalDecision
from domain.case.events import (
    AnyEvent,
    AppealWindowReplanned,
    ApplicationAccepted,
    ApplicationNotAccepted,
    ApplicationWithdrawn,
    ApprovalRefused,
    BallotCast,
    CaseApproved,
    CaseClosed,
    CaseDecided,
    CaseOpened,
    CaseResumed,
    CaseReturned,
    CaseShelved,
    ClarificationIssued,
    ClarificationOpened,
    ConsultationRecorded,
    ContraryUseDecided,
    ContraryUseReported,
    CorrectionEscalated,
    CorrectionEvaluated,
    DeadlineConfirmed,
    DeadlineMissed,
    DeadlineReplanned,
    DefenceRecorded,
    DeterminationIssued,
    DigestApproved,
    DigestWithdrawn,
    DigestWritten,
    DisagreementOpened,
    DisagreementSettled,
    DutyCancelled,
    DutyExtended,
    DutyMet,
    DutyOpened,
    DutyPaused,
    DutyResumed,
    EscalationRaised,
    FalseAccusationReferred,
    FeedbackServed,
    FiledWithCommittee,
    FindingsRecorded,
    HistoryClosed,
    InvestigationReported,
    JointActDisputed,
    JointActProposed,
    JointActSigned,
    LegalityChecked,
    MemberRecused,
    ObjectionRaised,
    PublicityConcluded,
    PublicityStarted,
    ReappraisalDecided,
    ReappraisalOpened,
    ReceiptConfirmed,
    RecurrenceExceptionFound,
    ReminderSent,
    ResultsAcknowledged,
    ResultsApplied,
    ResultsEnded,
    RoundClosed,
    RoundOpened,
    SameMatterConfirmed,
    SameMatterDenied,
    StepOpened,
    SubjectsChanged,
    SupplementReceived,
    SupplementRequested,
    TeamFormed,
    ToleranceBarred,
    TransitionChosen,
)
from domain.case.evolve_endings import disagreements_after, withdrawn
from domain.case.evolve_results import clarifications_after, contrary_uses_after, results_after
from domain.case.state import (
    AppealWindow,
    Case,
    CaseDigest,
    DecidedReappraisal,
    DoneStep,
    OpenReappraisal,
    OpenStep,
    Proposal,
    Publicity,
    Round,
    initial,
)
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from domain.terms import duty as duties
from domain.terms.duty import DutyEvent, OpenDuty
from domain.values import event_id

_EMPTY: Mapping[str, str] = MappingProxyType({})


def fold(case_id: UUID, events: list[AnyEvent]) -> Case | None:
    """The case after its events in order; None when there are none."""
    if not events:
        return None
    opened, *rest = events
    if not isinstance(opened, CaseOpened):
        raise TypeError(f"case {case_id} begins with {opened.kind}")
    case = initial(case_id, opened)
    for event in rest:
        case = evolve(case, event)
    return case


def evolve(case: Case, event: AnyEvent) -> Case:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one line an event, closed by assert_never
    """The case after one more event."""
    case = replace(case, version=case.version + 1)
    match event:
        case CaseOpened():
            raise TypeError(f"case {case.id} was opened twice")
        case StepOpened():
            opened = OpenStep(event.step_kind, event.on)
            dismissed = {step: told for step, told in case.dismissed.items() if step != event.step}
            case = replace(case, steps={**case.steps, event.step: opened}, dismissed=dismissed)
            return _touch(case, event.step, event.on)
        case DutyOpened():
            case = replace(case, duties={**case.duties, event_id(case.id, case.version): duties.begun(event)})
            return _corrected(case, event.demand, event)
        case (
            DutyPaused()
            | DutyResumed()
            | DutyExtended()
            | DeadlineReplanned()
            | DeadlineConfirmed()
            | DutyMet()
            | DutyCancelled()
            | ReminderSent()
            | DeadlineMissed()
            | EscalationRaised()
        ):
            return _duty(case, event)
        case SubjectsChanged():
            return _subjects(case, event)
        case SameMatterConfirmed():
            return _touch(replace(case, matter_id=event.earlier_matter, same_matter_checked=True), "matter", event.on)
        case SameMatterDenied():
            return _touch(replace(case, same_matter_checked=True), "matter", event.on)
        case JointActProposed() | JointActSigned() | JointActDisputed():
            return _joint_acts(case, event)
        case DisagreementOpened() | DisagreementSettled():
            return disagreements_after(case, event)
        case ApplicationWithdrawn():
            return withdrawn(case, event)
        case RecurrenceExceptionFound():
            return replace(case, exception_version=case.version)
        case ApplicationAccepted():
            return _done(case, event.step, event.on)
        case ApplicationNotAccepted():
            return _done(replace(case, not_accepted_on=event.on), event.step, event.on)
        case TeamFormed():
            team = frozenset(member.person for member in event.members)
            return _touch(replace(case, team=team, handlers=case.handlers | team), event.step, event.on)
        case DefenceRecorded():
            heard = replace(case, heard=case.heard | {event.subject}, handlers=_with(case, event.person))
            return _touch(heard, event.step, event.on)
        case FindingsRecorded():
            found: dict[tuple[str, str], str] = {(f.of, f.item): f.result for f in event.findings}
            findings = {**case.findings, **found}
            return _touch(replace(case, findings=findings, handlers=_with(case, event.person)), event.step, event.on)
        case LegalityChecked():
            return _touch(replace(case, legality_passed=event.passed), event.step, event.on)
        case ConsultationRecorded():
            return _touch(case, event.step, event.on)
        case InvestigationReported():
            return _done(replace(case, handlers=_with(case, event.person)), event.step, event.on)
        case DeterminationIssued():
            opinions = {opinion.subject: opinion for opinion in event.opinions}
            return _done(replace(case, opinions=opinions, demands=event.demands), event.step, event.on)
        case RoundOpened() | BallotCast() | MemberRecused() | RoundClosed():
            return _rounds(case, event)
        case CaseReturned():
            return _done(replace(case, returns=case.returns + 1), event.step, event.on)
        case CaseApproved() | CaseDecided():
            return _done(_granted(case, event.opinions, event.grants), event.step, event.on)
        case ApprovalRefused() | ToleranceBarred():
            return _nothing_tolerated(case, event.step, event.on)
        case FeedbackServed():  # what was received before a new decision opens no window against it
            return _done(replace(case, appeals={}), event.step, event.on)
        case ResultsApplied() | ResultsEnded() | ResultsAcknowledged():
            return results_after(case, event)
        case ContraryUseReported() | ContraryUseDecided():
            return contrary_uses_after(case, event)
        case ClarificationOpened() | ClarificationIssued() | FalseAccusationReferred():
            return clarifications_after(case, event)
        case ReceiptConfirmed() | AppealWindowReplanned():
            return _appeals(case, event)
        case SupplementRequested():
            return _touch(replace(case, supplemented=True), event.step, event.on)
        case SupplementReceived():
            return _touch(case, event.step, event.on)
        case CaseShelved() | CaseResumed():
            return _touch_steps(replace(case, shelved=isinstance(event, CaseShelved)), event.on)
        case PublicityStarted() | ObjectionRaised() | PublicityConcluded():
            return _publicity(case, event)
        case FiledWithCommittee():
            return _done(case, event.step, event.on)
        case ReappraisalOpened() | ReappraisalDecided() | ToleranceRevoked():
            return _reappraisals(case, event)
        case CorrectionEvaluated() | CorrectionEscalated():
            return _touch(_corrected(case, event.demand, event), str(event.duty_id), event.on)
        case DigestWritten() | DigestApproved() | DigestWithdrawn():
            return _digests(case, event)
        case TransitionChosen():
            if event.moves:
                case = _touch_steps(replace(case, moved_to=event.pack_sha256), event.on)
            return _touch(case, "edition", event.on)
        case HistoryClosed():
            return replace(case, history_open=False)
        case CaseClosed():
            steps = {step: DoneStep(state.kind) for step, state in case.steps.items()}
            return replace(case, closed=True, steps=steps)
        case _:
            assert_never(event)


def _with(case: Case, person: str | None) -> frozenset[str]:
    """Who handled the case, with one more; the members of a team are known since it was formed."""
    return case.handlers | {person} if person else case.handlers


def _touch(case: Case, key: str, on: date) -> Case:
    return replace(case, changed={**case.changed, key: case.version}, acted_on=_latest(case, key, on))


def _latest(case: Case, key: str, on: date) -> Mapping[str, date]:
    return {**case.acted_on, key: max(on, case.acted_on.get(key, on))}


def _done(case: Case, step: str, on: date) -> Case:
    return _touch(replace(case, steps={**case.steps, step: DoneStep(case.steps[step].kind)}), step, on)


def _touch_steps(case: Case, on: date) -> Case:
    for step in case.open_steps:
        case = _touch(case, step, on)
    return case


def _subjects(case: Case, event: SubjectsChanged) -> Case:
    subjects = tuple(s for s in case.subjects if s.subject_id not in event.removed) + event.added
    opinions = {id_: opinion for id_, opinion in case.opinions.items() if id_ not in event.removed}
    return _touch_steps(replace(case, subjects=subjects, opinions=opinions), event.on)


def _duty(case: Case, event: DutyEvent) -> Case:
    duty = case.duties[event.duty_id]
    if not isinstance(duty, OpenDuty):
        raise TypeError(f"case {case.id}: {event.kind} about a settled duty")
    case = replace(case, duties={**case.duties, event.duty_id: duties.followed(duty, event)})
    if isinstance(event, DutyCancelled) and case.publicity and duty.opened.step == case.publicity.step:
        case = replace(case, publicity=replace(case.publicity, ended_on=event.on))
    if isinstance(event, DutyMet | DutyCancelled):
        case = _corrected(case, duty.opened.demand, event)
    of_people = isinstance(event, DutyMet | DutyCancelled | DutyPaused | DutyResumed | DutyExtended)
    return _touch(case, str(event.duty_id), event.on) if of_people else case


def _corrected(case: Case, demand: int | None, event: correction.CorrectionEvent) -> Case:
    """Follow a correction demand; most duties are of none."""
    if demand is None:
        return case
    state = correction.followed(case.corrections.get(demand), event_id(case.id, case.version), event)
    return replace(case, corrections={**case.corrections, demand: state}) if state else case


def _appeals(case: Case, event: ReceiptConfirmed | AppealWindowReplanned) -> Case:
    window: AppealWindow | None = None
    if event.appeal_until is not None:
        earlier = case.appeals.get(event.subject)
        since = earlier.since if earlier else event.on
        window = AppealWindow(since, event.appeal_until, event.provisional, event.calendar_version)
    return replace(case, appeals={**case.appeals, event.subject: window})


def _joint_acts(case: Case, event: JointActProposed | JointActSigned | JointActDisputed) -> Case:
    proposals = dict(case.proposals)
    if isinstance(event, JointActProposed):
        id_, awaited, persons = event_id(case.id, case.version), frozenset(event.awaited), frozenset({event.person})
        proposal = Proposal(id_, event.decision, awaited, persons, event.on)
    else:
        proposal = proposals.pop(event.step)
        awaited, persons = proposal.awaited - {event.organ}, proposal.persons | {event.person}
        proposal = replace(proposal, awaited=awaited, persons=persons, on=max(proposal.on, event.on))
    if awaited and not isinstance(event, JointActDisputed):
        proposals[event.step] = proposal
    case = _handled(replace(case, proposals=proposals), proposal.decision, event.person)
    return _touch(case, event.step, event.on)


def _handled(case: Case, decision: Decision, person: str) -> Case:
    """Who handles the case may not reappraise it; who reappraises may go on with that, and not with the next one."""
    if not isinstance(decision, ReappraisalDecision):
        return replace(case, handlers=case.handlers | {person})
    state = case.reappraisals[decision.reappraisal]
    state = replace(state, handlers=state.handlers | {person})
    return replace(case, reappraisals={**case.reappraisals, decision.reappraisal: state})


def _rounds(case: Case, event: RoundOpened | BallotCast | MemberRecused | RoundClosed) -> Case:
    if isinstance(event, RoundOpened):
        opened = Round(event_id(case.id, case.version), event.on, event.step, event.entitled, event.quorum, _EMPTY)
        return _touch(replace(case, round=opened), event.step, event.on)
    if isinstance(event, RoundClosed):
        return _touch(replace(case, round=None), event.step, event.on)
    round_ = case.round
    if round_ is None:
        raise TypeError(f"case {case.id}: {event.kind} outside a round")
    case = replace(case, acted_on=_latest(case, round_.step, event.on))
    if isinstance(event, BallotCast):
        return replace(case, round=replace(round_, ballots={**round_.ballots, event.member: event.choice}))
    ballots = {member: choice for member, choice in round_.ballots.items() if member != event.member}
    return replace(case, round=replace(round_, ballots=ballots, recused=round_.recused | {event.member}))


def _granted(case: Case, opinions: tuple[OpinionFact, ...], grants: tuple[Grant, ...]) -> Case:
    return replace(
        case,
        opinions={**case.opinions, **{opinion.subject: opinion for opinion in opinions}},
        granted_at={**case.granted_at, **{grant.subject: case.version for grant in grants}},
    )


def _nothing_tolerated(case: Case, step: str, on: date) -> Case:
    opinions = {
        subject: opinion.model_copy(update={"outcome": Outcome.NOT_TOLERATED, "liabilities": ()})
        for subject, opinion in case.opinions.items()
    }
    return _done(replace(case, opinions=opinions, demands=()), step, on)


def _publicity(case: Case, event: PublicityStarted | ObjectionRaised | PublicityConcluded) -> Case:
    match event:
        case PublicityStarted():
            return _touch(replace(case, publicity=Publicity(event.step, event.on)), event.step, event.on)
        case ObjectionRaised():
            if case.publicity is None:
                raise TypeError(f"case {case.id}: {event.kind} outside a publicity")
            heard = replace(case.publicity, objections=case.publicity.objections + 1)
            return _touch(replace(case, publicity=heard), event.step, event.on)
        case PublicityConcluded():
            case = replace(case, publicity=None)
            again = case.steps.get(event.leads_to)
            if again is not None and again.kind is StepKind.INVESTIGATION:
                case = _investigated_anew(case)
            return _done(case, event.step, event.on)
        case _:
            assert_never(event)


def _investigated_anew(case: Case) -> Case:
    """What the earlier investigation found is on record, and decides nothing any more (ZS-26)."""
    return replace(case, team=frozenset(), heard=frozenset(), findings={}, legality_passed=None, returns=0)


def _digests(case: Case, event: DigestWritten | DigestApproved | DigestWithdrawn) -> Case:
    draft, approved = case.digest_draft, case.digest_approved
    match event:
        case DigestWritten():
            draft = CaseDigest(case.version, event.person, event.on)
        case DigestApproved():
            if draft is not None and draft.version == event.digest:
                draft, approved = None, draft
        case DigestWithdrawn():
            draft, approved = (None if each and each.version == event.digest else each for each in (draft, approved))
        case _:
            assert_never(event)
    return _touch(replace(case, digest_draft=draft, digest_approved=approved), "digest", event.on)


def _reappraisals(case: Case, event: ReappraisalOpened | ReappraisalDecided | ToleranceRevoked) -> Case:
    match event:
        case ReappraisalOpened():
            opened = {event_id(case.id, case.version): OpenReappraisal(event.on, event.route, event.subject)}
            case = replace(case, reappraisals={**case.reappraisals, **opened}, closed=False)
            return _touch(case, "reappraisal", event.on)
        case ReappraisalDecided():
            state = case.reappraisals[event.reappraisal]
            decided = {event.reappraisal: DecidedReappraisal(state.subject, state.handlers)}
            case = _granted(replace(case, reappraisals={**case.reappraisals, **decided}), event.opinions, event.grants)
            if event.result != "upheld":
                case = replace(case, digest_draft=None, digest_approved=None)  # they tell of an outcome that is gone
            if event.result == "reopened":
                steps = {step: state for step, state in case.steps.items() if isinstance(state, DoneStep)}
                case = replace(case, not_accepted_on=None, steps=steps)
            return _touch(case, "reappraisal", event.on)
        case ToleranceRevoked():
            live = {subject: version for subject, version in case.granted_at.items() if subject != event.subject}
            return replace(case, granted_at=live)
        case _:
            assert_never(event)
