"""Recusal: it holds for every round on the same determination, until it is lifted with reasons (回避, A-14)."""

from dataclasses import replace

import pytest

from domain import refusals
from domain.acts.voting.recusal import NOT_RECUSED
from domain.acts.voting.rounds import NOT_ENTITLED
from domain.case.events import RecusalLifted, RoundClosed, RoundOpened
from domain.pack.steps import VoteBody
from domain.values import Actor
from tests.domain.scenario import Given
from tests.domain.stories import cases
from tests.domain.stories.cases import MARK, MEMBERS
from tests.domain.stories.parties import UNDECIDED, lifts, recuses

SEVEN = tuple(member.person for member in MEMBERS)


def excluded(opened: RoundOpened) -> list[tuple[str, str]]:
    """Who of those with a seat has no vote, and why."""
    return [(out.member, out.because) for out in opened.excluded]


def test_a_recusal_outlives_its_round() -> None:
    """The next round has five entitled, and the two have no ballot in it: they cannot carry it four to three."""
    opened = UNDECIDED.when(cases.opened_round("2026-02-13"))
    event = opened.the(RoundOpened)

    assert event.entitled == SEVEN[:5]
    assert excluded(event) == [(SEVEN[5], "recused"), (SEVEN[6], "recused")]
    for member in MEMBERS[5:]:
        opened.given.when(cases.ballot(member, "agree", "2026-02-13")).refused(NOT_ENTITLED)
        opened.given.when(recuses(member, "2026-02-13")).refused(NOT_ENTITLED)
    against = opened.given.given(
        *(cases.ballot(member, "agree", "2026-02-13") for member in MEMBERS[:2]),
        *(cases.ballot(member, "disagree", "2026-02-13") for member in MEMBERS[2:5]),
    )
    closed = against.when(cases.closed_round("2026-02-13")).the(RoundClosed)
    assert (closed.tally.entitled, closed.tally.quorum_needed, closed.result) == (5, 4, "refused")


def test_a_recusal_outlives_a_return() -> None:
    """Sent back and proposed anew it is still the same determination (A-07)."""
    returned = cases.DETERMINED.given(
        cases.opened_round(),
        recuses(MEMBERS[6]),
        *(cases.ballot(member, "postpone") for member in MEMBERS[:4]),
        cases.closed_round(),
        *cases.determined(day="2026-02-13"),
    )

    assert excluded(returned.when(cases.opened_round("2026-02-14")).the(RoundOpened)) == [(SEVEN[6], "recused")]


def test_a_lifted_recusal_lets_the_member_vote_again() -> None:
    """With reasons, which are kept apart; the other one stays out."""
    outcome = UNDECIDED.when(lifts(MEMBERS[5]))
    event = outcome.the(RecusalLifted)

    assert event.member == SEVEN[5]
    assert event.private is not None
    assert event.private.reasons == MARK
    opened = outcome.given.when(cases.opened_round("2026-02-13")).the(RoundOpened)
    assert opened.entitled == SEVEN[:6]
    assert excluded(opened) == [(SEVEN[6], "recused")]


def test_a_recusal_may_come_again() -> None:
    """Lifted, and left once more: out again."""
    again = UNDECIDED.given(
        lifts(MEMBERS[5]),
        cases.opened_round("2026-02-13"),
        recuses(MEMBERS[5], "2026-02-13"),
        cases.closed_round("2026-02-13"),
    )

    assert len(again.when(cases.opened_round("2026-02-14")).the(RoundOpened).excluded) == 2


@pytest.mark.parametrize("by", [cases.ORGANISATION, MEMBERS[0], cases.AUDIT])
def test_only_the_committees_head_or_office_lifts_it(by: Actor) -> None:
    """No member does, and no other organ."""
    UNDECIDED.when(lifts(MEMBERS[5], by=by)).refused(refusals.NOT_COMPETENT)


def test_nothing_is_lifted_that_is_not_there() -> None:
    """Who did not recuse, or was let in already."""
    UNDECIDED.when(lifts(MEMBERS[0])).refused(NOT_RECUSED)
    UNDECIDED.given(lifts(MEMBERS[5])).when(lifts(MEMBERS[5])).refused(NOT_RECUSED)


def test_nothing_is_lifted_during_a_round() -> None:
    """The base of a round grows while nobody votes in it."""
    given = cases.DETERMINED.given(cases.opened_round(), recuses(MEMBERS[5]))

    given.when(lifts(MEMBERS[5], "2026-02-12")).refused(refusals.ROUND_OPEN)


def test_a_head_who_recused_keeps_no_round_and_lifts_nothing() -> None:
    """Out of the determination means out of its keeping as well."""
    head = cases.post("county-a-committee-head")
    seat = cases.ORGANS.seats[0].model_copy(
        update={"person": head.person, "position": head.position, "committee": "county-a-committee"}
    )
    organs = cases.ORGANS.model_copy(update={"seats": (*cases.ORGANS.seats, seat)})
    given = cases.DETERMINED.knowing(replace(cases.CONTEXT, organs=organs)).given(
        cases.opened_round(), recuses(head), cases.closed_round()
    )

    given.when(replace(cases.opened_round("2026-02-13"), actor=head)).refused(refusals.CONFLICT_OF_INTEREST)
    given.when(lifts(head, by=head)).refused(refusals.CONFLICT_OF_INTEREST)
    given.when(lifts(head)).then_kinds("recusal_lifted")


def test_a_reappraisal_is_another_determination() -> None:
    """What was left is the case's own; nobody is recused from what has yet to be voted on."""
    decided = UNDECIDED.given(
        cases.opened_round("2026-02-13"),
        *(cases.ballot(member, "agree", "2026-02-13") for member in MEMBERS[:4]),
        cases.closed_round("2026-02-13"),
        cases.served("2026-02-14"),
        cases.received(day="2026-02-24"),
        cases.asked(),
    )
    (reappraisal,) = decided.case.reappraisals

    assert decided.case.recused == {decided.case.id: frozenset(SEVEN[5:])}
    assert decided.case.recused.get(reappraisal) is None


PROPOSER = cases.ORGANISATION.person


def seated(*persons: str, proposer_votes: bool = False) -> Given:
    """A determination put to a committee in which some who put it forward have seats."""
    places = dict(zip((member.position for member in MEMBERS), persons, strict=False))
    seats = tuple(
        each.model_copy(update={"person": places[each.position]}) if each.position in places else each
        for each in cases.ORGANS.seats
    )
    meeting = cases.PACK.bodies["meeting"]
    assert isinstance(meeting, VoteBody)
    bodies = {**cases.PACK.bodies, "meeting": meeting.model_copy(update={"proposer_votes": proposer_votes})}
    context = replace(
        cases.CONTEXT,
        organs=cases.ORGANS.model_copy(update={"seats": seats}),
        pack=cases.PACK.model_copy(update={"bodies": bodies}),
    )
    return cases.DETERMINED.knowing(context)


def test_who_put_a_determination_forward_does_not_vote_on_it() -> None:
    """Neither the proposer nor who signed for the other organ: by default (A-41)."""
    opened = seated(PROPOSER, cases.DISCIPLINE.person).when(cases.opened_round()).the(RoundOpened)

    assert opened.entitled == SEVEN[2:]
    assert excluded(opened) == [(PROPOSER, "proposer"), (cases.DISCIPLINE.person, "proposer")]


def test_a_pack_may_let_the_proposer_vote() -> None:
    """Then everyone with a seat is entitled."""
    given = seated(PROPOSER, proposer_votes=True)
    opened = given.when(cases.opened_round()).the(RoundOpened)

    assert opened.entitled == (PROPOSER, *SEVEN[1:])
    assert opened.excluded == ()


def test_only_who_put_forward_what_is_voted_on_is_out() -> None:
    """A first proposal was sent back; another officer put the second one forward."""
    first = seated(PROPOSER).given(
        cases.opened_round(), *(cases.ballot(member, "postpone") for member in MEMBERS[1:6]), cases.closed_round()
    )
    second = first.given(
        replace(cases.determined(day="2026-02-13")[0], actor=cases.ORGANISATION_2),
        cases.signs(cases.DISCIPLINE, "2026-02-13", "determination"),
    )

    assert second.when(cases.opened_round("2026-02-14")).the(RoundOpened).excluded == ()
