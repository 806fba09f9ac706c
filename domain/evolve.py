"""The fold of a case (归并): what each event makes of its state. It decides nothing.

A new event fails mypy until it has its arm here.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import assert_never
from uuid import UUID

from domain import duty as duties
from domain.case import (
    AppealWindow,
    Case,
    DecidedReappraisal,
    DoneStep,
    OpenReappraisal,
    OpenStep,
    Proposal,
    Round,
)
from domain.duty import DutyEvent, OpenDuty
from domain.events import (
    AnyEvent,
    AppealWindowReplanned,
    ApplicationAccepted,
    ApplicationNotAccepted,
    ApprovalRefused,
    BallotCast,
    CaseApproved,
    CaseClosed,
    CaseOpened,
    CaseResumed,
    CaseReturned,
    CaseShelved,
    DeadlineConfirmed,
    DeadlineMissed,
    DeadlineReplanned,
    Decision,
    DefenceRecorded,
    DeterminationIssued,
    DutyCancelled,
    DutyExtended,
    DutyMet,
    DutyOpened,
    DutyPaused,
    DutyResumed,
    EscalationRaised,
    FeedbackServed,
    FindingsRecorded,
    Grant,
    HistoryClosed,
    InvestigationReported,
    JointActDisputed,
    JointActProposed,
    JointActSigned,
    MemberRecused,
    OpinionFact,
    ReappraisalDecided,
    ReappraisalDecision,
    ReappraisalOpened,
    ReceiptConfirmed,
    RecurrenceExceptionFound,
    ReminderSent,
    ResultsApplied,
    ResultsEnded,
    RoundClosed,
    RoundOpened,
    SameMatterConfirmed,
    SameMatterDenied,
    StepOpened,
    SupplementReceived,
    SupplementRequested,
    TeamFormed,
    ToleranceBarred,
    ToleranceRevoked,
    TransitionChosen,
)
from domain.pack import Outcome
from domain.values import event_id

_EMPTY: Mapping[str, str] = MappingProxyType({})


def initial(case_id: UUID, opened: CaseOpened) -> Case:
    """The state after the first event; a state holds facts alone, never what people wrote."""
    return Case(
        id=case_id,
        version=1,
        opened=opened.model_copy(update={"private": None}),
        matter_id=opened.matter_id,
        history_open=opened.history,
        changed={"case": 1},
    )


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


def evolve(case: Case, event: AnyEvent) -> Case:  # noqa: C901, PLR0911, PLR0912 - one line an event, closed by assert_never
    """The case after one more event."""
    case = replace(case, version=case.version + 1)
    match event:
        case CaseOpened():
            raise TypeError(f"case {case.id} was opened twice")
        case StepOpened():
            opened = OpenStep(event.step_kind, event.on)
            return _touch(replace(case, steps={**case.steps, event.step: opened}), event.step, event.on)
        case DutyOpened():
            return replace(case, duties={**case.duties, event_id(case.id, case.version): duties.begun(event)})
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
        case SameMatterConfirmed():
            return _touch(replace(case, matter_id=event.earlier_matter, same_matter_checked=True), "matter", event.on)
        case SameMatterDenied():
            return _touch(replace(case, same_matter_checked=True), "matter", event.on)
        case JointActProposed() | JointActSigned() | JointActDisputed():
            return _joint_acts(case, event)
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
            return _touch(replace(case, heard=case.heard | {event.subject}), event.step, event.on)
        case FindingsRecorded():
            found: dict[tuple[str, str], str] = {(f.of, f.item): f.result for f in event.findings}
            return _touch(replace(case, findings={**case.findings, **found}), event.step, event.on)
        case InvestigationReported():
            return _done(case, event.step, event.on)
        case DeterminationIssued():
            opinions = {opinion.subject: opinion for opinion in event.opinions}
            return _done(replace(case, opinions=opinions, demands=event.demands), event.step, event.on)
        case RoundOpened() | BallotCast() | MemberRecused() | RoundClosed():
            return _rounds(case, event)
        case CaseReturned():
            return _done(replace(case, returns=case.returns + 1), event.step, event.on)
        case CaseApproved():
            return _done(_granted(case, event.opinions, event.grants), event.step, event.on)
        case ApprovalRefused() | ToleranceBarred():
            return _nothing_tolerated(case, event.step, event.on)
        case ResultsApplied() | ResultsEnded():
            return case
        case FeedbackServed():
            return _done(case, event.step, event.on)
        case ReceiptConfirmed() | AppealWindowReplanned():
            return _appeals(case, event)
        case SupplementRequested():
            return _touch(replace(case, supplemented=True), event.step, event.on)
        case SupplementReceived():
            return _touch(case, event.step, event.on)
        case CaseShelved() | CaseResumed():
            return _touch_steps(replace(case, shelved=isinstance(event, CaseShelved)), event.on)
        case ReappraisalOpened() | ReappraisalDecided() | ToleranceRevoked():
            return _reappraisals(case, event)
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


def _duty(case: Case, event: DutyEvent) -> Case:
    duty = case.duties[event.duty_id]
    if not isinstance(duty, OpenDuty):
        raise TypeError(f"case {case.id}: {event.kind} about a settled duty")
    case = replace(case, duties={**case.duties, event.duty_id: duties.followed(duty, event)})
    of_people = isinstance(event, DutyMet | DutyCancelled | DutyPaused | DutyResumed | DutyExtended)
    return _touch(case, str(event.duty_id), event.on) if of_people else case


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
            if event.result == "reopened":
                steps = {step: state for step, state in case.steps.items() if isinstance(state, DoneStep)}
                case = replace(case, not_accepted_on=None, steps=steps)
            return _touch(case, "reappraisal", event.on)
        case ToleranceRevoked():
            live = {subject: version for subject, version in case.granted_at.items() if subject != event.subject}
            return replace(case, granted_at=live)
        case _:
            assert_never(event)
