"""What an operator can search running cases by: stage, jurisdiction, next due date, paused; never a name."""

from datetime import UTC, date, datetime, time

from temporalio import workflow
from temporalio.common import SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from domain.case.agenda import Agenda

STAGE = SearchAttributeKey.for_keyword("RongcuoStage")
JURISDICTION = SearchAttributeKey.for_keyword("RongcuoJurisdiction")
NEXT_DUE = SearchAttributeKey.for_datetime("RongcuoNextDue")
PAUSED = SearchAttributeKey.for_bool("RongcuoPaused")


class Visibility:
    """Keeps the search attributes of one run as its agenda has them; writes them only when one changed."""

    def __init__(self) -> None:
        self._shown: tuple[str, str, date | None, bool] | None = None

    def show(self, agenda: Agenda) -> None:
        """Show this agenda."""
        shown = (agenda.stage, agenda.jurisdiction, agenda.next_due, agenda.paused)
        if shown == self._shown:
            return
        self._shown = shown
        due = datetime.combine(agenda.next_due, time(), UTC) if agenda.next_due else None
        workflow.upsert_search_attributes(
            [
                STAGE.value_set(agenda.stage),
                JURISDICTION.value_set(agenda.jurisdiction),
                NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
                PAUSED.value_set(agenda.paused),
            ]
        )
