"""Figures over the read models, in a database of its own so that counts are exact."""

from datetime import date
from typing import get_args

import pytest

from domain.case import events
from domain.pack.reporting import Frequency
from domain.pack.results import Outcome
from domain.reports.figures import Applications, Bans, Corrections, Figures, Reappraised, total
from domain.reports.periods import Period
from eventlog.pool import Pool
from policies.calendars.seed import national_calendar
from projections.statistics import statistics
from projections.statistics.statistics import Asked, Decided
from tests.projections.conftest import Show
from tests.projections.stories import Story
from tests.projections.test_precedents import concluded

CALENDAR = national_calendar()

HERE, ELSEWHERE = ("nujiang",), ("elsewhere",)
YEAR, TODAY = 2026, date(2026, 8, 1)


@pytest.fixture(scope="module", autouse=True)
async def played(show: Show) -> None:
    """Four cases with like findings, one of them decided otherwise; a pair too small to tell; and what went wrong."""
    alike = [concluded(outcome, diligence="met") for outcome in (Outcome.EXEMPT,) * 3 + (Outcome.LIGHTER,)]
    pair = [concluded(Outcome.EXEMPT, diligence="not_met") for _ in range(2)]
    two = concluded(Outcome.EXEMPT, Outcome.NOT_TOLERATED, ground="s5", diligence="met")
    late, refused, earlier = Story(), Story(), Story(date(2025, 12, 1))
    late.missed_and_escalated(late.opened(), date(2026, 3, 23))
    late.duty("talk", due_on=date(2026, 12, 1))
    refused.opened(ground="s7")
    refused.tell(events.ApplicationNotAccepted(on=refused.on, step="acceptance", ground="out_of_scope"))
    earlier.opened(ground="s7")
    asked, _ = alike[3].reappraisal()
    opinions = alike[3].opinions(Outcome.REDUCED)
    alike[3].tell(
        events.ReappraisalDecided(on=alike[3].on, reappraisal=asked, result="changed", opinions=opinions, grants=())
    )
    alike[0].reappraisal()
    _correction(two, met=True)
    _correction(two, met=False)
    refused.barred("acceptance", two)
    await show(*alike, *pair, two, late, refused, earlier)


def _correction(story: Story, *, met: bool) -> None:
    duty = story.duty("correction", due_on=date(2026, 6, 30), subject=story.subjects[0])
    opened = story.told[-1]
    assert isinstance(opened, events.DutyOpened)
    story.told[-1] = opened.model_copy(update={"demand": 1})
    if met:
        story.met(duty)


async def test_like_findings_that_were_decided_differently_come_first(app_pool: Pool) -> None:
    """A group of four with two outcomes is told, those of fewer than three are only counted (R-02)."""
    told = await statistics.divergences(app_pool, HERE, fewest=3)
    none = await statistics.divergences(app_pool, ELSEWHERE, fewest=3)
    [group] = told.groups

    assert (group.pack, group.ground, group.alike, group.cases, group.differs) == (
        "nujiang",
        "s2",
        "diligence=met",
        4,
        True,
    )
    assert group.distribution == (
        Decided(outcomes=(Outcome.EXEMPT,), cases=3),
        Decided(outcomes=(Outcome.REDUCED,), cases=1),
    )
    assert told.withheld == 2
    assert (none.withheld, none.groups) == (0, ())


async def test_like_findings_decided_alike_do_not_differ(app_pool: Pool) -> None:
    """Subjects of one case with different outcomes are one group; two cases decided alike do not differ."""
    told = await statistics.divergences(app_pool, HERE, fewest=1)

    assert [(g.ground, g.cases, g.differs) for g in told.groups] == [
        ("s2", 4, True),
        ("s2", 2, False),
        ("s5", 1, False),
    ]
    assert told.groups[2].distribution[0].outcomes == (Outcome.EXEMPT, Outcome.NOT_TOLERATED)


async def test_grounds_are_counted_by_edition(app_pool: Pool) -> None:
    """Altogether, and from a day on."""
    used = await statistics.grounds(app_pool, HERE, since=date(2026, 1, 1))

    assert {each.ground: (each.cases, each.recent) for each in used} == {
        "s1": (1, 1),
        "s2": (6, 6),
        "s5": (1, 1),
        "s7": (2, 1),
    }
    assert await statistics.grounds(app_pool, ELSEWHERE, since=date(2026, 1, 1)) == ()


async def figures(pool: Pool, places: tuple[str, ...], year: int = YEAR) -> Figures:
    """What places did in a year, together."""
    asked = Asked(places, date(year, 1, 1), date(year, 12, 31), TODAY)
    return total((await statistics.figures_by_place(pool, asked, CALENDAR)).values())


async def test_applications_and_outcomes_of_a_year(app_pool: Pool) -> None:
    """By route, accepted or not; outcomes by subject as they stand after reappraisal (R-23)."""
    assert await statistics.years(app_pool, HERE) == (2026, 2025)
    told = await figures(app_pool, HERE)
    assert told.applications == (Applications(route="application", filed=9, accepted=7, not_accepted=1, undecided=1),)
    assert told.outcomes == {
        Outcome.EXEMPT: 6,
        Outcome.REDUCED: 1,
        Outcome.LIGHTER: 0,
        Outcome.NOT_TOLERATED: 1,
    }
    assert not any((await figures(app_pool, HERE, 2025)).outcomes.values())


async def test_terms_of_a_year(app_pool: Pool) -> None:
    """Terms met, by how long they took; terms that fell due until today, with those that were missed."""
    told = await figures(app_pool, HERE)
    met, due = told.steps, told.deadlines
    acceptance = next(each for each in due if each.duty == "acceptance")

    assert sum(each.count for each in met if each.step == "acceptance") == 7
    assert {each.step for each in met} == {"acceptance", "investigation", "determination", "approval", "feedback"}
    assert (acceptance.due, acceptance.missed, acceptance.open) == (10, 1, 1)
    assert due[0] == acceptance
    assert sum(each.due for each in due if each.duty == "talk") == 7


async def test_what_a_year_has_one_row_of(app_pool: Pool) -> None:
    """Corrections demanded and how they stand, bans, reappraisals and how many changed something."""
    told = await figures(app_pool, HERE)

    assert told.corrections == Corrections(demanded=2, met=1, open=1, ended=0, overdue=1)
    assert told.bans == Bans(barred=1, excepted=0, standing=7)
    assert told.reappraisals == Reappraised(asked=2, open=1, upheld=0, changed=1, reopened=0)
    assert (await figures(app_pool, ELSEWHERE)).bans.barred == 0


@pytest.mark.parametrize("every", get_args(Frequency))
async def test_the_periods_of_a_year_add_up_to_it(app_pool: Pool, every: Frequency) -> None:
    """What happened in the months, or the quarters, of a year is what happened in the year."""
    days = {Period.of(every, date(YEAR, month, 1)) for month in range(1, 13)}
    parts = []
    for period in days:
        asked = Asked(HERE, period.first, period.last, TODAY)
        parts.append(total((await statistics.figures_by_place(app_pool, asked, CALENDAR)).values()))
    told, whole = total(parts), await figures(app_pool, HERE)

    for name in ("applications", "outcomes", "steps", "deadlines", "corrections"):
        assert getattr(told, name) == getattr(whole, name)
    assert told.reappraisals.model_dump(exclude={"open"}) == whole.reappraisals.model_dump(exclude={"open"})


async def test_the_months_of_a_trend_say_what_the_figures_say(app_pool: Pool) -> None:
    """One count, told twice: cases, subjects decided, terms due and missed."""
    for month in await statistics.monthly(app_pool, Asked(HERE, date(2025, 1, 1), date(2026, 12, 31), TODAY)):
        period = Period.of("month", month.month)
        asked = Asked(HERE, period.first, period.last, TODAY)
        told = total((await statistics.figures_by_place(app_pool, asked, CALENDAR)).values())

        assert (month.filed, month.decided) == (told.filed, sum(told.outcomes.values()))
        assert (month.due, month.missed) == (sum(line.due for line in told.deadlines), told.missed)
