"""What must be true of a new version of the register; loops and exclusive duties held against a day-by-day count."""

from datetime import date, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from domain.organs import Delegation, Holding, Organs, Person
from domain.people.duties import ADMINISTRATORS, DUTIES, HANDLERS
from domain.people.soundness import DELEGATION_DAYS_MAX, faults_of
from tests.domain.people.registers import away, given, office, seat


def codes(organs: Organs) -> list[str]:
    """Why a version is not sound."""
    return [fault.refusal.code for fault in faults_of(organs)]


def holding(person: str, position: str, since: str, until: str | None = None) -> Holding:
    """A holding with its days."""
    ends = date.fromisoformat(until) if until else None
    return Holding(person=person, position=position, since=date.fromisoformat(since), until=ends)


HEAD = (given("head", "a", "b", "06-01", "06-10"),)
MEMBERS = "member-1:member member-2:member"
UNSOUND = {
    "delegated to oneself": (
        office(held="a:head", delegations=(given("head", "a", "a", "06-01", "06-02"),)),
        "delegation_loop",
    ),
    "there and back": (
        office(held="a:head b:officer", delegations=(*HEAD, given("officer", "b", "a", "06-10", "06-12"))),
        "delegation_loop",
    ),
    "never held": (office(held="c:head", delegations=HEAD), "delegates_what_is_not_held"),
    "given on unasked": (
        office(held="a:head", delegations=(*HEAD, given("head", "b", "c", "06-01", "06-10"))),
        "delegates_what_is_not_held",
    ),
    "too long": (
        office(held="a:head", delegations=(given("head", "a", "b", "01-01", "12-31"),)),
        "delegation_too_long",
    ),
    "a vote": (
        office(
            posts=MEMBERS, seats=(seat("a", "member-1"),), delegations=(given("member-1", "a", "b", "06-01", "06-02"),)
        ),
        "seat_not_delegated",
    ),
    "an alternate with a seat": (
        office(posts=MEMBERS, seats=(seat("a", "member-1"), seat("a", "member-2", "member-1"))),
        "alternate_has_seat",
    ),
    "an alternate of nobody there": (
        office(posts=f"head:head {MEMBERS}", seats=(seat("a", "member-1", "head"),)),
        "alternate_of_another_committee",
    ),
    "one post, two holders": (office(held="a:head b:head"), "post_held_by_two"),
    "leave backwards": (office(leaves=(away("a", "06-02", "06-01"),)), "ends_before_it_begins"),
    "a duty nobody knows": (office(posts="x:wizard"), "unknown_duty"),
    "system and audit": (
        office(posts="s:system_admin u:audit_admin", held="a:s a:u"),
        "administrators_apart",
    ),
    "an administrator handles": (office(posts="s:security_admin o:officer", held="a:s a:o"), "administrators_apart"),
    "an administrator by delegation": (
        office(posts="s:system_admin o:officer", held="a:s b:o", delegations=(given("o", "b", "a", "06-01", "06-02"),)),
        "administrators_apart",
    ),
    "a supervisor handles": (office(posts="s:supervisor o:officer", held="a:s a:o"), "supervisor_handles"),
    "a supervisor as alternate": (
        office(posts=f"s:supervisor {MEMBERS}", held="c:s", seats=(seat("c", "member-1", "member-2"),)),
        "supervisor_handles",
    ),
}


@pytest.mark.parametrize("why", UNSOUND)
def test_what_is_not_sound_is_told(why: str) -> None:
    """Each is of one kind, with its own sentence; of a loop each link is told."""
    organs, code = UNSOUND[why]

    assert {*codes(organs)} == {code}


def test_what_only_looks_like_it_is_sound() -> None:
    """One after another, in different years, or where it is said outright, all is well."""
    one_after_another = office().model_copy(
        update={"holdings": (holding("a", "head", "2020-01-01", "2020-12-31"), holding("b", "head", "2021-01-01"))}
    )
    there_then_back = office(held="a:head b:officer", delegations=(*HEAD, given("officer", "b", "a", "06-11", "06-12")))
    was_an_officer = office(posts="s:supervisor o:officer").model_copy(
        update={"holdings": (holding("a", "o", "2020-01-01", "2025-12-31"), holding("a", "s", "2026-01-01"))}
    )

    assert codes(one_after_another) == codes(there_then_back) == codes(was_an_officer) == []


def test_the_longest_delegation_is_as_long_as_is_said() -> None:
    """Both days count."""
    since = date(2026, 1, 1)

    def lasting(days: int) -> list[str]:
        until = since + timedelta(days=days - 1)
        return codes(
            office(
                held="a:head",
                delegations=(Delegation(position="head", delegator="a", delegate="b", since=since, until=until),),
            )
        )

    assert lasting(DELEGATION_DAYS_MAX) == []
    assert lasting(DELEGATION_DAYS_MAX + 1) == ["delegation_too_long"]


def test_a_delegation_that_outlasts_the_office_names_the_first_day_without() -> None:
    """The refusal says from when on it is not the giver's to give."""
    organs = office(delegations=HEAD).model_copy(
        update={"holdings": (holding("a", "head", "2020-01-01", "2026-06-05"),)}
    )

    (fault,) = faults_of(organs)
    assert fault.refusal.code == "delegates_what_is_not_held"
    assert fault.detail.endswith("2026-06-06")


def test_a_namesake_is_somebody_else_only_when_that_is_said() -> None:
    """However the name is written; those known by it are named."""
    organs = office(people="").model_copy(
        update={
            "people": (
                Person(id="p1", name="李 静"),
                Person(id="p2", name="李静"),
                Person(id="p3", name="李静", namesake=True),
            )
        }
    )

    (fault,) = faults_of(organs)
    assert (fault.refusal.code, fault.at, fault.detail) == ("person_of_that_name", ("people", 1, "name"), "李静: p1")


def test_nothing_lies_under_itself() -> None:
    """Each organ of a ring is told, and no other."""
    organs = office()
    ring = organs.model_copy(
        update={
            "organs": (
                organs.organs[0].model_copy(update={"superior": "council"}),
                organs.organs[1].model_copy(update={"superior": "office"}),
            )
        }
    )

    assert codes(ring) == ["organ_under_itself", "organ_under_itself"]


PEOPLE = "abcd"
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(8)]


@st.composite
def terms(draw: st.DrawFn) -> tuple[date, date]:
    """A few days of the first week."""
    start = draw(st.integers(0, 6))
    return DAYS[start], DAYS[draw(st.integers(start, 7))]


@st.composite
def delegations(draw: st.DrawFn) -> Delegation:
    """Anybody's post, by anybody, to anybody."""
    since, until = draw(terms())
    return Delegation(
        position=f"post-{draw(st.sampled_from(PEOPLE))}",
        delegator=draw(st.sampled_from(PEOPLE)),
        delegate=draw(st.sampled_from(PEOPLE)),
        since=since,
        until=until,
        onward=draw(st.booleans()),
    )


def goes_round(edges: set[tuple[str, str]]) -> bool:
    """Whether some way leads back to where it began: what is left when who leads nowhere is taken away."""
    while True:
        left = {(one, other) for one, other in edges if any(other == begins for begins, _ in edges)}
        if left == edges:
            return bool(edges)
        edges = left


@settings(max_examples=150, deadline=None)
@given_any(st.lists(delegations(), max_size=5))
def test_a_loop_is_found_on_exactly_the_days_on_which_there_is_one(given_: list[Delegation]) -> None:
    """A version has the fault exactly when on some day delegations lead round."""
    organs = office(
        people=" ".join(PEOPLE),
        posts=" ".join(f"post-{each}:officer" for each in PEOPLE),
        held=" ".join(f"{each}:post-{each}" for each in PEOPLE),
        delegations=tuple(given_),
    )
    by_day = [{(each.delegator, each.delegate) for each in given_ if each.covers(day)} for day in DAYS]

    assert ("delegation_loop" in codes(organs)) == any(goes_round(edges) for edges in by_day)


@settings(max_examples=150, deadline=None)
@given_any(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(sorted(DUTIES)), terms()), max_size=5))
def test_who_is_kept_apart_is_nobody_at_once_on_any_day(held: list[tuple[str, str, tuple[date, date]]]) -> None:
    """By a count of each day: an administrator has one duty, a supervisor no post that handles cases."""
    organs = office(people="a b", posts=" ".join(f"p{n}:{duty}" for n, (_, duty, _) in enumerate(held)))
    organs = organs.model_copy(
        update={
            "holdings": tuple(
                Holding(person=person, position=f"p{number}", since=since, until=until)
                for number, (person, _, (since, until)) in enumerate(held)
            )
        }
    )

    def clash(person: str, day: date) -> bool:
        duties = {duty for who, duty, (since, until) in held if who == person and since <= day <= until}
        apart = bool(duties & ADMINISTRATORS) and len(duties) > 1
        return apart or ("supervisor" in duties and bool(duties & HANDLERS))

    told = {"administrators_apart", "supervisor_handles"} & set(codes(organs))
    assert bool(told) == any(clash(person, day) for person in "ab" for day in DAYS)
