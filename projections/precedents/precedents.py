"""Read model: precedents (案例, ZS-33, R-18, R-02): what was found and decided in each case, and its approved digest.

A case has a row from its beginning, so that like findings can be compared; it is a precedent only once a digest of it
is approved, and only then anybody is shown it. Neither place nor names are part of what is shown: `jurisdiction` says
who may read what is not published, no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path
from typing import assert_never
from uuid import UUID

from domain.case import events
from domain.case.decisions import OpinionFact
from domain.pack.results import Outcome
from domain.values import Code, Frozen, Sha256
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import of_one_row
from projections.projector.table import Row, Table, changed, made_of, read
from projections.projector.tally import Tally

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class FoundItem(Frozen):
    """研判: what was found of an item of the assessment; why is told by the digest alone."""

    of: str
    item: Code
    result: str


class Precedent(Row):
    """案例: what may be told of a case without names.

    Attributes:
        outcomes: one for each subject, the mildest first.
        digest: the version at which the approved digest was written; its words are in the log.
        published: whether units read it too.
        approved_index: the place of its approval in the log, the order of the collection.
    """

    pack: Code
    edition: Code
    pack_sha256: Sha256
    ground: Code
    error_class: Code
    findings: tuple[FoundItem, ...] = ()
    alike: str = ""
    outcomes: tuple[Outcome, ...] = ()
    liabilities: tuple[Code, ...] = ()
    decided_on: date | None = None
    digest: int | None = None
    published: bool = False
    approved_on: date | None = None
    approved_index: int | None = None


class PrecedentRow(Precedent):
    """The whole row: with what a later event needs and nobody is shown."""

    jurisdiction: Code
    opinions: tuple[OpinionFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; `result` says what was found of the criterion, condition or factor `criterion`."""

    pack: str | None = None
    ground: str | None = None
    error_class: str | None = None
    outcome: str | None = None
    criterion: str | None = None
    result: str | None = None


def initial(logged: LoggedEvent, event: events.Beginning) -> PrecedentRow:
    """What is known of a case as a precedent when it begins."""
    return made_of(PrecedentRow, event, case_id=logged.case_id)


Handled = (
    events.FindingsRecorded
    | events.DeterminationIssued
    | events.CaseApproved
    | events.CaseDecided
    | events.PaperCaseConcluded
    | events.ApprovalRefused
    | events.ToleranceBarred
    | events.VoteSetAside
    | events.ReappraisalDecided
    | events.DigestApproved
    | events.DigestWithdrawn
    | events.JurisdictionChanged
)


def evolve(row: PrecedentRow, logged: LoggedEvent, event: Handled) -> PrecedentRow:  # noqa: C901, PLR0911 - one arm an event
    """What is known of a case as a precedent after an event."""
    match event:
        case events.FindingsRecorded():
            return _found(row, event)
        case events.DeterminationIssued():
            return changed(row, opinions=event.opinions)
        case events.CaseApproved() | events.CaseDecided():
            return changed(_decided(_withdrawn(row), event.opinions), decided_on=event.on)
        case events.PaperCaseConcluded():
            return changed(_decided(row, event.opinions), decided_on=event.on) if event.opinions else row
        case events.ApprovalRefused() | events.ToleranceBarred():
            return changed(_decided(row, _refused(row.opinions)), decided_on=event.on)
        case events.VoteSetAside():
            return changed(_withdrawn(row), opinions=event.opinions, outcomes=(), liabilities=(), decided_on=None)
        case events.ReappraisalDecided():
            return row if event.result == "upheld" else _withdrawn(_decided(row, event.opinions))
        case events.DigestApproved():
            approved = {"digest": event.digest, "published": event.published, "approved_on": event.on}
            return changed(row, approved_index=logged.log_index, **approved)
        case events.JurisdictionChanged():
            return _moved(row, event)
        case events.DigestWithdrawn():
            return _withdrawn(row) if row.digest == event.digest else row
        case _:
            assert_never(event)


def _moved(row: PrecedentRow, event: events.JurisdictionChanged) -> PrecedentRow:
    """Of its new place; what is begun anew has nothing found yet, and no opinions."""
    row = changed(
        row,
        jurisdiction=event.jurisdiction,
        pack=event.pack,
        edition=event.edition,
        pack_sha256=event.pack_sha256,
        ground=event.ground,
        error_class=event.error_class,
    )
    return row if event.clock == "continues" else changed(row, findings=(), alike="", opinions=())


def _found(row: PrecedentRow, event: events.FindingsRecorded) -> PrecedentRow:
    """The last finding on an item is the one that counts; criteria alone say which cases are alike (R-02)."""
    found = {(each.of, each.item): each for each in row.findings}
    found |= {(f.of, f.item): made_of(FoundItem, f) for f in event.findings}
    alike = sorted(f"{each.item}={each.result}" for each in found.values() if each.of == "criterion")
    return changed(row, findings=tuple(found.values()), alike=" ".join(alike))


def _decided(row: PrecedentRow, opinions: Iterable[OpinionFact]) -> PrecedentRow:
    after = {**{each.subject: each for each in row.opinions}, **{each.subject: each for each in opinions}}
    outcomes = sorted((each.outcome for each in after.values()), key=lambda outcome: outcome.gravity)
    liabilities = sorted({liability for each in after.values() for liability in each.liabilities})
    return changed(row, opinions=tuple(after.values()), outcomes=tuple(outcomes), liabilities=tuple(liabilities))


def _refused(opinions: Iterable[OpinionFact]) -> tuple[OpinionFact, ...]:
    return tuple(changed(each, outcome=Outcome.NOT_TOLERATED, liabilities=()) for each in opinions)


def _withdrawn(row: PrecedentRow) -> PrecedentRow:
    return changed(row, digest=None, published=False, approved_on=None, approved_index=None)


TALLIES = (
    Tally("decided_alike", ("jurisdiction", "pack", "ground", "alike", "outcomes"), _SQL["decided_alike"]),
    Tally("outcomes_decided", ("jurisdiction", "decided_month", "outcome"), _SQL["outcomes_decided"]),
)

MODEL = of_one_row(Table("precedents", 2, PrecedentRow, _SQL["create"], tallies=TALLIES), initial, evolve)


async def found(  # noqa: PLR0913 - who asks, what for, and which page
    pool: Pool,
    places: Sequence[str],
    wanted: Wanted,
    *,
    apart_from: UUID | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[Precedent, ...]:
    """Precedents, the newest approved first; `places` are those whose inner digests the reader may see."""
    return await read(pool, Precedent, _SQL["found"], places, *astuple(wanted), apart_from, before, limit)


async def one(pool: Pool, places: Sequence[str], case_id: UUID) -> Precedent | None:
    """The precedent that a case is, if it is one the reader may see."""
    found_row = await pool.fetchval(_SQL["one"], places, case_id)
    return None if found_row is None else Precedent.model_validate_json(found_row)
