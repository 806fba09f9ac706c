"""The read model of work records, over a real log that cases and risk filings share."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from eventlog.pool import Pool
from projections.cases import case_page
from projections.deadlines.digest import Composer
from projections.projector.projector import Projector
from projections.work_records import model as work_records
from projections.work_records.model import Visible, WorkRecordRow
from tests.domain.stories import cases, filings, records
from tests.projections.conftest import Show
from tests.projections.stories import Decided, Story
from tests.projections.tables import contents
from tests.projections.test_risk_filings import Filing
from tests.workflows.engine import EVERY_YEAR

COUNTY, UNIT, KEEPER = "demo-county-a", "county-a-qingshi", "county-a-discipline"
OFFICIAL = Visible((COUNTY,), (KEEPER,), KEEPER)


class Record(Decided[records.Given]):
    """A record."""

    def __init__(self, *deeds: records.Deed) -> None:
        super().__init__(records.NOTHING, *deeds)


async def _row(pool: Pool, record: Record) -> WorkRecordRow:
    row = await work_records.get(pool, record.id)
    assert row is not None
    return row


async def test_a_record_is_followed_to_its_end(show: Show, app_pool: Pool) -> None:
    """What is due next, what came of it, how many entries and documents."""
    record = Record(records.opened(records.CONSULTATION))
    await show(record)
    first = await _row(app_pool, record)
    await show(record.then(records.added("2026-04-20", documents=(records.DOCUMENT,))))
    second = await _row(app_pool, record)
    await show(record.then(records.closed("2026-05-06"), records.linked()))
    last = await _row(app_pool, record)

    assert (first.next_due, first.entries, first.state) == (date(2026, 6, 2), 0, "open")
    assert (second.next_due, second.entries, second.documents) == (date(2026, 7, 20), 1, 1)
    assert second.last_on == date(2026, 4, 20)
    assert (last.next_due, last.state, last.closed_on, last.cases) == (
        None,
        "closed",
        date(2026, 5, 6),
        (records.CASE,),
    )
    assert last.version == len(record.given.events)
    assert last.number == f"记〔2026〕{last.serial}号"


async def test_the_outcome_stated_last_stands(show: Show, app_pool: Pool) -> None:
    """By its name in the edition the record is kept under."""
    record = Record(
        records.opened(records.PRE_CHECK, cases.CONTACT, documents=(records.DOCUMENT,)),
        records.added("2026-03-04", cases.SECRETARY, outcome="not_ready"),
        records.closed("2026-03-09", cases.SECRETARY, outcome="ready"),
    )
    await show(record)
    row = await _row(app_pool, record)

    assert row.outcome is not None
    assert (row.outcome.id, row.outcome.name.zh) == ("ready", "可以决策")


@pytest.mark.parametrize(
    ("sight", "open_", "secret"),
    [
        (OFFICIAL, True, True),
        (Visible((COUNTY,), ("county-a-committee",), "county-a-committee"), True, False),
        (Visible((), (UNIT, f"{UNIT}-party"), UNIT), True, True),
        (Visible((), (UNIT, f"{UNIT}-party"), f"{UNIT}-party"), True, False),
        (Visible((), ("county-a-baiyan",), "county-a-baiyan"), False, False),
        (Visible(("demo-county-b",), ("county-b-discipline",), "county-b-discipline"), False, False),
    ],
)
async def test_a_list_reaches_as_far_as_sight(
    show: Show, app_pool: Pool, sight: Visible, *, open_: bool, secret: bool
) -> None:
    """By place and by organ; a confidential record by its keeper and whoever opened it alone (R-15)."""
    asked = Record(records.opened(records.PRE_CHECK, cases.CONTACT))
    private = Record(records.opened(records.PRE_CONSULTATION, cases.CONTACT))
    await show(asked, private)
    seen = {row.record_id for row in await work_records.listed(app_pool, sight)}
    kinds = await work_records.kinds(app_pool, sight)

    assert (asked.id in seen, private.id in seen) == (open_, secret)
    assert ("pre_check" in kinds, "pre_consultation" in kinds) == (open_, secret)


async def test_a_list_narrows(show: Show, app_pool: Pool) -> None:
    """By kind, by state, by what should have come round, by case."""
    meeting = Record(records.opened(records.CONSULTATION))
    inspection = Record(
        records.opened(records.INSPECTION, about=cases.TOWN),
        records.closed("2026-03-09"),
        records.linked(target=uuid4()),
    )
    await show(meeting, inspection)
    [case] = (await _row(app_pool, inspection)).cases

    async def found(**filters: object) -> set[UUID]:
        return {row.record_id for row in await work_records.listed(app_pool, OFFICIAL, **filters)} & {  # type: ignore[arg-type]  # each filter by its name
            meeting.id,
            inspection.id,
        }

    assert await found(record="inspection") == {inspection.id}
    assert await found(state="open") == {meeting.id}
    assert await found(overdue_on=date(2026, 6, 2)) == set()
    assert await found(overdue_on=date(2026, 6, 3)) == {meeting.id}
    assert await found(case_id=case) == {inspection.id}


async def test_a_case_shows_what_belongs_to_it_and_nothing_confidential(show: Show, app_pool: Pool) -> None:
    """Linked by hand, of its matter, or of a risk filing that it shows; each family is folded by its own."""
    filing, case = Filing(filings.filed()), Story()
    case.opened()
    by_hand = Record(records.opened(records.CONSULTATION), records.linked(target=case.id))
    of_matter = Record(records.opened(records.PRE_CHECK, cases.CONTACT, about=records.MATTER))
    of_filing = Record(records.opened(records.PRE_CHECK, cases.CONTACT, risk_filing=filing.id))
    private = Record(
        records.opened(records.PRE_CONSULTATION, cases.CONTACT), records.linked(target=case.id, day="2026-03-09")
    )
    other = Record(records.opened(records.CONSULTATION))
    await show(filing, case, by_hand, of_matter, of_filing, private, other)
    found = await work_records.of_case(app_pool, case.id, [cases.OWN_MATTER], [filing.id])
    with_filing = await work_records.of_filing(app_pool, filing.id)

    assert {row.record_id for row in found} >= {by_hand.id, of_matter.id, of_filing.id}
    assert not {row.record_id for row in found} & {private.id, other.id}
    assert [row.record_id for row in with_filing] == [of_filing.id]
    assert await case_page.get(app_pool, by_hand.id) is None


async def test_the_digest_says_what_should_have_come_round(show: Show, app_pool: Pool) -> None:
    """The day after it was due, with how late it is; nothing closed, and no count of deadlines changes."""
    meeting, ended = (
        Record(records.opened(records.CONSULTATION)),
        Record(records.opened(records.CONSULTATION), records.closed("2026-03-09")),
    )
    await show(meeting, ended)
    on_the_day = (await Composer(app_pool)(date(2026, 6, 2), EVERY_YEAR, None, -1)).digest
    later = (await Composer(app_pool)(date(2026, 6, 4), EVERY_YEAR, None, -1)).digest
    [line] = [each for each in later.records if each.record_id == meeting.id]

    assert meeting.id not in {each.record_id for each in on_the_day.records}
    assert ended.id not in {each.record_id for each in later.records}
    assert (line.jurisdiction, line.organ, line.name.zh) == (COUNTY, KEEPER, "沟通会商")
    assert (line.due_on, line.days_late) == (date(2026, 6, 2), 2)
    assert meeting.id not in {duty.case_id for duty in later.overdue}


async def test_a_rebuilt_table_is_the_same(projector: Projector, app_pool: Pool, show: Show) -> None:
    """Folded again from the beginning of the log, nothing differs."""
    await show(Record(records.opened(records.CONSULTATION), records.added("2026-04-20"), records.closed("2026-05-06")))
    before = await contents(app_pool)
    await projector.rebuild("work_records")

    assert await contents(app_pool) == before
    assert before["work_records_v4"]
