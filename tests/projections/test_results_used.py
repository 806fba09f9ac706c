"""What follows from results, as it is read: who took note, what was used against somebody, what was clarified."""

from datetime import date

from domain.case import events
from domain.pack.results import Outcome
from eventlog.pool import Pool
from projections.cases import acknowledgements, case_page
from projections.cases.clarifications import ClarificationRow
from projections.cases.contrary_uses import ContraryUse
from projections.cases.view import CasePage
from projections.results import result_application
from tests.projections import results_stories as r
from tests.projections.conftest import Show
from tests.projections.stories import COMMITTEE, DISCIPLINE, DOCUMENT, ORGANIZATION, Story


async def page_of(pool: Pool, story: Story) -> CasePage:
    """The page of a case."""
    page = await case_page.get(pool, story.id)
    assert page is not None
    return page


async def states(pool: Pool, story: Story) -> list[tuple[str, str, date | None]]:
    """How each user of results stands."""
    rows = await acknowledgements.of_subjects(pool, story.subjects)
    return [(row.role, row.state, row.acknowledged_on) for row in rows]


async def test_each_user_of_a_result_is_listed_whether_or_not_it_took_note(show: Show, app_pool: Pool) -> None:
    """One took note, one objects, one is not there; the case page says the same."""
    story = Story()
    story.opened()
    first, second = r.applied(story)
    r.noted(story, first, ORGANIZATION)
    await show(story)
    waiting = await states(app_pool, story)
    r.noted(story, second, DISCIPLINE, objects=True)
    await show(story)
    page = await page_of(app_pool, story)

    assert waiting == [
        ("discipline", "awaited", None),
        ("organization", "acknowledged", story.on),
        ("payroll", "no_organ", None),
    ]
    assert await states(app_pool, story) == [
        ("discipline", "objected", story.on),
        ("organization", "acknowledged", story.on),
        ("payroll", "no_organ", None),
    ]
    assert [(view.role, view.acknowledged_on, view.objects) for view in page.acknowledgements] == [
        ("organization", story.on, False),
        ("discipline", story.on, True),
        ("payroll", None, False),
    ]
    assert [view.duty_id for view in page.acknowledgements] == [first, second, None]


async def test_an_area_of_the_unit_is_told_from_one_of_the_subject(show: Show, app_pool: Pool) -> None:
    """Readers see what protects the unit somebody works in (ZS-06)."""
    story = Story()
    story.opened()
    r.applied(story)
    await show(story)
    rows = await result_application.of_subjects(app_pool, story.subjects)

    assert [(row.area, row.protects) for row in rows if row.area] == [
        ("assessments", "subject"),
        ("promotion", "subject"),
        ("unit_assessment", "unit"),
    ]


async def test_a_new_result_is_to_be_taken_note_of_anew(show: Show, app_pool: Pool) -> None:
    """Who took note of the first stays listed with the day, for the review of past uses (A-21)."""
    story = Story()
    story.opened()
    first, second = r.applied(story)
    r.noted(story, first, ORGANIZATION)
    story.tell(
        events.ResultsEnded(on=story.on, subject=story.subjects[0]),
        events.DutyCancelled(on=story.on, duty_id=second, because="outcome_changed"),
    )
    again = r.applied(story, Outcome.LIGHTER)
    await show(story)
    rows = await acknowledgements.of_subjects(app_pool, story.subjects)
    page = await page_of(app_pool, story)

    assert [(row.role, row.state, row.acknowledged_on) for row in rows] == [
        ("discipline", "awaited", None),
        ("organization", "awaited", None),
        ("payroll", "no_organ", None),
        ("discipline", "ended", None),
        ("organization", "ended", story.on),
        ("payroll", "ended", None),
    ]
    assert {row.duty_id for row in rows if row.state == "awaited"} == set(again)
    assert [view.ended for view in page.acknowledgements] == [True, True, True, False, False, False]


async def test_a_report_opens_the_case_again_until_it_is_decided(show: Show, app_pool: Pool) -> None:
    """The list has who must decide by when, then what was found; the stage says what runs."""
    story = Story()
    acceptance = story.opened()
    r.applied(story)
    story.closed(acceptance)
    report, duty = r.reported(story)
    story.replanned(duty, r.DUE, date(2026, 6, 15))
    await show(story)
    page, (row,) = await page_of(app_pool, story), await contrary_uses(app_pool, story)
    story.tell(events.ContraryUseDecided(on=story.on, contrary_use=report, found=False, document=DOCUMENT))
    await show(story)
    (after,) = await contrary_uses(app_pool, story)

    assert (page.closed, page.stage) == (False, "contrary_use")
    assert (row.organ, row.due_on, row.found, row.duty_id) == (DISCIPLINE, date(2026, 6, 15), None, duty)
    assert (after.found, after.decided_on) == (False, story.on)
    assert [view.found for view in (await page_of(app_pool, story)).contrary_uses] == [False]


async def test_a_clarification_is_followed_to_its_letter_and_the_referral(show: Show, app_pool: Pool) -> None:
    """Open with its term, issued with form, reach and recipients, and where the accusation went."""
    story = Story()
    acceptance = story.opened()
    story.closed(acceptance)
    clarification, duty = r.clarifying(story)
    await show(story)
    page, (row,) = await page_of(app_pool, story), await clarifications(app_pool, story)
    r.clarified(story, clarification, duty)
    await show(story)
    (after,) = await clarifications(app_pool, story)
    (view,) = (await page_of(app_pool, story)).clarifications

    assert (page.closed, page.stage) == (False, "clarification")
    assert (row.state, row.organ, row.due_on) == ("open", ORGANIZATION, r.DUE)
    assert (after.state, after.form, after.reach, after.consent) == ("issued", "letter", "wider", True)
    assert (after.recipients, after.referred_to, after.referred_to_justice) == (
        (ORGANIZATION, COMMITTEE),
        DISCIPLINE,
        True,
    )
    assert view.referral is not None
    assert (view.issued_on, view.referral.to) == (story.on, DISCIPLINE)


async def contrary_uses(pool: Pool, story: Story) -> list[ContraryUse]:
    """The reports of a case."""
    rows = await pool.fetch(
        "SELECT to_jsonb(c) FROM read_model.contrary_uses_v5 c WHERE case_id = $1 ORDER BY contrary_use_id", story.id
    )
    return [ContraryUse.model_validate_json(row[0]) for row in rows]


async def clarifications(pool: Pool, story: Story) -> list[ClarificationRow]:
    """The clarifications of a case."""
    rows = await pool.fetch("SELECT to_jsonb(c) FROM read_model.clarifications_v5 c WHERE case_id = $1", story.id)
    return [ClarificationRow.model_validate_json(row[0]) for row in rows]
