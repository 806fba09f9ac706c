"""The lines of lists of cases: what cases are picked, sorted and counted by, apart from their pages.

A page is a big document and changes with every event of its case; a line is small, and is written only where something
of it changes. So a list looks at lines, and reads the pages of those alone that it shows, by their ids.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from domain.pack.steps import StepKind
from domain.values import Code, Sha256
from eventlog.queries import load_queries
from projections.cases.view import StepView
from projections.projector.read_model import ChildRows
from projections.projector.table import API_AND_WORKER, Row, Table
from projections.projector.tally import Tally

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class CaseLineRow(Row):
    """What the lists ask of a case; the fields are those of its page, but for the last two.

    Attributes:
        withdrawn: whether its application was taken back.
        asked: whether it was to be accepted at all.
    """

    opened_index: int
    pack: Code
    edition: Code
    pack_sha256: Sha256
    route: Code
    history: bool
    history_open: bool
    jurisdiction: Code
    coming_to: Code | None
    concerned: tuple[str, ...]
    opened_on: date
    stage: str
    next_due: date | None
    closed: bool
    ground: Code
    accepted: bool | None
    withdrawn: bool
    asked: bool


_SAME = tuple(name for name in CaseLineRow.model_fields if name not in {"case_id", "withdrawn", "asked"})


def _rows(
    case_id: UUID, withdrawn_on: date | None, steps: tuple[StepView, ...], *same: object
) -> Iterator[CaseLineRow]:
    """The one line of a case."""
    told = dict(zip(_SAME, same, strict=True))
    asked = any(step.kind is StepKind.ACCEPTANCE for step in steps)
    yield CaseLineRow.model_validate(
        {**told, "case_id": case_id, "withdrawn": withdrawn_on is not None, "asked": asked}
    )


TALLIES = (
    Tally(
        "cases_opened",
        ("jurisdiction", "opened_month", "route", "accepted", "withdrawn", "asked"),
        _SQL["cases_opened"],
    ),
    Tally(
        "grounds_used", ("jurisdiction", "pack", "edition", "pack_sha256", "ground", "opened_on"), _SQL["grounds_used"]
    ),
    Tally("open_cases", ("pack_sha256",), _SQL["open_cases"]),
)

ROWS = ChildRows(
    Table("case_lines", 1, CaseLineRow, _SQL["create"], readers=API_AND_WORKER, tallies=TALLIES),
    ("withdrawn_on", "steps", *_SAME),
    _rows,
)
