"""Cases where somebody acts for another: both names in every event, and what is asked of one asked of both."""

from dataclasses import replace
from datetime import date

import pytest

from domain import refusals
from domain.acts.appeals.reappraisal import OTHER_HANDLERS
from domain.acts.voting.rounds import NOT_ENTITLED
from domain.case.commands import OpenRound, RecordDefence
from domain.case.events import RoundOpened
from domain.context import DecisionContext
from domain.organs import Delegation, Leave, Organs, Position, Seat
from domain.people.acts import EndAppointment
from domain.people.changing import after
from domain.values import Actor, Bilingual
from tests.domain.scenario import Given, deed
from tests.domain.stories import cases
from tests.domain.stories.cases import (
    ANN,
    CONTEXT,
    DISCIPLINE,
    DISCIPLINE_2,
    MARK,
    MEMBERS,
    ORGANISATION,
    ORGANISATION_3,
)

FEBRUARY = {"since": date(2026, 2, 1), "until": date(2026, 3, 31)}


def gives(of: Actor, to: Actor, *, by: Actor | None = None, onward: bool = False) -> Delegation:
    """Somebody's post, to somebody else, for February and March."""
    giver = by or of
    return Delegation(position=of.position, delegator=giver.person, delegate=to.person, onward=onward, **FEBRUARY)


def for_(who: Actor, holder: Actor) -> Actor:
    """Somebody in the post of another."""
    return Actor(person=who.person, position=holder.position, organ=holder.organ, for_person=holder.person)


def knowing(*given: Delegation, parties: tuple[str, ...] = (), **parts: object) -> DecisionContext:
    """The register with delegations and other parts, where some of its persons are parties."""
    organs: Organs = cases.ORGANS.model_copy(update={"delegations": given, **parts})
    return replace(CONTEXT, organs=organs, persons=frozenset(parties))


def proposed(by: Actor, context: DecisionContext) -> Given:
    """The acceptance, proposed by somebody."""
    return cases.FILED.knowing(context).given(replace(cases.proposed_acceptance("2026-02-04"), actor=by))


DELEGATE = for_(ORGANISATION_3, ORGANISATION)


def test_every_event_names_whom_its_actor_acts_for() -> None:
    """Given a delegation, when the delegate proposes, then those events name both, and no others do."""
    given = proposed(DELEGATE, knowing(gives(ORGANISATION, ORGANISATION_3)))
    before = len(given.events)
    signed = given.given(cases.signs(DISCIPLINE, "2026-02-04", "acceptance"))

    assert {event.for_person for event in given.events[len(cases.FILED.events) :]} == {ORGANISATION.person}
    assert {event.for_person for event in signed.events[before:]} == {None}
    assert '"for_person"' not in signed.events[-1].model_dump_json()


def test_without_a_word_of_the_holder_nobody_acts_for_them() -> None:
    """Nor before the delegation begins, nor without saying for whom."""
    act = replace(cases.proposed_acceptance("2026-02-04"), actor=DELEGATE)
    silent = Actor(person=DELEGATE.person, position=DELEGATE.position, organ=DELEGATE.organ)
    given = cases.FILED.knowing(knowing(gives(ORGANISATION, ORGANISATION_3)))

    cases.FILED.when(act).refused(refusals.NOT_IN_OFFICE)
    given.when(replace(act, at=cases.proposed_acceptance("2026-01-30").at)).refused(refusals.NOT_IN_OFFICE)
    given.when(replace(act, actor=silent)).refused(refusals.NOT_IN_OFFICE)


@pytest.mark.parametrize("party", [ORGANISATION.person, DISCIPLINE_2.person, ORGANISATION_3.person])
def test_a_conflict_of_interest_of_any_hand_stands_against_the_act(party: str) -> None:
    """Of the holder, of whoever handed the post on, and of who acts."""
    chain = (gives(ORGANISATION, DISCIPLINE_2, onward=True), gives(ORGANISATION, ORGANISATION_3, by=DISCIPLINE_2))
    act = replace(cases.proposed_acceptance("2026-02-04"), actor=DELEGATE)

    assert cases.FILED.knowing(knowing(*chain)).when(act).kinds[0] == "joint_act_proposed"
    cases.FILED.knowing(knowing(*chain, parties=(party,))).when(act).refused(refusals.CONFLICT_OF_INTEREST)


def test_one_person_signs_for_no_second_organ_through_a_delegate() -> None:
    """Neither the proposer as a delegate of the other organ, nor a delegate of who proposed already."""
    context = knowing(gives(DISCIPLINE, ORGANISATION), gives(ORGANISATION, ORGANISATION_3))
    by_proposer = replace(cases.signs(DISCIPLINE, "2026-02-04", "acceptance"), actor=for_(ORGANISATION, DISCIPLINE))

    proposed(ORGANISATION, context).when(by_proposer).refused(refusals.SAME_PERSON)
    proposed(DELEGATE, context).when(by_proposer).refused(refusals.SAME_PERSON)


def test_whoever_was_acted_for_has_handled_the_case() -> None:
    """So neither reappraises it."""
    handled = proposed(DELEGATE, knowing(gives(ORGANISATION, ORGANISATION_3)))
    assert {ORGANISATION.person, ORGANISATION_3.person} <= handled.case.handlers

    asked = cases.RECEIVED.knowing(knowing(gives(ORGANISATION, ORGANISATION_3))).given(cases.asked())
    asked.when(cases.reappraisal(actor=DELEGATE)).refused(OTHER_HANDLERS)


def test_who_follows_in_the_post_of_a_member_of_the_team_stands_in_their_place() -> None:
    """Given that a member's post changed hands, then the successor investigates, and no other does."""
    formed = cases.ACCEPTED.given(cases.team_formed("2026-02-05"))
    ends = EndAppointment(
        person=DISCIPLINE.person,
        position=DISCIPLINE.position,
        last_day=date(2026, 2, 5),
        successor=ORGANISATION_3.person,
    )
    successor = Actor(person=ORGANISATION_3.person, position=DISCIPLINE.position, organ=DISCIPLINE.organ)
    hears = RecordDefence(subject=ANN, mode="oral", statement=MARK)
    changed = formed.knowing(replace(CONTEXT, organs=after(cases.ORGANS, ends)))
    heard = changed.given(deed(successor, hears, "2026-02-06"))

    formed.when(deed(DISCIPLINE_2, hears, "2026-02-06")).refused(refusals.NOT_COMPETENT)
    changed.when(deed(DISCIPLINE, hears, "2026-02-06")).refused(refusals.NOT_IN_OFFICE)
    assert ANN in heard.case.heard
    assert ORGANISATION_3.person in heard.case.handlers


def test_a_delegate_of_a_member_of_the_team_investigates_for_them() -> None:
    """In the member's post, and both have handled it."""
    formed = cases.ACCEPTED.given(cases.team_formed("2026-02-05")).knowing(knowing(gives(DISCIPLINE, DISCIPLINE_2)))
    hears = RecordDefence(subject=ANN, mode="oral", statement=MARK)
    heard = formed.given(deed(for_(DISCIPLINE_2, DISCIPLINE), hears, "2026-02-06"))

    assert {DISCIPLINE.person, DISCIPLINE_2.person} <= heard.case.handlers


def test_the_alternate_of_a_member_on_leave_is_on_the_roster_in_their_place() -> None:
    """When the member is on leave on the day of the round, then the alternate votes; else the member."""
    alternate = Position(
        id="alternate-1", organ=MEMBERS[0].organ, title=Bilingual(zh="候补委员", en="Alternate"), duty="member"
    )
    seat = Seat(
        person=ORGANISATION_3.person,
        position=alternate.id,
        committee=MEMBERS[0].organ,
        alternate_for=MEMBERS[0].position,
        since=date(2020, 1, 1),
    )
    positions, seats = (*cases.ORGANS.positions, alternate), (*cases.ORGANS.seats, seat)
    leave = Leave(person=MEMBERS[0].person, since=date(2026, 2, 12), until=date(2026, 2, 12))
    at_home = knowing(positions=positions, seats=seats)
    away = knowing(positions=positions, seats=seats, leaves=(leave,))
    sits = Actor(person=ORGANISATION_3.person, position=alternate.id, organ=MEMBERS[0].organ)

    def roster(context: DecisionContext) -> tuple[str, ...]:
        opened = cases.DETERMINED.knowing(context).when(deed(cases.SECRETARY, OpenRound(), "2026-02-12")).events[0]
        assert isinstance(opened, RoundOpened)
        return opened.entitled

    members = tuple(member.person for member in MEMBERS)
    assert roster(at_home) == members
    assert roster(away) == (ORGANISATION_3.person, *members[1:])
    voting = cases.DETERMINED.knowing(away).given(cases.opened_round())
    assert voting.when(cases.ballot(sits)).kinds == ["ballot_cast"]
    cases.DETERMINED.knowing(at_home).given(cases.opened_round()).when(cases.ballot(sits)).refused(NOT_ENTITLED)
