"""What may be read of a person: in force, in progress, ended, or nothing; and the reappraisals that change it."""

from datetime import date
from uuid import uuid4

import pytest

from domain.case import events
from domain.case.events import AnyEvent
from domain.pack.results import Outcome
from eventlog.pool import Pool
from projections.cases import case_page
from projections.results import result_application
from projections.results.result_application import Result, ResultState
from tests.projections import lists
from tests.projections.conftest import Show
from tests.projections.stories import COMMITTEE, Story, complained, not_taken_up, tolerated, upheld


async def read(pool: Pool, story: Story, subject: int = 0) -> list[tuple[ResultState, str | None]]:
    """What may be read of a subject: state and area."""
    rows = await result_application.of_subjects(pool, [story.subjects[subject]])
    return [(row.state, row.area) for row in rows]


IN_PROGRESS = [(ResultState.IN_PROGRESS, None)]
IN_FORCE = [(ResultState.IN_FORCE, "assessments"), (ResultState.IN_FORCE, "promotion")]
ENDED = [(ResultState.ENDED, "assessments"), (ResultState.ENDED, "promotion")]


async def test_an_open_case_concludes_nothing(show: Show, app_pool: Pool) -> None:
    """While open, a case is in progress for each subject; decided, it holds for who was tolerated, else is silent."""
    story = Story(subjects=2)
    duty = story.determined(story.investigated(story.accepted(story.opened())), Outcome.EXEMPT, Outcome.NOT_TOLERATED)
    await show(story)
    before = [await read(app_pool, story, subject) for subject in (0, 1)]
    story.voted()
    story.approved(duty, Outcome.EXEMPT, Outcome.NOT_TOLERATED)
    await show(story)
    [result, _] = await result_application.of_subjects(app_pool, [story.subjects[0]])

    assert before == [IN_PROGRESS, IN_PROGRESS]
    assert [await read(app_pool, story, subject) for subject in (0, 1)] == [IN_FORCE, []]
    assert (result.since, result.outcome, result.cite, result.matter_id) == (
        story.on,
        Outcome.EXEMPT,
        ("NJ-34",),
        story.matter,
    )


async def test_nothing_is_known_of_a_stranger(app_pool: Pool, show: Show) -> None:
    """A subject without a case has no row."""
    await show()

    assert await result_application.of_subjects(app_pool, [uuid4()]) == ()


@pytest.mark.parametrize("ending", ["not_accepted", "barred", "refused"])
async def test_a_case_that_tolerates_nobody_leaves_nothing_to_read(show: Show, app_pool: Pool, ending: str) -> None:
    """Not accepted, barred or refused: no longer in progress, and no result."""
    story = Story()
    story.opened()
    story.tell(_ending(story, ending))
    await show(story)

    assert await read(app_pool, story) == []


async def test_a_changed_tolerance_ends_and_begins(show: Show, app_pool: Pool) -> None:
    """Revoked results stay listed as ended beside the new ones, each with its own outcome (A-21)."""
    story = tolerated(Story())
    asked, term = story.reappraisal()
    granted = next(n for n, event in enumerate(story.told, 1) if isinstance(event, events.CaseApproved))
    await show(story)
    during = await read(app_pool, story)
    [open_one] = await lists.reappraisals(app_pool, story.id, "open")
    opinions = story.opinions(Outcome.LIGHTER)
    story.on = date(2026, 7, 20)
    story.tell(
        events.ToleranceRevoked(on=story.on, subject=story.subjects[0], granted_version=granted),
        events.ResultsEnded(on=story.on, subject=story.subjects[0]),
        events.ReappraisalDecided(
            on=story.on,
            reappraisal=asked,
            result="changed",
            opinions=opinions,
            grants=story.grants(opinions),
        ),
    )
    story.met(term)
    story.results(story.subjects[0], Outcome.LIGHTER)
    await show(story)
    rows: tuple[Result, ...] = await result_application.of_subjects(app_pool, story.subjects)
    [decided] = await lists.reappraisals(app_pool, story.id)

    assert during == IN_FORCE
    assert await read(app_pool, story) == IN_FORCE + ENDED
    assert [(row.outcome, row.ended_on) for row in rows] == [(Outcome.LIGHTER, None)] * 2 + [
        (Outcome.EXEMPT, story.on)
    ] * 2
    assert (open_one.due_on, open_one.state, open_one.result) == (date(2026, 7, 31), "open", None)
    assert (decided.reappraisal_id, decided.state, decided.result, decided.decided_on) == (
        asked,
        "decided",
        "changed",
        story.on,
    )
    assert await lists.reappraisals(app_pool, story.id, "open") == ()


async def test_a_suspended_result_is_neither_for_nor_against(show: Show, app_pool: Pool) -> None:
    """While an appeal runs nobody reads it as in force; upheld, it is, since the day it always was."""
    story = tolerated(Story())
    asked = complained(story)
    await show(story)
    during = await result_application.of_subjects(app_pool, story.subjects)
    [shown] = (await case_page.of_cases(app_pool, [story.id]))[story.id].reappraisals
    story.on = date(2026, 7, 20)
    upheld(story, asked)
    await show(story)
    page = (await case_page.of_cases(app_pool, [story.id]))[story.id]

    assert {row.state for row in during} == {ResultState.SUSPENDED}
    assert (shown.level, shown.organs, shown.awaits_acceptance) == ("complaint", (COMMITTEE,), False)
    assert await read(app_pool, story) == IN_FORCE
    assert page.subjects[0].appeal_until == date(2026, 9, 1)


async def test_an_appeal_that_is_not_taken_up_is_over(show: Show, app_pool: Pool) -> None:
    """With its ground; the result was in force all the time."""
    story = tolerated(Story())
    not_taken_up(story)
    await show(story)
    [shown] = (await case_page.of_cases(app_pool, [story.id]))[story.id].reappraisals

    assert (shown.result, shown.ground, shown.decided_on) == ("not_accepted", "late", story.on)
    assert await lists.reappraisals(app_pool, story.id, "open") == ()
    assert await read(app_pool, story) == IN_FORCE


async def test_a_reopened_case_is_in_progress_again(show: Show, app_pool: Pool) -> None:
    """A refused acceptance that is lifted puts the case back to no conclusion."""
    story = Story()
    duty = story.opened()
    story.tell(_ending(story, "not_accepted"))
    story.closed(duty)
    asked, _ = story.reappraisal("not_accepted")
    await show(story)
    before = await read(app_pool, story)
    story.tell(events.ReappraisalDecided(on=story.on, reappraisal=asked, result="reopened", opinions=(), grants=()))
    await show(story)

    assert (before, await read(app_pool, story)) == ([], IN_PROGRESS)


async def test_each_subject_has_each_area_in_force(show: Show, app_pool: Pool) -> None:
    """A row for each, of every subject that is tolerated."""
    story = tolerated(Story(subjects=2))
    await show(story)
    rows = await result_application.of_subjects(app_pool, story.subjects)

    assert [row.state for row in rows] == [ResultState.IN_FORCE] * 4


def _ending(story: Story, ending: str) -> AnyEvent:
    match ending:
        case "not_accepted":
            return events.ApplicationNotAccepted(on=story.on, step="acceptance", ground="out_of_scope")
        case "barred":
            return events.ToleranceBarred(
                on=story.on,
                step="acceptance",
                matter_id=story.matter,
                ban_key="key",
                earlier_case=uuid4(),
                earlier_occurrence=uuid4(),
                cite=("NJ-31",),
            )
        case _:
            return events.ApprovalRefused(on=story.on, step="acceptance")
