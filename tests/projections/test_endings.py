"""What pages and lists show of joint organs that disagree, and of an application taken back."""

from collections import Counter
from datetime import date

from domain.case.decisions import AcceptanceDecision
from domain.reports.figures import total
from eventlog.pool import Pool
from policies.calendars.seed import national_calendar
from projections.cases import case_page
from projections.cases.joint_acts import disagreement_open
from projections.cases.view import CasePage
from projections.inbox import inbox
from projections.inbox.inbox import What
from projections.results import result_application
from projections.statistics import statistics
from projections.statistics.statistics import Asked
from tests.projections.conftest import Show
from tests.projections.ending_stories import (
    CONFERENCE,
    NOT_BEFORE,
    SETTLE,
    dismissed,
    disputed,
    passed_up,
    put_to_the_vote,
    taken_back,
    taken_back_unsigned,
)
from tests.projections.stories import COMMITTEE, DISCIPLINE, DOCUMENT, MEMBERS, Story

CALENDAR = national_calendar()


async def page_of(pool: Pool, story: Story) -> CasePage:
    """The page of a story's case."""
    page = await case_page.get(pool, story.id)
    assert page is not None
    return page


async def asked(pool: Pool, story: Story, organ: str) -> list[tuple[What, str, date | None]]:
    """What an organ is asked to do in one case."""
    items = await inbox.for_organs(pool, (organ,))
    return [(item.what, item.code, item.due_on) for item in items if item.case_id == story.id]


async def counted(pool: Pool) -> Counter[str]:
    """The applications of the stories' year, whatever other tests have told of them."""
    asked = Asked(["nujiang"], date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
    found = total((await statistics.figures_by_place(pool, asked, CALENDAR)).values()).applications
    return Counter({name: value for line in found for name, value in line if name != "route"})


async def shown_and_counted(show: Show, pool: Pool, story: Story) -> tuple[CasePage, Counter[str]]:
    """The page of a story's case, and what the year's applications count more with it."""
    before = await counted(pool)
    await show(story)
    more = await counted(pool) - before
    assert more["filed"] == sum(
        more[each] for each in ("accepted", "not_accepted", "undecided", "unasked", "withdrawn_undecided")
    )
    return await page_of(pool, story), more


async def test_a_disagreement_goes_from_body_to_body(show: Show, app_pool: Pool) -> None:
    """Each that has it is asked by its own inbox; the page keeps the way it went, and the step stays open."""
    story = Story()
    duty = disputed(story)
    await show(story)
    first, conference = await page_of(app_pool, story), await asked(app_pool, story, CONFERENCE)
    later = passed_up(story, duty)
    round_id = put_to_the_vote(story)
    await show(story)
    voting = await asked(app_pool, story, COMMITTEE)
    gone = await asked(app_pool, story, CONFERENCE)
    dismissed(story, later, round_id)
    await show(story)
    page = await page_of(app_pool, story)

    assert conference == [(What.DUTY, SETTLE, NOT_BEFORE)]
    assert (disagreement_open(first), disagreement_open(page)) == (True, False)
    assert (gone, await asked(app_pool, story, COMMITTEE)) == ([], [])
    assert sorted(voting) == [(What.DUTY, SETTLE, date(2026, 4, 21)), (What.VOTE, SETTLE, date(2026, 4, 21))]
    (view,) = page.disagreements
    assert [(level.level, level.organ, level.result, level.minutes) for level in view.levels] == [
        (1, CONFERENCE, "passed_up", DOCUMENT),
        (2, COMMITTEE, "dismissed", None),
    ]
    assert view.decision == AcceptanceDecision(accepted=True)
    assert (page.stage, page.proposals, [each.step for each in page.rounds]) == ("acceptance", (), [SETTLE])


async def test_a_vote_is_due_with_its_duty_when_that_is_extended(show: Show, app_pool: Pool) -> None:
    """The duty is of no step, and the vote goes with it all the same."""
    story = Story()
    later = passed_up(story, disputed(story))
    round_id = put_to_the_vote(story)
    story.ballot(round_id, MEMBERS[0])
    story.replanned(later, date(2026, 4, 21), date(2026, 4, 24))
    await show(story)

    assert {due for _, _, due in await asked(app_pool, story, COMMITTEE)} == {date(2026, 4, 24)}


async def test_an_application_taken_back_leaves_nothing_for_or_against(show: Show, app_pool: Pool) -> None:
    """No opinion stands beside a subject, no result is read, and no year counts it as waiting for a decision."""
    story = taken_back(Story())
    page, more = await shown_and_counted(show, app_pool, story)

    assert (page.stage, page.closed, page.withdrawn_on) == ("closed", True, story.on)
    assert [(view.opinion, view.decided) for view in page.subjects] == [(None, False)]
    assert {step.state for step in page.steps} == {"done"}
    assert (page.demands, page.next_due) == ((), None)
    assert [duty.cancelled_because for duty in page.duties if duty.state == "cancelled"] == ["withdrawn"]
    assert await result_application.of_subjects(app_pool, story.subjects) == ()
    assert more == Counter(filed=1, accepted=1, withdrawn=1)


async def test_a_signature_is_not_awaited_any_more(show: Show, app_pool: Pool) -> None:
    """Before acceptance: neither accepted nor undecided, and nobody is asked for anything."""
    story = taken_back_unsigned(Story())
    page, more = await shown_and_counted(show, app_pool, story)

    assert await asked(app_pool, story, DISCIPLINE) == []
    assert page.proposals == ()
    assert more == Counter(filed=1, withdrawn_undecided=1, withdrawn=1)
