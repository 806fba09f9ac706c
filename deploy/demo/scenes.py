"""The live scenes: what the ban, the clock and reappraisal do, shown on a running stack and read back from it."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from api.registers.routes import RegisterSubject
from deploy.demo.client import Client, Recorded, Refused
from deploy.demo.procedure import LiveCase, Places
from deploy.demo.sample_player import NotAsExpected
from domain.pack.pack import Pack
from domain.terms.deadlines import SHANGHAI

_COUNTY_SEATS = 7
_PATIENCE = 100
_GLANCE_SECONDS = 0.1
_LATE = timedelta(days=45)
_MORE_WORKING_DAYS = 10

COUNTY_A = Places(
    "county-a", "enforcement", tuple(f"county-a-committee-member-{n}" for n in range(1, _COUNTY_SEATS + 1))
)
COUNTY_B = Places("county-b", "shuanghe", tuple(f"county-b-committee-member-{n}" for n in range(1, _COUNTY_SEATS + 1)))


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

    def __init__(self, client: Client, pack: Pack, subjects: dict[str, UUID], today: date) -> None:
        self._client, self._pack, self._subjects, self._today = client, pack, subjects, today

    @classmethod
    async def begin(cls, client: Client, pack: Pack) -> "Scenes":
        """Register the subjects."""
        subjects = {
            "county-a": await client.register(
                "county-a-organization-officer-1",
                RegisterSubject(
                    name="示例甲县综合行政执法局",
                    kind="unit",
                    sector="government_organ",
                    jurisdiction="demo-county-a",
                ),
            ),
            "county-b": await client.register(
                "county-b-organization-officer-1",
                RegisterSubject(
                    name="示例乙县双河乡人民政府",
                    kind="unit",
                    sector="government_organ",
                    jurisdiction="demo-county-b",
                ),
            ),
        }
        return cls(client, pack, subjects, datetime.now(SHANGHAI).date())

    def case(self, places: Places) -> LiveCase:
        """A live case of a county's unit."""
        return LiveCase(self._client, places, self._pack, "s4", self._subjects[places.place])

    async def race(self) -> LiveCase:
        """Two departments tolerate two occurrences of one matter at the same moment: one wins, and is returned."""
        first, second = self.case(COUNTY_A), self.case(COUNTY_B)
        await first.file("跨县应急抢修道路未先完成招标", self._today - timedelta(days=20))
        await second.file("跨县应急抢修道路再次未先完成招标", self._today - timedelta(days=10))
        matter = (await self._client.see(COUNTY_A.secretary, first.id)).matter_id
        await first.deny_same_matter()
        await second.confirm_same_matter(matter)
        rounds = await asyncio.gather(first.to_approval(), second.to_approval())
        closed = await asyncio.gather(first.close_round(rounds[0]), second.close_round(rounds[1]))
        winners = [
            case for case, answer in zip((first, second), closed, strict=True) if "case_approved" in answer.events
        ]
        if len(winners) != 1:
            raise NotAsExpected(f"the race had {len(winners)} winners")
        return winners[0]

    async def second_tolerance(self, matter: UUID) -> Barred:
        """A new application in a tolerated matter is barred, and not accepted on that ground (NJ-31)."""
        case = self.case(COUNTY_A)
        await case.file("同一抢修道路第三次未先完成招标", self._today - timedelta(days=5))
        await case.confirm_same_matter(matter)
        try:
            await case.accept()
        except Refused as refused:
            answer = await case.not_accept("second_tolerance")
            problem = refused.problem
            return Barred(problem.code, problem.clause, problem.earlier_case, "tolerance_barred" in answer.events)
        raise NotAsExpected("a second tolerance was accepted")

    async def exception(self, matter: UUID) -> LiveCase:
        """The same, with force majeure found as the cause of the recurrence: admitted and granted."""
        case = self.case(COUNTY_B)
        await case.file("特大暴雨中抢修同一道路未先完成招标", self._today - timedelta(days=3))
        await case.confirm_same_matter(matter)
        await case.find_exception("natural_disaster")
        closed = await case.close_round(await case.to_approval())
        if "case_approved" not in closed.events:
            raise NotAsExpected("the exception was not admitted")
        await case.serve()
        return case

    async def unanswered(self) -> None:
        """An application received 45 days ago and never answered: the clock finds it overdue and escalates."""
        case = self.case(COUNTY_A)
        received = self._today - _LATE
        await case.file("收件后长期未答复的申请", received - timedelta(days=30), received_on=received)
        for _ in range(_PATIENCE):
            page = await self._client.see(COUNTY_A.secretary, case.id)
            if any(duty.escalations for duty in page.duties):
                return
            await asyncio.sleep(_GLANCE_SECONDS)
        raise NotAsExpected("the clock did not escalate")

    async def clocks(self) -> None:
        """One clock stands still while papers are completed; another runs on, extended once by the committee."""
        waiting, extended = self.case(COUNTY_B), self.case(COUNTY_A)
        await waiting.file("易地搬迁安置点选址调整的申请，材料不全", self._today - timedelta(days=30))
        page = await waiting.ask_for_papers()
        if not any(duty.paused_because for duty in page.duties):
            raise NotAsExpected("no clock stands still")
        await extended.file("老旧市场改造中先行拆除的申请", self._today - timedelta(days=25))
        await extended.deny_same_matter()
        await extended.accept()
        page = await self._client.see(COUNTY_A.secretary, extended.id)
        term = next(duty for duty in page.duties if duty.step == "investigation")
        page = await extended.extend(term.duty_id, _MORE_WORKING_DAYS)
        if all(duty.due_on <= term.due_on for duty in page.duties if duty.duty_id == term.duty_id):
            raise NotAsExpected("the term was not extended")

    async def reappraisal(self, case: LiveCase) -> Recorded:
        """A tolerated unit asks for reappraisal; other officers decide it."""
        await case.serve()
        decided = await case.reappraise()
        if "reappraisal_decided" not in decided.events:
            raise NotAsExpected("the reappraisal was not decided")
        return decided
