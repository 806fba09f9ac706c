"""A statutory report that is late: its ladder stands where those look who are told of it, and in the daily digest."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from api.reports.owed import ReportLine
from domain.pack.reporting import ReportRule
from domain.pack.terms import Force, Within
from domain.reports.periods import Period
from domain.terms.deadlines import SHANGHAI, TermUnit
from domain.values import Bilingual
from eventlog import digests
from eventlog.pool import Pool
from eventlog.reference import install
from policies.packs.loader import bundled_pack, pack_bytes
from projections.deadlines.digest import Composer
from tests.api.browsing import Markup, browse
from tests.api.client import ApiClient
from tests.api.positions import DISCIPLINE, FINANCE, ORGANISATION, OTHER_COUNTY, SECRETARY, SUPERVISOR
from tests.workflows.engine import EVERY_YEAR

ORGAN = "county-a-organization"
MONTH = Period.of("month", datetime.now(UTC).astimezone(SHANGHAI).date())
RULE = ReportRule(
    id="monthly",
    name=Bilingual(zh="月报", en="Monthly report"),
    by="organization",
    every="month",
    within=Within(amount=1, unit=TermUnit.working_days, force=Force.STATUTORY, cite=("NJ-37",)),
    cite=("NJ-37",),
)
_LOG_START = -1


@dataclass(slots=True)
class Late:
    """The same API some days after a report of the month was due."""

    api: ApiClient
    day: date

    async def line(self, position: str = SUPERVISOR) -> ReportLine:
        """The report of county A as somebody is told of it."""
        items = (await self.api.read(position, f"/v1/reports?organ={ORGAN}&state=overdue"))["items"]
        return ReportLine.model_validate(next(each for each in items if each["period"] == str(MONTH)), strict=False)

    async def told(self, position: str) -> list[str]:
        """The organs whose reports of the month stand in somebody's inbox, since they are late."""
        told = (await self.api.read(position, "/v1/inbox"))["late_reports"]
        return [each["organ"] for each in told if each["period"] == str(MONTH)]


@pytest.fixture(scope="module")
async def late(api: ApiClient, app_pool: Pool) -> Late:
    """A procedure that owes a report by law, forty days after the month of it."""
    pack = bundled_pack("nujiang")
    statutory = pack.model_copy(update={"edition": "2999-01", "reports": (RULE,)})
    await install(app_pool, "pack", pack.pack, pack_bytes(statutory), "test")
    day = MONTH.following.first + timedelta(days=40)
    return Late(api.on(day), day)


async def test_whoever_is_told_of_a_late_report_finds_it_in_the_inbox(late: Late) -> None:
    """The organ of the highest rung alone, as JSON and on the page; whoever is late is reminded of its own."""
    line = await late.line()
    of_committee = await browse(late.api, "/inbox", SECRETARY)
    own = await late.api.read(ORGANISATION, "/v1/inbox")

    assert (line.rung_level, line.raised_to) == (4, "county-a-committee")
    assert line.raised_on is not None
    assert line.due_on < line.raised_on <= late.day
    assert await late.told(SECRETARY) == [ORGAN]
    assert [await late.told(position) for position in (ORGANISATION, DISCIPLINE, FINANCE, OTHER_COUNTY)] == [[]] * 4
    assert f"/reports/{ORGAN}/{MONTH}" in Markup(of_committee.text).values("a", "href")
    assert f"上报：示例甲县委组织部的{MONTH.name.zh}月报" in Markup(of_committee.text).text
    assert str(MONTH) in {each["period"] for each in own["reports"] if each["report_state"] == "overdue"}


async def test_the_digest_of_the_day_lists_it(late: Late, app_pool: Pool) -> None:
    """With how late it is and how far it was raised; each place reads its own."""
    composed = await Composer(app_pool)(late.day, EVERY_YEAR, None, _LOG_START)
    await digests.keep(app_pool, late.day, composed.log_index, composed.digest.model_dump_json())
    shown = (await late.api.read(SUPERVISOR, f"/v1/digests/{late.day}"))["reports"]
    beside = (await late.api.read(OTHER_COUNTY, f"/v1/digests/{late.day}"))["reports"]
    page = Markup((await browse(late.api, f"/digests/{late.day}", SUPERVISOR)).text)

    [told] = [each for each in shown if (each["organ"], each["period"]) == (ORGAN, str(MONTH))]
    assert (told["organ"], told["advisory"], told["raised_to"]) == (ORGAN, False, "county-a-committee")
    assert told["rung"]["zh"] == "上报"
    assert told["days_late"] > 10
    assert {each["jurisdiction"] for each in beside} == {"demo-county-b"}
    assert f"/reports/{ORGAN}/{MONTH}" in page.values("a", "href")
    assert "上报" in page.text
