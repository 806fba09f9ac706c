"""Read model: the inbox (待办), one row per organ and thing to do: a duty, a signature, a vote, or having been told.

An item disappears with what it asks for. Whose turn it is within an organ is not kept here: the organs say.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.terms.events import Planned, Recipient
from domain.values import Bilingual, Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import of_many_rows
from projections.projector.table import Row, Rows, Table, changed, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


_ENDORSEMENT = "endorsement"
"""The decision to sign of the head who was asked to endorse an application."""


class What(StrEnum):
    """What an item asks for."""

    DUTY = "duty"
    SIGN = "sign"
    VOTE = "vote"
    ESCALATION = "escalation"


class InboxItem(Row):
    """待办: what an organ has to do in a case, since when and until when.

    `about` is the id of the duty, proposal, round or opening. `code` names the duty, the decision to sign or the
    `endorsement`, the committee's step or the rung. `awaited` are the members who have not voted; how anybody voted is
    never here.
    """

    KEY: ClassVar = ("what", "about", "organ", "level")

    organ: Code = Field(description="an organ id, or `subject`")
    what: What
    about: UUID
    code: Code
    name: Bilingual | None = None
    step: Code | None = None
    subject_id: UUID | None = None
    since: date
    due_on: date | None = None
    provisional: bool = False
    missed: bool = False
    paused: bool = Field(default=False, description="中止计时: its clock stands still")
    level: int = 0
    position: Code | None = None
    person: Code | None = None
    awaited: tuple[Code, ...] = ()
    case_number: str | None = Field(default=None, description="joined when read")


Handled = (
    events.CaseOpened
    | events.ApplicationEndorsed
    | events.ApplicationNotAccepted
    | events.DutyOpened
    | events.DutyPaused
    | events.DutyResumed
    | events.DutyExtended
    | events.DutyReassigned
    | events.DeadlineReplanned
    | events.DeadlineConfirmed
    | events.DutyMet
    | events.DutyCancelled
    | events.DeadlineMissed
    | events.EscalationRaised
    | events.JointActProposed
    | events.JointActSigned
    | events.JointActDisputed
    | events.ApplicationWithdrawn
    | events.RoundOpened
    | events.BallotCast
    | events.MemberRecused
    | events.RoundClosed
)


def evolve(rows: Rows[InboxItem], logged: LoggedEvent, event: Handled) -> None:  # noqa: C901, PLR0912 - one arm an event, closed by assert_never
    """Change what a case asks of organs by one event."""
    match event:
        case events.CaseOpened():
            rows.put(*_endorsement(logged, event))
        case events.ApplicationEndorsed() | events.ApplicationNotAccepted():
            rows.drop(*(row for row in rows if row.code == _ENDORSEMENT))
        case events.DutyOpened():
            rows.put(_duty(logged, event))
        case events.DutyMet() | events.DutyCancelled():
            rows.drop(*_about(rows, event.duty_id))
        case events.DutyResumed() | events.DutyExtended() | events.DeadlineReplanned() | events.DeadlineConfirmed():
            rows.put(*(_planned(row, event) for row in _within_term(rows, event.duty_id)))
        case events.DutyReassigned():
            owed = [row for row in _about(rows, event.duty_id) if row.what is What.DUTY]
            rows.drop(*owed)
            rows.put(*(changed(row, organ=event.responsible) for row in owed))
        case events.DutyPaused():
            rows.put(*(changed(row, paused=True) for row in _within_term(rows, event.duty_id)))
        case events.DeadlineMissed():
            rows.put(*(changed(row, missed=True) for row in _about(rows, event.duty_id)))
        case events.EscalationRaised():
            if event.to is not None:
                rows.put(_escalation(logged, event, event.to, _about(rows, event.duty_id)[0]))
        case events.JointActProposed():
            sign = {"what": What.SIGN, "code": event.decision.kind, "step": event.step}
            rows.put(*(_asked(rows, logged, organ=organ, **sign) for organ in event.awaited))
        case events.JointActSigned():
            rows.drop(*(row for row in _about(rows, event.proposal) if row.organ == event.organ))
        case events.JointActDisputed():
            rows.drop(*_about(rows, event.proposal))
        case events.ApplicationWithdrawn():
            rows.drop(*(row for row in rows if row.what is What.SIGN))
        case events.RoundOpened():
            vote = {"what": What.VOTE, "code": event.step, "step": event.step, "awaited": event.entitled}
            rows.put(_asked(rows, logged, organ=event.committee, **vote))
        case events.BallotCast() | events.MemberRecused():
            rows.put(*(_without(row, event.member) for row in _about(rows, event.round_id)))
        case events.RoundClosed():
            rows.drop(*_about(rows, event.round_id))
        case _:
            assert_never(event)


def _endorsement(logged: LoggedEvent, event: events.CaseOpened) -> Iterator[InboxItem]:
    """The signature that is asked of the head of a committee; the case is then for that head to see."""
    asked = event.endorsement
    if asked is not None and asked.kind == "requested" and asked.organ is not None:
        yield InboxItem(
            case_id=logged.case_id,
            organ=asked.organ,
            what=What.SIGN,
            about=logged.id,
            code=_ENDORSEMENT,
            since=event.on,
            position=asked.signatory,
        )


def _about(rows: Rows[InboxItem], about: UUID) -> list[InboxItem]:
    return [row for row in rows if row.about == about]


def _within_term(rows: Rows[InboxItem], duty_id: UUID) -> list[InboxItem]:
    """What is wanted by the due date of a duty: itself, and signatures and votes in its step."""
    about = _about(rows, duty_id)
    steps = {row.step or row.code for row in about}
    return [*about, *(row for row in rows if row.step in steps and row.what in (What.SIGN, What.VOTE))]


def _planned(row: InboxItem, plan: Planned) -> InboxItem:
    return changed(row, due_on=plan.due_on, provisional=plan.provisional, paused=False)


def _duty(logged: LoggedEvent, event: events.DutyOpened) -> InboxItem:
    return made_of(
        InboxItem,
        event,
        case_id=logged.case_id,
        organ=event.responsible,
        what=What.DUTY,
        about=logged.id,
        code=event.duty,
        subject_id=event.subject,
        since=event.on,
    )


def _escalation(logged: LoggedEvent, event: events.EscalationRaised, to: Recipient, duty: InboxItem) -> InboxItem:
    return changed(
        duty,
        organ=to.organ,
        what=What.ESCALATION,
        code=event.rung,
        name=event.name,
        since=logged.event.on,
        level=event.level,
        position=to.position,
        person=to.person,
    )


def _asked(rows: Rows[InboxItem], logged: LoggedEvent, **asked: object) -> InboxItem:
    """A signature or a vote is wanted within the term of its step, which is the duty of that name."""
    item = InboxItem(**{"case_id": logged.case_id, "about": logged.id, "since": logged.event.on} | asked)
    terms = [row for row in rows if row.what is What.DUTY and row.code == item.step]
    if not terms:
        return item
    term = min(terms, key=lambda row: (row.due_on or date.max, row.about))
    return changed(item, due_on=term.due_on, provisional=term.provisional, missed=term.missed, paused=term.paused)


def _without(item: InboxItem, member: str) -> InboxItem:
    return changed(item, awaited=tuple(awaited for awaited in item.awaited if awaited != member))


MODEL = of_many_rows(Table("inbox", 2, InboxItem, _SQL["create"]), evolve)


async def for_organs(
    pool: Pool, organs: Sequence[str], speakers: Sequence[str] = (), *, limit: int = 100
) -> tuple[InboxItem, ...]:
    """List what organs have to do, the earliest due date first, then what waits longest.

    Args:
        pool: of connections.
        organs: whose inbox it is; a unit's is that of its own committee as well.
        speakers: who speaks for the applicant: what the subjects owe in a case that concerns one of these is theirs.
        limit: of items.
    """
    return await read(pool, InboxItem, _SQL["for_organs"], organs, speakers, limit)
