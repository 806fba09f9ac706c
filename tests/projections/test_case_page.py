"""What a case page shows as a case goes its way."""

from datetime import date
from uuid import UUID

import pytest

from domain.case import events
from domain.case.decisions import AcceptanceDecision
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from eventlog.pool import Pool
from projections.cases import case_page
from projections.cases.procedure import position_mark
from projections.cases.view import CasePage
from tests.projections import lists
from tests.projections.conftest import Show
from tests.projections.stories import (
    COMMITTEE,
    DISCIPLINE,
    DOCUMENT,
    MEMBERS,
    Story,
    examined,
    publicised,
    tolerated,
)

_STEPS = ("acceptance", "investigation", "determination", "approval", "feedback", "settlement")


async def page_of(pool: Pool, story: Story) -> CasePage:
    """The page of a story's case."""
    page = await case_page.get(pool, story.id)
    assert page is not None
    return page


async def test_a_case_from_application_to_close(show: Show, app_pool: Pool) -> None:
    """Steps, duties, opinions and the round stand as they ended."""
    story = tolerated(Story(subjects=2), Outcome.EXEMPT, Outcome.NOT_TOLERATED)
    await show(story)
    page = await page_of(app_pool, story)

    assert (page.version, page.stage, page.closed, page.next_due) == (story.version, "closed", True, None)
    assert [(step.step, step.state) for step in page.steps] == [
        (step, "done")
        for step in ("acceptance", "investigation", "determination", "approval", "feedback", "settlement")
    ]
    assert {duty.state for duty in page.duties} == {"met"}
    assert [(s.opinion and s.opinion.outcome, s.decided) for s in page.subjects] == [
        (Outcome.EXEMPT, True),
        (Outcome.NOT_TOLERATED, True),
    ]
    assert [(f.finding.item, f.finding.result) for f in page.findings] == [("motive", "met")]
    assert [(r.result, r.tally.agree) for r in page.rounds] == [("approved", 2)]
    assert (page.proposals, page.round, page.number) == ((), None, "容〔2026〕1号")


async def test_no_choice_is_shown_before_the_close(show: Show, app_pool: Pool) -> None:
    """An open round shows who has not voted and how many have, and nowhere how."""
    story = Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    round_id = story.round_opened()
    story.ballot(round_id, MEMBERS[0], "disagree")
    story.ballot(round_id, MEMBERS[0], "postpone")
    story.tell(events.MemberRecused(on=story.on, round_id=round_id, member=MEMBERS[2]))
    await show(story)
    page = await page_of(app_pool, story)
    stored = await app_pool.fetchval("SELECT r::text FROM read_model.case_page_v7 r WHERE case_id = $1", story.id)

    assert page.round is not None
    assert (page.round.awaited, page.round.recused, page.round.cast) == ((MEMBERS[1],), (MEMBERS[2],), 1)
    assert "disagree" not in stored
    assert "postpone" not in stored


async def test_a_proposal_waits_for_each_signature(show: Show, app_pool: Pool) -> None:
    """A proposal shows whose signature is awaited, and goes with the last one."""
    story = Story()
    story.opened()
    proposal = story.proposed("acceptance", AcceptanceDecision(accepted=True), DISCIPLINE, "nj-finance")
    story.signed("acceptance", proposal, "nj-finance")
    await show(story)
    waiting = await page_of(app_pool, story)
    story.signed("acceptance", proposal)
    await show(story)
    done = await page_of(app_pool, story)

    assert [(view.proposal_id, view.awaited) for view in waiting.proposals] == [(proposal, (DISCIPLINE,))]
    assert done.proposals == ()


async def test_a_duty_keeps_its_miss_when_met(show: Show, app_pool: Pool) -> None:
    """A missed duty shows the rungs reached, and that it was late and recorded late, after it is met."""
    story = Story()
    duty_id = story.opened()
    due_on = date(2026, 3, 23)
    story.missed_and_escalated(duty_id, due_on)
    await show(story)
    missed = await page_of(app_pool, story)
    story.met(duty_id, late=True, recorded_late_days=4)
    await show(story)
    [duty] = (await page_of(app_pool, story)).duties

    assert (missed.stage, missed.next_due) == ("acceptance", due_on)
    assert (duty.state, duty.missed, duty.reminded, duty.late, duty.recorded_late_days) == ("met", True, 1, True, 4)
    assert [(rung.level, rung.to and rung.to.organ) for rung in duty.escalations] == [(2, DISCIPLINE)]


async def test_a_returned_case_goes_through_a_step_again(show: Show, app_pool: Pool) -> None:
    """The step opened again is open in its old place."""
    story = Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    story.voted("returned")
    story.tell(events.CaseReturned(on=story.on, step="approval"))
    story.step("determination", StepKind.DETERMINATION, due_on=date(2026, 6, 1))
    await show(story)
    page = await page_of(app_pool, story)

    assert page.stage == "determination"
    assert [(step.step, step.state) for step in page.steps][2:] == [("determination", "open"), ("approval", "done")]


@pytest.mark.parametrize("barred", [True, False])
async def test_what_is_refused_tolerates_nobody(show: Show, app_pool: Pool, *, barred: bool) -> None:
    """After a refused approval, or one barred by an earlier case, every opinion says not tolerated."""
    story, earlier = Story(), Story()
    story.determined(story.investigated(story.accepted(story.opened())))
    if barred:
        story.barred("approval", earlier)
    else:
        story.tell(events.ApprovalRefused(on=story.on, step="approval"))
    await show(story)
    page = await page_of(app_pool, story)

    assert [(s.opinion and s.opinion.outcome, s.decided) for s in page.subjects] == [(Outcome.NOT_TOLERATED, True)]
    assert (page.barred_by.earlier_case if page.barred_by else None) == (earlier.id if barred else None)


async def test_a_reappraisal_reopens_what_was_not_accepted(show: Show, app_pool: Pool) -> None:
    """A closed case with a reappraisal is open again; reopened, it goes on where acceptance leads."""
    story = Story()
    duty = story.opened()
    story.tell(events.ApplicationNotAccepted(on=story.on, step="acceptance", ground="out_of_scope"))
    story.closed(duty)
    asked, term = story.reappraisal("not_accepted")
    await show(story)
    open_again = await page_of(app_pool, story)
    story.tell(events.ReappraisalDecided(on=story.on, reappraisal=asked, result="reopened", opinions=(), grants=()))
    story.met(term)
    story.step("investigation", StepKind.INVESTIGATION, due_on=date(2026, 9, 1))
    await show(story)
    page = await page_of(app_pool, story)

    assert (open_again.stage, open_again.closed, open_again.accepted) == ("reappraisal", False, False)
    assert (page.stage, page.accepted) == ("investigation", None)
    assert [(view.result, view.decided_on) for view in page.reappraisals] == [("reopened", story.on)]


async def test_checks_consultations_and_every_sort_of_finding_are_shown(show: Show, app_pool: Pool) -> None:
    """A failed legality check stays beside the passed one; exceptions and the negative list are findings."""
    story = examined(Story())
    await show(story)
    page = await page_of(app_pool, story)

    assert [(view.finding.of, view.finding.result) for view in page.findings] == [
        ("negative", "not_met"),
        ("criterion", "excepted"),
        ("ground", "met"),
    ]
    assert [(view.form, view.record, view.step) for view in page.consultations] == [
        ("hearing", DOCUMENT, "investigation")
    ]
    assert [(view.step, view.name, view.sha256) for view in page.handed_in or ()] == [
        ("investigation", "opinion", DOCUMENT)
    ]
    assert [(view.organ, view.favourable, view.documents) for view in page.advice] == [("o", True, (DOCUMENT,))]
    assert [(view.number, view.subject) for view in page.ordered] == [(1, story.subjects[0])]
    assert [(view.passed, view.version) for view in page.legality_checks] == [
        (False, story.version - 1),
        (True, story.version),
    ]


async def test_the_list_turns_its_pages(show: Show, app_pool: Pool) -> None:
    """The newest cases come first; the next page begins after the last line; filters hold."""
    stories = [Story() for _ in range(4)]
    for story in stories:
        story.opened()
    await show(*stories)
    first = await lists.cases(app_pool, closed=False, stage="acceptance", limit=3)
    second = await lists.cases(app_pool, before=first[-1].opened_index, limit=1)

    assert [line.case_id for line in (*first, *second)] == [story.id for story in reversed(stories)]
    assert await lists.cases(app_pool, places=("elsewhere",)) == ()


async def test_a_list_holds_what_concerns_those_who_ask(show: Show, app_pool: Pool) -> None:
    """What an organ filed, and what a position endorsed: told apart, though both may have the same id."""
    filed, endorsed, other = Story(filed_by="same-id"), Story(), Story()
    filed.opened()
    endorsed.opened(signatory="same-id")
    other.opened(signatory="another")
    await show(filed, endorsed, other)

    async def listed(*speakers: str) -> list[UUID]:
        return [line.case_id for line in await lists.cases(app_pool, speakers=speakers)]

    assert await listed("same-id") == [filed.id]
    assert await listed(position_mark("same-id")) == [endorsed.id]
    assert await listed("same-id", position_mark("same-id")) == [endorsed.id, filed.id]
    assert await listed() == []


async def test_history_is_shown_as_such(show: Show, app_pool: Pool) -> None:
    """A case entered from paper says so for ever, and that it is still being entered until that ends."""
    story = Story()
    story.opened(history=True)
    await show(story)
    entering = await page_of(app_pool, story)
    story.tell(events.HistoryClosed(on=story.on))
    await show(story)
    entered = await page_of(app_pool, story)

    assert (entering.history, entering.history_open) == (True, True)
    assert (entered.history, entered.history_open) == (True, False)


async def test_what_was_made_public_and_filed(show: Show, app_pool: Pool) -> None:
    """Each publicity with its end; what the investigation before had found is gone with the first."""
    story = publicised(Story())
    await show(story)
    page = await page_of(app_pool, story)

    assert [(each.objections, each.result, each.leads_to) for each in page.publicities] == [
        (1, "upheld", "investigation"),
        (0, "quiet", "filing"),
    ]
    assert [each.with_organ for each in page.filings] == [COMMITTEE]
    assert (page.team, page.defences, page.findings) == ((), (), ())
    assert [step.step for step in page.steps if step.state == "open"] == ["investigation", "settlement"]


async def test_what_is_served_anew_is_received_anew(show: Show, app_pool: Pool) -> None:
    """The window of appeal against an earlier decision is none against the new one."""
    story = publicised(Story())
    story.tell(events.FeedbackServed(on=story.on, step="feedback", notice="0" * 64))
    await show(story)
    page = await page_of(app_pool, story)

    assert [(each.received_on, each.appeal_until) for each in page.subjects] == [(None, None)]
    assert page.appeal_open_until is None
