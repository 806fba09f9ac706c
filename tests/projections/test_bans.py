"""The matter register: what was tolerated, what is barred, and what looks like the same matter."""

from uuid import uuid4

from domain.case import events
from domain.pack.results import Outcome
from eventlog.pool import Pool
from projections.matters import bans
from projections.matters.bans import Candidate
from tests.projections.conftest import Show
from tests.projections.stories import Story, tolerated


async def candidates(pool: Pool, story: Story, ground: str = "s1") -> list[tuple[str, str | None, bool]]:
    """Why, which case, and whether tolerated."""
    found: tuple[Candidate, ...] = await bans.candidates(
        pool,
        case_id=story.id,
        matter_id=story.matter,
        subjects=story.subjects,
        ground=ground,
        error_class="procedure_flaw",
    )
    return [(c.because, c.occurrence.case_number, c.occurrence.tolerated) for c in found]


async def test_a_tolerated_occurrence_bans_its_whole_family(show: Show, app_pool: Pool) -> None:
    """By whatever id a merged matter is asked for, at any depth, the ban names the case that was tolerated."""
    first, second, third = tolerated(Story()), Story(), Story()
    second.opened()
    second.tell(events.SameMatterConfirmed(on=second.on, matter_id=second.matter, earlier_matter=first.matter))
    third.opened()
    third.tell(
        events.SameMatterConfirmed(on=third.on, matter_id=third.matter, earlier_matter=second.matter),
        events.ToleranceBarred(
            on=third.on,
            step="acceptance",
            matter_id=first.matter,
            ban_key=f"{first.matter}:procedure_flaw",
            earlier_case=first.id,
            earlier_occurrence=first.occurrence,
            cite=("NJ-31",),
        ),
    )
    await show(first, second, third)
    by_each = [await bans.matter(app_pool, story.matter) for story in (first, second, third)]
    [matter] = {m.model_dump_json(): m for m in by_each if m is not None}.values()

    assert (matter.matter_id, set(matter.also)) == (first.matter, {second.matter, third.matter})
    assert [o.case_id for o in matter.occurrences] == [first.id, second.id, third.id]
    assert [(o.case_id, o.tolerations[0].outcome) for o in matter.bans] == [(first.id, Outcome.EXEMPT)]
    assert [o.barred.earlier_case for o in matter.occurrences if o.barred] == [first.id]
    assert await bans.matter(app_pool, uuid4()) is None


async def test_an_exception_bars_nothing_and_a_revocation_lifts(show: Show, app_pool: Pool) -> None:
    """A grant by exception takes no slot; an ordinary one that was revoked bars no longer but stays on record."""
    excepted, revoked = Story(), tolerated(Story())
    duty = excepted.determined(excepted.investigated(excepted.accepted(excepted.opened())))
    excepted.tell(events.RecurrenceExceptionFound(on=excepted.on, cause="natural_disaster", evidence=()))
    excepted.approved(duty, exception_version=excepted.version)
    granted = next(n for n, event in enumerate(revoked.told, 1) if isinstance(event, events.CaseApproved))
    await show(excepted, revoked)
    standing = await bans.matter(app_pool, revoked.matter)
    revoked.tell(events.ToleranceRevoked(on=revoked.on, subject=revoked.subjects[0], granted_version=granted))
    await show(revoked)
    by_exception = await bans.matter(app_pool, excepted.matter)
    after = await bans.matter(app_pool, revoked.matter)

    assert standing is not None
    assert after is not None
    assert by_exception is not None
    assert (len(standing.bans), len(after.bans), len(by_exception.bans)) == (1, 0, 0)
    assert [t.revoked_on for t in after.occurrences[0].tolerations] == [revoked.on]
    assert by_exception.occurrences[0].exception is not None


async def test_candidates_are_earlier_and_say_why(show: Show, app_pool: Pool) -> None:
    """The same subject, ground and error class suggest a case, a confirmed matter names it; later cases never do."""
    first = tolerated(Story())
    new, elsewhere, other_ground, later = Story(), Story(), Story(), Story()
    new.opened(subjects=first.subjects)
    elsewhere.opened()
    other_ground.opened(subjects=first.subjects, ground="s9")
    later.opened(subjects=first.subjects)
    await show(first, elsewhere, other_ground)
    await show(new)
    await show(later)
    number = (await candidates(app_pool, new))[0][1]
    suggested = await candidates(app_pool, new)
    new.tell(events.SameMatterConfirmed(on=new.on, matter_id=new.matter, earlier_matter=first.matter))
    await show(new)

    assert suggested == [("same_situation", number, True)]
    assert number is not None
    assert await candidates(app_pool, new) == [("same_matter", number, True)]
    assert [because for because, _, _ in await candidates(app_pool, later)] == ["same_situation", "same_situation"]
    assert await candidates(app_pool, first) == []
