"""What each organ is asked to do, and when it no longer is."""

from datetime import date

from domain.case import events
from domain.case.decisions import AcceptanceDecision
from eventlog.pool import Pool
from projections.inbox import inbox
from projections.inbox.inbox import What
from tests.projections.conftest import Show
from tests.projections.stories import COMMITTEE, DISCIPLINE, MEMBERS, ORGANIZATION, UNIT_COMMITTEE, Story, tolerated

_ACCEPTANCE_DUE = date(2026, 3, 23)


async def asked(pool: Pool, story: Story, organ: str) -> list[tuple[What, str, date | None]]:
    """What an organ is asked to do in one case."""
    items = await inbox.for_organs(pool, (organ,))
    return [(item.what, item.code, item.due_on) for item in items if item.case_id == story.id]


async def test_a_duty_a_signature_and_an_escalation_come_and_go(show: Show, app_pool: Pool) -> None:
    """An open duty is the answering organ's, a signature the other's; being told of a miss ends with the duty."""
    story = Story()
    duty_id = story.opened()
    proposal = story.proposed("acceptance", AcceptanceDecision(accepted=True))
    await show(story)
    own, other = await asked(app_pool, story, ORGANIZATION), await asked(app_pool, story, DISCIPLINE)
    story.missed_and_escalated(duty_id, _ACCEPTANCE_DUE)
    story.signed("acceptance", proposal)
    await show(story)
    told = [item for item in await inbox.for_organs(app_pool, (DISCIPLINE,)) if item.case_id == story.id]
    late = [item for item in await inbox.for_organs(app_pool, (ORGANIZATION,)) if item.case_id == story.id]
    story.met(duty_id)
    await show(story)

    assert own == [(What.DUTY, "acceptance", _ACCEPTANCE_DUE)]
    assert other == [(What.SIGN, "acceptance", _ACCEPTANCE_DUE)]
    assert [(item.what, item.code, item.level, item.person, item.case_number) for item in told] == [
        (What.ESCALATION, "level-2", 2, "p-du", "容〔2026〕1号")
    ]
    assert [item.missed for item in late] == [True]
    assert await asked(app_pool, story, ORGANIZATION) == await asked(app_pool, story, DISCIPLINE) == []


async def test_a_dispute_takes_the_signatures_back(show: Show, app_pool: Pool) -> None:
    """A disputed proposal asks nobody for anything."""
    story = Story()
    story.opened()
    proposal = story.proposed("acceptance", AcceptanceDecision(accepted=True), DISCIPLINE, "nj-finance")
    story.tell(
        events.JointActDisputed(on=story.on, step="acceptance", proposal=proposal, organ="nj-finance", person="p-wu")
    )
    await show(story)

    assert await asked(app_pool, story, DISCIPLINE) == []


async def test_a_round_awaits_those_who_have_not_voted(show: Show, app_pool: Pool) -> None:
    """Members leave the row as they vote or recuse themselves; the row goes with the round, its choices never come."""
    story = Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    round_id = story.round_opened()
    story.ballot(round_id, MEMBERS[1])
    story.tell(events.MemberRecused(on=story.on, round_id=round_id, member=MEMBERS[2]))
    await show(story)
    vote = next(i for i in await inbox.for_organs(app_pool, (COMMITTEE,)) if i.about == round_id)
    story.round_closed(round_id, "undecided")
    await show(story)

    assert (vote.what, vote.awaited, vote.due_on) == (What.VOTE, (MEMBERS[0],), date(2026, 5, 22))
    assert await asked(app_pool, story, COMMITTEE) == [(What.DUTY, "approval", date(2026, 5, 22))]


async def test_a_closed_case_asks_nothing(show: Show, app_pool: Pool) -> None:
    """Nothing of a case is left behind when it closes."""
    story = tolerated(Story())
    await show(story)

    assert (
        await app_pool.fetchval(
            "SELECT count(*) FROM read_model.inbox_v5 WHERE case_id = $1 AND done_on IS NULL", story.id
        )
        == 0
    )


async def test_a_stopped_clock_and_a_new_calendar_move_what_is_wanted(show: Show, app_pool: Pool) -> None:
    """A signature stands still and moves with the term of its step; the papers wanted are the subject's."""
    story = Story()
    duty_id = story.opened()
    story.proposed("acceptance", AcceptanceDecision(accepted=True))
    window = story.duty("supplement", due_on=date(2026, 3, 16), responsible="subject")
    story.paused(duty_id, window)
    await show(story)
    stopped = [item for item in await inbox.for_organs(app_pool, (DISCIPLINE,)) if item.case_id == story.id]
    wanted = await asked(app_pool, story, "subject")
    story.met(window)
    story.resumed(duty_id, date(2026, 3, 30))
    story.replanned(duty_id, date(2026, 3, 30), date(2026, 3, 31))
    await show(story)
    going = [item for item in await inbox.for_organs(app_pool, (DISCIPLINE,)) if item.case_id == story.id]

    assert [item.paused for item in stopped] == [True]
    assert wanted == [(What.DUTY, "supplement", date(2026, 3, 16))]
    assert [(item.due_on, item.paused) for item in going] == [(date(2026, 3, 31), False)]
    assert await asked(app_pool, story, ORGANIZATION) == [(What.DUTY, "acceptance", date(2026, 3, 31))]
    assert await asked(app_pool, story, "subject") == []


async def test_a_head_is_asked_to_endorse(show: Show, app_pool: Pool) -> None:
    """Until it is done or refused, and no longer than the application may be accepted."""
    signed, refused, over = (Story(asks_head=True) for _ in range(3))
    for story in (signed, refused, over):
        story.opened(signatory="nj-unit-head")
    await show(signed, refused, over)
    before = [await asked(app_pool, story, UNIT_COMMITTEE) for story in (signed, refused, over)]
    signed.endorsed("nj-unit-head")
    refused.endorsed("nj-unit-head", "refused")
    over.tell(events.ApplicationNotAccepted(on=over.on, step="acceptance", ground="not_in_scope"))
    await show(signed, refused, over)

    assert before == [[(What.SIGN, "endorsement", None)]] * 3
    assert [await asked(app_pool, story, UNIT_COMMITTEE) for story in (signed, refused, over)] == [[]] * 3


async def test_each_urging_is_a_notice_of_its_own_until_the_duty_is_done(show: Show, app_pool: Pool) -> None:
    """So that whoever has read the first is told again; who urged is said, and what."""
    story = Story()
    duty_id = story.opened()
    story.urged(duty_id, _ACCEPTANCE_DUE)
    story.urged(duty_id, _ACCEPTANCE_DUE)
    await show(story)
    rows = await app_pool.fetch(
        "SELECT urges, from_organ, level FROM read_model.inbox_v5 WHERE case_id = $1 AND what = 'escalation'", story.id
    )
    notices = [
        item
        for item in await inbox.for_organs(app_pool, (ORGANIZATION,))
        if item.case_id == story.id and item.what is What.ESCALATION
    ]
    story.met(duty_id)
    await show(story)

    assert [(row["urges"], row["level"]) for row in rows] == [(duty_id, 2)] * 2
    assert len({notice.about for notice in notices}) == len(rows)
    assert {notice.due_on for notice in notices} == {_ACCEPTANCE_DUE}
    assert await asked(app_pool, story, ORGANIZATION) == []
