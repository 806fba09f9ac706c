"""Numbers: of each organ and year one after the other, the same after every rebuild, whatever became of a stream."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.case import events
from domain.identity import canonical_number
from domain.values import Code
from eventlog.pool import Pool
from projections.cases import case_page
from projections.cases.view import CasePage
from projections.dispatches import model as dispatches
from projections.risk_filings import model as filing_rows
from projections.risk_filings.model import Within
from projections.work_records import model as record_rows
from tests.conftest import ProjectorOver
from tests.domain.stories import filings, records
from tests.projections.choking import choking
from tests.projections.conftest import Show
from tests.projections.lists import cases_numbered
from tests.projections.stories import ORGANIZATION, Story
from tests.projections.test_risk_filings import Filing
from tests.projections.test_work_records import Record

_BEGUN = st.tuples(st.sampled_from([None, "甲组", "乙纪"]), st.sampled_from([2024, 2025]))


def _opened(mark: str | None, year: int) -> Story:
    story = Story(date(year, 3, 2))
    story.mark = mark
    story.opened()
    return story


async def _page(pool: Pool, story: Story) -> CasePage:
    page = await case_page.get(pool, story.id)
    assert page is not None
    return page


async def _numbers(pool: Pool, stories: Sequence[Story]) -> list[str]:
    return [(await _page(pool, story)).number for story in stories]


def _told(story: Story, number: str, organ: Code = ORGANIZATION) -> Story:
    """A story in which the office gives its number."""
    canonical = canonical_number(number)
    story.tell(events.NumberRecorded(on=story.on, number=number, organ=organ, year=2026, canonical=canonical))
    return story


async def test_organs_with_a_mark_count_for_themselves(show: Show, app_pool: Pool) -> None:
    """Each of them, and all that have none together; a year begins with one."""
    begun = [("丙组", 2019), (None, 2019), ("丁纪", 2019), ("丙组", 2019), ("丙组", 2020), (None, 2019)]
    stories = [_opened(mark, year) for mark, year in begun]
    await show(*stories)

    assert await _numbers(app_pool, stories) == [
        "丙组容〔2019〕1号",
        "容〔2019〕1号",
        "丁纪容〔2019〕1号",
        "丙组容〔2019〕2号",
        "丙组容〔2020〕1号",
        "容〔2019〕2号",
    ]


async def test_what_the_office_gave_a_filing_or_a_record_is_shown_instead(show: Show, app_pool: Pool) -> None:
    """Ours stays what it was, and the next one of the series follows it."""
    filing, record = Filing(filings.filed("2026-03-17")), Record(records.opened(records.CONSULTATION))
    filing.mark, record.mark = "庚组", "辛委"
    filing.then(filings.numbered("甲纪备〔2026〕5号", day="2026-03-18"))
    record.then(records.numbered("甲协调〔2026〕3号"))
    await show(filing, record)
    after = Filing(filings.filed("2026-03-17"))
    after.mark = "庚组"
    await show(after)
    shown, kept = await filing_rows.get(app_pool, filing.id), await record_rows.get(app_pool, record.id)
    following = await filing_rows.get(app_pool, after.id)

    assert shown
    assert kept
    assert following
    assert (shown.number, shown.office_number, shown.own_number) == (
        "甲纪备〔2026〕5号",
        "甲纪备〔2026〕5号",
        "庚组备〔2026〕1号",
    )
    assert (kept.number, kept.own_number) == ("甲协调〔2026〕3号", "辛委记〔2026〕1号")
    assert (following.number, following.office_number) == ("庚组备〔2026〕2号", None)


async def test_every_kind_of_stream_has_numbers_of_its_organ(show: Show, app_pool: Pool) -> None:
    """A risk filing and a work record bear the mark as a case does."""
    filing, record = Filing(filings.filed("2026-03-17")), Record(records.opened(records.CONSULTATION))
    filing.mark, record.mark = "戊组", "己委"
    await show(filing, record)

    assert [
        await app_pool.fetchval(f"SELECT number FROM read_model.{table} WHERE {column} = $1", id_)  # noqa: S608 - of this file
        for table, column, id_ in (
            ("risk_filings_v5", "filing_id", filing.id),
            ("work_records_v4", "record_id", record.id),
        )
    ] == ["戊组备〔2026〕1号", "己委记〔2026〕1号"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.lists(_BEGUN, min_size=1, max_size=8), page_size=st.integers(1, 8), seed=st.randoms(use_true_random=False)
)
async def test_no_number_is_left_out_or_changed(  # noqa: PLR0913, PLR0917 - one fixture for each part that takes part
    app_pool: Pool,
    projector_over: ProjectorOver,
    number: Show,
    begun: list[tuple[str | None, int]],
    page_size: int,
    seed: random.Random,
) -> None:
    """In whatever batches the log is read, from the start or not, with a stream set aside meanwhile or not."""
    projector = projector_over(page_size=page_size)
    await projector.catch_up()
    stories = [_opened(mark, year) for mark, year in begun]
    await number(*stories)
    bad = seed.choice(stories)
    hurt = projector_over((choking(case_page.MODEL, "raises", {bad.id}),), page_size=page_size)
    if seed.random() < 0.5:
        await hurt.catch_up()
        await projector.catch_up()
        assert await projector.retry(bad.id) == ()
    await projector.catch_up()
    shown = await _all(app_pool)
    await hurt.rebuild("case_page")
    without = await _all(app_pool)
    await projector.retry(bad.id)
    await projector.rebuild("case_page")

    assert await _all(app_pool) == shown
    assert without == {id_: number for id_, number in shown.items() if id_ != bad.id}
    rows = await app_pool.fetch("SELECT series, year, serial FROM read_model.case_page_v7 ORDER BY serial")
    counts = Counter[tuple[str, int]]()
    for row in rows:
        counts[row["series"], row["year"]] += 1
        assert row["serial"] == counts[row["series"], row["year"]]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.lists(st.tuples(st.integers(0, 2), _BEGUN, st.booleans()), min_size=1, max_size=10),
    page_size=st.integers(1, 8),
    seed=st.randoms(use_true_random=False),
)
async def test_documents_are_numbered_by_organ_kind_and_year(  # noqa: PLR0913, PLR0917 - one fixture for each part
    app_pool: Pool,
    projector_over: ProjectorOver,
    number: Show,
    sent: list[tuple[int, tuple[str | None, int], bool]],
    page_size: int,
    seed: random.Random,
) -> None:
    """Without gaps, in the order of the log, in whatever batches it is read, with a stream set aside or not."""
    projector = projector_over(page_size=page_size)
    await projector.catch_up()
    stories = [_told(_opened(None, 2024), f"办〔2026〕{n}-{uuid4()}号") for n in range(3)]
    await number(*stories)
    for which, (mark, year), accepted in sent:
        story = stories[which]
        story.mark, story.on = mark, date(year, 4, 1)
        refused = events.ApplicationNotAccepted(on=story.on, step="acceptance", ground="out_of_scope")
        story.tell(events.ApplicationAccepted(on=story.on, step="acceptance") if accepted else refused)
        await number(story)
    bad = seed.choice(stories)
    hurt = projector_over((choking(dispatches.MODEL, "raises", {bad.id}),), page_size=page_size)
    if seed.random() < 0.5:
        await hurt.catch_up()
        await projector.catch_up()
        await projector.retry(bad.id)
    await projector.catch_up()
    shown = await _sent(app_pool)
    await hurt.rebuild("dispatches")
    assert await _sent(app_pool) == shown
    await projector.rebuild("dispatches")

    assert await _sent(app_pool) == shown
    ours = [row for row in shown if row[0] in {story.id for story in stories}]
    assert len(ours) == len(sent)
    rows = await app_pool.fetch("SELECT series, mark, year, serial FROM read_model.dispatches_v2 ORDER BY log_index")
    counts = Counter[tuple[str, str, int]]()
    for row in rows:
        counts[row["series"], row["mark"], row["year"]] += 1
        assert row["serial"] == counts[row["series"], row["mark"], row["year"]]


async def _sent(pool: Pool) -> list[tuple[UUID, int, str]]:
    found = "SELECT stream_id, version, number FROM read_model.dispatches_v2 ORDER BY log_index"
    return [tuple(row) for row in await pool.fetch(found)]


async def test_a_document_bears_the_number_that_the_office_gave_it(show: Show, app_pool: Pool) -> None:
    """Ours stays its own, the case keeps its number, and each number finds the document."""
    story = _opened("壬组", 2026)
    story.tell(events.ApplicationAccepted(on=story.on, step="acceptance"))
    accepted = story.version
    number, canonical = "壬委办〔2026〕第7号", canonical_number("壬委办〔2026〕第7号")
    story.tell(
        events.NumberRecorded(
            on=story.on, number=number, organ=ORGANIZATION, year=2026, canonical=canonical, dispatched=accepted
        )
    )
    await show(story)
    (sent,) = await dispatches.of_stream(app_pool, story.id)
    keys = await app_pool.fetchval("SELECT number_keys FROM read_model.dispatches_v2 WHERE stream_id = $1", story.id)

    assert (sent.version, sent.sent_kind, sent.number) == (accepted, "application_accepted", number)
    assert keys == [canonical_number("壬组容受〔2026〕1号"), canonical]
    assert (await _page(app_pool, story)).office_number is None


async def test_a_reply_to_a_risk_filing_is_numbered(show: Show, app_pool: Pool) -> None:
    """Each of its own series, of the organ that took the filing in; the office's number finds the filing too."""
    filing = Filing(filings.filed("2026-03-17"))
    filing.mark = "癸纪"
    filing.then(filings.replied("2026-03-20"))
    replied = min(filing.given.filing.dispatched)
    filing.then(filings.numbered("癸纪办〔2026〕第4号", day="2026-03-21", dispatched=replied))
    await show(filing)
    (sent,) = await dispatches.of_stream(app_pool, filing.id)
    shown = await filing_rows.get(app_pool, filing.id)
    found = [
        [row.filing_id for row in await filing_rows.listed(app_pool, Within(), number=canonical_number(number))]
        for number in ("癸纪容备复〔2026〕1号", "癸纪办[2026]4", "癸纪容备复〔2026〕2号")
    ]

    assert (sent.version, sent.sent_kind, sent.number) == (replied, "risk_filing_replied", "癸纪办〔2026〕第4号")
    assert shown
    assert (shown.number, shown.office_number) == ("癸纪备〔2026〕1号", None)
    assert found == [[filing.id], [filing.id], []]


async def _all(pool: Pool) -> dict[UUID, str]:
    return {
        row["case_id"]: row["number"] for row in await pool.fetch("SELECT case_id, number FROM read_model.case_page_v7")
    }


async def test_the_number_of_the_office_is_shown_instead(show: Show, app_pool: Pool) -> None:
    """Also where the opening and the number come in one batch; ours stays what it is, the next case has the next."""
    story = _told(_opened("庚组", 2026), "庚委〔2026〕第018号")
    following = _opened("庚组", 2026)
    await show(story, following)
    page = await _page(app_pool, story)

    assert (page.number, page.office_number, page.own_number) == (
        "庚委〔2026〕第018号",
        "庚委〔2026〕第018号",
        "庚组容〔2026〕1号",
    )
    assert (await _page(app_pool, following)).number == "庚组容〔2026〕2号"


async def test_a_case_is_found_by_each_of_its_numbers(show: Show, app_pool: Pool) -> None:
    """That of the office, ours, and one that was put right since; in every spelling, and by no part of one."""
    story = _told(_told(_opened("辛组", 2026), "辛委〔2026〕91号"), "辛委〔2026〕19号")
    await show(story)
    typed = ["辛委〔2026〕19号", "辛委[2026]019", " 辛委（2026）第１９号", "辛组容(2026)01", "辛委〔2026〕91号"]
    others = ["辛委〔2026〕9号", "辛委〔2026〕191号", "19", "辛组容〔2027〕1号"]

    assert [[line.case_id for line in await cases_numbered(app_pool, each)] for each in typed] == [[story.id]] * 5
    assert [await cases_numbered(app_pool, each) for each in others] == [()] * 4
