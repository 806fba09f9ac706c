"""Composing the digest of a day from the read models, in a database of its own so that counts are exact."""

from datetime import date

import pytest

from activities.digest import OrganDigest, OverdueDuty
from domain.acts.terms import RECEIPT
from domain.case import events
from domain.values import Bilingual
from eventlog.pool import Pool
from policies.calendars.seed import national_calendar
from projections.deadlines import digest
from projections.deadlines.digest import Composer
from projections.projector.barrier import ReadModelsBehind
from projections.statistics import statistics
from projections.statistics.statistics import Asked
from tests.projections.conftest import Show
from tests.projections.jurisdiction_stories import BESIDE, PLACES, sent
from tests.projections.stories import COMMITTEE, DISCIPLINE, ORGANIZATION, Story
from tests.workflows.engine import EVERY_YEAR

_DAY = date(2026, 3, 24)
_OVERDUE = date(2026, 3, 20)
_START = -1
_PLACE = "nujiang"


def _line(organ: str, **counts: int) -> OrganDigest:
    none = {"overdue": 0, "today": 0, "soon": 0, "paused": 0, "raised": 0}
    return OrganDigest(jurisdiction=_PLACE, organ=organ, **{**none, **counts})


async def test_the_digest_of_a_day(show: Show, app_pool: Pool) -> None:
    """Counted by organ; paused in no other count, provisional never overdue, met and paper histories nowhere."""
    story, paper = Story(), Story()
    overdue = story.opened()  # due 23 March
    story.missed_and_escalated(overdue, date(2026, 3, 23))
    story.duty("talk", due_on=_OVERDUE)
    story.duty("talk", due_on=_DAY, responsible=DISCIPLINE)
    story.duty("talk", due_on=date(2026, 3, 27), responsible=DISCIPLINE)
    story.duty("talk", due_on=date(2026, 3, 30), responsible=COMMITTEE)
    story.duty("talk", due_on=_OVERDUE, provisional=True)
    story.met(story.duty("talk", due_on=_DAY))
    paused = story.duty("talk", due_on=_OVERDUE, responsible=COMMITTEE)
    story.tell(events.DutyPaused(on=story.on, duty_id=paused, because="supplement", awaits=overdue))
    paper.opened(history=True)
    await show(story, paper)

    composed = await Composer(app_pool)(_DAY, EVERY_YEAR, None, _START)
    later = await Composer(app_pool)(_DAY, EVERY_YEAR, _DAY, composed.log_index)

    assert composed.digest.organs == (
        _line(COMMITTEE, paused=1),
        _line(DISCIPLINE, today=1, soon=1),
        _line(ORGANIZATION, overdue=2, raised=1),
    )
    assert later.digest.organs == (
        _line(COMMITTEE, paused=1),
        _line(DISCIPLINE, today=1, soon=1),
        _line(ORGANIZATION, overdue=2),
    )
    assert [(duty.due_on, duty.days_late) for duty in composed.digest.overdue] == [
        (_OVERDUE, 2),
        (date(2026, 3, 23), 1),
    ]
    assert composed.digest.overdue[0] == OverdueDuty(
        case_id=story.id,
        case_number="容〔2026〕1号",
        jurisdiction=_PLACE,
        organ=ORGANIZATION,
        duty=Bilingual(zh="名称", en="name"),
        due_on=_OVERDUE,
        days_late=2,
        advisory=False,
    )


async def test_a_receipt_counts_where_the_case_is_to_go(show: Show, app_pool: Pool) -> None:
    """With the organ that has to receive it; the place that sent it has the case, and owes nothing of that (A-48)."""
    story = Story()
    story.opened()
    sent(story, events.CaseHandedDown, ORGANIZATION, BESIDE)
    story.duty(RECEIPT, due_on=_OVERDUE, responsible=BESIDE)
    await show(story)

    composed = await Composer(app_pool)(_DAY, EVERY_YEAR, None, _START)
    by_place = {place: await terms_due(app_pool, place) for place in (_PLACE, PLACES[BESIDE])}

    assert [line for line in composed.digest.organs if line.organ == BESIDE] == [
        OrganDigest(
            jurisdiction=PLACES[BESIDE], organ=BESIDE, overdue=1, today=0, soon=0, paused=0, raised=0, receipts=1
        )
    ]
    assert {(duty.jurisdiction, duty.organ) for duty in composed.digest.overdue if duty.case_id == story.id} == {
        (_PLACE, ORGANIZATION),
        (PLACES[BESIDE], BESIDE),
    }
    assert RECEIPT not in by_place[_PLACE]
    assert by_place[PLACES[BESIDE]] == {RECEIPT}


async def terms_due(pool: Pool, place: str) -> set[str]:
    """What fell due in a place in the year, as its figures have it."""
    asked = Asked([place], date(2026, 1, 1), date(2026, 12, 31), _DAY)
    found = await statistics.figures_by_place(pool, asked, national_calendar())
    return {line.duty for figures in found.values() for line in figures.deadlines}


@pytest.mark.parametrize(
    ("day", "announced", "missing"),
    [
        (date(2026, 10, 31), (2026,), None),
        (date(2026, 11, 1), (2026,), 2027),
        (date(2026, 12, 31), (2026, 2027), None),
        (date(2027, 1, 4), (2026,), 2027),
        (date(2026, 11, 2), (2025,), 2026),
    ],
)
async def test_a_year_is_missed_from_the_november_before(
    show: Show, app_pool: Pool, day: date, announced: tuple[int, ...], missing: int | None
) -> None:
    """Until its notice is in; a year that has begun is missed first."""
    await show()
    calendar = EVERY_YEAR.model_copy(update={"years": dict.fromkeys(announced, "notice")})

    composed = await Composer(app_pool)(day, calendar, None, _START)

    assert composed.digest.missing_year == missing
    assert composed.digest.announced_until == date(max(announced), 12, 31)


async def test_read_models_that_lag_behind_give_no_digest(
    show: Show, number: Show, app_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest without the newest events would say that all is well; it is tried again instead."""
    monkeypatch.setattr(digest, "_PATIENCE_SECONDS", 0.2)
    await show()
    story = Story()
    story.opened()
    await number(story)

    with pytest.raises(ReadModelsBehind):
        await Composer(app_pool)(_DAY, EVERY_YEAR, None, _START)
