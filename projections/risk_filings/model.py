"""Read model: risk filings (容错报备): where each stands, until when, and in which cases it is evidence.

A row is a filing. It folds the events of risk filings alone, and no case's.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, assert_never
from uuid import UUID

from pydantic import Field

from domain.risk_filings import events
from domain.risk_filings.events import Ending, Result, RiskFilingEvent
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.dispatches.model import SentLine
from projections.projector.logged import LoggedRiskEvent
from projections.projector.numbering import Numbering, OfficeNumberedRow, first_fields
from projections.projector.read_model import of_one_row
from projections.projector.table import API_AND_WORKER, Table, changed, made_of, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))

StageName = Literal["review", "reply", "with_group", "archive", "in_force", "closed"]


class RiskFilingRow(OfficeNumberedRow):
    """容错报备: a filing with its number, its stage, and its two times.

    Attributes:
        stage: looked at before the reply, awaiting the reply, with the coordination group, awaiting the archive, in
            force or done, closed.
        late: it came after the planned start, or an amendment did.
        review: which stage before its reply it is at, and until when, if that has a time.
        reply_term: the running term of the reply, if one runs.
        reply_checked: the newest calendar its date was held against.
        rung: how far the ladder of the running reply went.
        cases: the cases it was linked to.
    """

    STREAM: ClassVar = "filing_id"
    MARK: ClassVar = "备"

    filing_id: UUID
    unit: Code
    to_organ: Code
    matter_id: UUID
    received_on: date
    planned_start: date
    late: bool
    risks: int
    subjects: tuple[UUID, ...]
    dossier: tuple[str, ...]
    stage: StageName = "reply"
    coordination_group: Code | None = None
    reply: Result | None = None
    replied_on: date | None = None
    conditions: int = 0
    minutes: str | None = None
    filed: bool = False
    archived_on: date | None = None
    amendments: int = 0
    validity_term: UUID | None = None
    valid_until: date | None = None
    review: Code | None = None
    review_term: UUID | None = None
    review_due_on: date | None = None
    reply_term: UUID | None = None
    reply_due_on: date | None = None
    reply_provisional: bool = False
    reply_checked: int = 0
    reply_missed: bool = False
    rung: int = Field(default=0, description="0: none")
    cases: tuple[UUID, ...] = ()
    closed_because: Ending | None = None
    closed_on: date | None = None


def initial(logged: LoggedRiskEvent, event: events.RiskFilingReceived) -> RiskFilingRow:
    """A filing as it begins."""
    subjects = tuple(subject.subject_id for subject in event.subjects)
    stage = {"stage": _awaiting(event.stage), "review": event.stage}
    told = {**first_fields(RiskFilingRow, logged), "received_on": event.on, "subjects": subjects, **stage}
    return made_of(RiskFilingRow, event, **told)


def _awaiting(review: str | None) -> StageName:
    """Where what awaits a reply stands, by the stage that it is at before that."""
    return "review" if review else "reply"


def evolve(row: RiskFilingRow, logged: LoggedRiskEvent, event: RiskFilingEvent) -> RiskFilingRow:
    """A filing after an event; of each it shows at least the version."""
    return changed(_evolve(row, logged, event), version=logged.version, changed_at=logged.recorded_at)


def _evolve(row: RiskFilingRow, logged: LoggedRiskEvent, event: RiskFilingEvent) -> RiskFilingRow:  # noqa: C901, PLR0911, PLR0912 - one arm an event, closed by assert_never
    match event:
        case events.RiskFilingReceived():
            raise TypeError(f"risk filing {row.filing_id} was received twice")
        case events.RiskFilingTermOpened():
            return _term_opened(row, logged.id, event)
        case events.RiskFilingTermReplanned() if event.term_id == row.review_term:
            return changed(row, review_due_on=event.due_on)
        case events.RiskFilingTermReplanned():
            return changed(
                row,
                reply_due_on=event.due_on,
                reply_provisional=event.provisional,
                reply_checked=event.checked_version,
            )
        case events.RiskFilingTermMet() if event.term_id == row.review_term:
            return changed(row, review_term=None, review_due_on=None)
        case events.RiskFilingTermMet():
            return _no_reply_owed(row)
        case events.RiskFilingReminderSent() | events.RiskFilingExpired():
            return row
        case events.RiskFilingReplyMissed():
            return changed(row, reply_missed=row.reply_missed or event.term_id == row.reply_term)
        case events.RiskFilingEscalated():
            return changed(row, rung=event.level if event.term_id == row.reply_term else row.rung)
        case events.RiskFilingSentToGroup():
            return changed(row, stage="with_group", coordination_group=event.group)
        case events.RiskFilingStagePassed():
            return changed(row, stage=_awaiting(event.then), review=event.then)
        case events.RiskFilingReplied():
            return changed(
                row,
                stage="archive",
                coordination_group=event.group,
                reply=event.result,
                replied_on=event.on,
                conditions=event.conditions,
                minutes=event.minutes,
                filed=row.filed or event.result == "filed",
            )
        case events.RiskFilingArchived():
            return changed(row, stage="in_force", archived_on=event.on)
        case events.RiskFilingAmended():
            return changed(
                row,
                stage=_awaiting(event.stage),
                review=event.stage,
                coordination_group=None,
                planned_start=event.planned_start,
                late=row.late or event.late,
                amendments=row.amendments + 1,
            )
        case events.RiskFilingLinked():
            return changed(row, cases=(*row.cases, event.case_id))
        case events.RiskFilingNumberRecorded():
            return row if event.dispatched is not None else row.with_office_number(event)
        case events.RiskFilingClosed():
            ended = changed(row, stage="closed", closed_because=event.because, closed_on=event.on)
            return changed(_no_reply_owed(ended), review=None, review_term=None, review_due_on=None)
        case _:
            assert_never(event)


def _term_opened(row: RiskFilingRow, term_id: UUID, event: events.RiskFilingTermOpened) -> RiskFilingRow:
    if event.term == "validity":
        return changed(row, validity_term=term_id, valid_until=event.due_on)
    if event.term == "stage":
        return changed(row, review_term=term_id, review_due_on=event.due_on)
    return changed(
        row,
        reply_term=term_id,
        reply_due_on=event.due_on,
        reply_provisional=event.provisional,
        reply_checked=event.calendar_version,
        reply_missed=False,
        rung=0,
    )


def _no_reply_owed(row: RiskFilingRow) -> RiskFilingRow:
    return changed(row, reply_term=None, reply_due_on=None, reply_provisional=False)


_TABLE = Table("risk_filings", 5, RiskFilingRow, _SQL["create"], readers=API_AND_WORKER)

MODEL = of_one_row(_TABLE, initial, evolve, Numbering(RiskFilingRow.MARK, _TABLE))

get, shown_version, numbers_of = _TABLE.get, _TABLE.shown_version, _TABLE.numbers_of


class Within(NamedTuple):
    """How far a list of filings reaches.

    Attributes:
        places: jurisdictions; none: any.
        units: only what one of these filed.
        parts: only what one of these took in, or confers on.
    """

    places: Sequence[str] | None = None
    units: Sequence[str] | None = None
    parts: Sequence[str] | None = None


_LISTED = {name: f"{_SQL['visible']}\n{_SQL[name]}" for name in ("listed", "sent")}


async def listed(  # noqa: PLR0913 - each is one filter of the list
    pool: Pool,
    within: Within,
    *,
    stage: str | None = None,
    case_id: UUID | None = None,
    number: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[RiskFilingRow, ...]:
    """Filings within a reach, the newest first.

    Args:
        pool: of connections.
        within: how far the list reaches.
        stage: only those at this stage.
        case_id: only those linked to this case.
        number: only what bears this number or bore it, in its one spelling, or sent a document that does.
        before: the `opened_index` of the last line of the page before.
        limit: lines of a page.
    """
    return await read(pool, RiskFilingRow, _LISTED["listed"], *within, stage, case_id, before, limit, number)


async def sent(pool: Pool, within: Within, number: str | None, before: int | None, limit: int) -> tuple[SentLine, ...]:
    """What went out of filings within a reach, the last first; before a place in the log, under a number."""
    return await read(pool, SentLine, _LISTED["sent"], *within, number, before, limit)


async def of_case(pool: Pool, case_id: UUID, matters: Sequence[UUID]) -> tuple[RiskFilingRow, ...]:
    """The filings that a case shows: linked to it, or of its own matter (R-04); the earliest first."""
    return await read(pool, RiskFilingRow, _SQL["of_case"], case_id, matters)


async def behind(pool: Pool, version: int, *, after: UUID, limit: int) -> tuple[UUID, ...]:
    """Filings whose reply was held against no calendar as new as a version, by id, those after `after` alone."""
    return tuple(row["filing_id"] for row in await pool.fetch(_SQL["behind"], version, after, limit))
