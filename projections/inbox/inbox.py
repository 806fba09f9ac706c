"""Read model: the inbox (待办), one row per organ and thing to do: a duty, a signature, a vote, or having been told.

What is to be done with official documents is a table of its own beside it, and listed with it (`ALL`).

An item that is done stays, with who did it, for their own list of what they have done (已办); one that fell away goes.
Whose turn it is within an organ is not kept here: that is how an organ divides its work (api/inbox/task_acts.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, assert_never, get_args
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.case.official_documents import PaperAct
from domain.documents.kinds import OfficialDocumentKind
from domain.pack.terms import Force
from domain.terms.events import Planned, Recipient
from domain.values import Bilingual, Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases.procedure import subject_mark
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import of_many_rows
from projections.projector.table import Row, Rows, Table, changed, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


_ENDORSEMENT = "endorsement"
"""The decision to sign of the head who was asked to endorse an application."""


class What(StrEnum):
    """What an item asks for; with a document, an act of that name (projections/official_documents)."""

    DUTY = "duty"
    SIGN = "sign"
    VOTE = "vote"
    CONFIRM = "confirm"
    ESCALATION = "escalation"
    REDRAFT = "draft_document"
    CHECK = "check_document"
    COUNTERSIGN = "countersign_document"
    SIGN_DOCUMENT = "sign_document"
    ISSUE = "issue_document"
    FILE_SCAN = "file_stamped_scan"
    RECEIPT = "confirm_receipt"


WITH_DOCUMENTS = frozenset(What(each) for each in get_args(PaperAct))
"""What is asked for with a document (文书)."""


class InboxItem(Row):
    """待办: what an organ has to do in a case, since when and until when.

    `about` is the id of the duty, proposal, round, opening or document. `code` names the duty, the decision to sign or
    the `endorsement`, the committee's step, the rung or the document in its procedure. `awaited` are
    the members who have not voted; how anybody voted is never here.
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
    force: Force | None = Field(default=None, description="of the term: what is advisory is never breached (A-02)")
    case_number: str | None = Field(default=None, description="joined when read")
    document_kind: OfficialDocumentKind | None = Field(default=None, description="of the document; joined when read")
    signed_by: Code | None = Field(default=None, description="the duty of the post that signs it; joined when read")


class InboxRow(InboxItem):
    """An item as it is kept.

    Attributes:
        opened_index: Its place in the log, by which it is known what came since.
        from_organ: The organ whose act asked for it; none for the clock.
        done_on: When it was done; none while it is open.
        urges: The duty that somebody urged, each time anew; what the clock raises is about the duty itself.
        acted: Who has had a hand in it, put it forward or voted, each with whoever they did it for; each may
            read of themselves alone.
    """

    opened_index: int = 0
    from_organ: Code | None = None
    done_on: date | None = None
    urges: UUID | None = None
    acted: tuple[Code, ...] = ()


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
    | events.DutyUrged
    | events.JointActProposed
    | events.JointActSigned
    | events.JointActDisputed
    | events.ApplicationWithdrawn
    | events.RoundOpened
    | events.BallotCast
    | events.MemberRecused
    | events.RoundClosed
    | events.RecordedMeeting
    | events.ResultCorrectionProposed
    | events.VoteSetAside
)


def evolve(rows: Rows[InboxRow], logged: LoggedEvent, event: Handled) -> None:  # noqa: C901, PLR0912, PLR0915 - one arm an event, closed by assert_never
    """Change what a case asks of organs by one event."""
    match event:
        case events.CaseOpened():
            rows.put(*_endorsement(logged, event))
        case events.ApplicationEndorsed():
            _finish(rows, logged, [row for row in _open(rows) if row.code == _ENDORSEMENT])
        case events.ApplicationNotAccepted():
            rows.drop(*(row for row in _open(rows) if row.code == _ENDORSEMENT))
        case events.DutyOpened():
            rows.put(_duty(logged, event))
        case events.DutyMet():
            _finish(rows, logged, _about(rows, event.duty_id))
        case events.DutyCancelled():
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
                rows.put(_escalation(logged, event, event.to, _of_duty(rows, event.duty_id)))
        case events.DutyUrged():
            of = _of_duty(rows, event.duty_id)
            told = _escalation(logged, event, event.to, of)
            rows.put(
                changed(told, name=_urging_of(event, of), about=logged.id, urges=event.duty_id, from_organ=logged.organ)
            )
        case events.JointActProposed():
            _propose(rows, logged, event)
        case events.JointActSigned():
            _finish(rows, logged, [row for row in _about(rows, event.proposal) if row.organ == event.organ])
        case events.JointActDisputed():
            rows.drop(*_about(rows, event.proposal))
        case events.ApplicationWithdrawn():
            rows.drop(*(row for row in _open(rows) if row.what is What.SIGN))
        case events.RoundOpened():
            vote = {"what": What.VOTE, "code": event.step, "step": event.step, "awaited": event.entitled}
            rows.put(_asked(rows, logged, organ=event.committee, **vote))
        case events.BallotCast():
            voted = (_without(row, event.member) for row in _about(rows, event.round_id))
            rows.put(*(changed(row, acted=_with(row, sorted(event.doers(event.member)))) for row in voted))
        case events.MemberRecused():
            rows.put(*(_without(row, event.member) for row in _about(rows, event.round_id)))
        case events.RoundClosed():
            _close(rows, event)
        case events.ResultCorrectionProposed():
            _confirm(rows, logged, event)
        case events.VoteSetAside():
            _finish(rows, logged, _to_confirm(rows, event.step))
        case events.RecordedMeeting():
            rows.drop(*_to_confirm(rows, event.step))
        case _:
            assert_never(event)


def _propose(rows: Rows[InboxRow], logged: LoggedEvent, event: events.JointActProposed) -> None:
    """The others are asked to sign; whoever put it forward has had a hand in the step."""
    sign = {"what": What.SIGN, "code": event.decision.kind, "step": event.step}
    rows.put(*(_asked(rows, logged, organ=organ, **sign) for organ in event.awaited))
    step = [row for row in _open(rows) if row.what is What.DUTY and row.code == event.step]
    rows.put(*(changed(row, acted=_with(row, logged.doers)) for row in step))


def _close(rows: Rows[InboxRow], event: events.RoundClosed) -> None:
    """A round is over for those who voted; for whoever did not, there is nothing any more."""
    votes = _about(rows, event.round_id)
    rows.drop(*(row for row in votes if not row.acted))
    rows.put(*(changed(row, done_on=event.on, awaited=()) for row in votes if row.acted))


def _confirm(rows: Rows[InboxRow], logged: LoggedEvent, event: events.ResultCorrectionProposed) -> None:
    """Another person of the organ that met confirms it, or not; whoever put it forward has had a hand in it (A-42)."""
    rows.drop(*_to_confirm(rows, event.step))
    item = _asked(rows, logged, organ=logged.organ, what=What.CONFIRM, code=event.step, step=event.step)
    rows.put(changed(item, acted=logged.doers))


def _to_confirm(rows: Rows[InboxRow], step: str) -> list[InboxRow]:
    return [row for row in _open(rows) if row.what is What.CONFIRM and row.step == step]


def _endorsement(logged: LoggedEvent, event: events.CaseOpened) -> Iterator[InboxRow]:
    """The signature that is asked of the head of a committee; the case is then for that head to see."""
    asked = event.endorsement
    if asked is not None and asked.kind == "requested" and asked.organ is not None:
        yield InboxRow(
            case_id=logged.case_id,
            organ=asked.organ,
            what=What.SIGN,
            about=logged.id,
            code=_ENDORSEMENT,
            since=event.on,
            position=asked.signatory,
            opened_index=logged.log_index,
            from_organ=logged.organ,
        )


def _open(rows: Rows[InboxRow]) -> list[InboxRow]:
    """What is still to be done."""
    return [row for row in rows if row.done_on is None]


def _about(rows: Rows[InboxRow], about: UUID) -> list[InboxRow]:
    return [row for row in _open(rows) if about in {row.about, row.urges}]


def _of_duty(rows: Rows[InboxRow], duty_id: UUID) -> InboxRow:
    return next(row for row in _about(rows, duty_id) if row.what is What.DUTY)


def _finish(rows: Rows[InboxRow], logged: LoggedEvent, done: Iterable[InboxRow]) -> None:
    """What people have done stays as theirs; what the clock ended, and being told of it, is there no longer."""
    doers = logged.doers
    for row in done:
        if doers and row.what is not What.ESCALATION:
            rows.put(changed(row, done_on=logged.event.on, acted=_with(row, doers)))
        else:
            rows.drop(row)


def _with(row: InboxRow, doers: Iterable[str]) -> tuple[str, ...]:
    """Who has had a hand in it, each once."""
    return tuple(dict.fromkeys((*row.acted, *doers)))


def _within_term(rows: Rows[InboxRow], duty_id: UUID) -> list[InboxRow]:
    """What is wanted by the due date of a duty: itself, and signatures and votes in its step."""
    about = _about(rows, duty_id)
    steps = {row.step or row.code for row in about}
    return [*about, *(row for row in _open(rows) if row.step in steps and row.what in (What.SIGN, What.VOTE))]


def _planned(row: InboxRow, plan: Planned) -> InboxRow:
    return changed(row, due_on=plan.due_on, provisional=plan.provisional, paused=False)


def _duty(logged: LoggedEvent, event: events.DutyOpened) -> InboxRow:
    return made_of(
        InboxRow,
        event,
        case_id=logged.case_id,
        organ=event.responsible,
        what=What.DUTY,
        about=logged.id,
        code=event.duty,
        subject_id=event.subject,
        since=event.on,
        opened_index=logged.log_index,
        from_organ=logged.organ,
    )


def _escalation(
    logged: LoggedEvent, event: events.EscalationRaised | events.DutyUrged, to: Recipient, duty: InboxRow
) -> InboxRow:
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
        opened_index=logged.log_index,
        from_organ=None,
    )


def _urging_of(event: events.DutyUrged, duty: InboxRow) -> Bilingual:
    """What the notice of an urging is called: by its rung and, where it has a name, the duty."""
    of = duty.name
    return Bilingual(zh=f"{event.name.zh}“{of.zh}”", en=f"{event.name.en}: {of.en}") if of else event.name


def _asked(rows: Rows[InboxRow], logged: LoggedEvent, **asked: object) -> InboxRow:
    """A signature or a vote is wanted within the term of its step, which is the duty of that name."""
    came = {"opened_index": logged.log_index, "from_organ": logged.organ}
    item = InboxRow(**{"case_id": logged.case_id, "about": logged.id, "since": logged.event.on} | came | asked)
    terms = [row for row in _open(rows) if row.what is What.DUTY and row.code == item.step]
    if not terms:
        return item
    term = min(terms, key=lambda row: (row.due_on or date.max, row.about))
    told = {name: getattr(term, name) for name in ("due_on", "provisional", "missed", "paused", "force")}
    return changed(item, **told)


def _without(item: InboxRow, member: str) -> InboxRow:
    return changed(item, awaited=tuple(awaited for awaited in item.awaited if awaited != member))


MODEL = of_many_rows(Table("inbox", 5, InboxRow, _SQL["create"]), evolve)


EACH = (f"({_SQL['of_cases']})", f"({_SQL['of_documents']})")
"""What is asked of anybody, as tables with the same columns: the inbox, and the tasks with documents."""
ALL = f"({_SQL['of_cases']} UNION ALL {_SQL['of_documents']})"
"""Both as one table, for where no order is asked for that an index of either has."""
_FOR_ORGANS, _FOR_SUBJECTS = (_SQL[name].replace("{all}", ALL) for name in ("for_organs", "for_subjects"))


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
    return await read(pool, InboxItem, _FOR_ORGANS, organs, speakers, limit)


async def for_subjects(pool: Pool, subjects: Sequence[UUID], *, limit: int = 100) -> tuple[InboxItem, ...]:
    """List what some registered subjects owe in their own cases, in the same order."""
    marks = [subject_mark(each) for each in subjects]
    return await read(pool, InboxItem, _FOR_SUBJECTS, marks, subjects, limit)
