"""Which events tell somebody something (the one table, `Telling`), and what each tells of whom."""

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

from domain.acts.proposals import JointActProposed
from domain.acts.service import FeedbackServed
from domain.acts.terms import SUBJECT
from domain.acts.voting.corrected_results import ResultCorrectionProposed
from domain.acts.voting.rounds import RoundOpened
from domain.case.events import Beginning
from domain.meetings.events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingConvened,
    MeetingCorrected,
    MeetingRecorded,
)
from domain.meetings.state import Meeting
from domain.messages import Event, kind_of
from domain.notices.kinds import Asked, Happened, NoticeKind
from domain.risk_filings.events import (
    RiskFilingAmended,
    RiskFilingClosed,
    RiskFilingEscalated,
    RiskFilingReceived,
    RiskFilingReminderSent,
    RiskFilingReplied,
    RiskFilingSentToGroup,
    RiskFilingStagePassed,
    RiskFilingTermOpened,
    RiskFilingTermReplanned,
)
from domain.risk_filings.state import AwaitingReply, RiskFiling
from domain.terms.events import (
    DeadlineReplanned,
    DutyExtended,
    DutyOpened,
    DutyPaused,
    DutyReassigned,
    DutyResumed,
    DutyUrged,
    EscalationRaised,
    Recipient,
    ReminderSent,
)
from domain.values import Bilingual, Code
from domain.work_records.events import (
    ReportCorrected,
    ReportHandedIn,
    WorkRecordClosed,
    WorkRecordEntryAdded,
    WorkRecordOpened,
)
from domain.work_records.state import WorkRecord

Moving = DutyPaused | DutyResumed | DutyExtended | DeadlineReplanned
"""The events that change until when a duty of a case is owed: to another day, or none while its clock stands still."""
OfCase = (
    Beginning
    | DutyOpened
    | DutyReassigned
    | JointActProposed
    | RoundOpened
    | ResultCorrectionProposed
    | FeedbackServed
    | ReminderSent
    | EscalationRaised
    | DutyUrged
    | Moving
)
OfRiskTerm = RiskFilingTermOpened | RiskFilingTermReplanned | RiskFilingReminderSent | RiskFilingEscalated
OfRiskFiling = (
    OfRiskTerm
    | RiskFilingReceived
    | RiskFilingAmended
    | RiskFilingSentToGroup
    | RiskFilingStagePassed
    | RiskFilingReplied
    | RiskFilingClosed
)
OfWorkRecord = WorkRecordOpened | WorkRecordEntryAdded | WorkRecordClosed | ReportHandedIn | ReportCorrected
OfMeeting = MeetingConvened | MeetingChanged | MeetingCancelled | MeetingRecorded | MeetingCorrected
OfOtherStream = OfRiskFiling | OfWorkRecord | OfMeeting
Telling = OfCase | OfOtherStream
"""The events that tell somebody something; all others are read by whoever looks. It follows the inbox: what comes into
an inbox is told, and besides what the clock reminds of, what is served, a date that changes, a clock that stops or goes
on, and what comes to the parties of a risk filing, a work record or a meeting (ours, A-64, A-65). Who is asked by what
was done with an official document the event alone does not say: that is told by the tasks that came with it."""


def asked(at: Happened, event: Telling) -> tuple[Asked, ...]:
    """What an event asks of whom: the table of docs/notices.md."""
    if isinstance(event, OfRiskFiling):
        return tuple(_of_risk_filing(at, event))
    if isinstance(event, OfWorkRecord):
        return tuple(_of_work_record(at, event))
    if isinstance(event, OfMeeting):
        return tuple(_of_meeting(at, event))
    return _of_case(at, event)


def _of_case(at: Happened, event: OfCase) -> tuple[Asked, ...]:  # noqa: C901, PLR0911 - one arm an event
    match event:
        case Beginning():
            return _endorsement(at, event)
        case DutyOpened():
            return (_duty(at, event),)
        case DutyReassigned():
            return (Asked(kind=NoticeKind.DUTY, about=event.duty_id, code="reassigned", organ=event.responsible),)
        case JointActProposed():
            sign = {"kind": NoticeKind.SIGN, "about": at.id, "code": event.decision.kind}
            return tuple(Asked(**sign, organ=organ) for organ in event.awaited)
        case RoundOpened():
            vote = {"kind": NoticeKind.VOTE, "about": at.id, "code": event.step}
            return (Asked(**vote, organ=event.committee, people=event.entitled),)
        case ResultCorrectionProposed():
            confirm = {"kind": NoticeKind.CONFIRM, "about": at.id, "code": event.step}
            return (Asked(**confirm, organ=at.organ),) if at.organ else ()
        case FeedbackServed():
            return (Asked(kind=NoticeKind.RECEIPT, about=at.id, code=event.step, organ=SUBJECT),)
        case ReminderSent():
            return _raised(NoticeKind.REMINDER, event.duty_id, event, event.to, None)
        case EscalationRaised() | DutyUrged():
            return _raised(NoticeKind.ESCALATION, event.duty_id, event, event.to, event.name)
        case DutyPaused() | DutyResumed():
            return tuple(_of_clock(at, event))
        case DutyExtended() | DeadlineReplanned():
            return _moved(at, event)
        case _:
            assert_never(event)


def _endorsement(at: Happened, event: Beginning) -> tuple[Asked, ...]:
    wanted = event.endorsement
    if wanted is None or wanted.kind != "requested" or wanted.organ is None:
        return ()
    endorse = {"kind": NoticeKind.ENDORSE, "about": at.id, "code": "endorsement"}
    return (Asked(**endorse, organ=wanted.organ, position=wanted.signatory),)


def _duty(at: Happened, event: DutyOpened | RiskFilingTermOpened) -> Asked:
    return Asked(
        kind=NoticeKind.DUTY,
        about=at.id,
        code=event.duty if isinstance(event, DutyOpened) else event.term,
        organ=event.responsible,
        name=event.name,
        due_on=event.due_on,
    )


def _raised(
    kind: NoticeKind,
    about: UUID,
    event: ReminderSent | EscalationRaised | DutyUrged | RiskFilingReminderSent | RiskFilingEscalated,
    to: Recipient | None,
    name: Bilingual | None,
) -> tuple[Asked, ...]:
    if to is None:
        return ()
    told = Asked(
        kind=kind,
        about=about,
        code=event.rung,
        name=name,
        due_on=event.due_on,
        organ=to.organ,
        position=to.position,
    )
    return (told,)


def _of_clock(at: Happened, event: DutyPaused | DutyResumed) -> Iterable[Asked]:
    """To whoever owes what the clock is of, and to the side of the subjects, who wait for what an organ owes."""
    if at.owed is None:
        return
    told = Asked(
        kind=NoticeKind.PAUSED if isinstance(event, DutyPaused) else NoticeKind.RESUMED,
        about=event.duty_id,
        code=event.because,
        organ=at.owed.organ,
        name=at.owed.name,
        due_on=None if isinstance(event, DutyPaused) else event.due_on,
    )
    yield told
    if told.organ != SUBJECT:
        yield told.model_copy(update={"organ": SUBJECT})


def _moved(at: Happened, event: DutyExtended | DeadlineReplanned) -> tuple[Asked, ...]:
    """To whoever owes it; what a new calendar moves comes with much else that it moves."""
    if at.owed is None:
        return ()
    by_calendar = isinstance(event, DeadlineReplanned) and event.rule is None
    moved = {"kind": NoticeKind.MOVED, "about": event.duty_id, "code": event.kind, "together": by_calendar}
    return (Asked(**moved, organ=at.owed.organ, name=at.owed.name, due_on=event.due_on),)


def _of_risk_filing(at: Happened, event: OfRiskFiling) -> Iterable[Asked]:
    """To whoever takes it in what is to be done, to whoever filed it what came of it."""
    before = at.before if isinstance(at.before, RiskFiling) else None
    if isinstance(event, OfRiskTerm):
        yield from _of_risk_term(at, event, before)
        return
    if isinstance(event, RiskFilingReceived | RiskFilingAmended | RiskFilingStagePassed) and at.looks is not None:
        yield _told(at, event, NoticeKind.DUTY, at.looks)  # of a stage with a time of its own that tells when it begins
    if before is None:
        return
    match event:
        case RiskFilingSentToGroup():
            yield _told(at, event, NoticeKind.DUTY, event.group)
            yield _told(at, event, NoticeKind.FILING, before.opened.unit)
        case RiskFilingStagePassed():
            yield _told(at, event, NoticeKind.FILING, before.opened.unit)
            if event.then is None:
                yield _told(at, event, NoticeKind.FILING, before.opened.to_organ)
        case RiskFilingReplied():
            answer = {"kind": NoticeKind.ANSWER, "about": at.id, "code": event.kind}
            yield Asked(**answer, organ=before.opened.unit)
        case RiskFilingClosed():
            yield from (_told(at, event, NoticeKind.FILING, each) for each in _hear_of_the_end(before, event))
        case RiskFilingReceived() | RiskFilingAmended():  # that the reply is owed tells it
            return
        case _:
            assert_never(event)


def _of_risk_term(at: Happened, event: OfRiskTerm, before: RiskFiling | None) -> Iterable[Asked]:
    match event:
        case RiskFilingTermOpened():
            if event.term != "validity":  # its unit knows it by the reply with which it begins
                yield _duty(at, event)
        case RiskFilingTermReplanned():
            term = before.terms.get(event.term_id) if before else None
            if term is not None and event.due_on != event.was:
                moved = {"kind": NoticeKind.MOVED, "about": event.term_id, "code": event.kind, "together": True}
                yield Asked(**moved, organ=term.opened.responsible, name=term.opened.name, due_on=event.due_on)
        case RiskFilingReminderSent():
            yield from _raised(NoticeKind.REMINDER, event.term_id, event, event.to, None)
        case RiskFilingEscalated():
            yield from _raised(NoticeKind.ESCALATION, event.term_id, event, event.to, event.name)
        case _:
            assert_never(event)


def _hear_of_the_end(filing: RiskFiling, event: RiskFilingClosed) -> tuple[Code, ...]:
    """The unit, of what it did not end itself; the organ that took it in, and its group, of what the unit ended."""
    if event.because == "expired":
        return (filing.opened.unit,)
    if event.because == "not_filed":  # the reply told it
        return ()
    group = filing.stage.group if isinstance(filing.stage, AwaitingReply) else None
    return (filing.opened.to_organ, *((group,) if group else ()))


def _of_work_record(at: Happened, event: OfWorkRecord) -> Iterable[Asked]:
    """To its other party: who asked for it, or who keeps it; a report to whoever it is handed in to."""
    record = at.before if isinstance(at.before, WorkRecord) else None
    match event:
        case WorkRecordOpened():
            if event.keeper != event.opened_by:
                yield _told(at, event, NoticeKind.RECORD, event.keeper)
        case WorkRecordEntryAdded() | WorkRecordClosed() if record:
            parties = dict.fromkeys((record.opened.keeper, record.opened.opened_by))
            yield from (_told(at, event, NoticeKind.RECORD, each) for each in parties if each != at.organ)
        case ReportHandedIn():
            if event.to is not None:
                yield _told(at, event, NoticeKind.REPORT, event.to)
        case ReportCorrected() if record and record.report and record.report.to:
            yield _told(at, event, NoticeKind.REPORT, record.report.to)
        case _:
            return


def _of_meeting(at: Happened, event: OfMeeting) -> Iterable[Asked]:
    """To whoever sits in it, and of its notice to whoever is asked to come beside them, or is so no more."""
    if isinstance(event, MeetingConvened):
        organ, invited, planned_on = event.organ, event.invited, event.planned_on
    elif isinstance(at.before, Meeting):
        organ, invited, planned_on = at.before.opened.organ, at.before.invited, at.before.planned_on
    else:
        return
    if isinstance(event, MeetingRecorded | MeetingCorrected):
        yield _told(at, event, NoticeKind.MINUTES, organ)
        return
    no_more: tuple[Code, ...] = ()
    if isinstance(event, MeetingChanged):
        no_more = tuple(each for each in invited if each not in event.invited)
        invited, planned_on = event.invited, event.planned_on
    told = _told(at, event, NoticeKind.MEETING, organ).model_copy(update={"due_on": planned_on})
    yield told
    if invited:
        yield told.model_copy(update={"people": invited})
    if no_more:
        yield told.model_copy(update={"people": no_more, "name": _NO_MORE, "due_on": None})


_NO_MORE = Bilingual(zh="不再请您列席", en="you are not asked to come any more")


def _told(at: Happened, event: Event, kind: NoticeKind, organ: Code) -> Asked:
    """That an event has happened, by the name under which pages tell it."""
    name = Bilingual(zh=event.label.zh, en=event.label.en)
    return Asked(kind=kind, about=at.id, code=kind_of(type(event)), organ=organ, name=name)
