"""Stories that end otherwise than by consent: joint organs that disagree, an application taken back."""

from datetime import date
from uuid import UUID

from domain.acts.voting.approval import Tally
from domain.case import events
from domain.case.decisions import AcceptanceDecision
from tests.projections.stories import COMMITTEE, DISCIPLINE, DOCUMENT, MEMBERS, Story

CONFERENCE = "nj-conference"
SETTLE = "settle_disagreement"
NOT_BEFORE = date(2026, 4, 7)
"""When the conference has to have settled it."""


def disputed(story: Story) -> UUID:
    """The discipline organ disputes an acceptance; returns the conference's duty to settle it."""
    story.opened()
    decision = AcceptanceDecision(accepted=True)
    proposal = story.proposed("acceptance", decision)
    story.tell(
        events.JointActDisputed(on=story.on, step="acceptance", proposal=proposal, organ=DISCIPLINE, person="p-wu"),
        events.DisagreementOpened(
            on=story.on, step="acceptance", proposal=proposal, decision=decision, level=1, organ=CONFERENCE
        ),
    )
    return story.duty(SETTLE, due_on=NOT_BEFORE, responsible=CONFERENCE)


def passed_up(story: Story, duty: UUID) -> UUID:
    """The conference passes it on; returns the committee's duty."""
    story.tell(
        events.DisagreementSettled(
            on=story.on, step="acceptance", level=1, result="passed_up", minutes=DOCUMENT, passed_to=COMMITTEE
        )
    )
    story.met(duty)
    return story.duty(SETTLE, due_on=date(2026, 4, 21), responsible=COMMITTEE)


def put_to_the_vote(story: Story) -> UUID:
    """The committee begins to vote on what was disputed."""
    return story.tell(events.RoundOpened(on=story.on, step=SETTLE, committee=COMMITTEE, entitled=MEMBERS, quorum="2/3"))


def dismissed(story: Story, duty: UUID, round_id: UUID) -> None:
    """The committee votes it down."""
    tally = Tally(entitled=3, present=3, quorum_needed=2, agree=0, disagree=3, abstain=0, postpone=0)
    story.tell(
        events.RoundClosed(on=story.on, step=SETTLE, round_id=round_id, tally=tally, result="refused"),
        events.DisagreementSettled(on=story.on, step="acceptance", level=2, result="dismissed"),
    )
    story.met(duty)


def _given_up(story: Story, duty: UUID) -> Story:
    story.tell(
        events.ApplicationWithdrawn(on=story.on),
        events.DutyCancelled(on=story.on, duty_id=duty, because="withdrawn"),
        events.CaseClosed(on=story.on),
    )
    return story


def taken_back(story: Story) -> Story:
    """Accepted, investigated, proposed, and taken back before the committee opens a round."""
    duty = story.determined(story.investigated(story.accepted(story.opened())))
    return _given_up(story, duty)


def taken_back_unsigned(story: Story) -> Story:
    """Taken back while the discipline organ has still to sign the acceptance."""
    duty = story.opened()
    story.proposed("acceptance", AcceptanceDecision(accepted=True), DISCIPLINE)
    return _given_up(story, duty)
