"""The roll-out of a published calendar: every open case behind it is asked to plan anew, until none is left.

One pass goes through the list once. A case that did not answer, or opened a term by the older calendar meanwhile, is on
the list of the next pass. It ends only when a pass finds nobody: a term must never stay on an old calendar.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy, WorkflowIDReusePolicy

with workflow.unsafe.imports_passed_through():
    from activities.roll_out import Page, RollOutActivities, Scan, Tally
    from domain.values import Code, Frozen
    from workflows.messages import CHORES_QUEUE

_START = UUID(int=0)
_UNDER_WAY = timedelta(seconds=10)
"""An act that was loaded before the calendar was published may still append: its activity has three tries of 2 s."""
_SETTLING = timedelta(seconds=2)
"""From pass to pass: longer than the read models need to show what the pass before changed."""
_LONGEST_PAUSE = timedelta(minutes=10)
_RETRY = RetryPolicy(maximum_interval=timedelta(minutes=1))
"""Without end: a calendar that is half rolled out must not be left so because a database was away."""
_SCAN = timedelta(seconds=30)
_PAGE = timedelta(minutes=10)
"""A page takes ten seconds, but each of its cases may use up its patience."""
_HEARTBEAT = timedelta(seconds=10)


class Progress(Frozen):
    """How far a roll-out is.

    Attributes:
        state: running, or done: the last pass found no open term counted by an older calendar.
        since: when this state began.
        passes: the number of the pass under way, or of the last one; from 1.
        this_pass: what came of this pass so far; `found` grows page by page.
        total: all passes together; a case found in two passes counts in both.
    """

    version: int
    state: Literal["running", "done"]
    since: datetime
    passes: int = 1
    this_pass: Tally = Tally()
    total: Tally = Tally()

    def after_page(self, tally: Tally) -> "Progress":
        """With another page done."""
        return self.model_copy(update={"this_pass": self.this_pass + tally, "total": self.total + tally})

    def next_pass(self) -> "Progress":
        """With another pass begun."""
        return self.model_copy(update={"passes": self.passes + 1, "this_pass": Tally()})


class RollOut(Frozen):
    """Which calendar to roll out; the rest is where a run before got to."""

    name: Code
    version: int
    grace: timedelta = _UNDER_WAY
    after: UUID = _START
    pause: timedelta = _SETTLING
    progress: Progress | None = None


@workflow.defn(name="CalendarRollOut")
class CalendarRollOut:
    """One version of one calendar on its way into the open cases."""

    @workflow.init
    def __init__(self, roll_out: RollOut) -> None:
        self._after = roll_out.after
        self._pause = roll_out.pause
        self._progress = roll_out.progress or Progress(version=roll_out.version, state="running", since=workflow.now())

    @workflow.run
    async def run(self, roll_out: RollOut) -> Progress:
        """Go through the list pass by pass; returns the last progress."""
        if roll_out.progress is None:
            await workflow.sleep(roll_out.grace)
        while True:
            cases = await self._list()
            if cases:
                self._progress = self._progress.after_page(await self._replan(cases))
                self._after = cases[-1]
            elif self._progress.this_pass.found:
                await workflow.sleep(self._next_pause())
                self._progress, self._after = self._progress.next_pass(), _START
            else:
                self._progress = self._progress.model_copy(update={"state": "done", "since": workflow.now()})
                return self._progress
            if workflow.info().is_continue_as_new_suggested():
                done = {"after": self._after, "pause": self._pause, "progress": self._progress}
                workflow.continue_as_new(roll_out.model_copy(update=done))

    @workflow.query
    def progress(self) -> Progress:
        """How far it is; also after its end."""
        return self._progress

    def _next_pause(self) -> timedelta:
        """Longer from pass to pass as long as nothing changes: those left do not answer, and asking costs."""
        changed = self._progress.this_pass.replanned + self._progress.this_pass.confirmed
        pause = _SETTLING if changed else self._pause
        self._pause = min(2 * pause, _LONGEST_PAUSE)
        return pause

    async def _list(self) -> tuple[UUID, ...]:
        return await workflow.execute_activity_method(
            RollOutActivities.list_behind,
            Scan(version=self._progress.version, after=self._after),
            start_to_close_timeout=_SCAN,
            retry_policy=_RETRY,
        )

    async def _replan(self, cases: tuple[UUID, ...]) -> Tally:
        return await workflow.execute_activity_method(
            RollOutActivities.replan_cases,
            Page(version=self._progress.version, pass_number=self._progress.passes, cases=cases),
            start_to_close_timeout=_PAGE,
            heartbeat_timeout=_HEARTBEAT,
            retry_policy=_RETRY,
        )


def roll_out_id(name: str, version: int) -> str:
    """The workflow of a roll-out."""
    return f"calendar-roll-out-{name}-{version}"


def roll_out_handle(client: Client, name: str, version: int) -> WorkflowHandle[CalendarRollOut, Progress]:
    """The roll-out of a version, to ask for its progress."""
    return client.get_workflow_handle_for(CalendarRollOut.run, roll_out_id(name, version))


async def start_roll_out(
    client: Client, name: str, version: int, *, task_queue: str = CHORES_QUEUE, grace: timedelta = _UNDER_WAY
) -> None:
    """Roll a published version out to the open cases; one that runs goes on, one that ended begins again."""
    await client.start_workflow(
        CalendarRollOut.run,
        RollOut(name=name, version=version, grace=grace),
        id=roll_out_id(name, version),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
