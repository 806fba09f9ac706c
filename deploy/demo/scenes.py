"""The live scenes: what the ban, the clock and reappraisal do, shown on a running stack and read back from it."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from api.registers.subjects import RegisterSubject
from deploy.demo.cast import Cast
from deploy.demo.procedure import APPROVED, COUNTY_A, COUNTY_B, TO_APPROVAL, LiveCase, Places, day_ago
from deploy.demo.sample_player import NotAsExpected
from rongcuo_client import Refused

_PATIENCE = 100
_GLANCE_SECONDS = 0.1
_LATE_DAYS = 45


@dataclass(frozen=True, slots=True)
class Barred:
    """What the API answered to a second application for a tolerated matter."""

    code: str
    clause: tuple[str, ...]
    earlier_case: UUID | None
    barred_event: bool

    @property
    def stands(self) -> bool:
        """Whether it was refused by the ban, with its article and the earlier case, and the bar was recorded."""
        return self.code == "second_tolerance" and bool(self.clause) and bool(self.earlier_case) and self.barred_event


class Scenes:
    """The scenes share subjects: one unit in each of two counties."""

    def __init__(self, cast: Cast, subjects: dict[str, UUID]) -> None:
        self._cast, self._subjects = cast, subjects

    @classmethod
    async def begin(cls, cast: Cast) -> "Scenes":
        """Find the subjects, whom the samples have registered, or register them."""
        units = ((COUNTY_A, "示例甲县综合行政执法局"), (COUNTY_B, "示例乙县双河乡人民政府"))
        subjects = {
            county.place: await cast.find_or_register(
                county.officer("organization"),
                RegisterSubject(name=name, kind="unit", sector="government_organ", jurisdiction=f"demo-{county.place}"),
            )
            for county, name in units
        }
        return cls(cast, subjects)

    async def case(self, places: Places, title: str, *, days_ago: int) -> LiveCase:
        """File the application of a county's unit: on an error of so many days ago."""
        case = LiveCase(self._cast, places, self._subjects[places.place])
        await case.perform("file", title=title, occurred=day_ago(days_ago))
        return case

    async def race(self) -> LiveCase:
        """Two departments tolerate two occurrences of one matter at the same moment: one wins, and is returned."""
        first = await self.case(COUNTY_A, "跨县应急抢修道路未先完成招标", days_ago=20)
        second = await self.case(COUNTY_B, "跨县应急抢修道路再次未先完成招标", days_ago=10)
        matter = (await first.page()).matter_id
        await first.perform("new_matter")
        await second.perform("same_matter", matter=str(matter))
        both = (first, second)
        await asyncio.gather(*(case.perform(*TO_APPROVAL) for case in both))
        closed = await asyncio.gather(*(case.perform("close_round") for case in both))
        winners = [case for case, events in zip(both, closed, strict=True) if APPROVED in events]
        if len(winners) != 1:
            raise NotAsExpected(f"the race had {len(winners)} winners")
        return winners[0]

    async def second_tolerance(self, matter: UUID) -> Barred:
        """A new application in a tolerated matter is barred, and not accepted on that ground (NJ-31)."""
        case = await self.case(COUNTY_A, "同一抢修道路第三次未先完成招标", days_ago=5)
        await case.perform("same_matter", matter=str(matter))
        try:
            await case.perform("accept")
        except Refused as refused:
            events, problem = await case.perform("bar"), refused.problem
            return Barred(problem.code, problem.clause, problem.earlier_case, "tolerance_barred" in events)
        raise NotAsExpected("a second tolerance was accepted")

    async def exception(self, matter: UUID) -> LiveCase:
        """The same, with force majeure found as the cause of the recurrence: admitted and granted."""
        case = await self.case(COUNTY_B, "特大暴雨中抢修同一道路未先完成招标", days_ago=3)
        await case.perform("same_matter", matter=str(matter))
        closed = await case.perform("find_exception", *TO_APPROVAL, "close_round")
        if APPROVED not in closed:
            raise NotAsExpected("the exception was not admitted")
        await case.perform("serve")
        return case

    async def unanswered(self) -> None:
        """An application received 45 days ago and never answered: the clock finds it overdue and escalates."""
        case = LiveCase(self._cast, COUNTY_A, self._subjects[COUNTY_A.place])
        title = "收件后长期未答复的申请"
        await case.perform("file_late", title=title, received=day_ago(_LATE_DAYS), occurred=day_ago(_LATE_DAYS + 30))
        for _ in range(_PATIENCE):
            if any(duty.escalations for duty in (await case.page()).duties):
                return
            await asyncio.sleep(_GLANCE_SECONDS)
        raise NotAsExpected("the clock did not escalate")

    async def clocks(self) -> None:
        """One clock stands still while papers are completed; another runs on, extended once by the committee."""
        waiting = await self.case(COUNTY_B, "易地搬迁安置点选址调整的申请，材料不全", days_ago=30)
        await waiting.perform("ask_for_papers")
        if not any(duty.paused_because for duty in (await waiting.page()).duties):
            raise NotAsExpected("no clock stands still")
        extended = await self.case(COUNTY_A, "老旧市场改造中先行拆除的申请", days_ago=25)
        await extended.perform("new_matter", "accept")
        term = next(duty for duty in (await extended.page()).duties if duty.step == "investigation")
        await extended.perform("extend_investigation")
        page = await extended.page()
        if all(duty.due_on <= term.due_on for duty in page.duties if duty.duty_id == term.duty_id):
            raise NotAsExpected("the term was not extended")

    async def reappraisal(self, case: LiveCase) -> None:
        """A tolerated unit asks for reappraisal; other officers decide it."""
        if "reappraisal_decided" not in await case.perform("serve", "reappraise"):
            raise NotAsExpected("the reappraisal was not decided")
