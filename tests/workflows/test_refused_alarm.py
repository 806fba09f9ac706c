"""An alarm that the rules refuse: it is asked for again after a while, a few times, and then no more; people see it."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import uuid4

from temporalio import activity
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment

from activities.cases import CaseActivities
from activities.messages import Answer, NotAdmitted, Recorded, Task
from deploy.stack.embedded_temporal import SEARCH_ATTRIBUTES
from domain import refusals
from domain.case.commands import DenySameMatter
from domain.terms.deadlines import SHANGHAI
from tests.workflows.engine import Installation, OneCase
from workflows.case import CaseWorkflow
from workflows.client import CASE
from workflows.clock import REFUSALS_MAX, TRY_AGAIN
from workflows.visibility import ALARMS_GIVEN_UP, ATTRIBUTES, clocks_given_up
from workflows.worker import case_worker

_PATIENCE = timedelta(seconds=20)
_A_WHILE = timedelta(minutes=10)
"""Longer than all tries take."""


class Refusing(CaseActivities):
    """Refuses every alarm, as a rule might that contradicts the agenda."""

    def __init__(self, installed: Installation) -> None:
        super().__init__(installed.log)
        self.asked: list[datetime] = []

    @activity.defn(name="handle_command")
    async def handle_command(self, task: Task) -> Answer:
        """Refuse what the clock asks, decide all else."""
        if task.door != "clock":
            return await super().handle_command(task)
        self.asked.append(task.at)
        return NotAdmitted(refusal=refusals.NOT_DUE, agenda=await super().agenda_of(task.case_id))


async def test_an_alarm_that_is_refused_neither_spins_nor_rings_for_ever(
    skipping: WorkflowEnvironment, installed: Installation
) -> None:
    """Between two tries there is a pause, and after the last nothing more; an act on the case begins it all again."""
    refusing = Refusing(installed)
    async with case_worker(skipping.client, refusing, task_queue="skipping"):
        case = OneCase(skipping.client, "skipping")
        first = await _file_and_wait_for_the_first_alarm(skipping, case, installed)
        asked = [*refusing.asked]
        shown = (await case.handle.describe()).typed_search_attributes.get(ALARMS_GIVEN_UP)
        deny = DenySameMatter(reasons="无相同事项")
        answer = await case.update(installed.envelope("county-a-organization-officer-1", deny))
        after = (await case.handle.describe()).typed_search_attributes.get(ALARMS_GIVEN_UP)
        await skipping.sleep(_A_WHILE)

    pauses = [later - earlier for earlier, later in pairwise(asked)]

    assert len(asked) == REFUSALS_MAX
    assert asked[0] >= first
    assert all(pause >= TRY_AGAIN for pause in pauses)
    assert shown == 1
    assert isinstance(answer, Recorded)
    assert after == 0
    assert len(refusing.asked) == 2 * REFUSALS_MAX


async def test_clocks_that_gave_up_are_counted(engine: Client) -> None:
    """An operator is told how many running cases have such an alarm."""
    before = await clocks_given_up(engine, _PATIENCE)
    case_id = uuid4()
    run = await engine.start_workflow(
        CaseWorkflow.run,
        id=CASE.id_of(case_id),
        task_queue="nobody works here",
        search_attributes=TypedSearchAttributes([SearchAttributePair(ALARMS_GIVEN_UP, 2)]),
    )
    async with asyncio.timeout(_PATIENCE.total_seconds()):
        while await clocks_given_up(engine, _PATIENCE) != before + 1:  # noqa: ASYNC110 - the engine lists runs a little later
            await asyncio.sleep(0.05)
    await run.terminate()


def test_a_new_engine_is_made_with_all_attributes() -> None:
    """What the embedded server is told is what the workflows write."""
    kinds = SEARCH_ATTRIBUTES.items()
    told = {name: int(IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")) for name, kind in kinds}

    assert told == {each.name: int(each.indexed_value_type) for each in ATTRIBUTES}


async def _file_and_wait_for_the_first_alarm(
    skipping: WorkflowEnvironment, case: OneCase, installed: Installation
) -> datetime:
    await case.open_by_signal(installed.application((await skipping.get_current_time()).astimezone(SHANGHAI).date()))
    agenda = await case.agenda()
    assert agenda is not None
    first = agenda.alarms[0].at
    await skipping.sleep(first - await skipping.get_current_time() + _A_WHILE)
    return first
