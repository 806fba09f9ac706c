"""Precedents: what is told of a concluded case, from the approval of its digest until it is taken out again."""

from datetime import date

import pytest

from domain.case import events
from domain.pack.results import Outcome
from eventlog.pool import Pool
from projections.cases import case_page
from projections.cases.outcome_views import DigestView
from projections.precedents import precedents
from projections.precedents.precedents import FoundItem, Precedent, Wanted
from tests.projections.conftest import Show
from tests.projections.stories import Story, approved, withdrawn, written

HERE = ("nujiang",)


def concluded(*outcomes: Outcome, ground: str = "s2", error_class: str = "procedure_flaw", **found: str) -> Story:
    """A concluded case with findings on criteria."""
    story = Story(subjects=max(1, len(outcomes)))
    duty = story.accepted(story.opened(ground=ground, error_class=error_class))
    duty = story.investigated(duty)
    story.tell(findings(story, **found))
    duty = story.determined(duty, *outcomes)
    story.voted()
    story.closed(story.served(story.approved(duty, *outcomes)))
    return story


def findings(story: Story, **found: str) -> events.FindingsRecorded:
    """Findings on criteria."""
    return events.FindingsRecorded.model_validate(
        {
            "on": story.on,
            "step": "investigation",
            "findings": [{"of": "criterion", "item": i, "result": r, "evidence": ()} for i, r in found.items()],
        }
    )


async def seen(pool: Pool, wanted: Wanted | None = None, places: tuple[str, ...] = HERE) -> set[Precedent]:
    """What is found."""
    return set(await precedents.found(pool, places, wanted or Wanted()))


async def one(pool: Pool, story: Story, places: tuple[str, ...] = HERE) -> Precedent | None:
    """The precedent that a case is."""
    return await precedents.one(pool, places, story.id)


async def test_a_case_is_a_precedent_once_its_digest_is_approved(show: Show, app_pool: Pool) -> None:
    """Neither the outcome nor a draft makes it one; then it tells findings, outcomes and what was waived."""
    story = concluded(Outcome.LIGHTER, Outcome.EXEMPT, public_motive="met")
    digest = written(story)
    await show(story)
    before = await one(app_pool, story)
    approved(story, digest)
    await show(story)
    told = await one(app_pool, story)

    assert before is None
    assert told is not None
    assert (told.digest, told.published, told.decided_on) == (digest, True, story.on)
    assert (told.outcomes, told.liabilities) == ((Outcome.EXEMPT, Outcome.LIGHTER), ("disciplinary",))
    assert FoundItem(of="criterion", item="public_motive", result="met") in told.findings
    assert told.alike == "public_motive=met"


async def test_what_is_not_published_is_read_where_it_was_decided(show: Show, app_pool: Pool) -> None:
    """Published ones everybody finds, inner ones those whose jurisdictions hold the case."""
    inner, open_ = concluded(Outcome.EXEMPT), concluded(Outcome.EXEMPT)
    approved(inner, written(inner), published=False)
    approved(open_, written(open_))
    await show(inner, open_)

    assert [await one(app_pool, story, ()) is not None for story in (inner, open_)] == [False, True]
    assert [await one(app_pool, story) is not None for story in (inner, open_)] == [True, True]
    assert inner.id not in {each.case_id for each in await seen(app_pool, places=("elsewhere",))}


async def test_precedents_are_found_by_what_was_found_and_decided(show: Show, app_pool: Pool) -> None:
    """Each filter alone, and a criterion with its result."""
    story = concluded(Outcome.REDUCED, ground="s9", error_class="target_missed", diligence="not_met")
    approved(story, written(story))
    await show(story)
    fitting = (
        Wanted(pack="nujiang", ground="s9"),
        Wanted(error_class="target_missed"),
        Wanted(outcome="reduced", ground="s9"),
        Wanted(criterion="diligence"),
        Wanted(criterion="diligence", result="not_met"),
    )
    other = (
        Wanted(pack="other", ground="s9"),
        Wanted(ground="s9", outcome="exempt"),
        Wanted(criterion="diligence", result="met"),
        Wanted(criterion="public_motive", ground="s9"),
    )

    assert [{each.case_id for each in await seen(app_pool, wanted)} for wanted in fitting] == [{story.id}] * 5
    assert [await seen(app_pool, wanted) for wanted in other] == [set()] * 4


async def test_the_newest_approved_come_first_page_by_page(show: Show, app_pool: Pool) -> None:
    """The place of the last one read is where the next page begins."""
    stories = [concluded(Outcome.EXEMPT, ground="s10") for _ in range(3)]
    await show(*stories)
    for story in (stories[2], stories[0], stories[1]):
        approved(story, written(story))
        await show(story)
    wanted = Wanted(ground="s10")
    first = await precedents.found(app_pool, HERE, wanted, limit=2)
    rest = await precedents.found(app_pool, HERE, wanted, before=first[-1].approved_index, limit=2)
    apart = await precedents.found(app_pool, HERE, wanted, apart_from=stories[0].id)

    assert [each.case_id for each in (*first, *rest)] == [stories[1].id, stories[0].id, stories[2].id]
    assert [each.case_id for each in apart] == [stories[1].id, stories[2].id]


@pytest.mark.parametrize("how", ["withdrawn", "changed", "upheld"])
async def test_what_takes_a_precedent_out(show: Show, app_pool: Pool, how: str) -> None:
    """Withdrawn, or told of an outcome that is gone; an upheld outcome stays (A-21)."""
    story = concluded(Outcome.EXEMPT)
    digest = written(story)
    approved(story, digest)
    await show(story)
    shown = (await _digest(app_pool, story), await one(app_pool, story) is not None)
    if how == "withdrawn":
        withdrawn(story, digest)
    else:
        asked, _ = story.reappraisal()
        opinions = story.opinions(Outcome.LIGHTER) if how == "changed" else ()
        story.tell(
            events.ReappraisalDecided.model_validate(
                {"on": story.on, "reappraisal": asked, "result": how, "opinions": opinions, "grants": ()}
            )
        )
    await show(story)
    told = await one(app_pool, story)

    assert shown == (DigestView(approved=digest, published=True), True)
    assert (told is not None) is (how == "upheld")
    if how == "upheld":
        assert await _digest(app_pool, story) == DigestView(approved=digest, published=True)
    else:
        assert await _digest(app_pool, story) in {None, DigestView()}


async def test_a_new_draft_stands_beside_what_is_in_the_collection(show: Show, app_pool: Pool) -> None:
    """The page of the case tells both; readers of precedents see the approved one."""
    story = concluded(Outcome.EXEMPT)
    digest = written(story)
    approved(story, digest)
    draft = written(story)
    await show(story)
    told = await one(app_pool, story)

    assert await _digest(app_pool, story) == DigestView(draft=draft, approved=digest, published=True)
    assert told is not None
    assert told.digest == digest


async def test_a_refused_approval_tolerates_nobody(show: Show, app_pool: Pool) -> None:
    """What the committee does not approve is a precedent of not tolerating."""
    story = Story(date(2026, 3, 2))
    story.determined(story.investigated(story.accepted(story.opened())))
    story.voted("refused")
    story.tell(events.ApprovalRefused(on=story.on, step="approval"))
    approved(story, written(story))
    await show(story)
    told = await one(app_pool, story)

    assert told is not None
    assert (told.outcomes, told.liabilities) == ((Outcome.NOT_TOLERATED,), ())


async def _digest(pool: Pool, story: Story) -> DigestView | None:
    page = await case_page.get(pool, story.id)
    assert page is not None
    return page.digest
