"""Which events tell somebody something (the one table, `Telling`), and what each tells of whom."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never
from uuid import UUID

from domain.acts.proposals import JointActProposed
from domain.acts.service import FeedbackServed
from domain.acts.terms import SUBJECT
from domain.acts.voting.corrected_results import ResultCorrectionProposed
from domain.acts.voting.rounds import RoundOpened
from domain.case.events import Beginning
from domain.terms.events import DutyOpened, DutyReassigned, DutyUrged, EscalationRaised, Recipient, ReminderSent
from domain.values import Bilingual, Code, Frozen, WrittenDate


class NoticeKind(StrEnum):
    """What a notice is about."""

    DUTY = "duty"
    SIGN = "sign"
    ENDORSE = "endorse"
    VOTE = "vote"
    CONFIRM = "confirm"
    RECEIPT = "receipt"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    REDRAFT = "draft_document"
    CHECK = "check_document"
    COUNTERSIGN = "countersign_document"
    SIGN_DOCUMENT = "sign_document"
    ISSUE = "issue_document"
    FILE_SCAN = "file_stamped_scan"


OBLIGED = frozenset({NoticeKind.VOTE, NoticeKind.RECEIPT, NoticeKind.REMINDER, NoticeKind.ESCALATION})
"""What the law or the procedure has somebody told: a vote to cast (NJ-18), feedback (NJ-19), the ladder (A-06, A-60).
Nobody mutes it, no quiet hours hold it back, and it waits for no digest."""


KINDS: Mapping[NoticeKind, Bilingual] = MappingProxyType(
    {
        NoticeKind.DUTY: Bilingual(zh="有新的办理事项", en="Something to be done"),
        NoticeKind.SIGN: Bilingual(zh="有意见待会签", en="A decision to sign"),
        NoticeKind.ENDORSE: Bilingual(zh="有申请待背书", en="An application to endorse"),
        NoticeKind.VOTE: Bilingual(zh="有表决待投票", en="A vote to cast"),
        NoticeKind.CONFIRM: Bilingual(zh="有更正待复核", en="A correction to confirm"),
        NoticeKind.RECEIPT: Bilingual(zh="书面反馈已发出，待签收", en="Written feedback, to be received"),
        NoticeKind.REMINDER: Bilingual(zh="期限将到，请办理", en="A deadline is near"),
        NoticeKind.ESCALATION: Bilingual(zh="期限已过，督促办理", en="A deadline has passed"),
        NoticeKind.REDRAFT: Bilingual(zh="文稿被退回，待修改", en="A draft was sent back"),
        NoticeKind.CHECK: Bilingual(zh="有文稿待核稿", en="A draft to check"),
        NoticeKind.COUNTERSIGN: Bilingual(zh="有文稿待会签", en="A draft to countersign"),
        NoticeKind.SIGN_DOCUMENT: Bilingual(zh="有文书待签发", en="A document to sign for issue"),
        NoticeKind.ISSUE: Bilingual(zh="有文书待印发", en="A document to issue"),
        NoticeKind.FILE_SCAN: Bilingual(zh="有盖章件待归卷", en="A stamped scan to file"),
    }
)
"""What notices are called to whoever gets them."""


class Asked(Frozen):
    """What an event asks of somebody, or tells them.

    Attributes:
        about: the duty, proposal, round or event that it is about.
        organ: who is told; `subject`: whoever speaks for the subjects of the case.
        position: the post that is told, where one is named; then nobody else of the organ is.
        people: the persons who are told, where they are named.
        duty: the duty of the posts that are told, where others of the organ are not.
        apart: the persons who are not told, as it is not for them to do.
    """

    kind: NoticeKind
    about: UUID
    code: Code
    organ: Code
    name: Bilingual | None = None
    due_on: WrittenDate | None = None
    position: Code | None = None
    people: tuple[Code, ...] = ()
    duty: Code | None = None
    apart: tuple[Code, ...] = ()


class Happened(Frozen):
    """What of an event's place in the log matters here.

    Attributes:
        id: the event's id, which is that of the duty, proposal or round it opens.
        organ: who acted; None: the clock.
    """

    id: UUID
    organ: Code | None


Telling = (
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
)
"""The events that tell somebody something; all others are read by whoever looks. It follows the inbox: what comes into
an inbox is told, and besides what the clock reminds of and what is served. Who is asked by what was done with an
official document the event alone does not say: that is told by the tasks that came with it."""


def asked(at: Happened, event: Telling) -> tuple[Asked, ...]:  # noqa: PLR0911 - one arm an event
    """What an event asks of whom: the table of docs/notices.md."""
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
            return (_raised(NoticeKind.REMINDER, event, event.to, None),) if event.to else ()
        case EscalationRaised() | DutyUrged():
            return (_raised(NoticeKind.ESCALATION, event, event.to, event.name),) if event.to else ()
        case _:
            assert_never(event)


def _endorsement(at: Happened, event: Beginning) -> tuple[Asked, ...]:
    wanted = event.endorsement
    if wanted is None or wanted.kind != "requested" or wanted.organ is None:
        return ()
    endorse = {"kind": NoticeKind.ENDORSE, "about": at.id, "code": "endorsement"}
    return (Asked(**endorse, organ=wanted.organ, position=wanted.signatory),)


def _duty(at: Happened, event: DutyOpened) -> Asked:
    return Asked(
        kind=NoticeKind.DUTY,
        about=at.id,
        code=event.duty,
        organ=event.responsible,
        name=event.name,
        due_on=event.due_on,
    )


def _raised(
    kind: NoticeKind, event: ReminderSent | EscalationRaised | DutyUrged, to: Recipient, name: Bilingual | None
) -> Asked:
    return Asked(
        kind=kind,
        about=event.duty_id,
        code=event.rung,
        name=name,
        due_on=event.due_on,
        organ=to.organ,
        position=to.position,
    )
