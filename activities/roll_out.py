"""The I/O of a roll-out: which cases still count by an older calendar, and asking each of them to plan anew.

It may not know the read models nor the engine: the list, and the way to ask, are handed in.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, assert_never
from uuid import UUID, uuid5

from temporalio import activity

from activities.messages import Answer, NotAdmitted, Recorded, Unavailable
from domain.case.events import DeadlineConfirmed, DeadlineReplanned
from domain.messages import kind_of
from domain.risk_filings.events import RiskFilingTermReplanned
from domain.values import Frozen

PAGE = 200
"""Cases per page: ten seconds of work, so that progress moves and a killed worker repeats little."""

AT_ONCE = 10
"""Cases asked at the same time: half of what a worker decides at once, the other half is for people."""

PACE_SECONDS = 0.05
"""Least time from one case to the next, 20 a second: a fifth of what a machine of two processors answers, as `make
bench` measures it. Ten thousand cases take nine minutes, which is nothing to terms of days."""

_BEAT_SECONDS = 1.0
_REPLANNED = (kind_of(DeadlineReplanned), kind_of(RiskFilingTermReplanned))
_CONFIRMED = kind_of(DeadlineConfirmed)
_NOTHING_TO_DO = "nothing_to_replan"


class Behind(Protocol):
    """Lists cases and risk filings with an open term counted by an older calendar, by id, those after `after` alone."""

    async def __call__(self, version: int, after: UUID, limit: int, /) -> tuple[UUID, ...]:
        """One page of the list."""


class AskToReplan(Protocol):
    """Asks a case or a risk filing to plan anew; `Unavailable` when it does not answer in time."""

    async def __call__(self, stream_id: UUID, command_id: UUID, version: int, /) -> Answer:
        """Its answer."""


class Scan(Frozen):
    """Which page of the list to read."""

    version: int
    after: UUID


class Page(Frozen):
    """The cases to ask, and in which pass: an id of a command is of one pass, so that a later pass asks again."""

    version: int
    pass_number: int
    cases: tuple[UUID, ...]


class Tally(Frozen):
    """What came of asking cases.

    Attributes:
        found: cases listed.
        done: cases that planned anew, or had nothing left to plan.
        failed: cases that did not answer, or refused for another reason; the next pass asks them again.
        replanned: terms whose date was planned anew.
        confirmed: terms whose date stands.
    """

    found: int = 0
    done: int = 0
    failed: int = 0
    replanned: int = 0
    confirmed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(**{name: value + getattr(other, name) for name, value in self})


class RollOutActivities:
    """The activities of a roll-out."""

    def __init__(self, behind: Behind, ask: AskToReplan, *, pace_seconds: float = PACE_SECONDS) -> None:
        self._behind = behind
        self._ask = ask
        self._pace_seconds = pace_seconds

    @activity.defn
    async def list_behind(self, scan: Scan) -> tuple[UUID, ...]:
        """The next page of cases behind a version; empty at the end."""
        return await self._behind(scan.version, scan.after, PAGE)

    @activity.defn
    async def replan_cases(self, page: Page) -> Tally:
        """Ask each case of a page, at a bounded rate.

        Repeated from the start after a crash: the ledger gives a case asked before the answer it gave then, so nothing
        is counted twice or lost.
        """
        async with _beating(), asyncio.TaskGroup() as group:
            free = asyncio.Semaphore(AT_ONCE)
            asked: list[asyncio.Task[Tally]] = []
            for case_id in page.cases:
                await free.acquire()
                task = group.create_task(self._replan(case_id, page))
                task.add_done_callback(lambda _: free.release())
                asked.append(task)
                await asyncio.sleep(self._pace_seconds)
        return sum((task.result() for task in asked), Tally())

    async def _replan(self, case_id: UUID, page: Page) -> Tally:
        command_id = uuid5(case_id, f"replan:{page.version}:{page.pass_number}")
        return _counted(await self._ask(case_id, command_id, page.version))


def _counted(answer: Answer) -> Tally:
    match answer:
        case Recorded():
            replanned = sum(answer.events.count(kind) for kind in _REPLANNED)
            confirmed = answer.events.count(_CONFIRMED)
            return Tally(found=1, done=1, replanned=replanned, confirmed=confirmed)
        case NotAdmitted() if answer.refusal.code == _NOTHING_TO_DO:
            return Tally(found=1, done=1)
        case NotAdmitted() | Unavailable():
            return Tally(found=1, failed=1)
        case _:
            assert_never(answer)


@asynccontextmanager
async def _beating() -> AsyncIterator[None]:
    """Tell the engine every second that this worker lives, whether or not a case answers."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(_BEAT_SECONDS)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
