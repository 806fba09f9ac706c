"""Read model: the case page (案卷), one row per case, with the numbers of cases and all tables filled from the page.

A case is folded once: the board of deadlines, the ledger of corrections, reappraisals, reports, clarifications and
acknowledgements are rows made of the page. A number, 容〔2026〕12号, counts the cases opened in a year in the order in
which they came into the log, so that every rebuild gives the same ones; organs with marks count for themselves.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from domain.case import events
from domain.case.duties import DutyFact
from domain.case.events import AnyEvent
from domain.identity import canonical_number
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.case_lines import case_lines
from projections.cases import (
    acknowledgements,
    clarifications,
    contrary_uses,
    corrections,
    digests,
    duties,
    handovers,
    joint_acts,
    parties,
    procedure,
    publicity,
    reappraisals,
    rounds,
)
from projections.cases.view import CASE_MARK, UNSHOWN, CasePage, CaseRow
from projections.deadlines import deadline_board
from projections.projector.logged import LoggedEvent
from projections.projector.numbering import Numbering
from projections.projector.read_model import handled_by, of_one_row
from projections.projector.table import API_AND_WORKER, Rows, Table, changed, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


def _with_duty(page: CaseRow, logged: LoggedEvent, event: DutyFact) -> CaseRow:
    """A duty may be of a demand of correction, or of taking note of a result."""
    after, duty = duties.after(page.duties, logged, event, page.coming_to)
    if len(after) == len(page.duties):
        return changed(page, duties=after, corrections=corrections.followed_with(page.corrections, duty))
    return changed(
        page,
        duties=after,
        corrections=corrections.begun_with(page.corrections, duty),
        acknowledgements=acknowledgements.begun_with(page.acknowledgements, duty),
    )


PARTS: tuple[Callable[[CaseRow, LoggedEvent, Any], CaseRow], ...] = (
    _with_duty,
    procedure.about,
    procedure.stepped,
    procedure.investigated,
    procedure.served,
    joint_acts.evolve,
    rounds.evolve,
    publicity.evolve,
    reappraisals.evolve,
    corrections.evolve,
    digests.evolve,
    handovers.evolve,
    acknowledgements.evolve,
    contrary_uses.evolve,
    clarifications.evolve,
)
SHOWN = {kind: part for part in PARTS for kind in handled_by(part)}
"""For each event that a part of the page names, the fold of that part."""


def evolve(page: CaseRow, logged: LoggedEvent, event: AnyEvent) -> CaseRow:
    """The page after an event, but for what `settle` says; one that no part names changes nothing else."""
    part = SHOWN.get(type(event))
    if isinstance(event, parties.PartyEvent):
        page = _with_parties(page, event)
    if part:
        page = part(page, logged, event)
        return page if page.stage != procedure.OPENED else _summed_up(page)
    return page


def settle(page: CaseRow, last: LoggedEvent) -> CaseRow:
    """The page with what follows from its parts, once these are as they are after an event."""
    page = changed(page, version=last.version, changed_at=last.recorded_at)
    return page if page.stage == procedure.OPENED else _summed_up(page)


def _with_parties(page: CaseRow, event: parties.PartyEvent) -> CaseRow:
    """With the organs that an event brings in among those concerned; in another place others take part."""
    if isinstance(event, events.JurisdictionChanged) and event.jurisdiction != page.jurisdiction:
        stays = dict.fromkeys(mark for mark in page.concerned if not parties.is_part(mark))
        page = changed(page, concerned=(*(stays | {parties.left_mark(page.jurisdiction): None}),))
    marks = dict.fromkeys((*page.concerned, *(parties.part_mark(party.organ) for party in parties.parties(event))))
    return changed(page, concerned=tuple(marks)) if len(marks) > len(page.concerned) else page


def _summed_up(page: CaseRow) -> CaseRow:
    """The words and dates a list shows; the stage as `domain.case.Case.stage` defines it."""
    due = [duty.due_on for duty in page.duties if duty.state == "open" and duty.paused_because is None]
    running = [step.step for step in page.steps if step.state == "open"]
    stage = _after_the_end(page) if page.closed or not running else running[-1]
    if any(view.decided_on is None for view in page.reappraisals):
        stage = "reappraisal"
    windows = [date.max if each.appeal_provisional else each.appeal_until for each in page.subjects]
    open_until = max((until for until in windows if until), default=None)
    return changed(page, next_due=min(due, default=None), stage=stage, appeal_open_until=open_until)


def _after_the_end(page: CaseRow) -> str:
    """What runs when no step does."""
    if any(view.issued_on is None for view in page.clarifications):
        return "clarification"
    return "contrary_use" if any(view.decided_on is None for view in page.contrary_uses) else "closed"


_TABLE = Table("case_page", 7, CaseRow, _SQL["create"], readers=API_AND_WORKER)

MODEL = of_one_row(
    _TABLE,
    procedure.initial,
    evolve,
    Numbering(CASE_MARK, _TABLE),
    children=(
        case_lines.ROWS,
        deadline_board.ROWS,
        corrections.ROWS,
        reappraisals.ROWS,
        acknowledgements.ROWS,
        contrary_uses.ROWS,
        clarifications.ROWS,
    ),
    settle=settle,
)

shown_version, numbers_of = _TABLE.shown_version, _TABLE.numbers_of


def folded(events: Sequence[LoggedEvent]) -> CaseRow:
    """The page after the events of one case, from its opening on."""
    rows = Rows[CaseRow]()
    MODEL.fold_all({events[0].case_id: rows}, events)
    return rows[()]


async def get(pool: Pool, case_id: UUID) -> CasePage | None:
    """The page of a case."""
    found = await pool.fetchval(_SQL["get"], case_id, UNSHOWN)
    return None if found is None else CasePage.model_validate_json(found)


async def of_cases(pool: Pool, case_ids: Sequence[UUID]) -> dict[UUID, CasePage]:
    """The pages of some cases, with one statement; one that is not shown yet is left out."""
    found = await read(pool, CasePage, _SQL["of_cases"], case_ids, UNSHOWN)
    return {page.case_id: page for page in found}


async def of_number(pool: Pool, number: str) -> UUID | None:
    """The case that bears a number or bore it, however it is typed; of several the newest."""
    found: UUID | None = await pool.fetchval(_SQL["of_number"], canonical_number(number))
    return found


async def bearing(pool: Pool, number: str | None) -> list[UUID] | None:
    """The cases that bear or bore a number, or that a document of that number went out of; None: none is asked for."""
    if number is None:
        return None
    return [row["case_id"] for row in await pool.fetch(_SQL["bearing"], canonical_number(number))]


class Concerned(NamedTuple):
    """Whom a case concerns, as `CaseRow.concerned`; `history_open`: it is still being entered from paper."""

    marks: tuple[str, ...]
    history_open: bool


async def concerned(pool: Pool, case_ids: Collection[UUID]) -> Mapping[UUID, Concerned]:
    """Whom some cases concern, as far as they have pages."""
    rows = await pool.fetch(_SQL["concerned"], list(case_ids))
    return {row["case_id"]: Concerned(tuple(row["concerned"]), row["history_open"]) for row in rows}


async def open_under(
    pool: Pool, editions: Sequence[str], *, before: int | None = None, limit: int = 100
) -> tuple[CasePage, ...]:
    """List open cases that run under editions of these hashes, the newest first, with their whole pages."""
    return await read(pool, CasePage, _SQL["open_under"], editions, before, limit, UNSHOWN)
