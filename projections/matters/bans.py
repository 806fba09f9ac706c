"""Read model: the matter register with what was tolerated and what is barred (事项、二次容错, NJ-31, A-08).

Each case registers one matter and tells of one occurrence; a matter confirmed to be an earlier one is merged into it.
So a row is a case, and a matter is the family of rows whose merges lead to one root. What decides is the log's own
register, read by `decide`; this one explains and suggests.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.case import events
from domain.case.decisions import Grant
from domain.identity import canonical_number
from domain.pack.results import Outcome
from domain.values import Code, Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import of_one_row
from projections.projector.table import Row, Table, changed, made_of, read
from projections.projector.tally import Tally

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Toleration(Frozen):
    """A grant: which liability of which subject was waived, when, and whether it still stands."""

    subject: UUID
    outcome: Outcome
    liability: Code
    ban_key: str
    on: date
    version: int
    by_exception: bool
    revoked_on: date | None = None


class Barred(Frozen):
    """不予二次容错: the earlier occurrence that barred this one."""

    on: date
    ban_key: str
    earlier_case: UUID
    earlier_occurrence: UUID
    cite: tuple[str, ...]


class ExceptionFound(Frozen):
    """例外认定: the cause of the recurrence that lifts the ban."""

    on: date
    cause: Code


class CorrectionCounts(Frozen):
    """纠错情况: how many demands of a case are owed or being evaluated, were put right, failed at least once."""

    owed: int
    corrected: int
    failed: int


class Occurrence(Row):
    """失误情形: what one case says of its matter; `tolerated` means an ordinary grant stands, which is what bars."""

    matter_id: UUID
    merged_into: UUID | None = None
    occurrence_id: UUID
    occurred_on: date
    registered_on: date
    jurisdiction: Code
    ground: Code
    error_class: Code
    subjects: tuple[UUID, ...]
    number: str | None = Field(default=None, description="of the accountability or clue it began with, canonical")
    tolerated: bool = False
    tolerations: tuple[Toleration, ...] = ()
    barred: Barred | None = None
    exception: ExceptionFound | None = None
    case_number: str | None = Field(default=None, description="joined when read")
    corrections: CorrectionCounts | None = Field(default=None, description="joined when read; none were demanded yet")


class Matter(Frozen):
    """事项: its root id, every id merged into it, and its occurrences, the earliest registered first.

    Attributes:
        repeated: more than one is tolerated, none of them as an exception: since matters were found to be one.
    """

    matter_id: UUID
    also: tuple[UUID, ...]
    occurrences: tuple[Occurrence, ...]
    repeated: bool = False

    @property
    def bans(self) -> tuple[Occurrence, ...]:
        """The tolerated occurrences that bar tolerating the same error in this matter again."""
        return tuple(occurrence for occurrence in self.occurrences if occurrence.tolerated)


class Candidate(Frozen):
    """An earlier case that may be of the same matter; a person confirms or denies (A-08)."""

    because: Literal["same_matter", "same_number", "same_situation"]
    occurrence: Occurrence


def initial(logged: LoggedEvent, event: events.Beginning) -> Occurrence:
    """What a case says of its matter as it begins."""
    subjects = tuple(subject.subject_id for subject in event.subjects)
    number = canonical_number(event.reference) if event.reference else None
    return made_of(Occurrence, event, case_id=logged.case_id, registered_on=event.on, subjects=subjects, number=number)


Handled = (
    events.SameMatterConfirmed
    | events.ToleranceBarred
    | events.RecurrenceExceptionFound
    | events.CaseApproved
    | events.CaseDecided
    | events.PaperCaseConcluded
    | events.ReappraisalDecided
    | events.SubjectsChanged
    | events.ToleranceRevoked
    | events.VoteSetAside
    | events.JurisdictionChanged
)


def evolve(row: Occurrence, logged: LoggedEvent, event: Handled) -> Occurrence:  # noqa: PLR0911 - one arm an event
    """What a case says of its matter after an event."""
    match event:
        case events.SameMatterConfirmed():
            return changed(row, merged_into=event.earlier_matter)
        case events.ToleranceBarred():
            return changed(row, barred=made_of(Barred, event))
        case events.RecurrenceExceptionFound():
            return changed(row, exception=made_of(ExceptionFound, event))
        case events.CaseApproved() | events.CaseDecided() | events.PaperCaseConcluded() | events.ReappraisalDecided():
            granted = (_toleration(logged, grant) for grant in event.grants)
            return _with_tolerations(row, (*row.tolerations, *granted))
        case events.SubjectsChanged():
            return _with_subjects(row, event)
        case events.JurisdictionChanged():
            return changed(row, jurisdiction=event.jurisdiction, ground=event.ground, error_class=event.error_class)
        case events.VoteSetAside():
            return changed(row, barred=None)
        case events.ToleranceRevoked():
            return _with_tolerations(row, tuple(_revoked(toleration, event) for toleration in row.tolerations))
        case _:
            assert_never(event)


def _with_subjects(row: Occurrence, event: events.SubjectsChanged) -> Occurrence:
    kept = tuple(subject for subject in row.subjects if subject not in event.removed)
    return changed(row, subjects=(*kept, *(subject.subject_id for subject in event.added)))


def _toleration(logged: LoggedEvent, grant: Grant) -> Toleration:
    return made_of(
        Toleration,
        grant,
        on=logged.event.on,
        version=logged.version,
        by_exception=grant.exception_version is not None,
    )


def _revoked(toleration: Toleration, event: events.ToleranceRevoked) -> Toleration:
    if (toleration.subject, toleration.version) != (event.subject, event.granted_version):
        return toleration
    return changed(toleration, revoked_on=event.on)


def _with_tolerations(row: Occurrence, tolerations: tuple[Toleration, ...]) -> Occurrence:
    standing = any(t.revoked_on is None and not t.by_exception for t in tolerations)
    return changed(row, tolerations=tolerations, tolerated=standing)


BANS_ALIKE = Tally("bans_alike", ("jurisdiction", "tolerated", "barred_month", "excepted_month"), _SQL["bans_alike"])

MODEL = of_one_row(Table("bans", 3, Occurrence, _SQL["create"], tallies=(BANS_ALIKE,)), initial, evolve)


async def matter(pool: Pool, matter_id: UUID) -> Matter | None:
    """A matter by its own id or that of any matter merged into it."""
    occurrences = await read(pool, Occurrence, _SQL["family"], matter_id)
    ids = {occurrence.matter_id for occurrence in occurrences}
    root = next((o.matter_id for o in occurrences if o.merged_into not in ids), None)
    if root is None:
        return None
    also = tuple(occurrence.matter_id for occurrence in occurrences if occurrence.matter_id != root)
    tolerated = {occurrence.occurrence_id for occurrence in occurrences if occurrence.tolerated}
    return Matter(matter_id=root, also=also, occurrences=occurrences, repeated=len(tolerated) > 1)


async def candidates(  # noqa: PLR0913 - the facts that make two matters look the same
    pool: Pool,
    *,
    case_id: UUID,
    matter_id: UUID,
    subjects: Collection[UUID],
    ground: str,
    error_class: str,
    number: str | None = None,
    limit: int = 20,
) -> tuple[Candidate, ...]:
    """Suggest earlier cases of the same matter, of the same number, or of the same subject, ground and error class.

    `subjects` has every id of each (A-08); a number is compared in its canonical form. Only cases that came into the
    log before `case_id` count; tolerated ones come first.
    """
    canonical = canonical_number(number) if number else None
    rows = await pool.fetch(
        _SQL["candidates"], matter_id, case_id, list(subjects), ground, error_class, limit, canonical
    )
    return tuple(Candidate(because=row[0], occurrence=Occurrence.model_validate_json(row[1])) for row in rows)


async def repeats(pool: Pool, subject_ids: Collection[UUID]) -> tuple[Occurrence, ...]:
    """Cases of one subject, known by all its ids, of which one was tolerated and another may be of the same matter."""
    return await read(pool, Occurrence, _SQL["repeats"], list(subject_ids))
