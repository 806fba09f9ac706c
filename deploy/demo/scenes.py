"""The live scenes: what the ban, the clock and reappraisal do, shown on a running stack and read back from it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from api.meetings.results import CaseOutcome
from api.registers.subjects import RegisterSubject
from deploy.demo.client import Client, Refused
from deploy.demo.procedure import LiveCase, Places
from deploy.demo.sample_cases import sample_organs
from deploy.demo.sample_player import NotAsExpected
from domain.meetings.commands import ConveneMeeting, CorrectMeeting, RecordMeeting
from domain.refusals import CONFLICT_OF_INTEREST
from domain.terms.deadlines import SHANGHAI

_PATIENCE = 100
_GLANCE_SECONDS = 0.1
_LATE_DAYS = 45
_APPROVED = "case_approved"
_MEMBERS = range(1, 8)
_OWN_CASE = 6
"""The member of the committee whose own case comes before it."""
_TO_APPROVAL = ("accept", "investigate", "determine", "vote")

COUNTY_A = Places("county-a", "enforcement")
COUNTY_B = Places("county-b", "shuanghe")


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

    def __init__(self, client: Client, subjects: dict[str, UUID]) -> None:
        self._client, self._subjects = client, subjects

    @classmethod
    async def begin(cls, client: Client) -> "Scenes":
        """Register the subjects."""
        units = ((COUNTY_A, "示例甲县综合行政执法局"), (COUNTY_B, "示例乙县双河乡人民政府"))
        subjects = {
            county.place: await client.register(
                county.officer("organization"),
                RegisterSubject(
                    name=name,
                    kind="unit",
                    sector="government_organ",
                    jurisdiction=f"demo-{county.place}",
                    another_person=True,  # the samples tell of a unit of this name, and know nothing of the scenes
                ),
            )
            for county, name in units
        }
        return cls(client, subjects)

    async def case(self, places: Places, title: str, *, days_ago: int) -> LiveCase:
        """File the application of a county's unit: on an error of so many days ago."""
        case = LiveCase(self._client, places, self._subjects[places.place])
        await case.perform("file", title=title, occurred=_day(days_ago))
        return case

    async def race(self) -> LiveCase:
        """Two departments tolerate two occurrences of one matter at the same moment: one wins, and is returned."""
        first = await self.case(COUNTY_A, "跨县应急抢修道路未先完成招标", days_ago=20)
        second = await self.case(COUNTY_B, "跨县应急抢修道路再次未先完成招标", days_ago=10)
        matter = (await first.page()).matter_id
        await first.perform("new_matter")
        await second.perform("same_matter", matter=str(matter))
        both = (first, second)
        await asyncio.gather(*(case.perform(*_TO_APPROVAL) for case in both))
        closed = await asyncio.gather(*(case.perform("close_round") for case in both))
        winners = [case for case, events in zip(both, closed, strict=True) if _APPROVED in events]
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
        closed = await case.perform("find_exception", *_TO_APPROVAL, "close_round")
        if _APPROVED not in closed:
            raise NotAsExpected("the exception was not admitted")
        await case.perform("serve")
        return case

    async def unanswered(self) -> None:
        """An application received 45 days ago and never answered: the clock finds it overdue and escalates."""
        case = LiveCase(self._client, COUNTY_A, self._subjects[COUNTY_A.place])
        title = "收件后长期未答复的申请"
        await case.perform("file_late", title=title, received=_day(_LATE_DAYS), occurred=_day(_LATE_DAYS + 30))
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

    async def meeting(self) -> int:
        """Three cases before one meeting: a member whose own case it is stayed in the room, which only that case says.

        The entry is corrected, with that member recused; returns how many cases the meeting decided.
        """
        member = f"{COUNTY_A.place}-committee-member-{_OWN_CASE}"
        own = await self._own_case_of(member)
        titles = ("老旧小区加装电梯先行施工的申请", "农贸市场临时摊位超期使用的申请")
        cases = [await self.case(COUNTY_A, title, days_ago=15) for title in titles]
        third = LiveCase(self._client, COUNTY_A, own)
        await third.perform("file", title="本人决策的应急采购未先询价的申请", occurred=_day(15))
        cases.append(third)
        for case in cases:
            await case.perform("new_matter", "accept", "investigate", "determine")
        entry = _Entry(self._client, COUNTY_A, [case.id for case in cases])
        meeting = await entry.convene()
        first = await entry.record(meeting)
        if [each.outcome for each in first] != ["recorded", "recorded", "refused"]:
            raise NotAsExpected(f"the meeting was entered as {first}")
        refused = first[-1].refusal
        if refused is None or refused.code != CONFLICT_OF_INTEREST.code:
            raise NotAsExpected(f"the third case was refused for {refused}")
        corrected = await entry.correct(meeting, self._client.actor(member).person)
        if [each.outcome for each in corrected] != ["recorded"] * len(cases):
            raise NotAsExpected(f"the meeting was corrected as {corrected}")
        for each in corrected:
            self._client.saw(each.case_id, each.version)
        return sum([any(each.meeting == meeting for each in (await case.page()).rounds) for case in cases])

    async def _own_case_of(self, post: str) -> UUID:
        """Register a member of a committee as a subject, and say that they are one person."""
        person = self._client.actor(post).person
        name = next(each.name for each in sample_organs().people if each.id == person)
        officer = COUNTY_A.officer("organization")
        new = RegisterSubject(name=name, kind="person", sector="government_organ", jurisdiction="demo-county-a")
        subject = await self._client.register(officer, new.model_copy(update={"another_person": True}))
        await self._client.link(officer, subject, person)
        return subject

    async def reappraisal(self, case: LiveCase) -> None:
        """A tolerated unit asks for reappraisal; other officers decide it."""
        if "reappraisal_decided" not in await case.perform("serve", "reappraise"):
            raise NotAsExpected("the reappraisal was not decided")


@dataclass(frozen=True, slots=True)
class _Entry:
    """The meeting of a county's committee on some cases, entered by its secretary."""

    client: Client
    places: Places
    cases: list[UUID]

    async def convene(self) -> UUID:
        """Give notice, on today's agenda."""
        command = ConveneMeeting.model_validate(
            {
                "pack": "nujiang",
                "organ": f"{self.places.place}-committee",
                "title": "研究容错认定事项的常委会会议",
                "planned_on": _day(0),
                "starts_at": "09:30",
                "place": "三楼会议室",
                "agenda": [{"case": case, "step": "approval"} for case in self.cases],
            }
        )
        return (await self.client.act(self.places.secretary, None, command)).stream_id

    async def record(self, meeting: UUID) -> tuple[CaseOutcome, ...]:
        """Enter that all who came agreed on everything."""
        recorded = await self.client.act(self.places.secretary, meeting, RecordMeeting.model_validate(self._said()))
        return recorded.cases

    async def correct(self, meeting: UUID, recused: str) -> tuple[CaseOutcome, ...]:
        """Enter anew that somebody left the room for the last case."""
        said = {**self._said(recused), "reasons": "漏记一名委员在研究第三项时回避离场"}
        corrected = await self.client.act(self.places.secretary, meeting, CorrectMeeting.model_validate(said))
        return corrected.cases

    def _said(self, recused: str | None = None) -> dict[str, object]:
        members = [self.client.actor(f"{self.places.place}-committee-member-{n}").person for n in _MEMBERS]
        all_agree = {"votes": {"agree": len(members)}, "result": "approved"}
        items: list[dict[str, object]] = [{"case": case, **all_agree} for case in self.cases]
        if recused:
            items[-1] |= {"recused": [recused], "recusal_reasons": "系当事人本人", "votes": {"agree": len(members) - 1}}
        number = f"示甲常纪〔{_day(0)[:4]}〕{int(_day(0)[5:7])}{_day(0)[8:]}号"
        scan = {"title": "常委会会议纪要", "sha256": sha256(number.encode()).hexdigest()}
        return {
            "minutes": {"number": number, "document": scan},
            "attendance": [{"member": member, "state": "present"} for member in members],
            "items": items,
        }


def _day(days_ago: int) -> str:
    return (datetime.now(SHANGHAI).date() - timedelta(days=days_ago)).isoformat()
