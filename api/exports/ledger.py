"""The ledger of cases (案件台账): a line of the list with whom it is about and what was decided, as on its page."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel

from api.cases.routes import CaseListItem
from domain.pack.results import Outcome
from domain.values import Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.table import read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class _Beside(Frozen):
    case_id: UUID
    subjects: tuple[UUID, ...]
    ground: Code
    error_class: Code
    reference: str | None
    occurred_on: date
    outcomes: tuple[Outcome, ...]
    approved_on: date | None
    served_on: date | None
    closed_on: date | None


class CaseLedgerLine(CaseListItem):
    """案件台账: a line of it."""

    beside: _Beside | None = None


def ledger_of(item: type[BaseModel]) -> type[BaseModel]:
    """What the lines of a list are in a file."""
    return CaseLedgerLine if item is CaseListItem else item


async def told_whole(pool: Pool, items: Sequence[BaseModel], mine: frozenset[UUID] | None = None) -> list[BaseModel]:
    """The items of a list as their file tells them; whoever sees their own matter alone (`mine`) is told of theirs."""
    lines = [item for item in items if isinstance(item, CaseListItem)]
    if not lines:
        return list(items)
    found = {each.case_id: each for each in await read(pool, _Beside, _SQL["ledger"], [line.case_id for line in lines])}
    if mine is not None:
        found = {id_: _of_oneself(each, mine) for id_, each in found.items()}
    return [CaseLedgerLine(**dict(line), beside=found.get(line.case_id)) for line in lines]


def _of_oneself(beside: _Beside, mine: frozenset[UUID]) -> _Beside:
    """With oneself alone; the outcomes of several are told only where there is no other subject."""
    subjects = tuple(each for each in beside.subjects if each in mine)
    outcomes = beside.outcomes if subjects == beside.subjects else ()
    return beside.model_copy(update={"subjects": subjects, "outcomes": outcomes})


async def packs_of(pool: Pool, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Under which procedure some cases run."""
    return {row["case_id"]: row["pack"] for row in await pool.fetch(_SQL["packs"], case_ids)}
