"""What an operator can search running cases by: stage, jurisdiction, next due date, paused; never a name."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from temporalio import workflow
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from domain.agenda import Agenda

STAGE = SearchAttributeKey.for_keyword("RongcuoStage")
JURISDICTION = SearchAttributeKey.for_keyword("RongcuoJurisdiction")
NEXT_DUE = SearchAttributeKey.for_datetime("RongcuoNextDue")
PAUSED = SearchAttributeKey.for_bool("RongcuoPaused")
ALARMS_GIVEN_UP = SearchAttributeKey.for_int("RongcuoAlarmsGivenUp")
"""How many alarms a run asks for no more because the rules refused them; set once there is one."""

ATTRIBUTES = (STAGE, JURISDICTION, NEXT_DUE, PAUSED, ALARMS_GIVEN_UP)


class Visibility:
    """Keeps the search attributes of one run as its agenda has them; writes them only when one changed."""

    def __init__(self) -> None:
        self._shown: tuple[str, str, date | None, bool, int] | None = None

    def show(self, agenda: Agenda, given_up: int) -> None:
        """Show this agenda, and how many of its alarms were given up."""
        shown = (agenda.stage, agenda.jurisdiction, agenda.next_due, agenda.paused, given_up)
        if shown == self._shown:
            return
        self._shown = shown
        due = datetime.combine(agenda.next_due, time(), UTC) if agenda.next_due else None
        updates: list[SearchAttributeUpdate[Any]] = [
            STAGE.value_set(agenda.stage),
            JURISDICTION.value_set(agenda.jurisdiction),
            NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
            PAUSED.value_set(agenda.paused),
        ]
        if given_up != (workflow.info().typed_search_attributes.get(ALARMS_GIVEN_UP) or 0):
            updates.append(ALARMS_GIVEN_UP.value_set(given_up))
        workflow.upsert_search_attributes(updates)


async def register_attributes(client: Client) -> None:
    """Make our search attributes known to the engine; those it knows stay as they are."""
    types = {each.name: IndexedValueType.ValueType(each.indexed_value_type) for each in ATTRIBUTES}
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
    await client.operator_service.add_search_attributes(request)


async def clocks_given_up(client: Client, patience: timedelta) -> int:
    """How many running cases and risk filings have an alarm that was given up."""
    count = await client.count_workflows(_GIVEN_UP, rpc_timeout=patience)
    return count.count


_GIVEN_UP = f'{ALARMS_GIVEN_UP.name} > 0 AND ExecutionStatus = "Running"'
