"""Read model: whose own matter a case is (本人事项, A-39), for lists, which ask it of many cases at once.

Subjects and applicants by their ids, for the register says later who of them holds positions; who filed or endorsed by
their names as officials; and the positions whose signature was asked for, or given on paper on a day.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, assert_never

from domain.case import events
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import of_many_rows
from projections.projector.table import Row, Rows, Table

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Whose(StrEnum):
    """What an id names."""

    SUBJECT = "subject"
    PERSON = "person"
    SIGNATORY = "signatory"
    ASKED = "asked"


class OwnMatter(Row):
    """One for whom a case is their own: a subject, a person, or whoever held a position (`on` that day, or ever)."""

    KEY: ClassVar = ("whose", "who")

    whose: Whose
    who: str
    on: date | None = None


Handled = events.CaseOpened | events.SubjectsChanged | events.ApplicationEndorsed


def evolve(rows: Rows[OwnMatter], logged: LoggedEvent, event: Handled) -> None:
    """Whose it is stays, even of a subject who left."""
    rows.put(*(OwnMatter(case_id=logged.case_id, whose=Whose.SUBJECT, who=str(each)) for each in event.brings))
    match event:
        case events.CaseOpened():
            rows.put(*_opened(logged, event))
        case events.SubjectsChanged():
            return
        case events.ApplicationEndorsed():
            if event.person is not None:
                rows.put(OwnMatter(case_id=logged.case_id, whose=Whose.PERSON, who=event.person))
        case _:
            assert_never(event)


def _opened(logged: LoggedEvent, event: events.CaseOpened) -> Iterator[OwnMatter]:
    for person in event.doers(event.filed_by) if event.filed_by else ():
        yield OwnMatter(case_id=logged.case_id, whose=Whose.PERSON, who=person)
    endorsed = event.endorsement
    if endorsed is None or endorsed.signatory is None:
        return
    if endorsed.kind == "requested":
        yield OwnMatter(case_id=logged.case_id, whose=Whose.ASKED, who=endorsed.signatory)
    elif endorsed.signed_on is not None:
        yield OwnMatter(case_id=logged.case_id, whose=Whose.SIGNATORY, who=endorsed.signatory, on=endorsed.signed_on)


MODEL = of_many_rows(Table("own_matters", 1, OwnMatter, _SQL["create"]), evolve)
