"""What is answered about a file of paper cases: what would become of it, how far it is, what became of each case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field, TypeAdapter

from api.imports.examining import Examined, ExaminedFile
from api.imports.reading import RowFault
from api.labels.naming import Names
from domain.values import Code, Frozen
from eventlog.imports import CaseImport, RowOutcome, RowState

_FAULTS = TypeAdapter(tuple[RowFault, ...])


class PreviewedCase(Frozen):
    """A case of the file: `waiting` would be entered, `known` is there already, the others would not be entered."""

    row: int
    rows: tuple[int, ...]
    number: str
    state: RowState
    title: str | None
    subjects: int
    new_subjects: int
    faults: tuple[RowFault, ...] = ()


class ImportPreview(Frozen):
    """What would become of a file; nothing was written."""

    file_sha256: str
    pack: Code
    organ: Code
    counts: dict[RowState, int]
    new_subjects: int
    known_subjects: int
    hidden_rows: tuple[int, ...] = Field(default=(), description="rows that are hidden, and read all the same")
    merged: tuple[str, ...] = Field(default=(), description="merged cells: only the upper left one holds anything")
    faults: tuple[RowFault, ...] = Field(default=(), description="of the file itself; it is not read any further")
    items: tuple[PreviewedCase, ...]


class ImportState(Frozen):
    """A file as it stands."""

    file_sha256: str
    file_name: str
    pack: Code
    organ: Code
    prepared_by: str
    prepared_at: datetime
    ended: str | None
    ended_by: str | None
    ended_at: datetime | None
    counts: dict[RowState, int]

    @property
    def waiting(self) -> int:
        """How many cases are still to be entered."""
        return self.counts.get("waiting", 0)


class ImportedCase(Frozen):
    """What became of a case of the file."""

    row: int
    number: str
    state: RowState
    case_id: UUID | None
    faults: tuple[RowFault, ...]
    settled_at: datetime | None


class ImportedCases(Frozen):
    """A page of the report, by the rows of the sheet."""

    items: tuple[ImportedCase, ...]
    next: str | None = None


def previewed(pack: str, organ: str, file: ExaminedFile) -> ImportPreview:
    """The preview of a file, its cases by the rows of the sheet."""
    items = sorted((_previewed(each) for each in file.cases), key=lambda each: each.row)
    return ImportPreview(
        file_sha256=file.file_sha256.hex(),
        pack=pack,
        organ=organ,
        counts=counted(items),
        new_subjects=file.new,
        known_subjects=file.known,
        hidden_rows=tuple(file.read.hidden.rows),
        merged=tuple(file.read.hidden.merged),
        faults=file.read.faults,
        items=tuple(items),
    )


def counted(items: Sequence[PreviewedCase]) -> dict[RowState, int]:
    """How many cases are in which state."""
    found: dict[RowState, int] = {}
    for each in items:
        found[each.state] = found.get(each.state, 0) + 1
    return found


def state_of(file: CaseImport, names: Names) -> ImportState:
    """A file as it stands, with the names of who did what."""
    states: tuple[RowState, ...] = ("waiting", "entered", "known", "faulty", "refused")
    return ImportState(
        file_sha256=file.file_sha256.hex(),
        file_name=file.file_name,
        pack=file.pack,
        organ=file.organ,
        prepared_by=names.person(file.actor.person),
        prepared_at=file.prepared_at,
        ended=file.ended,
        ended_by=names.person(file.ended_by) if file.ended_by else None,
        ended_at=file.ended_at,
        counts={state: file.counts[state] for state in states if state in file.counts},
    )


def imported(row: RowOutcome) -> ImportedCase:
    """A line of the report."""
    return ImportedCase(
        row=row.line,
        number=row.number,
        state=row.state,
        case_id=row.case_id,
        faults=_FAULTS.validate_json(row.faults),
        settled_at=row.settled_at,
    )


def _previewed(each: Examined) -> PreviewedCase:
    case = each.rows.case
    return PreviewedCase(
        row=each.rows.row,
        rows=each.rows.rows,
        number=each.rows.number,
        state=each.state,
        title=case.title if case else None,
        subjects=len(case.subjects) if case else 0,
        new_subjects=each.new,
        faults=each.faults,
    )
