"""How old open terms are: the database counts working days and ranks as the rules of terms do."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from domain.terms.deadlines import Pause, used_working_days
from eventlog.pool import Pool
from policies.calendars.seed import national_calendar
from projections.deadlines import deadline_load
from tests.projections.conftest import Show
from tests.projections.stories import Story

CALENDAR = national_calendar()
_TODAY, _FIRST_DAYS = date(2026, 3, 24), 500
_DUE = date(2026, 3, 23)


@dataclass(frozen=True, slots=True)
class Term:
    """What a term went through."""

    starts_on: date
    pauses: tuple[Pause, ...]

    @property
    def paused(self) -> bool:
        """Whether its clock stands still."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def age(self) -> int:
        """In working days, by the rules of terms."""
        return used_working_days(self.starts_on, _TODAY, self.pauses, CALENDAR)


def _term(chance: random.Random) -> Term:
    """A term that began on any day of some years, up to today; it may have stood still before, and may do so now."""
    starts_on = day = _TODAY - timedelta(days=chance.randrange(_FIRST_DAYS))
    pauses = list[Pause]()
    for _ in range(chance.randrange(3)):
        since = day + timedelta(days=chance.randrange(1, 20))
        day = since + timedelta(days=chance.randrange(1, 30))
        if day > _TODAY:
            break
        pauses.append(Pause(since=since, until=day))
    if day < _TODAY and chance.randrange(3) == 0:
        pauses.append(Pause(since=day + timedelta(days=chance.randrange((_TODAY - day).days + 1))))
    return Term(starts_on, tuple(pauses))


def _story(term: Term, place: str) -> Story:
    story = Story(term.starts_on)
    duty = story.opened(place=place)
    for pause in term.pauses:
        story.on = pause.since
        story.paused(duty, awaits=story.id)
        if pause.until is not None:
            story.on = pause.until
            story.resumed(duty, _DUE)
    return story


def _nearest_rank(ages: Sequence[int], percent: int) -> int:
    """The lowest age that so many percent of the terms do not exceed."""
    return sorted(ages)[-(-len(ages) * percent // 100) - 1]


@pytest.mark.parametrize(("seed", "terms"), [(1, 1), (2, 2), (3, 9), (4, 60)])
async def test_the_database_counts_as_the_rules_do(show: Show, app_pool: Pool, seed: int, terms: int) -> None:
    """Half and nine of ten by nearest rank; what stands still is no older than when it stopped, and is not over."""
    chance = random.Random(seed)  # noqa: S311 - the same terms every time
    told, place = [_term(chance) for _ in range(terms)], f"place-{seed}"
    await show(*(_story(term, place) for term in told))

    [step] = await deadline_load.ages(app_pool, [place], CALENDAR, _TODAY)
    ages = [term.age for term in told]
    assert (step.count, step.paused) == (terms, sum(term.paused for term in told))
    assert (step.median_days, step.p90_days) == (_nearest_rank(ages, 50), _nearest_rank(ages, 90))
    assert step.over == sum(not term.paused for term in told)
    assert step.over_share == step.over / terms


async def test_where_no_term_is_open_nothing_is_told(app_pool: Pool) -> None:
    """Of a place that has none."""
    assert await deadline_load.ages(app_pool, ["elsewhere"], CALENDAR, _TODAY) == ()
