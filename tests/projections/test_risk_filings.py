"""The read model of risk filings, over a real log that cases share; each family of events is folded by its own."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from domain.case import events
from domain.risk_filings.commands import ReplanRisk
from domain.values import CLOCK
from eventlog.pool import Pool
from eventlog.shapes import NewMatter
from projections.cases import case_page
from projections.matters import bans
from projections.projector.projector import Projector
from projections.risk_filings import model as risk_filings
from projections.risk_filings.model import RiskFilingRow, Within
from tests.domain.stories import cases, filings
from tests.domain.stories.clocks import calendar
from tests.projections.conftest import Show
from tests.projections.stories import Decided, Story
from tests.projections.tables import contents


class Filing(Decided[filings.Given]):
    """A filing."""

    def __init__(self, *deeds: filings.Deed) -> None:
        super().__init__(filings.NOTHING, *deeds)

    @property
    def matters(self) -> list[NewMatter]:
        """That of the filing."""
        return [NewMatter(self.matter, 0)]


async def _row(pool: Pool, filing: Filing) -> RiskFilingRow:
    row = await risk_filings.get(pool, filing.id)
    assert row is not None
    return row


async def test_a_filing_is_followed_to_its_end(show: Show, app_pool: Pool) -> None:
    """Every stage is that of the state, with the times that run."""
    filing = Filing(filings.filed("2026-03-17"))
    steps: list[tuple[filings.Deed, ...]] = [
        (),
        (filings.to_group("2026-03-18"),),
        (filings.replied("2026-03-20", minutes=cases.document("会商纪要")),),
        (filings.archived("2026-03-23"),),
        (filings.amended("2026-06-01"),),
        (filings.withdrawn("2026-06-02", matter_ended=True),),
    ]
    rows = []
    for step in steps:
        await show(filing.then(*step))
        rows.append(await _row(app_pool, filing))
        assert rows[-1].stage == filing.given.filing.stage_name

    assert [row.stage for row in rows] == ["reply", "with_group", "archive", "in_force", "reply", "closed"]
    assert rows[0].late
    assert (rows[0].reply_due_on, rows[0].valid_until) == (date(2026, 3, 31), None)
    assert (rows[1].coordination_group, rows[2].minutes) == ("county-a-committee", cases.document("会商纪要").sha256)
    assert (rows[3].reply_due_on, rows[3].valid_until, rows[3].filed) == (None, date(2027, 3, 20), True)
    assert (rows[4].reply_due_on, rows[4].amendments) == (date(2026, 6, 15), 1)
    assert (rows[5].closed_because, rows[5].reply_term) == ("matter_ended", None)
    assert rows[5].version == len(filing.given.events)


async def test_a_missed_reply_shows_how_far_the_ladder_went(show: Show, app_pool: Pool) -> None:
    """Four rungs; the next reply begins without them."""
    filing = Filing(filings.filed())
    filing.given = filing.given.rung("2026-03-31")
    await show(filing)
    missed = await _row(app_pool, filing)
    await show(filing.then(filings.replied("2026-04-01"), filings.archived("2026-04-02"), filings.amended()))
    again = await _row(app_pool, filing)

    assert (missed.reply_missed, missed.rung) == (True, 4)
    assert (again.reply_missed, again.rung) == (False, 0)


async def test_filings_have_numbers_of_their_own(show: Show, app_pool: Pool) -> None:
    """One after the other, whatever cases come between."""
    first, case, second = Filing(filings.filed()), Story(), Filing(filings.filed())
    case.opened()
    await show(first, case, second)
    before, after = await _row(app_pool, first), await _row(app_pool, second)

    assert after.serial == before.serial + 1
    assert after.number == f"备〔2026〕{after.serial}号"


async def test_each_family_is_folded_by_its_own(show: Show, app_pool: Pool) -> None:
    """A filing is no case and a case no filing, in whatever order they stand in the log."""
    filing, case = Filing(filings.filed()), Story()
    case.opened()
    await show(filing, case)

    assert await case_page.get(app_pool, filing.id) is None
    assert await risk_filings.get(app_pool, case.id) is None
    assert (await case_page.shown_version(app_pool, case.id)) == case.version
    assert (await risk_filings.shown_version(app_pool, filing.id)) == 2


async def test_a_case_of_the_same_matter_shows_it_by_itself(show: Show, app_pool: Pool) -> None:
    """Confirmed to be of the filing's matter, or linked by hand: either way the case finds it (R-04)."""
    of_matter, by_hand, other = Filing(filings.filed()), Filing(filings.filed()), Filing(filings.filed())
    case, sibling = Story(), Story()
    matter = of_matter.given.filing.opened.matter_id
    for each in (case, sibling):
        each.opened()
        each.tell(events.SameMatterConfirmed(on=each.on, matter_id=each.matter, earlier_matter=matter))
    by_hand.then(filings.linked("2026-09-01", case=filings.opened_case(), case_id=case.id))
    await show(of_matter, by_hand, other, case, sibling)
    page = await case_page.get(app_pool, case.id)
    assert page is not None
    found = await risk_filings.of_case(app_pool, case.id, [id_ for id_ in (page.matter_id, page.earlier_matter) if id_])
    family = await bans.matter(app_pool, page.matter_id)

    assert [row.filing_id for row in found] == [of_matter.id, by_hand.id]
    assert family is not None
    assert {occurrence.case_id for occurrence in family.occurrences} == {case.id, sibling.id}


@pytest.mark.parametrize(
    ("units", "stage", "seen"),
    [
        (None, None, True),
        (("county-a-qingshi",), None, True),
        (("county-a-baiyan",), None, False),
        (None, "archive", False),
    ],
)
async def test_a_list_reaches_as_far_as_it_is_asked_to(
    show: Show, app_pool: Pool, units: tuple[str, ...] | None, stage: str | None, *, seen: bool
) -> None:
    """By place, by who filed, by stage."""
    filing = Filing(filings.filed())
    await show(filing)

    found = await risk_filings.listed(app_pool, Within(("demo-county-a",), units), stage=stage)
    elsewhere = await risk_filings.listed(app_pool, Within(("demo-county-b",)))

    assert (filing.id in {row.filing_id for row in found}) is seen
    assert elsewhere == ()


async def test_a_roll_out_finds_replies_alone(show: Show, app_pool: Pool) -> None:
    """A filing in force counts by no calendar; one that was held against the new one is off the list."""
    waiting, in_force = Filing(filings.filed()), Filing(filings.filed(), filings.replied())
    await show(waiting, in_force)
    nobody = UUID(int=0)
    before = await risk_filings.behind(app_pool, 8, after=nobody, limit=500)
    newer = replace(filings.CONTEXT, calendar=calendar(off=["2026-03-10"]))
    waiting.given = waiting.given.knowing(newer).given(
        filings.deed(CLOCK, ReplanRisk(calendar_version=8), "2026-03-05")
    )
    await show(waiting)
    after = await risk_filings.behind(app_pool, 8, after=nobody, limit=500)

    assert {waiting.id, in_force.id} & set(before) == {waiting.id}
    assert waiting.id not in after
    assert (await _row(app_pool, waiting)).reply_due_on == date(2026, 3, 17)


async def test_a_rebuilt_table_is_the_same(projector: Projector, app_pool: Pool, show: Show) -> None:
    """Folded again from the beginning of the log, nothing differs."""
    await show(Filing(filings.filed(), filings.replied(), filings.archived()))
    before = await contents(app_pool)
    await projector.rebuild("risk_filings")

    assert await contents(app_pool) == before
    assert before["risk_filings_v5"]
