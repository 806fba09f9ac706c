"""The acts on the register: given a version, when somebody is appointed, delegates or leaves, then the next version."""

from datetime import date

import pytest

from domain.organs import Organs
from domain.people.acting import post_of
from domain.people.acts import (
    AnyRegisterAct,
    Appoint,
    Delegate,
    EndAppointment,
    EndLeave,
    EnterOrgan,
    EnterPerson,
    EnterPosition,
    MoveOrgan,
    Revoke,
    TakeLeave,
)
from domain.people.changing import after, namesakes
from domain.people.comparison import differences
from domain.refusals import Refused
from tests.domain.people.registers import DAY, away, given, office, seat

LAST = date(2026, 6, 5)
NEXT = date(2026, 6, 6)


def refused(organs: Organs, act: AnyRegisterAct) -> str:
    """Why an act is refused."""
    with pytest.raises(Refused) as why:
        after(organs, act)
    return why.value.refusal.code


def told(old: Organs, new: Organs) -> list[tuple[str, str, str, str | None, str | None]]:
    """What differs, in short."""
    return [(each.part, each.change, each.id, each.was, each.now) for each in differences(old, new)]


def test_an_appointment_gives_the_post_from_its_day_on() -> None:
    """Given an empty post, when a is appointed, then a holds it, and that alone is new."""
    empty = office()
    organs = after(empty, Appoint(person="a", position="head", since=DAY, basis="组干〔2026〕7号"))

    assert organs.held_by("head", DAY) == "a"
    assert organs.held_by("head", date(2026, 5, 31)) is None
    assert told(empty, organs) == [("holding", "added", "head", None, "2026-06-01/")]


def test_a_member_is_appointed_to_a_seat_and_an_alternate_to_one_of_their_own() -> None:
    """A member's post is the seat it votes by; no other post stands in for a member."""
    posts = office(posts="member-1:member member-2:member head:head")
    organs = after(posts, Appoint(person="a", position="member-1", since=DAY))
    organs = after(organs, Appoint(person="b", position="member-2", since=DAY, alternate_for="member-1"))

    assert [each.person for each in organs.seats_of("council", DAY)] == ["a"]
    assert [each.person for each in organs.alternates_of("council", DAY)] == ["b"]
    elsewhere = Appoint(person="a", position="head", since=DAY, alternate_for="member-1")
    assert refused(posts, elsewhere) == "alternate_without_seat"


def test_a_post_that_is_held_is_not_given_away() -> None:
    """Given a head, when another is appointed, then it is refused until the first term has ended."""
    organs = office(held="a:head")
    assert refused(organs, Appoint(person="b", position="head", since=DAY)) == "post_held_by_two"

    ended = after(organs, EndAppointment(person="a", position="head", last_day=LAST))
    assert after(ended, Appoint(person="b", position="head", since=NEXT)).held_by("head", NEXT) == "b"


def test_a_successor_follows_on_the_next_day_in_the_same_post_or_seat() -> None:
    """Nobody else is affected, and a seat stays a seat."""
    organs = office(held="a:head")
    followed = after(organs, EndAppointment(person="a", position="head", last_day=LAST, successor="b"))
    assert (followed.held_by("head", LAST), followed.held_by("head", NEXT)) == ("a", "b")

    council = office(posts="member-1:member", seats=(seat("a", "member-1"),))
    seated = after(council, EndAppointment(person="a", position="member-1", last_day=LAST, successor="b"))
    assert [each.person for each in seated.seats_of("council", NEXT)] == ["b"]


def test_with_an_office_ends_what_was_delegated_by_it() -> None:
    """Through all hands; what else the person delegated goes on."""
    organs = office(
        held="a:head a:officer",
        delegations=(
            given("head", "a", "b", "06-01", "06-30", onward=True),
            given("head", "b", "c", "06-03", "06-30"),
            given("officer", "a", "b", "06-01", "06-30"),
        ),
    )
    left = after(organs, EndAppointment(person="a", position="head", last_day=LAST, successor="d"))

    assert [str(each.until) for each in left.delegations] == ["2026-06-05", "2026-06-05", "2026-06-30"]


def test_what_never_was_cannot_end() -> None:
    """An appointment, a delegation and a leave are ended only where there is one."""
    organs = office(held="a:head")

    assert refused(organs, EndAppointment(person="b", position="head", last_day=LAST)) == "appointment_not_found"
    revoked = Revoke(position="head", delegator="a", delegate="b", last_day=LAST)
    assert refused(organs, revoked) == "appointment_not_found"
    assert refused(organs, EndLeave(person="a", last_day=LAST)) == "appointment_not_found"


def test_a_delegation_is_given_and_revoked() -> None:
    """Given a head, when b is delegated to and that is revoked, then b acts until the last day."""
    organs = office(held="a:head")
    delegated = after(
        organs, Delegate(position="head", delegator="a", delegate="b", since=DAY, until=date(2026, 6, 30))
    )
    assert post_of(delegated, "b", "head", NEXT) is not None

    revoked = after(delegated, Revoke(position="head", delegator="a", delegate="b", last_day=LAST))
    assert post_of(revoked, "b", "head", LAST) is not None
    assert post_of(revoked, "b", "head", NEXT) is None
    early = Revoke(position="head", delegator="a", delegate="b", last_day=date(2026, 5, 1))
    assert after(delegated, early).delegations == ()


def test_a_loop_is_refused_where_the_last_link_is_given() -> None:
    """A to B, B to C, and then C to A, whatever the posts."""
    organs = office(held="a:head b:officer c:officer-2")
    for position, giver, taker in (("head", "a", "b"), ("officer", "b", "c")):
        organs = after(
            organs, Delegate(position=position, delegator=giver, delegate=taker, since=DAY, until=date(2026, 6, 9))
        )

    last = Delegate(position="officer-2", delegator="c", delegate="a", since=date(2026, 6, 9), until=date(2026, 6, 20))
    assert refused(organs, last) == "delegation_loop"
    assert after(organs, last.model_copy(update={"since": date(2026, 6, 10)})).delegations[-1].delegate == "a"


def test_a_leave_is_taken_and_ended() -> None:
    """Given a leave without an end, when the person returns, then they act again from the next day on."""
    organs = after(office(held="a:head"), TakeLeave(person="a", since=DAY))
    assert post_of(organs, "a", "head", NEXT) is None

    assert post_of(after(organs, EndLeave(person="a", last_day=LAST)), "a", "head", NEXT) is not None


def test_somebody_of_a_known_name_is_entered_only_as_another_person() -> None:
    """The candidates are known; without an id the next number is given."""
    organs = office(people="p7 x")
    assert refused(organs, EnterPerson(name="人 p7")) == "person_of_that_name"
    assert [each.id for each in namesakes(organs, "人 p7")] == ["p7"]

    entered = after(organs, EnterPerson(name="人p7", namesake=True))
    assert entered.people[-1].id == "p008"


def test_an_organ_is_not_put_under_what_lies_under_it() -> None:
    """The office is above the section; the section cannot be above the office."""
    organs = after(
        office(),
        EnterOrgan(organ="section", role="related", zh="科", en="Section", jurisdiction="county", superior="office"),
    )

    assert refused(organs, MoveOrgan(organ="office", superior="section")) == "organ_under_itself"
    assert after(organs, MoveOrgan(organ="section", superior="council")).organs[-1].superior == "council"


def test_ids_are_known_or_new() -> None:
    """What there is not is named; an id is given once."""
    organs = office()

    assert refused(organs, Appoint(person="nobody", position="head", since=DAY)) == "unknown_in_register"
    assert refused(organs, Appoint(person="a", position="nothing", since=DAY)) == "unknown_in_register"
    twice = EnterPosition(position="head", organ="office", zh="部长", en="Head", duty="head")
    assert refused(organs, twice) == "known_in_register"


def test_faults_from_before_are_not_laid_to_an_act() -> None:
    """A register with two holders of a post takes what does not add to it."""
    organs = office(held="a:head b:head")

    assert after(organs, TakeLeave(person="c", since=DAY)).leaves == (away("c", "06-01"),)
    assert refused(organs, Appoint(person="c", position="head", since=DAY)) == "post_held_by_two"
