"""Which read model handles which event: one table, so that whoever adds an event is shown who takes no notice of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from domain.case import events
from domain.case.events import AnyEvent
from domain.meetings.events import MeetingEvent
from domain.risk_filings.events import RiskFilingEvent
from domain.work_records.events import WorkRecordEvent
from projections.cases import case_page
from projections.projector.logged import LoggedEvent
from projections.projector.projector import READ_MODELS
from projections.projector.read_model import handled_by

_TABLE = Path(__file__).with_name("handled_events.txt")
_UNIONS = (AnyEvent, RiskFilingEvent, WorkRecordEvent, MeetingEvent)


def _kinds(union: Any) -> Iterator[type[BaseModel]]:
    yield from get_args(get_args(union)[0])


def _lines() -> Iterator[str]:
    shown = case_page.SHOWN.keys()  # a case page is moved on by every event, and shows these
    for union in _UNIONS:
        for kind in _kinds(union):
            models = [
                model.name for model in READ_MODELS if kind in (shown if model is case_page.MODEL else model.handles)
            ]
            yield f"{kind.model_fields['kind'].default}: {' '.join(models)}"


def test_the_table_says_who_handles_what() -> None:
    """After a change that is meant, write the lines that pytest shows into handled_events.txt, and say why."""
    assert list(_lines()) == _TABLE.read_text(encoding="utf-8").splitlines()


def test_an_event_is_of_one_part_of_a_case_page() -> None:
    """Of two that name it, one would be passed over."""
    assert sum(len(handled_by(part)) for part in case_page.PARTS) == len(case_page.SHOWN)


def test_a_fold_names_its_events_in_its_signature() -> None:
    """One or several, in one place."""

    def one(logged: LoggedEvent, event: events.CaseClosed) -> None: ...

    def two(logged: LoggedEvent, event: events.CaseClosed | events.CaseOpened) -> None: ...

    assert handled_by(one) == {events.CaseClosed}
    assert handled_by(two) == {events.CaseClosed, events.CaseOpened}
