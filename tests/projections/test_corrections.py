"""The ledger of corrections, and what it tells whoever decides the next case."""

from datetime import date
from uuid import UUID

from eventlog.pool import Pool
from projections.cases import case_page
from projections.cases.corrections import UNSHOWN, CorrectionRow
from projections.matters import bans
from projections.matters.bans import CorrectionCounts
from tests.projections.conftest import Show
from tests.projections.stories import Story, corrected


async def ledger(pool: Pool, case_id: UUID) -> list[CorrectionRow]:
    """The rows of a case."""
    rows = await pool.fetch(
        "SELECT to_jsonb(c) - $2::text[] FROM read_model.corrections_v5 c WHERE case_id = $1 ORDER BY demand",
        case_id,
        UNSHOWN,
    )
    return [CorrectionRow.model_validate_json(row[0]) for row in rows]


async def test_a_demand_that_failed_is_owed_again(show: Show, app_pool: Pool) -> None:
    """The row and the case page say the same: second round, by its own day, once failed, one measure taken."""
    story = corrected(Story())
    await show(story)
    (row,) = await ledger(app_pool, story.id)
    page = await case_page.get(app_pool, story.id)
    assert page is not None

    assert (row.demand, row.state, row.round, row.failed, row.responsible) == (1, "open", 2, 1, "subject")
    assert (row.due_on, row.done_on, row.evaluated_on) == (date(2026, 6, 30), story.on, story.on)
    assert [(taken.measure, taken.version) for taken in row.measures] == [("criticism", story.version)]
    assert [dict(view) for view in page.corrections] == [
        {name: value for name, value in dict(row).items() if name not in {"case_id", "case_number"}}
    ]
    assert page.duties[-1].round == 2


async def test_a_demand_ends_when_it_is_found_enough(show: Show, app_pool: Pool) -> None:
    """Corrected again, evaluated again, passed; in batches of their own."""
    story = corrected(Story())
    await show(story)
    (before,) = await ledger(app_pool, story.id)
    story.met(before.duty_id)
    subject = story.subjects[0]
    duty = story.duty("correction_evaluation", due_on=date(2026, 7, 7), subject=subject, demand=1, round=2)
    await show(story)
    (between,) = await ledger(app_pool, story.id)
    evaluated = story.version + 1
    story.evaluated(duty, passed=True, round_=2)
    await show(story)
    (row,) = await ledger(app_pool, story.id)

    assert (between.state, between.round, between.due_on) == ("under_evaluation", 2, date(2026, 7, 7))
    assert (row.state, row.round, row.failed, row.evaluated_version) == ("passed", 2, 1, evaluated)


async def test_a_missed_term_shows_until_the_next_begins(show: Show, app_pool: Pool) -> None:
    """The new round has not been missed."""
    story = Story()
    story.opened()
    subject = story.subjects[0]
    first = story.duty("correction", due_on=date(2026, 6, 9), responsible="subject", subject=subject, demand=1)
    story.duty("correction", due_on=date(2026, 6, 9), responsible="subject", subject=subject, demand=2)
    story.missed_and_escalated(first, date(2026, 6, 9))
    await show(story)
    missed = [row.missed for row in await ledger(app_pool, story.id)]
    story.met(first)
    story.duty("correction_evaluation", due_on=date(2026, 6, 16), subject=subject, demand=1)
    await show(story)

    assert missed == [True, False]
    assert {row.demand: (row.state, row.missed) for row in await ledger(app_pool, story.id)} == {
        1: ("under_evaluation", False),
        2: ("open", False),
    }


async def test_who_decides_the_next_case_sees_how_the_earlier_one_was_corrected(show: Show, app_pool: Pool) -> None:
    """A candidate of the same situation carries its corrections; a case without demands says nothing (R-11)."""
    earlier, plain, later = corrected(Story()), Story(), Story()
    await show(earlier)
    plain.opened(subjects=earlier.subjects)
    later.opened(subjects=earlier.subjects)
    await show(plain, later)
    found = await bans.candidates(
        app_pool,
        case_id=later.id,
        matter_id=later.matter,
        subjects=earlier.subjects,
        ground="s1",
        error_class="procedure_flaw",
    )
    matter = await bans.matter(app_pool, earlier.matter)
    assert matter is not None

    by_case = {candidate.occurrence.case_id: candidate.occurrence.corrections for candidate in found}
    assert by_case == {earlier.id: CorrectionCounts(owed=1, corrected=0, failed=1), plain.id: None}
    assert matter.occurrences[0].corrections == by_case[earlier.id]
