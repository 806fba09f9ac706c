"""The scene of a meeting: three cases before one committee, of which one is a member's own."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from api.registers.subjects import RegisterSubject
from deploy.demo.cast import Cast
from deploy.demo.procedure import COUNTY_A, LiveCase, Places, day_ago
from deploy.demo.sample_player import NotAsExpected
from deploy.demo.scenes import Scenes
from domain.meetings.commands import ConveneMeeting, CorrectMeeting, RecordMeeting
from domain.refusals import CONFLICT_OF_INTEREST
from rongcuo_client.answers import CaseOutcome

_MEMBERS = range(1, 8)
_OWN_CASE = 6
"""The member of the committee whose own case comes before it."""
_TITLES = ("老旧小区加装电梯先行施工的申请", "农贸市场临时摊位超期使用的申请")
_OWN_TITLE = "本人决策的应急采购未先询价的申请"


@dataclass(frozen=True, slots=True)
class Met:
    """What a meeting came to: the cases decided by it, and how many of them without a member who had to leave."""

    decided: int
    recused: int


async def meet(cast: Cast, scenes: Scenes) -> Met:
    """Three cases before one meeting: a member whose own case it is stayed in the room, which only that case says.

    The entry is refused in that case alone, for the conflict of interest; it is corrected with that member recused.
    """
    member = f"{COUNTY_A.place}-committee-member-{_OWN_CASE}"
    cases = [await scenes.case(COUNTY_A, title, days_ago=15) for title in _TITLES]
    cases.append(await _own_case_of(cast, member))
    for case in cases:
        await case.perform("new_matter", "accept", "investigate", "determine")
    entry = _Entry(cast, COUNTY_A, [case.id for case in cases])
    meeting = await entry.convene()
    _require_refused_alone(await entry.record(meeting))
    corrected = await entry.correct(meeting, cast.actor(member).person)
    if [each.outcome for each in corrected] != ["recorded"] * len(cases):
        raise NotAsExpected(f"the meeting was corrected as {corrected}")
    for each in corrected:
        cast.saw(each.case_id, each.version)
    rounds = [each for case in cases for each in (await case.page()).rounds if each.meeting == meeting]
    return Met(len(rounds), sum(each.tally.agree == len(_MEMBERS) - 1 for each in rounds))


def _require_refused_alone(recorded: tuple[CaseOutcome, ...]) -> None:
    """The last case is refused for the conflict of interest, and no other."""
    if [each.outcome for each in recorded] != ["recorded", "recorded", "refused"]:
        raise NotAsExpected(f"the meeting was entered as {recorded}")
    refused = recorded[-1].refusal
    if refused is None or refused.code != CONFLICT_OF_INTEREST.code:
        raise NotAsExpected(f"the third case was refused for {refused}")


async def _own_case_of(cast: Cast, post: str) -> LiveCase:
    """File a case whose subject is a member of the committee; the register says that they are one person."""
    officer = COUNTY_A.officer("organization")
    new = RegisterSubject(
        name=cast.name_of(post),
        kind="person",
        sector="government_organ",
        jurisdiction="demo-county-a",
        another_person=True,
    )
    subject = await cast.register(officer, new)
    await cast.link(officer, subject, cast.actor(post).person)
    case = LiveCase(cast, COUNTY_A, subject)
    await case.perform("file", title=_OWN_TITLE, occurred=day_ago(15))
    return case


@dataclass(frozen=True, slots=True)
class _Entry:
    """The meeting of a county's committee on some cases, entered by its secretary."""

    cast: Cast
    places: Places
    cases: list[UUID]

    async def convene(self) -> UUID:
        """Give notice, on today's agenda."""
        command = ConveneMeeting.model_validate(
            {
                "pack": "nujiang",
                "organ": f"{self.places.place}-committee",
                "title": "研究容错认定事项的常委会会议",
                "planned_on": day_ago(0),
                "starts_at": "09:30",
                "place": "三楼会议室",
                "agenda": [{"case": case, "step": "approval"} for case in self.cases],
            }
        )
        return (await self.cast.act(self.places.secretary, None, command)).stream_id

    async def record(self, meeting: UUID) -> tuple[CaseOutcome, ...]:
        """Enter that all who came agreed on everything."""
        recorded = await self.cast.act(self.places.secretary, meeting, RecordMeeting.model_validate(self._said()))
        return recorded.cases

    async def correct(self, meeting: UUID, recused: str) -> tuple[CaseOutcome, ...]:
        """Enter anew that somebody left the room for the last case."""
        said = {**self._said(recused), "reasons": "漏记一名委员在研究第三项时回避离场"}
        corrected = await self.cast.act(self.places.secretary, meeting, CorrectMeeting.model_validate(said))
        return corrected.cases

    def _said(self, recused: str | None = None) -> dict[str, object]:
        members = [self.cast.actor(f"{self.places.place}-committee-member-{n}").person for n in _MEMBERS]
        all_agree = {"votes": {"agree": len(members)}, "result": "approved"}
        items: list[dict[str, object]] = [{"case": case, **all_agree} for case in self.cases]
        if recused:
            items[-1] |= {"recused": [recused], "recusal_reasons": "系当事人本人", "votes": {"agree": len(members) - 1}}
        number = f"示甲常纪〔{day_ago(0)[:4]}〕{int(day_ago(0)[5:7])}{day_ago(0)[8:]}号"
        scan = {"title": "常委会会议纪要", "sha256": sha256(number.encode()).hexdigest()}
        return {
            "minutes": {"number": number, "document": scan},
            "attendance": [{"member": member, "state": "present"} for member in members],
            "items": items,
        }
